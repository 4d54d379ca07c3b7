"""Giving time and stopping the clock during an exam; it moves the stored deadline and is seen by the client with its next answer or poll."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from math import ceil

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from exams.sittings.models import AdjustmentKind, Attempt, AttemptState, BreakStep, TimeAdjustment
from exams.sittings.services.breaks import close_break
from exams.sittings.writer import exclusive_write


class TimeRefused(Exception):
    """Time cannot be given like this; the message says why."""


def add_time(*, attempts: Iterable[Attempt], seconds: int, reason: str, actor: User, now: datetime) -> int:
    """Move the deadline of each attempt that is still open by `seconds`; returns how many were moved.

    One transaction for all: a whole room gets its time or nobody does. Raises TimeRefused without a reason or time.
    """
    if seconds <= 0 or not reason.strip():
        raise TimeRefused(_("Please give the time to add and the reason."))
    ids = [attempt.pk for attempt in attempts]
    with exclusive_write():
        moved = [
            pk
            for pk in ids
            if Attempt.objects.filter(pk=pk, state=AttemptState.OPEN).update(
                deadline=F("deadline") + timedelta(seconds=seconds)
            )
        ]
        TimeAdjustment.objects.bulk_create(
            [
                TimeAdjustment(attempt_id=pk, seconds=seconds, reason=reason.strip()[:200], actor=actor, at=now)
                for pk in moved
            ]
        )
    return len(moved)


def pause_attempts(*, attempts: Iterable[int], now: datetime) -> list[int]:
    """Let the clock of these attempts stand still from `now`; returns those whose clock was running.

    One whose time is over is left to be closed. A candidate's own break ends: they lose none of its minutes by this.
    """
    ids = list(attempts)
    with exclusive_write():
        for attempt in _on_a_break(ids):
            is_over = attempt.break_until is not None and attempt.break_until <= now
            step, at = (BreakStep.USED_UP, attempt.break_until) if is_over else (BreakStep.PAUSED, now)
            close_break(attempt, step=step, actor=None, at=at or now)
        return [
            pk
            for pk in ids
            if Attempt.objects.filter(
                pk=pk, state=AttemptState.OPEN, paused_at__isnull=True, started_at__lte=now, deadline__gt=now
            ).update(paused_at=now)
        ]


def resume_attempts(
    *, attempts: Iterable[int], reason: str, actor: User, now: datetime, and_breaks: bool = False
) -> list[int]:
    """Let the clocks go on: each deadline moves by the attempt's own pause, in whole seconds, rounded up.

    Returns those that were paused. The span is a time adjustment like any other, so that a deadline stays the start,
    the limit and its adjustments. A candidate's own break goes on, but where the act is for them (`and_breaks`).
    """
    ids = list(attempts)
    with exclusive_write():
        rested = list(_on_a_break(ids)) if and_breaks else []
        for attempt in rested:
            at = min(now, attempt.break_until or now)
            close_break(attempt, step=BreakStep.RESUMED, actor=actor, at=at)
        paused = Attempt.objects.filter(
            pk__in=ids, state=AttemptState.OPEN, paused_at__isnull=False, break_until__isnull=True
        )
        moved = []
        for attempt in paused.select_for_update().order_by("pk").only("pk", "paused_at", "deadline"):
            span = ceil((now - attempt.paused_at).total_seconds()) if attempt.paused_at else 0
            deadline = attempt.deadline + timedelta(seconds=max(0, span))
            Attempt.objects.filter(pk=attempt.pk).update(paused_at=None, deadline=deadline)
            moved.append((attempt.pk, span))
        TimeAdjustment.objects.bulk_create(
            TimeAdjustment(
                attempt_id=pk,
                kind=AdjustmentKind.PAUSE,
                seconds=span,
                reason=reason.strip()[:200],
                actor=actor,
                at=now,
            )
            for pk, span in moved
            if span > 0
        )
    return [attempt.pk for attempt in rested] + [pk for pk, _span in moved]


def _on_a_break(ids: list[int]) -> QuerySet[Attempt]:
    """Those of these attempts whose candidate is on a break, locked."""
    resting = Attempt.objects.filter(pk__in=ids, state=AttemptState.OPEN, break_until__isnull=False)
    return resting.select_for_update().order_by("pk")
