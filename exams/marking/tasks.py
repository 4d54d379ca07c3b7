"""Work for the task worker: releases at their time, key corrections. Commands heal whatever was lost."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from accounts.models import User
from exams.marking.models import KeyCorrection, Release, ReleaseState
from exams.marking.services import carry_out
from exams.marking.services.regrades import (
    apply_correction,
    revert_correction,
    take_up_stalled,
    work_on_correction,
)
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
