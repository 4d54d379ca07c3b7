"""Parts of exams to analyse, and the report of the latest analysis. No key stands on these pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.ui.tables import BaseColumn, Column, NumberColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin

from exams.analysis.charts import score_chart
from exams.analysis.models import ExamAnalysis
from exams.analysis.presentation import figure_words
from exams.analysis.queries.reports import components_with_counts, latest_analysis
from exams.analysis.rules import ANALYSE, SEE_ANALYSES, may_analyse
from exams.analysis.services import AnalysisRefused, analyse_exam
from exams.analysis.statistics.figures import Figure
from exams.analysis.views.base import Crumb, DeskView
from exams.sittings.models import ExamComponent

ITEMS_A_PAGE = 50
PAPER_FIGURES: dict[str, Promise] = {
    "mean": gettext_lazy("Mean score in marks"),
    "median": gettext_lazy("Median"),
    "deviation": gettext_lazy("Standard deviation"),
    "pass_share": gettext_lazy("Share that passed"),
    "alpha": gettext_lazy("Reliability (alpha)"),
    "error": gettext_lazy("Standard error of measurement"),
    "error_at_cut": gettext_lazy("Standard error at the pass mark"),
    "consistency": gettext_lazy("Share that two papers would decide alike"),
    "accuracy": gettext_lazy("Share decided as by the true score"),
    "kappa": gettext_lazy("Agreement beyond chance (kappa)"),
    "skewness": gettext_lazy("Skewness"),
    "kurtosis": gettext_lazy("Kurtosis"),
    "length_for_80": gettext_lazy("Times as long for a reliability of 0.8"),
}
ITEM_FIGURES = ("facility", "item_rest", "upper_lower", "discriminative_efficiency", "alpha_without")


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item as the table shows it."""

    name: str
    point: str
    intended: int
    n: int
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
        analysis = latest_analysis(self.component)
        told = {} if analysis is None else self._told(analysis)
        return super().get_context_data(
            **{
                "component": self.component,
                "analysis": analysis,
                "may_analyse": may_analyse(self.user),
                **told,
                **kwargs,
            }
        )

    def _told(self, analysis: ExamAnalysis) -> dict[str, Any]:
        document = analysis.document
        page = Paginator(document["items"], ITEMS_A_PAGE).get_page(self.request.GET.get("p"))
        return {
            "figures": list(_paper_words(document["paper"])),
            "forms": [(name, list(_paper_words(paper))) for name, paper in document["forms"].items()],
            "chart": score_chart(document["scores"], pass_mark=float(self.component.pass_mark)),
            "page": page,
            "rows": [_row(item) for item in page.object_list],
            "minima": document["minima"],
        }


class AnalyseView(ReportView):
    """Analyse the part anew; the analyses before are kept."""

    http_method_names = ["post"]
    permission_required: Any = (SEE_ANALYSES, ANALYSE)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        try:
            analysis = analyse_exam(component=self.component, actor=self.user, now=timezone.now())
        except AnalysisRefused as refused:
            messages.error(request, refused.reason)
        else:
            messages.success(request, _("%(count)d attempts analysed.") % {"count": analysis.attempts})
        return redirect("exam_analysis:report", self.component.pk)


def _paper_words(paper: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    for name, label in PAPER_FIGURES.items():
        figure = Figure.read(paper[name])
        yield str(label), figure_words(figure), figure.n


def _row(item: dict[str, Any]) -> ItemRow:
    figures = [figure_words(Figure.read(item[name]), places=2) for name in ITEM_FIGURES]
    return ItemRow(item["name"], item["point"], item["intended"], item["n"], figures)
