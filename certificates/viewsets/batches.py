"""Certificates for a class at once, in the back office."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic

from certificates.models import Batch, BatchSource, BatchState
from certificates.queries import with_failed_rows
from certificates.rules import may_run_batches
from certificates.views import batches
from certificates.viewsets.reading import ReadOnlyViewSet


def batch_url(batch: Batch) -> str:
    return reverse("certificate_batches:batch", args=[batch.pk])


class BatchFilterSet(WagtailFilterSet):
    """By award, state and where the candidates came from."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=BatchState.choices)
    source = django_filters.ChoiceFilter(label=_("Candidates"), choices=BatchSource.choices)
    # A choice and not a box: an unchecked box would show as a filter that says no.
    trouble = django_filters.ChoiceFilter(
        label=_("To be tried again"), choices=[("failed", _("Ended with lines that failed"))], method="in_trouble"
    )

    class Meta:
        model = Batch
        fields: ClassVar = ["award", "state", "source", "trouble"]

    def in_trouble(self, found: QuerySet[Batch], _name: str, _value: str) -> QuerySet[Batch]:
        return with_failed_rows(found)


class BatchIndexView(generic.IndexView):
    """All batches, the newest first; the header leads to the next one."""

    default_ordering = ("-created_at", "-pk")

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("award", "sitting", "created_by__person")

    def get_add_url(self) -> str | None:
        return reverse("certificate_batches:new") if may_run_batches(self.request.user) else None


class BatchViewSet(ReadOnlyViewSet):
    """Certificates for a class at once."""

    model = Batch
    icon = "group"
    menu_label = _("Batches")
    index_view_class = BatchIndexView
    filterset_class = BatchFilterSet
    list_display = (
        TitleColumn("award", label=_("Award"), accessor="award", get_url=batch_url),
        Column("origin", label=_("Candidates"), accessor="origin"),
        Column("state", label=_("State"), accessor="get_state_display"),
        "created_by",
        "created_at",
    )
    search_fields = ("award__title", "detail")
    form_fields = ("award",)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("check/", batches.NewBatchView.as_view(), name="new"),
            path("<int:pk>/", batches.BatchView.as_view(), name="batch"),
            path("<int:pk>/progress.json", batches.ProgressView.as_view(), name="progress"),
            path("<int:pk>/start/", batches.StartView.as_view(), name="start"),
            path("<int:pk>/cancel/", batches.CancelView.as_view(), name="cancel"),
            path("<int:pk>/retry/", batches.RetryView.as_view(), name="retry"),
            path("<int:pk>/certificates.zip", batches.ZipView.as_view(), name="zip"),
            path("<int:pk>/print.pdf", batches.PrintView.as_view(), name="print"),
            path("<int:pk>/list.xlsx", batches.ListView.as_view(), name="list"),
        ]
