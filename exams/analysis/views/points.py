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
from exams.analysis.models import PrintKind, Subject
from exams.analysis.queries.points import ClassAnswers, answers_of_class, classes_of
from exams.analysis.queries.reports import components_with_counts
from exams.analysis.rendering.reports import stamp_of
from exams.analysis.rules import SEE_CLASSES
from exams.analysis.services.point_tables import left_out_words, points_picture, points_report, words_of
from exams.analysis.views.base import Crumb, file_of
from exams.analysis.views.prints import FILES, PAGE, PrintAct, PrintDesk
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


class PointsPage(PrintDesk):
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
    def told(self) -> ClassAnswers:
        return answers_of_class(self.component, self.sitting)

    @property
    def subject(self) -> Subject:
        return Subject(PrintKind.POINTS, component=self.component, sitting=self.sitting)

    @property
    def stamp(self) -> str:
        return stamp_of(points_report(self.told))

    def address(self, kind: str) -> str:
        """Of the page, of a file, or where the PDF is asked for: of the same class."""
        pk, query = self.component.pk, "" if self.sitting is None else f"?sitting={self.sitting.pk}"
        if kind in FILES:
            return reverse("exam_analysis:points_file", args=[pk, kind]) + query
        return reverse(f"exam_analysis:{'points' if kind == PAGE else 'points_print'}", args=[pk]) + query


class PointsView(PointsPage, WagtailAdminTemplateMixin, TemplateView):
    """Points with their share, what to expect, and the headings that teach them; the badly taught ones first."""

    template_name = "analysis/admin/points.html"
    header_icon = "table"

    def get_page_title(self) -> str:
        return str(self.component)

    def get_breadcrumbs_items(self) -> list[Crumb]:
        return self.trail((reverse("exam_analysis:classes"), _("Exams by knowledge point")), ("", str(self.component)))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        points = self.told.points
        return super().get_context_data(
            **{
                "component": self.component,
                "form": self.form,
                "files": self.files if points else None,
                "answers": [
                    (one, words_of(one))
                    for one in sorted(points, key=lambda one: (not one.is_taught_badly, one.point.code))
                ],
                "picture": points_picture(points),
                "left_out": left_out_words(self.told),
                "enough": ENOUGH,
                **kwargs,
            }
        )


class PointsPrintView(PointsPage, PrintAct):
    """Have it printed by the task worker, in the reader's language."""


class PointsFileView(PointsPage, View):
    """The same to take away."""

    http_method_names = ["get", "head"]

    def get(self, _request: HttpRequest, pk: int, kind: str) -> HttpResponse:  # noqa: ARG002 -- read by `component`
        name = f"{self.component.exam.code}-{self.component.kind}-points"
        return self.printed_file(name) if kind == "pdf" else file_of(points_report(self.told), kind=kind, name=name)
