"""One item: what it asks, its key, its history, and the steps of its life."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button, HeaderButton

from exams.bank.forms.fields import fields_of, label_of
from exams.bank.forms.review import AssignForm, CommentForm, MoveForm
from exams.bank.interchange.competing import competing_topics
from exams.bank.item_types import SAMPLE_SEED, get_item_type
from exams.bank.lint import lint_item
from exams.bank.models import Bank, Item, ItemComment, ItemVersion, VersionState
from exams.bank.presentation import render_candidate, render_explanation, render_key, type_label
from exams.bank.presentation.advice import Advice, advice_of
from exams.bank.presentation.differences import FieldText
from exams.bank.queries import accepted_difficulties, comments_on, open_comments, versions_of
from exams.bank.rules import may_comment, may_move, may_review_in, may_write_in, reviewers_for
from exams.bank.services import TRANSITIONS, VERBS, TransitionRefused, log_keys_seen, why_another_approves
from exams.bank.usage import Impact, Use, impact_of, uses_of
from exams.bank.views.base import BankView, media_base

MOVE_LABELS = {
    "submit": gettext_lazy("Submit for review"),
    "approve": gettext_lazy("Approve"),
    "reject": gettext_lazy("Return to the writer"),
    "suspend": gettext_lazy("Suspend"),
    "retire": gettext_lazy("Retire"),
}


# The steps that bring an item nearer to use; the others take it away.
FORWARD = {"submit", "approve"}
# States of a version that others may already build on.
IN_USE = {VersionState.APPROVED, VersionState.SUSPENDED}
UNDECIDED = {VersionState.DRAFT, VersionState.IN_REVIEW}
QUEUE = "reviews"


@dataclass(frozen=True)
class Move:
    """A button of the item's page."""

    verb: str
    url: str
    label: str
    is_forward: bool


@dataclass(frozen=True)
class Said:
    """A comment with the name of its field."""

    label: str
    comment: ItemComment


@dataclass(frozen=True)
class Shown:
    """What a page shows of a version: the candidate's view, key, explanation, and what the lint says."""

    preview: str
    marked_by: str
    explanation: str
    advice: list[Advice]


def shown(version: ItemVersion, bank: Bank) -> Shown:
    """A version with its key. Whoever shows this logs it (log_keys_seen)."""
    kind, media = get_item_type(version.item.item_type), media_base(bank)
    body = kind.parse(version.body)
    drawn = kind.draw(body, SAMPLE_SEED)
    return Shown(
        preview=render_candidate(kind.name, version.body, slot=1, number=1, drawn=drawn, media=media),
        marked_by=render_key(kind, body, drawn=drawn, media=media),
        explanation=render_explanation(kind, body, media=media, drawn=drawn),
        advice=advice_of(
            lint_item(kind.name, version.body, competes=competing_topics().get(version.point.syllabus_id, ""))
        ),
    )


