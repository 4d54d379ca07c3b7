"""How a class answered by knowledge point, for those who teach: no item, no key, no candidate."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.ui.tables import BaseColumn, Column, NumberColumn, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from courses.answers import ENOUGH
from exams.analysis.queries.points import PointAnswers, answers_by_point, classes_of, doubtful_versions
from exams.analysis.queries.reports import components_with_counts
from exams.analysis.rendering.pictures import Picture, share_picture
from exams.analysis.rendering.reports import PrintedReport, ReportTable
from exams.analysis.rules import SEE_CLASSES
from exams.analysis.views.base import Crumb, DeskView, file_of
from exams.analysis.views.reports import AnalysisIndexView
from exams.sittings.models import ExamComponent, Sitting


class ClassIndexView(AnalysisIndexView):
    """Parts of exams, each leading to its points."""

    permission_required: Any = SEE_CLASSES
    page_title = gettext_lazy("Exams by knowledge point")
    index_url_name = "exam_analysis:classes"
    columns: ClassVar[list[BaseColumn]] = [
        TitleColumn(
            "exam", label=gettext_lazy("Exam"), get_url=lambda row: reverse("exam_analysis:points", args=[row.pk])
        ),
        Column("kind", label=gettext_lazy("Part"), accessor="get_kind_display"),
        NumberColumn("closed_count", label=gettext_lazy("Closed attempts"), accessor=lambda row: row.closed_count or 0),
    ]


class ClassForm(forms.Form):
    """Which class."""

    sitting = forms.ModelChoiceField(
        Sitting.objects.none(), label=gettext_lazy("Class (sitting)"), required=False, empty_label=gettext_lazy("All")
    )


class PointsPage(DeskView):
    """The part's answers by point, of one class or of all."""

    permission_required: Any = SEE_CLASSES
    kwargs: dict[str, Any]

    @cached_property
    def component(self) -> ExamComponent:
        return get_object_or_404(components_with_counts(), pk=self.kwargs["pk"])

    @cached_property
    def form(self) -> ClassForm:
        """What is asked for; a class that is not one of this part is no class."""
        form = ClassForm(self.request.GET)
        form.fields["sitting"].queryset = classes_of(self.component)  # type: ignore[attr-defined]
        form.is_valid()
        return form

    @property
    def sitting(self) -> Sitting | None:
        return self.form.cleaned_data.get("sitting")

    @cached_property
    def answers(self) -> list[PointAnswers]:
        return answers_by_point(self.component, self.sitting, without=self.doubtful)

    @cached_property
    def doubtful(self) -> set[int]:
        """Item versions that are left out."""
        return doubtful_versions(self.component)

    @property
    def left_out(self) -> str:
        """How many items are left out, and why; nothing where there are none."""
        if not self.doubtful:
            return ""
        return _("Items whose key is in doubt are left out: %(count)d.") % {"count": len(self.doubtful)}

    @property
    def picture(self) -> Picture | None:
        """Of the points of which enough is known."""
        return share_picture([(one.point.code, one.share, one.expected) for one in self.answers if one.is_known])


class PointsView(PointsPage, WagtailAdminTemplateMixin, TemplateView):
    """Points with their share, what to expect, and the headings that teach them; the badly taught ones first."""

    template_name = "analysis/admin/points.html"
    header_icon = "table"

    def get_page_title(self) -> str:
        return str(self.component)

    def get_breadcrumbs_items(self) -> list[Crumb]:
        return self.trail((reverse("exam_analysis:classes"), _("Exams by knowledge point")), ("", str(self.component)))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **{
                "component": self.component,
                "form": self.form,
                "query": self.request.GET.urlencode(),
                "answers": [
                    (one, words_of(one))
                    for one in sorted(self.answers, key=lambda one: (not one.is_taught_badly, one.point.code))
                ],
                "picture": self.picture,
                "left_out": self.left_out,
                "enough": ENOUGH,
                **kwargs,
            }
        )


class PointsFileView(PointsPage, View):
    """The same to take away."""

    http_method_names = ["get", "head"]

    def get(self, _request: HttpRequest, pk: int, kind: str) -> HttpResponse:  # noqa: ARG002 -- read by `component`
        head = [
            _("Knowledge point"),
            _("Answers"),
            _("Mean score rate"),
            _("To be expected"),
            _("Verdict"),
            _("Taught in"),
        ]
        rows = [[str(one.point), str(one.answers), *words_of(one), taught_in(one)] for one in self.answers]
        report = PrintedReport(
            title=_("By knowledge point: %(part)s") % {"part": self.component},
            subtitle=str(self.sitting or _("All classes")),
            tables=[ReportTable(_("Knowledge points"), head, rows, note=self.left_out, picture=self.picture)],
        )
        return file_of(report, kind=kind, name=f"{self.component.exam.code}-{self.component.kind}-points")


def words_of(one: PointAnswers) -> tuple[str, str, str]:
    """Share, what was to be expected, verdict."""
    if not one.is_known:
        return _("too few answers"), "–", "–"
    low, high = one.interval
    bounds = {"value": f"{one.share:.2f}", "low": f"{low:.2f}", "high": f"{high:.2f}"}
    return _("%(value)s (%(low)s to %(high)s)") % bounds, f"{one.expected:.2f}", _verdict(one)


def _verdict(one: PointAnswers) -> str:
    if one.is_taught_badly:
        return _("taught badly")
    return _("as expected or better") if one.share >= one.expected else _("not clearly below")


def taught_in(one: PointAnswers) -> str:
    return "；".join(f"{heading.lesson.title} · {heading.text}" for heading in one.headings) or _(
        "no heading teaches it"
    )
