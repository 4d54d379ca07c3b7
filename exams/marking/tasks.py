"""Work for the task worker: releases at their time, moderations, key corrections. Commands heal whatever was lost."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from accounts.models import User
from exams.marking.models import KeyCorrection, Release, ReleaseState
from exams.marking.queries.office import REMINDED_BEFORE
from exams.marking.queries.standing import behind_moderation
from exams.marking.services import carry_out, work_on_moderation
from exams.marking.services.regrades import (
    apply_correction,
    revert_correction,
    take_up_stalled,
    work_on_correction,
)
from exams.marking.services.reminders import remind_markers
from exams.sittings.models import Sitting
from exams.sittings.writer import exclusive_write


@task()
def carry_out_release(release_id: int) -> int:
    """Let the results of an approved release out; how many came out. Before its time, or run twice, it does nothing."""
    return carry_out(release=Release.objects.get(pk=release_id), now=timezone.now())


def carry_out_later(release: Release, *, now: datetime) -> None:
    """Give the worker its task for the time that was set; a worker that keeps no time leaves it to the next read."""
    if release.state != ReleaseState.APPROVED:
        return
    if release.release_at <= now:
        transaction.on_commit(partial(carry_out_release.enqueue, release.pk))
    elif carry_out_release.get_backend().supports_defer:
        carry_out_release.using(run_after=release.release_at).enqueue(release.pk)


@task()
def remind() -> int:
    """Tell markers what is due or overdue at this moment; run twice it tells nobody twice."""
    return remind_markers(now=timezone.now())


def remind_later(due_at: datetime, *, now: datetime) -> None:
    """Give the worker its task for a day before a deadline and for its end; a worker that keeps no time leaves it to the command."""
    if remind.get_backend().supports_defer:
        for moment in (due_at - REMINDED_BEFORE, due_at + timedelta(minutes=1)):
            if moment > now:
                remind.using(run_after=moment).enqueue()


@task()
def moderation_chunk(sitting_id: int) -> bool:
    """Some held results made anew, then the next task: other work of the worker finds its turn in between."""
    sitting = Sitting.objects.get(pk=sitting_id)
    while work_on_moderation(sitting=sitting, now=timezone.now()):
        if moderation_chunk.get_backend().supports_defer:
            moderation_chunk.enqueue(sitting_id)
            return True
    return False


def moderate_on(sitting: Sitting) -> int:
    """Have the worker go on with a moderation where something is left of it; how many results that is."""
    left = behind_moderation(sitting.pk).count()
    if left:
        transaction.on_commit(partial(moderation_chunk.enqueue, sitting.pk))
    return left


@task()
def regrade_chunk(correction_id: int) -> bool:
    """Some registrations, then the next task: other work of the worker finds its turn in between."""
    correction = KeyCorrection.objects.get(pk=correction_id)
    while work_on_correction(correction=correction, now=timezone.now()):
        if regrade_chunk.get_backend().supports_defer:
            regrade_chunk.enqueue(correction_id)
            return True
    return False


def apply_now(*, correction: KeyCorrection, digest: str, actor: User, now: datetime) -> None:
    """Put it in force and give the worker its task, both or neither. Raises as apply_correction does."""
    with exclusive_write():
        apply_correction(correction=correction, digest=digest, actor=actor, now=now)
        _go_on(correction.pk)


def revert_now(*, correction: KeyCorrection, digest: str, reason: str, actor: User, now: datetime) -> None:
    """Take it back and give the worker its task, both or neither. Raises as revert_correction does."""
    with exclusive_write():
        revert_correction(correction=correction, digest=digest, reason=reason, actor=actor, now=now)
        _go_on(correction.pk)


def go_on_if_stalled(*, correction: KeyCorrection, now: datetime) -> None:
    """What every look at a correction at work does, so that its going on depends on no single task."""
    with exclusive_write():
        if take_up_stalled(correction=correction, now=now):
            _go_on(correction.pk)


def _go_on(correction_id: int) -> None:
    """Queued in the transaction at hand where the queue is in the database, after it where there is none."""
    if regrade_chunk.get_backend().supports_defer:
        regrade_chunk.enqueue(correction_id)
    else:
        transaction.on_commit(partial(regrade_chunk.enqueue, correction_id))
