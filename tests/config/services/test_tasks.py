"""Tasks that a dead worker left behind."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from config.services.tasks import LOST, Revived, revive_lost_tasks

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)


def make_task(status=TaskResultStatus.RUNNING, workers=("hall-worker",)):
    return DBTaskResult.objects.create(
        status=status,
        started_at=NOW if workers else None,
        args_kwargs={"args": [], "kwargs": {}},
        task_path="config.tasks.answer",
        worker_ids=list(workers),
        backend_name="default",
        run_after=timezone.now(),
        exception_class_path="",
        traceback="",
    )


def states(*tasks):
    found = dict(DBTaskResult.objects.values_list("pk", "status"))
    return [found[task.pk] for task in tasks]


def test_only_what_this_worker_was_at_is_run_again():
    mine, others = make_task(), make_task(workers=("other-worker",))
    handed_on = make_task(workers=("hall-worker", "other-worker"))
    done, waits = make_task(TaskResultStatus.SUCCESSFUL), make_task(TaskResultStatus.READY, workers=())

    assert revive_lost_tasks(worker="hall-worker", now=NOW) == Revived(again=1, given_up=0)

    assert states(mine, others, handed_on, done, waits) == ["READY", "RUNNING", "RUNNING", "SUCCESSFUL", "READY"]
    mine.refresh_from_db()
    assert (mine.started_at, mine.worker_ids) == (None, ["hall-worker"])
    assert revive_lost_tasks(worker="hall-worker", now=NOW) == Revived(again=0, given_up=0)


def test_what_ended_three_workers_has_failed():
    deadly, unlucky = make_task(workers=("hall-worker",) * 3), make_task(workers=("hall-worker",) * 2)

    assert revive_lost_tasks(worker="hall-worker", now=NOW) == Revived(again=1, given_up=1)

    assert states(deadly, unlucky) == ["FAILED", "READY"]
    deadly.refresh_from_db()
    assert (deadly.finished_at, deadly.exception_class_path) == (NOW, LOST)
