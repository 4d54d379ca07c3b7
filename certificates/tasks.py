"""Work for the task worker: what an event makes due. The command issue_certificates heals whatever was lost."""

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from accounts.models import User
from certificates.models import Batch
from certificates.queries import automatic_awards_for, renewable_by_recertification
from certificates.services import (
    IssueRefused,
    SupersedeRefused,
    issue_certificate,
    renew_certificate,
    retry_batch,
    start_batch,
    take_up_stalled,
    work_on_batch,
)
from exams.sittings.writer import exclusive_write


@task()
def evaluate_candidate(user_id: int) -> list[str]:
    """Issue and renew what a person has earned; the numbers. Run twice it gives nothing twice."""
    candidate = User.objects.select_related("person").filter(pk=user_id).first()
    if candidate is None:
        return []
    now = timezone.now()
    numbers = []
    for award in automatic_awards_for(candidate):
        try:
            numbers.append(issue_certificate(award=award, candidate=candidate, actor=None, now=now).number)
        except IssueRefused:
            continue
    for certificate in renewable_by_recertification(candidate, today=timezone.localdate(now)):
        try:
            numbers.append(renew_certificate(certificate=certificate, actor=None, now=now).number)
        except (IssueRefused, SupersedeRefused):
            continue
    return numbers


def request_evaluation(*, user_id: int) -> None:
    """Give the worker its task once what happened is committed; a queue that is out of order stops nothing."""
    transaction.on_commit(partial(evaluate_candidate.enqueue, user_id), robust=True)


@task()
def issue_chunk(batch_id: int) -> bool:
    """Some rows of a batch, then the next task: other work of the worker finds its turn in between."""
    batch = Batch.objects.select_related("award__exam", "award__course", "started_by").get(pk=batch_id)
    _look_in_later(batch_id)
    while work_on_batch(batch=batch, clock=timezone.now):
        if issue_chunk.get_backend().supports_defer:
            issue_chunk.enqueue(batch_id)
            return True
    return False


@task()
def look_in(batch_id: int) -> bool:
    """Set a batch going again whose worker was killed: a task that a dead worker held is never run again."""
    batch = Batch.objects.get(pk=batch_id)
    with exclusive_write():
        is_mine = take_up_stalled(batch=batch, now=timezone.now())
        if is_mine:
            _go_on(batch_id)
    return is_mine


def start(*, batch: Batch, actor: User, now: datetime) -> None:
    """Start a batch and give the worker its task, both or neither. Raises PermissionDenied, BatchRefused."""
    with exclusive_write():
        start_batch(batch=batch, actor=actor, now=now)
        _go_on(batch.pk)


def retry(*, batch: Batch, actor: User, now: datetime) -> int:
    """Try again what did not succeed, the same way; how many rows. Raises PermissionDenied, BatchRefused."""
    with exclusive_write():
        count = retry_batch(batch=batch, actor=actor, now=now)
        _go_on(batch.pk)
    return count


def go_on_if_stalled(*, batch: Batch, now: datetime) -> None:
    """What every look at a running batch does, so that its going on depends on no single task."""
    with exclusive_write():
        if take_up_stalled(batch=batch, now=now):
            _go_on(batch.pk)


def _go_on(batch_id: int) -> None:
    """Queued in the transaction at hand where the queue is in the database, after it where there is none."""
    if issue_chunk.get_backend().supports_defer:
        issue_chunk.enqueue(batch_id)
        _look_in_later(batch_id)
    else:
        transaction.on_commit(partial(issue_chunk.enqueue, batch_id))


def _look_in_later(batch_id: int) -> None:
    """After twice the patience: a chunk takes half of it, and a silence is long enough then."""
    if look_in.get_backend().supports_defer:
        wait = timedelta(seconds=2 * settings.BATCH_PATIENCE_SECONDS)
        look_in.using(run_after=timezone.now() + wait).enqueue(batch_id)
