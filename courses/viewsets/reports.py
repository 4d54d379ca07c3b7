"""Mistake reports in the back office, for content editors."""

from http import HTTPStatus
from typing import Any

import django_filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.models import User
from courses.forms import ReportAnswerForm
from courses.models import ChapterPage, MistakeReport, ReportState
from courses.services.reports import AlreadyAnswered, ReasonMissing, answer_report

WRITING_URLS = ("add", "delete", "copy", "history", "usage")


class ReportFilterSet(WagtailFilterSet):
    """By state and by chapter."""

    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=ReportState.choices)
    chapter = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Chapter"),
        queryset=ChapterPage.objects.order_by("path").defer("summary"),
        method="in_chapter",
    )

    class Meta:
        model = MistakeReport
        fields = ("state", "chapter")

    def in_chapter(self, reports: QuerySet[MistakeReport], _name: str, chapter: ChapterPage) -> Any:
        return reports.filter(lesson__path__startswith=chapter.path)


def lesson_edit_url(report: MistakeReport) -> str:
    return reverse("wagtailadmin_pages:edit", args=[report.lesson_id])


def answer_url(report: MistakeReport) -> str:
    return reverse("mistake_reports:edit", args=[report.pk])


def beginning(report: MistakeReport) -> str:
    return Truncator(report.text).chars(60)


class ReportIndexView(generic.IndexView):
    """All reports; the open ones first, then the latest."""

    filterset_class = ReportFilterSet
    default_ordering = "-state"

    def get_base_queryset(self) -> Any:
        rows = super().get_base_queryset().select_related("lesson", "reporter__person")
        return rows.defer("lesson__body")

    def order_queryset(self, queryset: Any) -> Any:
        return super().order_queryset(queryset).order_by(self.ordering, "-created_at", "-pk")


class ReportAnswerView(View):
    """One report: where it stands, what the reader says, and the answer."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("courses.change_mistakereport"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(request, self._report(pk), ReportAnswerForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        report, form = self._report(pk), ReportAnswerForm(request.POST)
        if not isinstance(request.user, User) or not form.is_valid():
            return self._page(request, report, form)
        said = form.cleaned_data
        state = ReportState(said["state"])
        try:
            answer_report(report=report, state=state, answer=said["answer"], actor=request.user, now=timezone.now())
        except ReasonMissing:
            form.add_error("answer", _("Please tell the reader why."))
            return self._page(request, report, form)
        except AlreadyAnswered:
            messages.error(request, _("Somebody else has answered this report. Their answer stands."))
            return redirect("mistake_reports:edit", pk)
        messages.success(request, _("Answered. The reader can see it now."))
        return redirect("mistake_reports:index")

    def _report(self, pk: int) -> MistakeReport:
        return get_object_or_404(MistakeReport.objects.select_related("lesson", "reporter", "handled_by"), pk=pk)

    def _page(self, request: HttpRequest, report: MistakeReport, form: ReportAnswerForm) -> HttpResponse:
        context = {
            "report": report,
            "form": form,
            "is_open": report.state == ReportState.OPEN,
            "is_published_since": report.lesson.live_revision_id != report.revision_id,
            "place_url": f"{report.lesson.get_url()}#{report.anchor}",
            "edit_url": lesson_edit_url(report),
            "page_title": _("Mistake report"),
            "header_title": _("Mistake report"),
            "header_icon": "warning",
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": reverse("mistake_reports:index"), "label": _("Mistake reports")},
                {"url": "", "label": str(report)},
            ],
        }
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
        return render(request, "courses/admin/report.html", context, status=status)


class MistakeReportViewSet(ModelViewSet):
    """What readers reported: found, read, answered; neither made nor deleted here."""

    model = MistakeReport
    icon = "warning"
    menu_label = gettext_lazy("Mistake reports")
    menu_name = "mistake-reports"
    menu_order = 150
    add_to_admin_menu = True
    index_view_class = ReportIndexView
    list_display = (
        TitleColumn("place", label=gettext_lazy("Lesson"), accessor=str, get_url=answer_url),
        Column("text", label=gettext_lazy("What is wrong"), accessor=beginning),
        "reporter",
        "created_at",
        "state",
        TitleColumn(
            "edit_lesson", label=gettext_lazy("Page"), accessor=lambda _report: _("Edit"), get_url=lesson_edit_url
        ),
    )
    search_fields = ("text", "quote", "answer", "lesson__title", "reporter__username")
    list_export = ("lesson", "heading", "quote", "text", "reporter", "created_at", "state", "answer", "handled_at")
    form_fields = ("answer",)
    add_to_reference_index = False

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """No page offers another way to write than the answer."""
        common: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        return {**common, **{f"{name}_url_name": None for name in WRITING_URLS if f"{name}_url_name" in common}}

    def get_urlpatterns(self) -> list[URLPattern]:
        lists = [pattern for pattern in super().get_urlpatterns() if pattern.name in {"index", "index_results"}]
        return [*lists, path("<int:pk>/", ReportAnswerView.as_view(), name="edit")]

    def register_admin_url_finder(self) -> None:
        """Nothing links to a report by itself."""
