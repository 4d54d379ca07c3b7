"""Breaks that were arranged for a candidate: they begin and end them, and the clock stands still meanwhile.

A break is a pause with an end of its own (`Attempt.break_until`): whoever does not come back in time finds the clock
going on from there, whether or not anybody looked in between.
"""

import secrets
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from exams.sittings.models import AdjustmentKind, Attempt, AttemptState, BreakEvent, BreakStep, TimeAdjustment
from exams.sittings.queries.breaks import breaks_left
from exams.sittings.services.accommodations import approved_accommodation
from exams.sittings.writer import exclusive_write


class BreakRefused(Exception):
    """No break begins; the message says why, for the candidate to read. Nothing was changed."""


def begin_break(*, attempt_id: int, actor: User, lease_token: str, now: datetime) -> Attempt:
    """Stop the clock for an approved break; asking again during it changes nothing.

    Raises BreakRefused, or Attempt.DoesNotExist where the attempt is not the actor's.
    """
    with exclusive_write():
        attempt = _locked(attempt_id, candidate=actor)
        if attempt.break_until is not None and now < attempt.break_until:
            return attempt
        seconds = _seconds_for(attempt, lease_token=lease_token, now=now)
        until = now + timedelta(seconds=seconds)
        Attempt.objects.filter(pk=attempt.pk).update(paused_at=now, break_until=until)
        BreakEvent.objects.create(attempt=attempt, step=BreakStep.BEGAN, until=until, actor=actor, at=now)
        attempt.paused_at, attempt.break_until = now, until
    return attempt


def end_break(*, attempt_id: int, actor: User, now: datetime) -> bool:
    """The candidate is back: the deadline moves by the break. False where there was none, or its time was used up."""
    with exclusive_write():
        attempt = _locked(attempt_id, candidate=actor)
        if attempt.break_until is None:
            return False
        if now >= attempt.break_until:
            close_break(attempt, step=BreakStep.USED_UP, actor=None, at=attempt.break_until)
            return False
        close_break(attempt, step=BreakStep.ENDED, actor=actor, at=now)
    return True


def end_break_that_is_over(attempt_id: int, *, now: datetime) -> int:
    """Let the clock go on where a break's time is used up; returns by how many seconds the deadline moved.

    Whoever reads or writes the attempt first after that calls it, so that it never depends on a worker.
    """
    with exclusive_write():
        attempt = Attempt.objects.select_for_update().get(pk=attempt_id)
        if attempt.break_until is None or now < attempt.break_until:
            return 0
        return close_break(attempt, step=BreakStep.USED_UP, actor=None, at=attempt.break_until)


def end_breaks_that_are_over(*, now: datetime) -> int:
    """The same for all of them; returns how many. Can be killed at any line and run again."""
    over = Attempt.objects.filter(state=AttemptState.OPEN, break_until__lte=now).order_by("pk")
    ended = [end_break_that_is_over(pk, now=now) for pk in over.values_list("pk", flat=True)]
    return len(ended)


def close_break(attempt: Attempt, *, step: BreakStep, actor: User | None, at: datetime) -> int:
    """End the break of an attempt that the caller holds locked; returns by how many seconds the deadline moved."""
    began = attempt.paused_at or at
    seconds = max(0, ceil((at - began).total_seconds()))
    deadline = F("deadline") + timedelta(seconds=seconds)
    Attempt.objects.filter(pk=attempt.pk).update(paused_at=None, break_until=None, deadline=deadline)
    if seconds:
        reason = _reason(began, at)
        TimeAdjustment.objects.create(
            attempt=attempt, kind=AdjustmentKind.BREAK, seconds=seconds, reason=reason, actor=actor, at=at
        )
    BreakEvent.objects.create(attempt=attempt, step=step, actor=actor, at=at)
    attempt.paused_at = attempt.break_until = None
    attempt.deadline += timedelta(seconds=seconds)
    return seconds


def _locked(attempt_id: int, *, candidate: User) -> Attempt:
    own = Attempt.objects.select_for_update(of=("self",)).select_related("registration__accommodation")
    return own.get(pk=attempt_id, registration__candidate=candidate)


def _seconds_for(attempt: Attempt, *, lease_token: str, now: datetime) -> int:
    """How long a break that begins now may last; raises BreakRefused."""
    if attempt.state != AttemptState.OPEN or now >= attempt.deadline:
        raise BreakRefused(_("The time of the exam is over: there is no break any more."))
    if not secrets.compare_digest(attempt.lease_token.encode(), lease_token.encode()):
        raise BreakRefused(_("The exam was continued on another device. Please take the break there."))
    if attempt.paused_at is not None:
        raise BreakRefused(_("The exam is paused already, and the clock stands still. Your break was not touched."))
    left = breaks_left(attempt, approved_accommodation(attempt.registration))
    if left is None:
        raise BreakRefused(_("No breaks have been arranged for you. Please speak to the invigilator."))
    if not left.has_any:
        raise BreakRefused(_("Your arranged breaks are used up. If you need another, please speak to the invigilator."))
    return left.seconds


def _reason(began: datetime, ended: datetime) -> str:
    """What both sides read; it is stored, so it is written in the language of the site."""
    with translation.override(settings.LANGUAGE_CODE):
        since, until = (f"{timezone.localtime(at):%H:%M:%S}" for at in (began, ended))
        return _("Arranged break from %(since)s to %(until)s") % {"since": since, "until": until}
