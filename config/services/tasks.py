"""Tasks whose worker died: the library leaves them running for ever, we give them to the worker again."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

# A task that has ended so many workers is not tried again.
TRIES = 3
LOST = "config.services.tasks.WorkerDied"


class WorkerDied(Exception):
    """The worker died each time that it ran the task."""


@dataclass(frozen=True, slots=True)
class Revived:
    """What became of the tasks that a worker left behind."""

    again: int
    given_up: int


@transaction.atomic
def revive_lost_tasks(*, worker: str, now: datetime) -> Revived:
    """Have what `worker` was at when it died be run again; what killed it three times has failed.

    To be called by the worker of that name before it takes its first task: it alone knows that it is at none.
    """
    lost = [
        task
        for task in DBTaskResult.objects.select_for_update().filter(status=TaskResultStatus.RUNNING)
        if task.worker_ids[-1:] == [worker]
    ]
    again = [task.pk for task in lost if len(task.worker_ids) < TRIES]
    DBTaskResult.objects.filter(pk__in=again).update(status=TaskResultStatus.READY, started_at=None)
    given_up = DBTaskResult.objects.filter(pk__in=[task.pk for task in lost if task.pk not in again]).update(
        status=TaskResultStatus.FAILED, finished_at=now, exception_class_path=LOST, traceback=LOST
    )
    return Revived(len(again), given_up)
