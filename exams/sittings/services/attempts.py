"""The life of an attempt: start, take over, hand in, close at the deadline."""

import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.prepared import Prepared
from exams.sittings.chain import digest
from exams.sittings.models import (
    Attempt,
    AttemptState,
    BreakEvent,
    BreakStep,
    ExamComponent,
    IntegrityFlag,
    PaperSnapshot,
    Registration,
    RetiredLease,
)
from exams.sittings.queries.resits import kept_parts, why_no_resit
from exams.sittings.queries.sections import section_plan
from exams.sittings.rules import why_no_start
from exams.sittings.services.accommodations import time_for
from exams.sittings.services.breaks import close_break, end_break_that_is_over, end_breaks_that_are_over
from exams.sittings.services.drawing import drawing_for
from exams.sittings.services.outages import give_back, silence_of
from exams.sittings.signals import attempt_closed
from exams.sittings.writer import exclusive_write

# Attempts to be closed: each locked, with what the receipt and the marking of it need.
_closing = Attempt.objects.select_for_update(of=("self",)).select_related(
    "snapshot", "component", "registration__sitting"
)
_locked = Prepared(lambda pk: _closing.filter(pk=pk), int)
_locked_own = Prepared(lambda pk, candidate: _closing.filter(pk=pk, registration__candidate=candidate), int, int)


class StartRefused(Exception):
    """The attempt may not start; the message says why, for the candidate to read."""


class AttemptClosed(Exception):
    """The attempt was handed in or closed before; nothing was changed."""


class AttemptPaused(Exception):
    """The exam is paused; it can be handed in when it goes on."""


class LeaseLost(Exception):
    """Another device holds the attempt; nothing was changed."""


def start_attempt(*, registration: Registration, component: ExamComponent, actor: User, now: datetime) -> Attempt:
    """Start the component's clock for the candidate; while an attempt is open, return that one instead.

    Raises StartRefused outside the sitting's window, before the pledge, or with no attempt left.
    """
    minutes, window_end = time_for(registration, component)
    _check_start(registration=registration, component=component, actor=actor, now=now, window_end=window_end)
    attempts = list(registration.attempts.all())
    open_attempt = next((attempt for attempt in attempts if attempt.state == AttemptState.OPEN), None)
    if open_attempt and not close_if_overdue(attempt=open_attempt, now=now):
        return open_attempt
    exam = component.exam
    used = sum(attempt.component_id == component.pk for attempt in attempts)
    if used >= exam.attempts_allowed:
        raise StartRefused(_("You have used every attempt that this exam allows."))
    drawing = drawing_for(registration=registration, component=component, number=used + 1)
    try:
        with exclusive_write():
            attempt = Attempt.objects.create(
                registration=registration,
                component=component,
                paper_id=drawing.paper_id,
                number=used + 1,
                started_at=now,
                deadline=now + timedelta(minutes=minutes),
                grace_seconds=exam.grace_seconds,
                lease_token=new_lease(),
                lease_taken_at=now,
            )
            PaperSnapshot.objects.create(
                attempt=attempt,
                paper_digest=drawing.paper_digest,
                seed=drawing.seed,
                layout=drawing.layout,
                sha256=drawing.sha256,
            )
    except IntegrityError:
        # A second click or a second device was faster: the database let one attempt through, which is this one too.
        return registration.attempts.get(state=AttemptState.OPEN)
    # For the saves to come: read once in a process, and never by a save.
    section_plan(attempt.paper_id)
    return attempt


def _check_start(
    *, registration: Registration, component: ExamComponent, actor: User, now: datetime, window_end: datetime
) -> None:
    sitting = registration.sitting
    if actor.pk != registration.candidate_id or component.exam_id != sitting.exam_id:
        raise StartRefused(_("This place in the exam belongs to somebody else."))
    if now < sitting.opens_at:
        raise StartRefused(_("The exam has not begun. Please wait here; the button appears when it does."))
    if now >= window_end:
        raise StartRefused(_("The exam has ended. Attempts that were begun are kept and marked."))
    if registration.pledged_at is None:
        raise StartRefused(_("Please read the rules and confirm them first."))
    if component.pk in kept_parts(registration):
        raise StartRefused(_("You passed this part at an earlier sitting, and the pass is kept."))
    refusal = why_no_start(registration, now=now) or why_no_resit(
        sitting=sitting, candidate_id=registration.candidate_id, at=now
    )
    if refusal:
        raise StartRefused(refusal)


def new_lease() -> str:
    """An unguessable lease token (256 random bits, 43 characters)."""
    return secrets.token_urlsafe(32)


def take_over_lease(*, attempt: Attempt, actor: User, now: datetime) -> str:
    """Make the actor's present device the one that writes; the former device may only flush its queue.

    Returns the new token. Raises AttemptClosed when there is nothing left to write.
    """
    token = new_lease()
    with exclusive_write():
        former = Attempt.objects.select_for_update().get(pk=attempt.pk, registration__candidate=actor)
        if former.state != AttemptState.OPEN:
            raise AttemptClosed
        RetiredLease.objects.create(attempt=former, token=former.lease_token, retired_at=now)
        Attempt.objects.filter(pk=former.pk).update(lease_token=token, lease_taken_at=now)
    return token


