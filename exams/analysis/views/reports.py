"""Parts of exams to analyse, and the report of the latest analysis. No key stands on these pages."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.ui.tables import BaseColumn, Column, NumberColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin

from exams.analysis.models import ExamAnalysis, PrintKind, Subject
from exams.analysis.presentation import figure_words
from exams.analysis.queries.reports import changes_since, components_with_counts, latest_analysis, latest_order
from exams.analysis.rules import ANALYSE, SEE_ANALYSES, may_analyse
from exams.analysis.services import AnalysisRefused
from exams.analysis.services.analyses import is_in_time
from exams.analysis.services.prints import stamp_of_analysis
from exams.analysis.services.report_tables import (
    ITEM_FIGURES,
    form_items_tables,
    more_tables,
    paper_rows,
    report_of,
    scores_table,
)
from exams.analysis.statistics.figures import Figure
from exams.analysis.tasks import analyse_later
from exams.analysis.views.base import Crumb, DeskView, file_of
from exams.analysis.views.prints import FILES, PAGE, PrintAct, PrintDesk
from exams.sittings.models import ExamComponent

ITEMS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item as the table shows it."""

    name: str
    point: str
    intended: int
    n: int
    exposure: int
    figures: list[str]


class AnalysisIndexView(DeskView, BaseListingView):
    """Parts of exams by title, with how many attempts are closed and when they were last analysed."""

    template_name = "bank/admin/listing.html"
    permission_required: Any = SEE_ANALYSES
    page_title = gettext_lazy("Exam analysis")
    header_icon = "table"
    index_url_name = "exam_analysis:index"
    paginate_by = 50
    verbose_name_plural = gettext_lazy("parts of exams")
    columns: ClassVar[list[BaseColumn]] = [
        TitleColumn(
            "exam", label=gettext_lazy("Exam"), get_url=lambda row: reverse("exam_analysis:report", args=[row.pk])
        ),
        Column("kind", label=gettext_lazy("Part"), accessor="get_kind_display"),
        NumberColumn("closed_count", label=gettext_lazy("Closed attempts"), accessor=lambda row: row.closed_count or 0),
        Column("analysed_at", label=gettext_lazy("Last analysed")),
    ]

    def get_base_queryset(self) -> QuerySet[ExamComponent]:
        return components_with_counts()


class ReportPage(PrintDesk):
    """One part of an exam with its latest analysis."""

    permission_required: Any = SEE_ANALYSES
    kwargs: dict[str, Any]

    @cached_property
    def component(self) -> ExamComponent:
        return get_object_or_404(components_with_counts(), pk=self.kwargs["pk"])

    @cached_property
    def analysis(self) -> ExamAnalysis | None:
        return latest_analysis(self.component)

    @property
    def subject(self) -> Subject:
        return Subject(PrintKind.EXAM, component=self.component)

    @property
    def stamp(self) -> str:
        if self.analysis is None:
            raise Http404
        return stamp_of_analysis(self.analysis)

    def address(self, kind: str) -> str:
        """Of the page, of a file, or where the PDF is asked for."""
        if kind in FILES:
            return reverse("exam_analysis:file", args=[self.component.pk, kind])
        return reverse(f"exam_analysis:{'report' if kind == PAGE else 'print'}", args=[self.component.pk])


class ReportView(ReportPage, WagtailAdminTemplateMixin, TemplateView):
    """The latest analysis of one part: the paper's figures, how scores are spread, and every item."""

    template_name = "analysis/admin/report.html"
    header_icon = "table"

    def get_page_title(self) -> str:
        return str(self.component)

    def get_breadcrumbs_items(self) -> list[Crumb]:
        return self.trail((reverse("exam_analysis:index"), _("Exam analysis")), ("", str(self.component)))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        analysis, order = self.analysis, latest_order(self.component)
        told = {} if analysis is None else self._told(analysis)
        return super().get_context_data(
            **{
                "component": self.component,
                "analysis": analysis,
                "order": order,
                "is_computed": order is not None and is_in_time(order, now=timezone.now()),
                "may_analyse": may_analyse(self.user),
                **told,
                **kwargs,
            }
        )

    def _told(self, analysis: ExamAnalysis) -> dict[str, Any]:
        document = analysis.document
        # Analyses of before have no items by form.
        own = document.get("form_items", {})
        page = Paginator(document["items"], ITEMS_A_PAGE).get_page(self.request.GET.get("p"))
        return {
            "files": self.files,
            "changes": changes_since(analysis),
            "figures": paper_rows(document["paper"]),
            "forms": [
                (name, paper_rows(paper), list(form_items_tables(document, name)) if name in own else [])
                for name, paper in document["forms"].items()
            ],
            "tables": list(more_tables(document)),
            "scores": scores_table(document, pass_mark=float(self.component.pass_mark)),
            "page": page,
            "rows": [_row(item) for item in page.object_list],
            "minima": document["minima"],
        }


class ReportFileView(ReportPage, View):
    """The report of the latest analysis to take away; nothing to take where there is none."""

    http_method_names = ["get", "head"]

    def get(self, _request: HttpRequest, pk: int, kind: str) -> HttpResponse:  # noqa: ARG002 -- read by `component`
        if self.analysis is None:
            raise Http404
        name = f"{self.component.exam.code}-{self.component.kind}"
        return self.printed_file(name) if kind == "pdf" else file_of(report_of(self.analysis), kind=kind, name=name)


class PrintView(ReportPage, PrintAct):
    """Have the report of the latest analysis printed by the task worker, in the reader's language."""


class AnalyseView(ReportView):
    """Have the part analysed anew by the task worker; the analyses before are kept."""

    http_method_names = ["post"]
    permission_required: Any = (SEE_ANALYSES, ANALYSE)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        try:
            analyse_later(component=self.component, actor=self.user, now=timezone.now())
        except AnalysisRefused as refused:
            messages.error(request, refused.reason)
        return redirect("exam_analysis:report", self.component.pk)


def _row(item: dict[str, Any]) -> ItemRow:
    figures = [figure_words(Figure.read(item[name]), places=2) for name in ITEM_FIGURES]
    return ItemRow(item["name"], item["point"], item["intended"], item["n"], item.get("exposure", 0), figures)
