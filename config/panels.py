"""The homes of examiners, markers and officers, on the back office's first page: what waits for them, and how far it is.

A picture's figures stand beside it in the same table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.components import Component

from accounts.models import User
from accounts.panels import work_of
from config.queries import sittings_now_and_next
from exams.bank.queries import items_by_state
from exams.bank.rules import banks_for, may_review_items, may_write_items
from exams.marking.queries.progress import own_parts, parts_under_way
from exams.marking.rules import may_allocate, may_mark

# How many bars a picture has at most; its page has them all.
MOST_BARS = 8


class WorkPanel(Component):
    """Everything that waits for the person who looks."""

    name = "work"
    template_name = "config/admin/work.html"
    order = 40

    def __init__(self, user: User, now: datetime) -> None:
        self.user, self.now = user, now

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:  # noqa: ARG002 -- Wagtail's signature
        return {"work": work_of(self.user, now=self.now)}


class ExamsPanel(Component):
    """Sittings open now or in the coming week, for those who may see them."""

    name = "exams"
    template_name = "config/admin/today.html"
    order = 50

    def __init__(self, now: datetime) -> None:
        self.now = now

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:  # noqa: ARG002 -- Wagtail's signature
        return {"sittings": sittings_now_and_next(now=self.now)}


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of a picture: a name with the way to its page, and the counts that its bar is made of."""

    name: str
    url: str
    counts: Sequence[int]

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def slices(self) -> list[tuple[int, int, int]]:
        """Of each count its place among the counts, where it begins, and how long it is."""
        begins = accumulate(self.counts, initial=0)
        return [
            (place, x, count) for place, (x, count) in enumerate(zip(begins, self.counts, strict=False), 1) if count
        ]


class BarsPanel(Component):
    """Bars with their figures beside them; nothing where there is nothing to show."""

    template_name = "config/admin/bars.html"
    title: str | Promise
    # What the names name, and what each count counts.
    names: str | Promise
    words: Sequence[str | Promise]

    def __init__(self, user: User) -> None:
        self.user = user

    def bars(self) -> list[Bar]:
        """At most MOST_BARS lines."""
        raise NotImplementedError

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:  # noqa: ARG002 -- Wagtail's signature
        rows = [(bar, list(zip(self.words, bar.counts, strict=True))) for bar in self.bars()]
        return {"name": self.name, "title": self.title, "names": self.names, "words": self.words, "rows": rows}


class BanksPanel(BarsPanel):
    """How the banks stand in which an examiner may read, for the writers and reviewers of items."""

    name = "banks"
    order = 60
    title = _("How the banks stand")
    names = _("Bank")
    words = (
        pgettext_lazy("number of items", "Approved"),
        pgettext_lazy("number of items", "In review"),
        pgettext_lazy("number of items", "Drafts"),
    )

    def bars(self) -> list[Bar]:
        return [
            Bar(
                row["item__bank__title"],
                reverse("bank:items", args=[row["item__bank__code"]]),
                (row["approved"], row["in_review"], row["drafts"]),
            )
            for row in items_by_state(banks_for(self.user))[:MOST_BARS]
        ]


class OwnMarkingPanel(BarsPanel):
    """How far a marker is in what waits for them."""

    name = "own-marking"
    order = 60
    title = _("How far my marking is")
    names = _("Exam")
    words = (_("Marked by me"), _("Wait for me"))

    def bars(self) -> list[Bar]:
        desk = reverse("marking_desk:index")
        return [
            Bar(str(one.component), desk, (one.judged, one.waiting)) for one in own_parts(self.user, most=MOST_BARS)
        ]


class MarkingPanel(BarsPanel):
    """How far the marking is, for the exam office."""

    name = "marking"
    order = 70
    title = _("How far the marking is")
    names = _("Exam")
    words = (
        pgettext_lazy("number of answers", "Marked"),
        pgettext_lazy("number of answers", "Wait"),
        pgettext_lazy("number of answers", "Wait for adjudication"),
    )

    def bars(self) -> list[Bar]:
        return [
            Bar(
                str(part),
                reverse("marking_desk:part", args=[part.pk]),
                (part.done_count, part.waiting_count, part.adjudication_count),  # type: ignore[attr-defined]  # annotated
            )
            for part in parts_under_way()[:MOST_BARS]
        ]


def pictures_for(user: User) -> list[BarsPanel]:
    """The pictures of a person's first page, by what they may do."""
    shown: list[tuple[bool, type[BarsPanel]]] = [
        (may_write_items(user) or may_review_items(user), BanksPanel),
        (may_mark(user), OwnMarkingPanel),
        (may_allocate(user), MarkingPanel),
    ]
    return [panel(user) for may_see, panel in shown if may_see]