class ItemPage(BankView):
    """A view on an item and one of its versions, the newest unless another is asked for."""

    @cached_property
    def item(self) -> Item:
        found = get_object_or_404(Item, bank=self.bank, key=self.kwargs["key"])
        found.bank = self.bank
        return found

    @cached_property
    def versions(self) -> list[ItemVersion]:
        found = list(versions_of(self.item))
        for version in found:
            version.item = self.item
        return found

    @cached_property
    def version(self) -> ItemVersion:
        asked = self.kwargs.get("number") or self.request.GET.get("version") or self.versions[0].number
        for version in self.versions:
            if str(version.number) == str(asked):
                return version
        raise Http404

    @cached_property
    def fields(self) -> list[FieldText]:
        return fields_of(self.version)

    @cached_property
    def unsettled(self) -> int:
        """How many comments stand in the way of approving the version."""
        return open_comments(self.version).count()

    def item_trail(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        bank = (reverse("bank:items", args=[self.bank.code]), self.bank.title)
        return self.trail((reverse("bank:index"), _("Question banks")), bank, *steps)

    def to_item(self) -> HttpResponseBase:
        """Back to the version's page, or to the queue if the form came from there."""
        if self.request.POST.get("back") == QUEUE:
            return redirect("bank:reviews")
        url = reverse("bank:item", args=[self.bank.code, self.item.key])
        return redirect(f"{url}?version={self.version.number}")


class ItemView(ItemPage, WagtailAdminTemplateMixin, TemplateView):
    """One item: a version as the candidate sees it, its key and explanation, its history, the next steps."""

    template_name = "bank/admin/item.html"
    header_icon = "doc-full"

    def get_page_title(self) -> str:
        return self.item.key

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return self.item_trail(("", self.item.key))

    def get_header_buttons(self) -> list[Button]:
        if not may_write_in(self.request.user, self.bank):
            return []
        url = reverse("bank:edit", args=[self.bank.code, self.item.key])
        return [HeaderButton(_("Edit"), url=url, icon_name="edit")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.version
        log_keys_seen(versions=[version], actor=self.user, now=timezone.now())
        moves = self._moves(version)
        return super().get_context_data(
            **{
                "bank": self.bank,
                "item": self.item,
                "versions": self.versions,
                "version": version,
                "type_label": type_label(self.item.item_type),
                "shown": shown(version, self.bank),
                "accepted": accepted_difficulties([version.pk]).get(version.pk),
                "reviews": version.reviews.select_related("actor__person").defer("content"),
                "moves": moves,
                "own_part": self._own_part(version, moves),
                "form": self._form(moves),
                "uses": self._uses(),
                **self._talk(version),
                **kwargs,
            }
        )

    def _own_part(self, version: ItemVersion, moves: list[Move]) -> str:
        """Why a reviewer is not asked to approve what waits: an author does not."""
        waits = version.state in TRANSITIONS["approve"].sources and may_review_in(self.user, self.bank)
        if not waits or any(move.verb == "approve" for move in moves):
            return ""
        return why_another_approves(version, self.user)

    def _form(self, moves: list[Move]) -> MoveForm:
        approves = any(move.verb == "approve" for move in moves)
        return MoveForm(unsettled=self.unsettled if approves else 0)

    def _talk(self, version: ItemVersion) -> dict[str, Any]:
        """Comments with the names of their fields, and the forms of those who take part."""
        said = [Said(label_of_comment(one, self.fields), one) for one in comments_on(self.item)]
        talks = may_comment(self.request.user, self.bank)
        assigns = talks and version.state in UNDECIDED
        return {
            "open_comments": [one for one in said if one.comment.resolved_at is None],
            "settled_comments": [one for one in said if one.comment.resolved_at is not None],
            "may_settle": talks,
            "comment_form": CommentForm(fields_of_item=self.fields)
            if talks and version.state != VersionState.RETIRED
            else None,
            "assign_form": AssignForm(
                initial={"reviewer": version.reviewer_id}, reviewers=reviewers_for(version), auto_id="assign_%s"
            )
            if assigns
            else None,
        }

    def _uses(self) -> list[dict[str, Any]]:
        numbers = {version.pk: version.number for version in self.versions}
        return [use_row(use, numbers, self.user.has_perm) for use in uses_of(self.item)]

    def _moves(self, version: ItemVersion) -> list[Move]:
        """Each step that the version's state and the user's role allow, what goes forward first."""
        found = [
            Move(
                verb=verb,
                url=reverse("bank:move", args=[self.bank.code, self.item.key, version.number, verb]),
                label=str(MOVE_LABELS[verb]),
                is_forward=verb in FORWARD,
            )
            for verb, step in TRANSITIONS.items()
            if version.state in step.sources and may_move(self.request.user, version, verb)
        ]
        return sorted(found, key=lambda move: not move.is_forward)


class MoveView(ItemView):
    """One step of a version, asked for on the item's page or in the queue.

    What takes something out of use is asked for twice: in between stands a page that says what it would touch.
    """

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        verb: str = kwargs["verb"]
        if verb not in VERBS:
            raise Http404
        if not may_move(self.user, self.version, verb):
            raise PermissionDenied
        form = MoveForm(request.POST, verb=verb, unsettled=self.unsettled if verb == "approve" else 0)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        leaving = self._leaving(verb)
        if leaving is not None and "confirmed" not in request.POST:
            return self._ask(verb, form, leaving)
        try:
            VERBS[verb](version=self.version, actor=self.user, now=timezone.now(), **form.words())
        except TransitionRefused as refused:
            messages.error(request, str(refused.reason))
        else:
            done = {"key": self.item.key, "state": self.version.get_state_display()}
            messages.success(request, _("%(key)s is now “%(state)s”.") % done)
        return self.to_item()

    def _leaving(self, verb: str) -> ItemVersion | None:
        """The version that this step would take out of use, if others may build on it."""
        if verb in {"suspend", "retire"}:
            return self.version if self.version.state in IN_USE else None
        if verb == "approve":
            former = next((one for one in self.versions if one.state == VersionState.APPROVED), None)
            return former if former is not None and former.number < self.version.number else None
        return None

    def _ask(self, verb: str, form: MoveForm, leaving: ItemVersion) -> HttpResponseBase:
        self.template_name = "bank/admin/confirm.html"
        context = super(ItemView, self).get_context_data(
            item=self.item,
            version=self.version,
            leaving=leaving,
            verb=verb,
            step=MOVE_LABELS[verb],
            form=form,
            impact=shown_impact(impact_of(leaving), self.user.has_perm),
            back=self.request.POST.get("back", ""),
            item_url=reverse("bank:item", args=[self.bank.code, self.item.key]),
        )
        return self.render_to_response(context)


def label_of_comment(comment: ItemComment, fields: list[FieldText]) -> str:
    """The name of the field a comment stands at."""
    return _("The key") if comment.field == "key" else label_of(comment.field, fields)


def use_row(use: Use, numbers: dict[int, int], has_perm: Any) -> dict[str, Any]:
    """A use as pages list it, with a link for those who may open it."""
    return {"use": use, "number": numbers.get(use.version_id), "url": use.url if has_perm(use.permission) else ""}


def shown_impact(impact: Impact, has_perm: Any) -> dict[str, Any]:
    """What a step would touch, as pages list it."""
    return {
        "loose": [use_row(use, {}, has_perm) for use in impact.loose],
        "frozen": [use_row(use, {}, has_perm) for use in impact.frozen],
        "shortages": impact.shortages,
        "is_nothing": impact.is_nothing,
    }
