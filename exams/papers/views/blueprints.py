"""Blueprints: their list, the matrix of demand and supply, assembly."""

import secrets
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.ui.tables import BaseColumn, Column, NumberColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button, HeaderButton

from exams.bank.presentation import policy_label
from exams.bank.rules import READ, is_listed
from exams.papers.forms import AssembleForm, DrawForm, ParallelForm, SimulateForm
from exams.papers.models import Blueprint, BlueprintState
from exams.papers.queries import (
    blueprints_with_totals,
    next_form,
    papers_with_totals,
    sets_with_counts,
    versions_in_papers,
)
from exams.papers.rules import (
    MAKE_PAPERS,
    SEE_BLUEPRINTS,
    may_make_papers,
    may_see_papers,
    may_write_blueprints,
)
from exams.papers.services import BlueprintShort, assemble_paper, supply_of
from exams.papers.services.preview import range_lines
from exams.papers.views.base import Crumb, DeskView, bank_names, plain
from exams.papers.views.matrix import matrix_of


class BlueprintIndexView(DeskView, BaseListingView):
    """All blueprints with what they ask for."""

    template_name = "bank/admin/listing.html"
    permission_required: Any = SEE_BLUEPRINTS
    page_title = gettext_lazy("Blueprints")
    header_icon = "table"
    index_url_name = "blueprints:index"
    verbose_name_plural = gettext_lazy("blueprints")
    columns: ClassVar[list[BaseColumn]] = [
        TitleColumn(
            "title", label=gettext_lazy("Title"), get_url=lambda row: reverse("blueprints:matrix", args=[row.code])
        ),
        Column("code", label=pgettext_lazy("of a blueprint", "Code")),
        Column("banks", label=gettext_lazy("Banks"), accessor=lambda row: bank_names(row.banks.all())),
        NumberColumn("item_count", label=pgettext_lazy("number of", "Items")),
        Column("mark_total", label=gettext_lazy("Marks"), accessor=lambda row: plain(row.mark_total)),
        NumberColumn("paper_count", label=gettext_lazy("Papers")),
    ]

    def get_base_queryset(self) -> QuerySet[Blueprint]:
        return blueprints_with_totals().order_by("title")

    def get_header_buttons(self) -> list[Button]:
        if not may_write_blueprints(self.request.user):
            return []
        return [HeaderButton(_("New blueprint"), url=reverse("blueprints:start"), icon_name="plus")]


class MatrixView(DeskView, WagtailAdminTemplateMixin, TemplateView):
    """What a blueprint asks for and what the bank offers, cell by cell; and the papers made of it."""

    permission_required: Any = SEE_BLUEPRINTS
    template_name = "papers/admin/matrix.html"
    header_icon = "table"

    @cached_property
    def blueprint(self) -> Blueprint:
        blueprints = Blueprint.objects.select_related("replaces").prefetch_related("banks")
        return get_object_or_404(blueprints, code=self.kwargs["code"])

    def get_page_title(self) -> str:
        return self.blueprint.title

    def get_breadcrumbs_items(self) -> list[Crumb]:
        return self.trail(("", self.blueprint.title))

    def get_header_buttons(self) -> list[Button]:
        if not may_write_blueprints(self.request.user):
            return []
        edit = HeaderButton(_("Edit"), url=reverse("blueprints:edit", args=[self.blueprint.code]), icon_name="edit")
        copy = HeaderButton(
            _("New version or copy"), url=reverse("blueprints:copy", args=[self.blueprint.code]), icon_name="copy"
        )
        return [copy] if self.is_locked else [edit, copy]

    @property
    def is_locked(self) -> bool:
        return self.blueprint.state == BlueprintState.LOCKED

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        supplies = supply_of(self.blueprint)
        sees = may_see_papers(self.request.user)
        papers = papers_with_totals().filter(blueprint=self.blueprint, paper_set=None) if sees else None
        return super().get_context_data(
            **{
                "blueprint": self.blueprint,
                "is_locked": self.is_locked,
                "may_lock": not self.is_locked and may_write_blueprints(self.request.user),
                "banks": bank_names(self.blueprint.banks.all()),
                "policy": policy_label(self.blueprint.multiple_policy),
                "rules": rules_in_words(self.blueprint),
                "matrix": matrix_of(supplies),
                "range_lines": range_lines(
                    list(self.blueprint.ranges.order_by("position", "pk")), [supply.cell for supply in supplies]
                ),
                "short": [supply.shortage for supply in supplies if supply.missing],
                "papers": papers,
                "sets": sets_with_counts().filter(blueprint=self.blueprint) if sees else None,
                **(self._makers() if may_make_papers(self.request.user) else {}),
                **kwargs,
            }
        )

    def _makers(self) -> dict[str, Any]:
        """The forms of what can be made of the blueprint."""
        title, seed = self.blueprint.title, secrets.randbelow(1_000_000)
        letter = next_form(self.blueprint)
        return {
            "assemble_form": AssembleForm(initial={"title": title, "form": letter, "seed": seed}),
            "parallel_form": ParallelForm(
                auto_id="parallel_%s", initial={"title": title, "seed": seed, "forms_wanted": 4, "max_overlap": 0}
            ),
            "draw_form": DrawForm(auto_id="draw_%s", initial={"title": title, "seed": seed, "papers_wanted": 30}),
            "simulate_form": SimulateForm(auto_id="simulate_%s", initial={"count": 100, "seed": seed}),
        }


class AssembleView(MatrixView):
    """Make a paper from the blueprint; what is short is said on the same page."""

    permission_required: Any = (SEE_BLUEPRINTS, MAKE_PAPERS)
    http_method_names = ["post"]

    def has_permission(self) -> bool:
        """A paper shows what its items ask: of a restricted bank, to those on its list."""
        return super().has_permission() and all(is_listed(self.user, bank, READ) for bank in self.blueprint.banks.all())

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form = AssembleForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(assemble_form=form))
        cleaned = form.cleaned_data
        try:
            paper = assemble_paper(
                blueprint=self.blueprint,
                title=cleaned["title"],
                form=cleaned["form"],
                seed=cleaned["seed"],
                actor=self.user,
                now=timezone.now(),
                avoid=versions_in_papers(self.blueprint) if cleaned["fresh"] else (),
            )
        except BlueprintShort as short:
            form.add_error(None, _("No paper was made: the bank is short of items."))
            return self.render_to_response(self.get_context_data(assemble_form=form, short=said_of(short)))
        messages.success(request, _("The paper is made; look it through, then hand it in."))
        return redirect("papers:paper", paper.pk)


def said_of(short: BlueprintShort) -> list[str]:
    """All that a shortage says: the cells, then what would mend it."""
    return [*map(str, short.shortages), *short.advice]


def rules_in_words(blueprint: Blueprint) -> list[str]:
    """What binds the blueprint's papers besides cells and ranges."""
    said = []
    if blueprint.one_per_point:
        said.append(_("At most one item on a knowledge point."))
    if blueprint.balance_keys:
        said.append(_("The places of the keys are balanced."))
    if blueprint.max_uses is not None:
        said.append(_("An item stands in at most %(count)d published papers.") % {"count": blueprint.max_uses})
    if blueprint.max_age_days is not None:
        said.append(_("Items were approved at most %(days)d days ago.") % {"days": blueprint.max_age_days})
    if blueprint.target_difficulty is not None:
        said.append(_("The mean difficulty is about %(target)s.") % {"target": plain(blueprint.target_difficulty)})
    return said
