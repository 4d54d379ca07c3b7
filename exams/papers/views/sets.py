"""Parallel forms: making them, comparing them, and drawing papers on trial."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from courses.queries import titles_of_ranges
from exams.bank.presentation import type_label
from exams.bank.rules import READ, is_listed
from exams.papers.charts import expected_marks, histogram, marks_by_range
from exams.papers.forms import DrawForm, ParallelForm, ReturnForm, SimulateForm
from exams.papers.models import Paper, PaperSet, PaperState, SetKind
from exams.papers.rules import MAKE_PAPERS, SEE_BLUEPRINTS, SEE_PAPERS, may_change_drafts, may_publish_papers
from exams.papers.services import (
    BlueprintShort,
    FormsReport,
    Simulation,
    assemble_forms,
    draw_papers,
    draws_report,
    forms_report,
    simulate_draws,
)
from exams.papers.services.publishing import why_not_this_person
from exams.papers.views.base import Crumb, DeskView
from exams.papers.views.blueprints import AssembleView, MatrixView, said_of

# Of the items that were drawn, those met most often are listed; of the papers, the first.
MOST_LISTED = 40


class ParallelView(AssembleView):
    """Make parallel forms of the blueprint; what is short is said on the same page."""

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form = ParallelForm(request.POST, auto_id="parallel_%s")
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(parallel_form=form))
        cleaned = form.cleaned_data
        try:
            paper_set = assemble_forms(
                blueprint=self.blueprint,
                title=cleaned["title"],
                forms=cleaned["forms_wanted"],
                max_overlap=cleaned["max_overlap"],
                seed=cleaned["seed"],
                actor=self.user,
                now=timezone.now(),
            )
        except BlueprintShort as short:
            form.add_error(None, _("No forms were made: the banks cannot give so many."))
            return self.render_to_response(self.get_context_data(parallel_form=form, short=said_of(short)))
        messages.success(request, _("The forms are made; compare them, then hand them in."))
        return redirect("papers:set", paper_set.pk)


class DrawView(AssembleView):
    """Draw a paper for each candidate; what is short is said on the same page."""

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form = DrawForm(request.POST, auto_id="draw_%s")
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(draw_form=form))
        cleaned = form.cleaned_data
        try:
            paper_set = draw_papers(
                blueprint=self.blueprint,
                title=cleaned["title"],
                count=cleaned["papers_wanted"],
                seed=cleaned["seed"],
                actor=self.user,
                now=timezone.now(),
            )
        except BlueprintShort as short:
            form.add_error(None, _("Nothing was drawn: the banks cannot fill this blueprint."))
            return self.render_to_response(self.get_context_data(draw_form=form, short=said_of(short)))
        messages.success(request, _("The papers are drawn; look at them, then hand them in."))
        return redirect("papers:set", paper_set.pk)


class SimulateView(AssembleView):
    """Draw papers on trial and show how often items come; nothing is written."""

    permission_required: Any = (SEE_BLUEPRINTS, MAKE_PAPERS)
    template_name = "papers/admin/simulation.html"
    http_method_names = ["get", "head"]

    def get_page_title(self) -> str:
        return _("Drawn on trial")

    def get_breadcrumbs_items(self) -> list[Crumb]:
        matrix = (reverse("blueprints:matrix", args=[self.blueprint.code]), self.blueprint.title)
        return self.trail(matrix, ("", self.get_page_title()))

    def get_header_buttons(self) -> list[Any]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET if "count" in self.request.GET else {"count": 100, "seed": 1}
        form = SimulateForm(asked)
        context: dict[str, Any] = {"blueprint": self.blueprint, "form": form}
        if form.is_valid():
            try:
                drawn = simulate_draws(blueprint=self.blueprint, now=timezone.now(), **form.cleaned_data)
            except BlueprintShort as short:
                context["short"] = said_of(short)
            else:
                context |= pictures_of(drawn)
        return super(MatrixView, self).get_context_data(**{**context, **kwargs})


class SetView(DeskView, WagtailAdminTemplateMixin, TemplateView):
    """The papers of a set, compared."""

    permission_required: Any = SEE_PAPERS
    template_name = "papers/admin/set.html"
    header_icon = "doc-full"
    kwargs: dict[str, Any]

    @cached_property
    def paper_set(self) -> PaperSet:
        sets = PaperSet.objects.select_related("blueprint", "created_by__person")
        return get_object_or_404(sets, pk=self.kwargs["set_id"])

    def has_permission(self) -> bool:
        """The items of a drawing are named: of a restricted bank, to those on its list."""
        return super().has_permission() and all(
            is_listed(self.user, bank, READ) for bank in self.paper_set.blueprint.banks.all()
        )

    def get_page_title(self) -> str:
        return self.paper_set.title

    def get_breadcrumbs_items(self) -> list[Crumb]:
        blueprint = self.paper_set.blueprint
        matrix = (reverse("blueprints:matrix", args=[blueprint.code]), blueprint.title)
        return self.trail(matrix, ("", self.paper_set.title))

    def get_template_names(self) -> list[str]:
        return ["papers/admin/draws.html" if self.paper_set.kind == SetKind.DRAWS else self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.paper_set.kind == SetKind.DRAWS:
            papers = list(self.paper_set.papers.order_by("form", "pk"))
            shown = {"papers": papers[:MOST_LISTED], **pictures_of(draws_report(self.paper_set))}
        else:
            report = forms_report(self.paper_set)
            papers, shown = [form.paper for form in report.forms], _side_by_side(report)
        return super().get_context_data(**{"paper_set": self.paper_set, **shown, **self._steps(papers), **kwargs})

    def _steps(self, papers: list[Paper]) -> dict[str, Any]:
        """What this person can do with the set now."""
        drafts = [paper for paper in papers if paper.state == PaperState.DRAFT]
        waiting = [paper for paper in drafts if paper.submitted_at is not None]
        publishes = may_publish_papers(self.user)
        return {
            "drafts": len(drafts),
            "waiting": len(waiting),
            "may_submit": bool(drafts) and not waiting and may_change_drafts(self.user),
            "may_publish": bool(waiting) and publishes,
            "may_return": bool(waiting) and publishes,
            "why_not": next((why for paper in waiting if (why := why_not_this_person(paper, self.user))), ""),
            "return_form": ReturnForm(),
        }

    def to_page(self) -> HttpResponseBase:
        return redirect("papers:set", self.paper_set.pk)

    def page_with(self, **context: Any) -> HttpResponseBase:
        return self.render_to_response(self.get_context_data(**context))


def pictures_of(drawn: Simulation) -> dict[str, Any]:
    """What _drawn.html shows of papers that were drawn."""
    return {
        "drawn": drawn,
        "listed": drawn.exposures[:MOST_LISTED],
        "exposure_chart": histogram(Counter(one.papers for one in drawn.exposures)),
        "overlap_chart": histogram(drawn.overlaps),
    }


def _side_by_side(report: FormsReport) -> dict[str, Any]:
    titles = titles_of_ranges(report.ranges)
    return {
        "report": report,
        "range_rows": [
            (prefix, titles.get(prefix, ""), [form.marks_by_range[prefix] for form in report.forms])
            for prefix in report.ranges
        ],
        "overlap_rows": list(zip([form.paper for form in report.forms], report.overlap, strict=True)),
        "key_tables": key_tables(report),
        "ranges_chart": marks_by_range(report),
        "expected_chart": expected_marks(report),
    }


def key_tables(report: FormsReport) -> list[dict[str, Any]]:
    """For each type whose keys have a place: the places across, the forms down."""
    types = dict.fromkeys(name for form in report.forms for name in form.keys)
    tables = []
    for name in types:
        places = sorted({place for form in report.forms for place in form.keys.get(name, {})})
        rows = [(form.paper, [form.keys.get(name, {}).get(place, 0) for place in places]) for form in report.forms]
        tables.append({"type_label": type_label(name), "places": places, "rows": rows})
    return tables
