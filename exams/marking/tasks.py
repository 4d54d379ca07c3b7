"""Work for the task worker: a release at its time. The command release_results heals whatever was lost."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from exams.marking.models import Release, ReleaseState
from exams.marking.services import carry_out


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
