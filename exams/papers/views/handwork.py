"""A draft under its maker's hands: its questions with what is wrong beside them, and what could stand there instead."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from exams.bank.models import ItemVersion
from exams.bank.presentation import type_label
from exams.bank.rules import READ, is_listed, may_read_items
from exams.bank.services import log_keys_seen
from exams.papers.forms import HandworkForm, MarksForm, ReadmitForm, SwapForm
from exams.papers.models import Paper, PaperItem
from exams.papers.rules import CHANGE_DRAFTS, SEE_PAPERS
from exams.papers.services import HandworkRefused
from exams.papers.services.checks import Breach, PaperRules, breaches, rows_of, rules_of
from exams.papers.services.equivalents import equivalents
from exams.papers.services.handwork import (
    exclude_item,
    move_item,
    pin_item,
    readmit_item,
    set_marks,
    swap_item,
)
from exams.papers.views.base import Crumb
from exams.papers.views.papers import PaperPage


@dataclass(frozen=True)
class WorkRow:
    """A question with what is said about it and what can be done."""

    row: PaperItem
    type_label: str
    breaches: list[Breach]
    uses: int
    marks: Any
    may_rise: bool
    may_sink: bool
    begins_section: bool


class WorkPage(PaperPage, WagtailAdminTemplateMixin, TemplateView):
    """A page on a draft for those who change drafts; what is published or handed in is only shown."""

    permission_required: Any = (SEE_PAPERS, CHANGE_DRAFTS)
    header_icon = "doc-full"

    def has_permission(self) -> bool:
        """Whatever the blueprint's banks hold may be offered here: of a restricted one, to those on its list."""
        return super().has_permission() and all(is_listed(self.user, bank, READ) for bank in _banks_of(self.paper))

    @cached_property
    def rows(self) -> list[PaperItem]:
        return rows_of(self.paper)

    @cached_property
    def rules(self) -> PaperRules:
        return rules_of(self.paper.blueprint, now=timezone.now())

    def trail_of(self, *steps: tuple[str, str]) -> list[Crumb]:
        return self.trail((reverse("papers:paper", args=[self.paper.pk]), str(self.paper)), *steps)

    def go_to(self, slot: int) -> HttpResponseBase:
        """Back to the list, at this question."""
        return redirect(f"{reverse('papers:work', args=[self.paper.pk])}?at={slot}#slot-{slot}")

    def refused(self, problem: HandworkRefused) -> None:
        messages.error(self.request, _("Nothing was changed. %(problem)s") % {"problem": problem})


