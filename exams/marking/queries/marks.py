"""Named reads of marks and results."""

from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.prepared import Prepared, PreparedValues
from exams.bank.item_types import NOTHING_DRAWN
from exams.marking.models import Judgement, Mark
from exams.marking.queries.corrections import corrections_for, marked_item
from exams.marking.scores import SlotMark
from exams.papers.models import PaperItem
from exams.papers.queries import FrozenItem, frozen_paper
from exams.sittings.models import Attempt, AttemptState, Registration, Sitting
from exams.sittings.queries import drawn_of
from exams.sittings.queries.late import answered_after_closing

_locked_registration = Prepared(lambda pk: Registration.objects.select_for_update().only("pk").filter(pk=pk), int)
_marks = PreparedValues(
    lambda attempt: (
        Mark.objects.filter(attempt=attempt)
        .order_by("round")
        .values_list("slot", "credit_num", "credit_den", "marks", "at", "recall__at")
    ),
    int,
)


def lock_registration(registration_id: int) -> None:
    """Keep every other marker of the registration out until the caller's transaction ends."""
    _locked_registration.get(registration_id)


def attempts_waiting(marker: User) -> QuerySet[Attempt]:
    """Closed attempts that want marks from people other than their candidate, longest closed first.

    `waiting_count` says for how many slots.
    """
    slots = PaperItem.objects.filter(paper=OuterRef("paper")).order_by().values("paper")
    given = Mark.objects.filter(attempt=OuterRef("pk"), recall__isnull=True).order_by().values("attempt")
    total = Subquery(slots.annotate(total=Count("pk")).values("total"))
    marked = Coalesce(Subquery(given.annotate(total=Count("slot", distinct=True)).values("total")), 0)
    return (
        Attempt.objects.exclude(state=AttemptState.OPEN)
        .filter(registration__sitting__exam__is_mock=False)
        .exclude(registration__candidate=marker)
        .annotate(waiting_count=total - marked)
        .filter(waiting_count__gt=0)
        .select_related("registration__sitting__exam")
        .order_by("closed_at", "pk")
    )


def waiting_slots(attempt: Attempt) -> list[int]:
    """Slots of a closed attempt that wait for a person, in the paper's order."""
    given = {one.slot for one in slot_marks(attempt)}
    paper = frozen_paper(attempt.paper_id)
    if len(given) == len(paper.items):
        return []
    return [item.slot for item, credit in machine_credits(attempt) if credit is None and item.slot not in given]


def machine_credits(attempt: Attempt) -> Iterator[tuple[FrozenItem, Fraction | None]]:
    """Each item of the attempt's paper with the credit for the answer; None where a person has to mark it.

    Key corrections in force are followed; a void item comes without marks.
    """
    paper, drawn, corrections = frozen_paper(attempt.paper_id), drawn_of(attempt), corrections_for(attempt)
    for item in paper.items:
        yield marked_item(
            item,
            attempt.answers.get(str(item.slot)),
            drawn.get(item.slot, NOTHING_DRAWN),
            policy=paper.multiple_policy,
            correction=corrections.get(item.version_id),
        )


def slot_marks(attempt: Attempt, *, until: datetime | None = None) -> list[SlotMark]:
    """The marks that stand (last round of each slot), in slot order; [] before marking.

    With `until` those that stood then: a later mark belongs to a result that may not be out yet.
    """
    points = {item.slot: item.point_id for item in frozen_paper(attempt.paper_id).items}
    latest: dict[int, SlotMark] = {}
    for slot, earned, possible, marks, at, recalled_at in _marks.rows(attempt.pk):
        if until is not None and at > until:
            continue
        latest[slot] = SlotMark(slot, points[slot], Fraction(earned, possible), marks)
        if recalled_at is not None and (until is None or recalled_at <= until):
            del latest[slot]
    return [mark for _slot, mark in sorted(latest.items())]


def standing_marks() -> QuerySet[Mark]:
    """Of each slot of each attempt the mark of the last round, where it was not recalled and its item is not void."""
    later = Mark.objects.filter(attempt=OuterRef("attempt"), slot=OuterRef("slot"), round__gt=OuterRef("round"))
    return Mark.objects.filter(~Exists(later), recall__isnull=True, marks__gt=0).order_by()


def outdated_marks(attempt: Attempt) -> list[Mark]:
    """The standing marks of slots whose answer was replaced afterwards by one that counts."""
    answered = answered_after_closing(attempt)
    if not answered:
        return []
    marks = standing_marks().filter(attempt=attempt, slot__in=answered).order_by("slot")
    return [mark for mark in marks if mark.at < answered[mark.slot]]


def next_rounds(attempt: Attempt) -> dict[int, int]:
    """Slot → the round of its next mark, for the slots that have been marked."""
    marks = Mark.objects.filter(attempt=attempt).order_by().values_list("slot")
    return {slot: last + 1 for slot, last in marks.annotate(last=Max("round"))}


def attempts_of_part(registration_id: int, component_id: int) -> QuerySet[Attempt]:
    """Every closed attempt of a registration at one part of its exam."""
    closed = Attempt.objects.exclude(state=AttemptState.OPEN)
    return closed.filter(registration=registration_id, component=component_id).order_by("number")


def marks_in(sitting: Sitting) -> list[dict[str, Any]]:
    """Every mark of a sitting, for its archive."""
    marks = Mark.objects.filter(attempt__registration__sitting=sitting).order_by("attempt", "slot", "round", "pk")
    rows = marks.values(
        "attempt_id",
        "slot",
        "round",
        "credit_num",
        "credit_den",
        "marks",
        "marker__username",
        "at",
        recalled_at=F("recall__at"),
        recall_reason=F("recall__reason"),
    )
    return [{**row} for row in rows]


def judgements_in(sitting: Sitting) -> list[dict[str, Any]]:
    """Every judgement of a sitting, those of check answers among them, for its archive: what each marker gave and said."""
    judgements = Judgement.objects.filter(task__script__attempt__registration__sitting=sitting)
    rows = judgements.order_by("task__script__attempt", "task__slot", "task", "position").values(
        "points",
        "credit_num",
        "credit_den",
        "comment",
        "annotations",
        "seconds",
        "at",
        "position",
        attempt_id=F("task__script__attempt"),
        script=F("task__script__serial"),
        slot=F("task__slot"),
        kind=F("task__kind"),
        marks=F("task__marks"),
        marker_name=F("marker__username"),
    )
    return [{**row} for row in rows]
