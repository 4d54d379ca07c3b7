"""Certificates whose result was replaced, as a list of the certificate office."""

from typing import Any, ClassVar

import django_filters
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views import generic

from certificates.models import CertificateReview, CertificateState, ReviewState
from certificates.queries.reviews import reviews_for_listing
from certificates.rules import may_supersede
from certificates.views.reviews import ReviewView
from certificates.viewsets.reading import ReadOnlyViewSet


def review_url(review: CertificateReview) -> str:
    return reverse("certificate_reviews:settle", args=[review.pk])


def said_of(review: CertificateReview) -> str:
    """An open question about a certificate that is not valid any more has answered itself."""
    if review.state == ReviewState.OPEN and review.certificate.state != CertificateState.VALID:
        return review.certificate.get_state_display()
    return review.get_state_display()


def now_passed(review: Any) -> str:
    return translated("Passed") if review.passed_now else translated("Not passed")


class ReviewFilterSet(WagtailFilterSet):
    """By state."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=ReviewState.choices)

    class Meta:
        model = CertificateReview
        fields: ClassVar = ["state"]


class ReviewIndexView(generic.IndexView):
    """The newest first."""

    default_ordering = ("-opened_at", "-pk")

    def get_base_queryset(self) -> Any:
        return reviews_for_listing()

    @property
    def columns(self) -> list[BaseColumn]:
        """Whoever may not decide gets no link to the decision."""
        number: BaseColumn = Column("certificate", label=_("Certificate"))
        if may_supersede(self.request.user):
            number = TitleColumn("certificate", label=_("Certificate"), accessor="certificate", get_url=review_url)
        return [
            number,
            Column("name", label=_("Full name"), accessor=lambda one: one.certificate.payload["name"]),
            Column("now", label=_("The result now"), accessor=now_passed),
            DateColumn("opened_at", label=_("Opened")),
            Column("state", label=_("State"), accessor=said_of),
        ]


class ReviewViewSet(ReadOnlyViewSet):
    """Questions that replaced results open."""

    model = CertificateReview
    icon = "warning"
    menu_label = _("Certificates to look at")
    index_view_class = ReviewIndexView
    filterset_class = ReviewFilterSet
    search_fields = ("certificate__number", "certificate__person__full_name")
    form_fields = ("note",)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("<int:pk>/", ReviewView.as_view(), name="settle")]