def submit_attempt(*, attempt_id: int, actor: User, lease_token: str, now: datetime) -> Attempt:
    """Hand in; handing in twice is the same as once.

    Raises LeaseLost when another device has taken over since the page was shown, Attempt.DoesNotExist where the
    attempt is not the actor's.
    """
    with exclusive_write():
        current = _locked_own.get(attempt_id, actor.pk)
        if current.state != AttemptState.OPEN:
            return current
        if not secrets.compare_digest(current.lease_token.encode(), lease_token.encode()):
            raise LeaseLost
        if current.break_until is not None and current.break_until <= now:
            close_break(current, step=BreakStep.USED_UP, actor=None, at=current.break_until)
        if current.paused_at is not None:
            raise AttemptPaused
        late = now > current.deadline + timedelta(seconds=current.grace_seconds)
        return _close(current, state=AttemptState.EXPIRED if late else AttemptState.SUBMITTED, now=now)


def close_if_overdue(*, attempt: Attempt, now: datetime) -> bool:
    """Close `attempt` when its deadline and grace have passed; True when it is closed afterwards.

    A break whose time is used up ends first.
    """
    if attempt.state != AttemptState.OPEN:
        return True
    if attempt.break_until is not None and attempt.break_until <= now:
        end_break_that_is_over(attempt.pk, now=now)
        attempt.refresh_from_db(fields=["deadline", "paused_at", "break_until"])
    if not is_overdue(attempt, now=now):
        return False
    with exclusive_write():
        current = _locked.get(attempt.pk)
        if current.state == AttemptState.OPEN and is_overdue(current, now=now) and not _is_held(current, now=now):
            _close(current, state=AttemptState.EXPIRED, now=now)
    attempt.refresh_from_db()
    return attempt.state != AttemptState.OPEN


def is_overdue(attempt: Attempt, *, now: datetime) -> bool:
    """Whether deadline and grace have passed by the attempt's own clock, which stands still during a pause."""
    return (attempt.paused_at or now) > attempt.deadline + timedelta(seconds=attempt.grace_seconds)


def close_overdue_attempts(*, now: datetime, limit: int = 5000) -> int:
    """Close every attempt past its deadline and grace, each in its own transaction; returns how many.

    Can be killed at any line and run again.
    """
    end_breaks_that_are_over(now=now)
    running = Attempt.objects.filter(state=AttemptState.OPEN, deadline__lt=now, paused_at__isnull=True)
    overdue = running.order_by("deadline")[:limit]
    return sum(close_if_overdue(attempt=attempt, now=now) for attempt in overdue)


def _is_held(attempt: Attempt, *, now: datetime) -> bool:
    """Whether an outage that goes on at the deadline keeps it open: what was lost so far is given back first.

    Else a power cut in the last minutes would close an attempt whose time is not over. The exam's allowance ends it.
    """
    gap = silence_of(attempt, now=now)
    given = give_back(attempt.pk, gap) if gap is not None else None
    if given is None:
        return False
    attempt.refresh_from_db(fields=["deadline", "notices"])
    return not is_overdue(attempt, now=now)


def end_attempt(*, attempt_id: int, now: datetime) -> bool:
    """Close an open attempt at an invigilator's word; False where it was closed before. services.acts logs it."""
    with exclusive_write():
        current = _locked.get(attempt_id)
        if current.state != AttemptState.OPEN:
            return False
        _close(current, state=AttemptState.ENDED, now=now)
    return True


def release_lease(*, attempt_id: int, now: datetime) -> bool:
    """Take the right to write from the device that has it, so that the next one can have it; False where closed."""
    with exclusive_write():
        former = Attempt.objects.select_for_update().get(pk=attempt_id)
        if former.state != AttemptState.OPEN:
            return False
        RetiredLease.objects.create(attempt=former, token=former.lease_token, retired_at=now)
        Attempt.objects.filter(pk=former.pk).update(lease_token=new_lease(), lease_taken_at=now)
    return True


def _close(attempt: Attempt, *, state: AttemptState, now: datetime) -> Attempt:
    """Close an attempt that the caller holds locked and open."""
    if attempt.break_until is not None:
        BreakEvent.objects.create(attempt=attempt, step=BreakStep.CLOSED, at=now)
    attempt.state = state
    attempt.closed_at = now
    attempt.paused_at = attempt.break_until = None
    attempt.receipt = receipt_digest(attempt)
    attempt.save(update_fields=["state", "closed_at", "paused_at", "break_until", "receipt"])
    transaction.on_commit(lambda: attempt_closed.send(sender=Attempt, attempt=attempt, now=now))
    return attempt


def renew_receipt(attempt_id: int, *, now: datetime) -> None:
    """Of a closed attempt whose answers were completed; a flag keeps the former receipt. The caller's transaction."""
    attempt = Attempt.objects.select_for_update(of=("self",)).select_related("snapshot").get(pk=attempt_id)
    former = attempt.receipt
    attempt.receipt = receipt_digest(attempt)
    attempt.save(update_fields=["receipt"])
    IntegrityFlag.objects.create(attempt=attempt, kind="late_counted", detail={"former_receipt": former}, at=now)


def receipt_digest(attempt: Attempt) -> str:
    """What the receipt prints: ties the paper shown, every acknowledged event and the answers that count."""
    return digest(
        {
            "attempt": attempt.pk,
            "snapshot": attempt.snapshot.sha256,
            "events": attempt.head_position,
            "head": attempt.head_hash,
            "answers": attempt.answers,
        }
    )
