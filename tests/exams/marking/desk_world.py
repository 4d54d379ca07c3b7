"""A sitting with short answers to mark, many of them, and markers."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from accounts.models import User
from exams.bank.item_types.examples import example_of
from exams.bank.services import stored_body
from exams.marking.models import Claim, MarkingTask, TaskKind
from exams.marking.services import mark_attempt
from exams.marking.services.claims import Pick, claim_next
from exams.marking.services.judgements import Verdict, judge_answer
from tests.exams.marking.test_services import LATER, hand_in
from tests.factories.accounts import UserFactory
from tests.factories.sittings import ExamRoom, make_registration, make_room, make_user

SHORT = stored_body("short_answer", example_of("short_answer")["body"])
TRUE_FALSE = stored_body("true_false", example_of("true_false")["body"])
SHORT_ANSWERS = (("short_answer", SHORT, Decimal(60)), ("true_false", TRUE_FALSE, Decimal(40)))
SECOND = timedelta(seconds=1)


def make_marker(name: str):
    """The marker of that name, made once."""
    return User.objects.filter(username=name).first() or UserFactory(username=name, roles=["marker"])


def make_pile(count: int = 1, *, items: Any = SHORT_ANSWERS, room: ExamRoom | None = None) -> ExamRoom:
    """A room whose first `count` candidates have handed in a short answer that waits; `scripts` are theirs."""
    is_new = room is None
    room = room or make_room(items=items)
    for number in range(count):
        if number or not is_new:
            candidate = make_user(f"{room.exam.code}-{room.sitting.registrations.count()}", full_name="欧阳·买买提")
            room.candidate, room.registration = candidate, make_registration(room.sitting, candidate)
        attempt = hand_in(room, {1: f"先安抚客户，再记录诉求，第 {number} 份。", 2: False})
        mark_attempt(attempt=attempt, now=LATER)
    return room


def live_tasks():
    return MarkingTask.objects.filter(kind=TaskKind.LIVE).order_by("pk")


def levels_for(task: MarkingTask, place: int) -> list[list[int]]:
    """The points of every criterion's level at `place`, 0 the best."""
    rubric = task.version.body["rubric"]["criteria"]
    return [[criterion["levels"][min(place, len(criterion["levels"]) - 1)]["points"] for criterion in rubric]]


def credit_of(task: MarkingTask, place: int) -> Fraction:
    criteria = task.version.body["rubric"]["criteria"]
    return Fraction(sum(levels_for(task, place)[0]), sum(one["points"] for one in criteria))


def take(marker, room: ExamRoom, *, now=LATER, **pick: Any) -> Claim | None:
    return claim_next(marker=marker, pick=Pick(room.component.pk, **pick), now=now)


def judge(marker, task: MarkingTask, place: int = 0, *, now=LATER, **words: Any):
    return judge_answer(task=task, marker=marker, verdict=Verdict(levels_for(task, place), **words), now=now)


def take_and_judge(marker, room: ExamRoom, place: int = 0, *, now=LATER, **pick: Any):
    claim = take(marker, room, now=now, **pick)
    return judge(marker, claim.task, place, now=now)