class WorkView(WorkPage):
    """The questions in order, what is wrong with the paper, and the acts on each question."""

    template_name = "papers/admin/work.html"

    def get_page_title(self) -> str:
        return _("Work on the draft")

    def get_breadcrumbs_items(self) -> list[Crumb]:
        return self.trail_of(("", self.get_page_title()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = breaches(self.rules, self.rows)
        marks = kwargs.pop("marks", None) or self._marks_form()
        return super().get_context_data(
            **{
                "paper": self.paper,
                "breaches": found,
                "marks": marks,
                "total": sum((row.marks for row in self.rows), Decimal(0)),
                "rows": self._rows(found, marks),
                "excluded": self.paper.exclusions.select_related("item__bank"),
                "at": self.request.GET.get("at", ""),
                **kwargs,
            }
        )

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """One act on one question."""
        form = HandworkForm(request.POST)
        if not form.is_valid():
            raise Http404
        act, slot = form.cleaned_data["act"], form.cleaned_data["slot"]
        acts = {
            "up": lambda: move_item(to=slot - 1, slot=slot, **self._by),
            "down": lambda: move_item(to=slot + 1, slot=slot, **self._by),
            "pin": lambda: pin_item(is_pinned=True, slot=slot, **self._by),
            "unpin": lambda: pin_item(is_pinned=False, slot=slot, **self._by),
            "exclude": lambda: exclude_item(slot=slot, **self._by),
        }
        try:
            acts[act]()
        except HandworkRefused as problem:
            self.refused(problem)
            return self.go_to(slot)
        if act == "exclude":
            messages.success(request, _("The item is excluded, and an equivalent stands in its place."))
        return self.go_to(slot + {"up": -1, "down": 1}.get(act, 0))

    @cached_property
    def _by(self) -> dict[str, Any]:
        return {"paper": self.paper, "actor": self.user, "now": timezone.now()}

    def _marks_form(self, data: Any = None) -> MarksForm:
        return MarksForm(data, marks={row.slot: row.marks for row in self.rows})

    def _rows(self, found: list[Breach], marks: MarksForm) -> list[WorkRow]:
        kinds = [row.version.item.item_type for row in self.rows]
        last = len(kinds) - 1
        return [
            WorkRow(
                row=row,
                type_label=type_label(kinds[place]),
                breaches=[breach for breach in found if row.slot in breach.slots],
                uses=self.rules.uses.get(row.version.item_id, 0),
                marks=marks[f"marks-{row.slot}"],
                may_rise=place > 0 and kinds[place - 1] == kinds[place],
                may_sink=place < last and kinds[place + 1] == kinds[place],
                begins_section=place == 0 or kinds[place - 1] != kinds[place],
            )
            for place, row in enumerate(self.rows)
        ]


class MarksView(WorkView):
    """Save the marks of all questions."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form = self._marks_form(request.POST)
        if not form.is_valid():
            messages.error(request, _("Nothing was changed: please mend the marks below."))
            return self.render_to_response(self.get_context_data(marks=form))
        if changed := form.changed():
            try:
                set_marks(marks=changed, **self._by)
            except HandworkRefused as problem:
                self.refused(problem)
            else:
                messages.success(request, _("The marks are saved."))
        return redirect("papers:work", self.paper.pk)


class ReadmitView(WorkView):
    """Let an excluded item in again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form = ReadmitForm(request.POST, paper=self.paper)
        if not form.is_valid():
            raise Http404
        try:
            readmit_item(item_id=form.cleaned_data["item"].pk, **self._by)
        except HandworkRefused as problem:
            self.refused(problem)
        return redirect("papers:work", self.paper.pk)


class SwapView(WorkPage):
    """What could stand in a slot instead; a post puts one there."""

    template_name = "papers/admin/swap.html"

    @cached_property
    def row(self) -> PaperItem:
        found = next((row for row in self.rows if row.slot == self.kwargs["slot"]), None)
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return _("Swap question %(slot)d") % {"slot": self.row.slot}

    def get_breadcrumbs_items(self) -> list[Crumb]:
        work = (reverse("papers:work", args=[self.paper.pk]), _("Work on the draft"))
        return self.trail_of(work, ("", self.get_page_title()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shows_all = self.request.GET.get("all") == "1"
        found = equivalents(self.paper, self.row.slot, now=timezone.now(), only_true=not shows_all)
        may_see_keys = may_read_items(self.user)
        if may_see_keys:
            seen = [self.row.version, *(one.version for one in found)]
            log_keys_seen(versions=seen, actor=self.user, now=timezone.now(), place="paper")
        return super().get_context_data(
            **{
                "paper": self.paper,
                "row": self.row,
                "type_label": type_label(self.row.version.item.item_type),
                "choices": found,
                "may_see_keys": may_see_keys,
                "shows_all": shows_all,
                **kwargs,
            }
        )

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form = SwapForm(request.POST)
        if not form.is_valid():
            raise Http404
        version = get_object_or_404(
            ItemVersion.objects.select_related("item").filter(item__bank__in=_banks_of(self.paper)),
            pk=form.cleaned_data["version"],
            item__item_type=self.row.version.item.item_type,
        )
        slot = self.row.slot
        try:
            swap_item(paper=self.paper, slot=slot, version=version, actor=self.user, now=timezone.now())
        except HandworkRefused as problem:
            self.refused(problem)
        else:
            messages.success(request, _("Question %(slot)d is now %(key)s.") % {"slot": slot, "key": version.item.key})
        return self.go_to(slot)


def _banks_of(paper: Paper) -> Any:
    return paper.blueprint.banks.all() if paper.blueprint else ()
