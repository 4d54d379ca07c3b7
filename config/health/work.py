"""What goes on behind the pages: tasks, overdue attempts, search."""

import time
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from config.health.findings import Finding, fault, good, warning
from config.tasks import answer
from courses.models import LessonPage
from exams.sittings.models import Attempt, AttemptState

TASK_WAITS = timedelta(minutes=2)
# By the exam engine's doctrine (docs/architecture.md) an attempt is closed within a minute of its deadline and grace.
CLOSED_WITHIN = timedelta(minutes=2)
_LOOK_EVERY_SECONDS = 0.2


def oldest_waiting_task(now: datetime) -> timedelta:
    """How long the task that has waited longest has waited; nothing where none waits."""
    first = DBTaskResult.objects.ready().order_by("enqueued_at").values_list("enqueued_at", flat=True).first()
    return now - first if first else timedelta()


def check_tasks(now: datetime) -> Finding:
    """Whether what waits for the worker is taken up."""
    name, waits = _("Background tasks"), oldest_waiting_task(now)
    failed = DBTaskResult.objects.failed().filter(finished_at__gte=now - timedelta(days=1)).count()
    seen = _("The oldest waits %(seconds)d s; failed within a day: %(failed)d.") % {
        "seconds": waits.total_seconds(),
        "failed": failed,
    }
    if waits > TASK_WAITS:
        return fault(
            name, seen, _("The task worker does not run or does not keep up: see `manage.py serve` or `work`.")
        )
    if failed:
        return warning(name, seen, _("The reason stands in the worker's log and in the table of task results."))
    return good(name, seen)


def check_worker(now: datetime, *, wait_seconds: float) -> Finding:
    """Give the worker a task and see it done."""
    name = _("Task worker")
    if not str(settings.TASKS["default"]["BACKEND"]).startswith("django_tasks_db."):
        return good(name, _("Tasks are run at once, without a worker."))
    asked, until = answer.enqueue(), time.monotonic() + wait_seconds
    while True:
        status = DBTaskResult.objects.values_list("status", flat=True).get(pk=asked.id)
        if status == TaskResultStatus.SUCCESSFUL:
            return good(name, _("It answers."))
        if time.monotonic() >= until:
            break
        time.sleep(_LOOK_EVERY_SECONDS)
    seen = _("It did not answer within %(seconds)g s.") % {"seconds": wait_seconds}
    recent = DBTaskResult.objects.filter(started_at__gte=now - TASK_WAITS).exclude(pk=asked.id)
    if recent.exists():
        # It takes one after another; a handout may take longer than we wait.
        return warning(name, seen, _("It took up another task within two minutes: it is at work. Ask again later."))
    return fault(name, seen, _("Start it: `manage.py serve` does, or `manage.py work` alone."))


def check_overdue_attempts(now: datetime) -> Finding:
    """Whether the closer does its work."""
    name = _("Closing of attempts")
    overdue = Attempt.objects.filter(
        state=AttemptState.OPEN, paused_at__isnull=True, deadline__lt=now - CLOSED_WITHIN
    ).count()
    seen = _("Open past their deadline: %(count)d.") % {"count": overdue}
    if overdue:
        return fault(name, seen, _("Run `manage.py close_overdue_attempts`; under `serve` its loop does it."))
    return good(name, seen)


def check_search(now: datetime) -> Finding:  # noqa: ARG001 -- every check is asked alike
    """Whether every published lesson can be found."""
    name = _("Search")
    lessons = LessonPage.objects.live()
    missing = lessons.filter(search_entries__isnull=True).count()
    seen = _("Published lessons: %(lessons)d; not to be found: %(missing)d.") % {
        "lessons": lessons.count(),
        "missing": missing,
    }
    return fault(name, seen, _("Run `manage.py rebuild_search`.")) if missing else good(name, seen)
