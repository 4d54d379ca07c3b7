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
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View
from wagtail.admin.ui.tables import BaseColumn, Column, NumberColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin

from exams.analysis.models import ExamAnalysis, PrintState
from exams.analysis.presentation import figure_words
from exams.analysis.queries.reports import (
    changes_since,
    components_with_counts,
    latest_analysis,
    latest_order,
    print_of,
)
from exams.analysis.rules import ANALYSE, SEE_ANALYSES, may_analyse
from exams.analysis.services import AnalysisRefused
from exams.analysis.services.analyses import is_in_time
from exams.analysis.services.prints import is_there
from exams.analysis.services.report_tables import (
    ITEM_FIGURES,
    form_items_tables,
    more_tables,
    paper_rows,
    report_of,
    scores_table,
)
from exams.analysis.statistics.figures import Figure
from exams.analysis.tasks import analyse_later, print_later
from exams.analysis.views.base import Crumb, DeskView, file_of, taken_away
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


class ReportView(DeskView, WagtailAdminTemplateMixin, TemplateView):
    """The latest analysis of one part: the paper's figures, how scores are spread, and every item."""

    template_name = "analysis/admin/report.html"
    permission_required: Any = SEE_ANALYSES
    header_icon = "table"
    kwargs: dict[str, Any]

    @cached_property
    def component(self) -> ExamComponent:
        return get_object_or_404(components_with_counts(), pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return str(self.component)

    def get_breadcrumbs_items(self) -> list[Crumb]:
        return self.trail((reverse("exam_analysis:index"), _("Exam analysis")), ("", str(self.component)))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        analysis, order = latest_analysis(self.component), latest_order(self.component)
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
        printed = print_of(analysis, get_language())
        return {
            "printed": printed if printed is not None and is_there(printed) else None,
            "is_printing": printed is not None and printed.is_under_way(now=timezone.now()),
            "print_failed": printed is not None and printed.state == PrintState.FAILED,
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


class ReportFileView(DeskView, View):
    """The report of the latest analysis to take away: the PDF that was printed; nothing to take where there is none."""

    permission_required: Any = SEE_ANALYSES
    http_method_names = ["get", "head"]

    def get(self, _request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        component = get_object_or_404(components_with_counts(), pk=pk)
        analysis = latest_analysis(component)
        if analysis is None:
            raise Http404
        name = f"{component.exam.code}-{component.kind}"
        if kind != "pdf":
            return file_of(report_of(analysis), kind=kind, name=name)
        printed = print_of(analysis, get_language())
        if printed is None or not is_there(printed):
            raise Http404
        with printed.file.open("rb") as file:
            return taken_away(file.read(), kind=kind, name=name)


class PrintView(ReportView):
    """Have the report of the latest analysis printed by the task worker, in the reader's language."""

    http_method_names = ["post"]

    def post(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        analysis = latest_analysis(self.component)
        if analysis is None:
            raise Http404
        print_later(analysis=analysis, language=get_language(), now=timezone.now())
        return redirect("exam_analysis:report", self.component.pk)


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
