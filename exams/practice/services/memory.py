"""When an item is to be met again: FSRS, without dice, so that the date on a button is the date that comes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from fsrs import Card, Rating, Scheduler, State

from exams.practice.models import LEARNED_STREAK, Grade, Remembered

SOON = timedelta(minutes=10)
# What would be remembered for so many days, and came right LEARNED_STREAK times in a row, is learned.
LEARNED_DAYS = 21
LONGEST_DAYS = 365

_scheduler = Scheduler(
    learning_steps=(SOON,), relearning_steps=(SOON,), maximum_interval=LONGEST_DAYS, enable_fuzzing=False
)


@dataclass(frozen=True)
class Next:
    """What a grade makes of a card."""

    grade: Grade
    memory: dict[str, Any]
    due_at: datetime
    is_firm: bool


def after(memory: Mapping[str, Any], grade: int, *, now: datetime) -> Next:
    """The card after a grade; an empty memory is a new card."""
    at = now.astimezone(UTC)
    card = Card.from_dict(dict(memory)) if memory else Card(card_id=0, due=at)  # type: ignore[arg-type]  # our JSON
    if card.last_review is not None:
        # A clock that was set back must not make time run backwards for the formula.
        at = max(at, card.last_review)
    fresh, _log = _scheduler.review_card(card, Rating(int(grade)), review_datetime=at)
    is_firm = fresh.state == State.Review and (fresh.stability or 0) >= LEARNED_DAYS
    return Next(Grade(grade), dict(fresh.to_dict()), fresh.due, is_firm)


def choices(memory: Mapping[str, Any], *, now: datetime) -> list[Next]:
    """What each grade would make of the card, worst first."""
    return [after(memory, grade, now=now) for grade in Grade]


def remember(card: Remembered, grade: Grade, *, now: datetime) -> None:
    """Move a card on by a grade, and keep it; what came right often enough and would be remembered long is learned."""
    step = after(card.memory, grade, now=now)
    is_missed = grade == Grade.AGAIN
    card.streak = 0 if is_missed else card.streak + 1
    card.lapses += is_missed
    card.reviews += 1
    card.memory, card.due_at = step.memory, step.due_at
    card.graduated_at = now if step.is_firm and card.streak >= LEARNED_STREAK else None
    card.save()
