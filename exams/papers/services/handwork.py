"""Changing a draft by hand: swap, pin, exclude, move, marks. What a change breaks is said, not forbidden."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from exams.bank.models import ItemVersion, VersionState
from exams.papers.models import Paper, PaperExclusion, PaperItem, PaperState
from exams.papers.services.checks import rows_of
from exams.papers.services.equivalents import equivalents


class HandworkRefused(Exception):
    """The draft stays as it was; the message says why."""


Rows = list[PaperItem]


def swap_item(*, paper: Paper, slot: int, version: ItemVersion, actor: User, now: datetime) -> Paper:
    """Put another item into a slot, with the slot's marks."""

    def change(rows: Rows) -> None:
        row = _free_row(rows, slot)
        if version.item_id != row.version.item_id and version.item_id in {one.version.item_id for one in rows}:
            raise HandworkRefused(_("%(key)s already stands on this paper.") % {"key": version.item.key})
        if version.state != VersionState.APPROVED:
            raise HandworkRefused(_("%(key)s is not approved.") % {"key": version.item.key})
        if PaperExclusion.objects.filter(paper=paper, item=version.item_id).exists():
            raise HandworkRefused(_("%(key)s is excluded from this paper.") % {"key": version.item.key})
        row.version = version

    return _rewrite(paper, change, actor, now, act="swap", data={"slot": slot, "item": version.item.key})


def pin_item(*, paper: Paper, slot: int, is_pinned: bool, actor: User, now: datetime) -> Paper:
    """Keep an item where it is, or let it go again: a pinned one is neither swapped nor moved."""

    def change(rows: Rows) -> None:
        _row(rows, slot).is_pinned = is_pinned

    return _rewrite(paper, change, actor, now, act="pin" if is_pinned else "unpin", data={"slot": slot})


def exclude_item(*, paper: Paper, slot: int, actor: User, now: datetime) -> Paper:
    """Take an item off for good: the best equivalent takes its place; without one the draft stays as it was."""
    left: list[int] = []

    def change(rows: Rows) -> None:
        row = _free_row(rows, slot)
        found = equivalents(paper, slot, now=now, limit=1)
        if not found:
            raise HandworkRefused(
                _("No other item keeps the blueprint true in place of question %(slot)d; it stays.") % {"slot": slot}
            )
        left.append(row.version.item_id)
        row.version = found[0].version

    with transaction.atomic():
        _rewrite(paper, change, actor, now, act="exclude", data={"slot": slot})
        PaperExclusion.objects.get_or_create(paper=paper, item_id=left[0])
    return paper


def readmit_item(*, paper: Paper, item_id: int, actor: User, now: datetime) -> Paper:
    """Let an excluded item come onto the paper again."""
    with transaction.atomic():
        draft = _draft(paper)
        removed, _rows = PaperExclusion.objects.filter(paper=draft, item=item_id).delete()
        if removed:
            log(instance=draft, action="papers.handwork", user=actor, timestamp=now, data={"act": "readmit"})
    return paper


def move_item(*, paper: Paper, slot: int, to: int, actor: User, now: datetime) -> Paper:
    """Put a question at another place of its section; the ones between make room."""

    def change(rows: Rows) -> None:
        row = _free_row(rows, slot)
        target = _row(rows, to)
        if target.version.item.item_type != row.version.item.item_type:
            raise HandworkRefused(_("Question %(slot)d moves within the section of its type only.") % {"slot": slot})
        between = rows[min(slot, to) - 1 : max(slot, to)]
        if pinned := next((one for one in between if one.is_pinned), None):
            raise HandworkRefused(_("Question %(slot)d is pinned and makes no room.") % {"slot": pinned.slot})
        rows.remove(row)
        rows.insert(to - 1, row)

    return _rewrite(paper, change, actor, now, act="move", data={"slot": slot, "to": to})


def set_marks(*, paper: Paper, marks: Mapping[int, Decimal], actor: User, now: datetime) -> Paper:
    """Give these slots these marks."""

    def change(rows: Rows) -> None:
        for slot, value in marks.items():
            if value <= 0:
                raise HandworkRefused(_("Question %(slot)d needs marks above 0.") % {"slot": slot})
            _row(rows, slot).marks = value

    said = {str(slot): f"{value:f}" for slot, value in marks.items()}
    return _rewrite(paper, change, actor, now, act="marks", data={"marks": said})


def _rewrite(
    paper: Paper, change: Callable[[Rows], None], actor: User, now: datetime, *, act: str, data: dict[str, Any]
) -> Paper:
    """Write the draft's rows anew as `change` leaves them: a row of a paper is never changed in place."""
    with transaction.atomic():
        draft = _draft(paper)
        rows = rows_of(draft)
        change(rows)
        draft.paper_items.all().delete()
        PaperItem.objects.bulk_create(
            PaperItem(paper=draft, slot=slot, version=row.version, marks=row.marks, is_pinned=row.is_pinned)
            for slot, row in enumerate(rows, start=1)
        )
        log(instance=draft, action="papers.handwork", user=actor, timestamp=now, data={"act": act, **data})
    return paper


def _draft(paper: Paper) -> Paper:
    draft = Paper.objects.select_for_update().get(pk=paper.pk)
    if draft.state != PaperState.DRAFT:
        raise HandworkRefused(_("The paper is published and never changes again."))
    if draft.submitted_at is not None:
        raise HandworkRefused(_("The paper has been handed in for publishing; take it back first."))
    return draft


def _row(rows: Sequence[PaperItem], slot: int) -> PaperItem:
    if not 1 <= slot <= len(rows):
        raise HandworkRefused(_("There is no question %(slot)d on this paper.") % {"slot": slot})
    return rows[slot - 1]


def _free_row(rows: Sequence[PaperItem], slot: int) -> PaperItem:
    row = _row(rows, slot)
    if row.is_pinned:
        raise HandworkRefused(_("Question %(slot)d is pinned; let it go first.") % {"slot": slot})
    return row
