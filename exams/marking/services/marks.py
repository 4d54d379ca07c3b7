"""Marking closed attempts and making results of the marks."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from exams.marking.models import MarkRecall, Result
from exams.marking.queries import (
    current_result,
    lock_registration,
    machine_credits,
    next_rounds,
    outdated_marks,
    slot_marks,
)
from exams.marking.rules import may_mark_attempt
from exams.marking.scores import SlotMark
from exams.marking.services.results import settle_result
from exams.marking.services.tasks import queue_answers
from exams.papers.queries import frozen_paper
from exams.sittings.models import Attempt, AttemptState
from exams.sittings.queries.late import attempts_with_late_events
from exams.sittings.writer import exclusive_write

_INSERT_MARKS = (
    "INSERT INTO marking_mark (attempt_id, slot, round, credit_num, credit_den, marks, marker_id, at) VALUES "
)
_MARK_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s)"


class NotClosed(Exception):
    """An open attempt cannot be marked."""


class AwardRefused(Exception):
    """The mark cannot be given; the message says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def mark_attempt(*, attempt: Attempt, now: datetime) -> Result | None:
    """Mark every slot that needs no person, and bring the registration's result up to date; twice changes nothing.

    None while an answer waits for a person: no result comes of half the marks. Raises NotClosed while the candidate is
    still writing. All or nothing in one transaction.
    """
    if attempt.state == AttemptState.OPEN:
        raise NotClosed
    with _one_marker(attempt):
        former, given = current_result(attempt.registration_id), slot_marks(attempt)
        marked = given or _score(attempt, now=now)
        if len(marked) < len(frozen_paper(attempt.paper_id).items):
            queue_answers(attempt=attempt, slots=_without_mark(attempt, marked), now=now)
            return None
        # All marks stood already: the transaction that gave the last one made the result of them.
        return former if given and former else settle_result(attempt, marked, former=former, now=now)


def award_marks(*, attempt: Attempt, slot: int, credit: Fraction, marker: User, now: datetime) -> Result | None:
    """A person's mark for an answer that waits for one; the last mark of an attempt makes its result.

    None while other answers wait. Raises AwardRefused, and then nothing is stored.
    """
    if not may_mark_attempt(marker, attempt):
        raise AwardRefused(_("You may not mark this answer."))
    if attempt.state == AttemptState.OPEN:
        raise AwardRefused(_("The candidate is still writing."))
    if not 0 <= credit <= 1:
        raise AwardRefused(_("A mark lies between nothing and all of the points."))
    for_people = {item.slot: item for item, given in machine_credits(attempt) if given is None}
    if slot not in for_people:
        raise AwardRefused(_("This answer needs no person to mark it."))
    with _one_marker(attempt):
        given = slot_marks(attempt) or _score(attempt, now=now)
        round_ = next_rounds(attempt).get(slot, 1)
        if slot in {one.slot for one in given}:
            raise AwardRefused(_("This answer has been marked already."))
        item = for_people[slot]
        own = SlotMark(slot=slot, point_id=item.point_id, credit=credit, marks=item.marks)
        _store(attempt, [own], marker=marker, now=now, rounds={slot: round_})
        marked = sorted([*given, own], key=lambda one: one.slot)
        if len(marked) < len(frozen_paper(attempt.paper_id).items):
            return None
        former = current_result(attempt.registration_id)
        reason = _late_reason() if round_ > 1 else ""
        return settle_result(attempt, marked, former=former, now=now, reason=reason)


def remark_attempt(*, attempt: Attempt, now: datetime) -> Result | None:
    """Mark anew what was answered, and counted, after it had been marked; twice changes nothing.

    A machine's mark gets a later round at once; a person's is recalled and waits for a person. The result before is
    superseded by one that says why, as soon as every answer has its mark; None while one waits, and where nothing was
    to do. All or nothing in one transaction.
    """
    if attempt.state == AttemptState.OPEN:
        raise NotClosed
    with _one_marker(attempt):
        outdated = {mark.slot: mark for mark in outdated_marks(attempt)}
        if not outdated:
            return None
        machines, people = [], []
        for item, credit in machine_credits(attempt):
            if item.slot not in outdated:
                continue
            if credit is None:
                people.append(MarkRecall(mark=outdated[item.slot], reason=_late_reason(), at=now))
            else:
                machines.append(SlotMark(slot=item.slot, point_id=item.point_id, credit=credit, marks=item.marks))
        MarkRecall.objects.bulk_create(people)
        _store(attempt, machines, marker=None, now=now, rounds=next_rounds(attempt))
        marked = slot_marks(attempt)
        if len(marked) < len(frozen_paper(attempt.paper_id).items):
            queue_answers(attempt=attempt, slots=_without_mark(attempt, marked), now=now)
            return None
        return settle_result(
            attempt, marked, former=current_result(attempt.registration_id), now=now, reason=_late_reason()
        )


def _without_mark(attempt: Attempt, marked: Iterable[SlotMark]) -> set[int]:
    return frozen_paper(attempt.paper_id).by_slot.keys() - {one.slot for one in marked}


def _late_reason() -> str:
    """What the candidate reads; it is stored, so it is written in the language of the site."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("Answers made in time that arrived after the closing were counted, and the paper was marked anew.")


@contextmanager
def _one_marker(attempt: Attempt) -> Iterator[None]:
    """One marker of a registration at a time: who comes second finds what the first one made."""
    with exclusive_write():
        lock_registration(attempt.registration_id)
        yield


def _score(attempt: Attempt, *, now: datetime) -> list[SlotMark]:
    """Credit by the item types, stored as marks of round 1; a slot that a person marks is left out."""
    slots = [
        SlotMark(slot=item.slot, point_id=item.point_id, credit=credit, marks=item.marks)
        for item, credit in machine_credits(attempt)
        if credit is not None
    ]
    _store(attempt, slots, marker=None, now=now)
    return slots


def _store(
    attempt: Attempt,
    slots: Iterable[SlotMark],
    *,
    marker: User | None,
    now: datetime,
    rounds: Mapping[int, int] = MappingProxyType({}),
) -> None:
    """One statement for all of them, by hand: made as objects, sixty marks cost more than the rest of handing in."""
    ops, rows = connection.ops, list(slots)
    at = ops.adapt_datetimefield_value(now)
    parameters: list[Any] = []
    for one in rows:
        marks = ops.adapt_decimalfield_value(one.marks, 5, 2)
        credit = one.credit
        parameters += (attempt.pk, one.slot, rounds.get(one.slot, 1), credit.numerator, credit.denominator, marks)
        parameters += (marker and marker.pk, at)
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_INSERT_MARKS + ", ".join([_MARK_ROW] * len(rows)), parameters)


def mark_closed_attempts(*, now: datetime, limit: int = 5000) -> int:
    """Mark every closed attempt without marks, and anew where late answers were counted: heals a nudge that was lost.

    Returns how many were marked.

    An attempt in which only people can mark has nothing to heal; it is passed over, and does not count.
    """
    unmarked = Attempt.objects.exclude(state=AttemptState.OPEN).filter(marks__isnull=True).order_by("closed_at")
    count = 0
    for attempt in unmarked.select_related("snapshot", "component").iterator():
        if count == limit:
            break
        if any(credit is not None for _item, credit in machine_credits(attempt)):
            mark_attempt(attempt=attempt, now=now)
            count += 1
    for attempt in attempts_with_late_events().select_related("snapshot", "component").order_by("closed_at").iterator():
        if count < limit and outdated_marks(attempt):
            remark_attempt(attempt=attempt, now=now)
            count += 1
    return count
