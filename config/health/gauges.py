"""What stands at this moment, in numbers: for /metrics and for the operator's page."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Max, Min, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from prometheus_client.core import GaugeMetricFamily

from accounts.models import NoticeMail
from exams.sittings.models import Attempt, AttemptState

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Gauge:
    """A number with its name for machines and for people; None where there is nothing to measure."""

    name: str
    label: str | Promise
    value: float | None


def gauges(*, now: datetime) -> list[Gauge]:
    """In five queries, whatever there is."""
    return [*_of_exams(now), *_of_tasks(now), *_of_machine(now)]


def _of_exams(now: datetime) -> Iterator[Gauge]:
    is_open = Q(state=AttemptState.OPEN)
    saved = Attempt.objects.filter(is_open, paused_at__isnull=True).aggregate(
        last=Max("last_saved_at"), silent=Min("last_seen_at")
    )
    yield Gauge("exam_open_attempts", _("Candidates writing"), Attempt.objects.filter(is_open).count())
    overdue = Attempt.objects.filter(is_open, paused_at__isnull=True, deadline__lt=now)
    oldest = overdue.aggregate(first=Min("deadline"))["first"]
    yield Gauge("exam_overdue_attempts", _("Open past their deadline"), overdue.count())
    yield Gauge("exam_overdue_oldest_seconds", _("Longest past its deadline, seconds"), _age(oldest, now))
    yield Gauge(
        "exam_last_save_age_seconds",
        _("Since the last saved answer of those who write, seconds"),
        _age(saved["last"], now),
    )
    # What a browser holds back the server cannot know; it knows since when it has not heard from the quietest one.
    yield Gauge(
        "exam_oldest_unacknowledged_age_seconds",
        _("Since the quietest browser of those who write was heard, seconds"),
        _age(saved["silent"], now),
    )


def _of_tasks(now: datetime) -> Iterator[Gauge]:
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY).exclude(run_after__gt=now)
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED, finished_at__gte=now - DAY)
    yield Gauge("task_queue_depth", _("Tasks waiting"), ready.count())
    yield Gauge(
        "task_oldest_age_seconds",
        _("Longest waiting task, seconds"),
        _age(ready.aggregate(at=Min("enqueued_at"))["at"], now),
    )
    yield Gauge(
        "task_running_seconds",
        _("Longest running task, seconds"),
        _age(running.aggregate(at=Min("started_at"))["at"], now),
    )
    yield Gauge("task_failed_day", _("Tasks failed in a day"), failed.count())
    mails = NoticeMail.objects.filter(sent_at__isnull=True, given_up_at__isnull=True, due_at__lte=now)
    yield Gauge("mail_queue_depth", _("Mails due"), mails.count())


def _of_machine(now: datetime) -> Iterator[Gauge]:
    usage = shutil.disk_usage(settings.DATA_DIR)
    yield Gauge("disk_free_bytes", _("Free on the disk, bytes"), usage.free)
    yield Gauge("disk_used_ratio", _("Disk used, share"), round((usage.total - usage.free) / usage.total, 4))
    made = newest_backup()
    yield Gauge("backup_age_seconds", _("Since the last backup, seconds"), _age(made, now))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
            yield Gauge("database_connections", _("Connections to the database"), cursor.fetchone()[0])


def newest_backup() -> datetime | None:
    """When the newest backup in the usual folder was written."""
    folder = Path(settings.BACKUP_FOLDER)
    times = [path.stat().st_mtime for path in folder.glob("backup-????????-??????.tar")] if folder.is_dir() else []
    return datetime.fromtimestamp(max(times), tz=UTC) if times else None


def _age(moment: datetime | None, now: datetime) -> float | None:
    return max(0.0, round((now - moment).total_seconds(), 1)) if moment else None


class GaugeCollector:
    """The gauges as Prometheus asks for them; measured when asked, in the process that is asked."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for gauge in gauges(now=self.now):
            if gauge.value is not None:
                yield GaugeMetricFamily(gauge.name, str(gauge.label), value=gauge.value)
