"""Each check says what is wrong and what mends it, and is silent where nothing is."""

import json
import re
import shutil
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from certificates.models import SigningKey
from config.health import State, examine, is_ready
from config.health import database as database_checks
from config.health.machine import check_keys, check_mail, check_room, check_settings, check_storage, check_type
from config.health.work import check_overdue_attempts, check_search, check_tasks, check_worker
from courses.models import SearchEntry
from exams.sittings.models import Attempt, KeyPurpose
from exams.sittings.signing import create_exam_key
from tests.config.services.test_tasks import make_task
from tests.factories.certificates import make_badge_key
from tests.factories.courses import LessonPageFactory
from tests.factories.sittings import make_room

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
Usage = namedtuple("Usage", "total used free")  # noqa: PYI024 -- as shutil's own


def state(finding):
    return str(finding.state)


@pytest.mark.parametrize(("free", "said"), [(5 << 30, "good"), (2 << 30, "warning"), (1 << 29, "fault")])
def test_room_on_the_disk(monkeypatch, free, said):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(1 << 40, 0, free))
    finding = check_room(NOW)
    assert (state(finding), bool(finding.mend)) == (said, said != "good")


def test_files_come_and_go(settings, tmp_path):
    assert state(check_storage(NOW)) == "good"
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": "/proc/nowhere"},
        },
    }
    assert state(check_storage(NOW)) == "fault"


def test_a_page_is_printed():
    assert state(check_type(NOW)) == "good"


@pytest.mark.parametrize(("production", "said"), [(False, "good"), (True, "warning")])
def test_mails_that_go_nowhere(settings, production, said):
    settings.PRODUCTION = production
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert state(check_mail(NOW)) == said


def test_a_mail_server_that_is_not_there(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert state(check_mail(NOW)) == "fault"


def test_keys_that_are_missing_are_named(settings, tmp_path):
    settings.SIGNING_KEY_FOLDER = tmp_path
    finding = check_keys(NOW)
    assert state(finding) == "warning"
    assert re.findall(r"create_\w+", finding.mend) == [
        "create_signing_key",
        "create_badge_key",
        "create_archive_key",
        "create_sealing_key",
    ]
    call_command("create_signing_key", stdout=StringIO())
    make_badge_key()
    for purpose in KeyPurpose:
        create_exam_key(purpose=purpose, now=timezone.now())
    assert state(check_keys(timezone.now())) == "good"
    ends = SigningKey.objects.get().expires_at
    assert state(check_keys(ends - timedelta(days=30))) == "warning"


@pytest.mark.parametrize(
    ("debug", "production", "address", "said"),
    [
        (False, False, "http://127.0.0.1:8000", "good"),
        (True, False, "http://127.0.0.1:8000", "warning"),
        (False, True, "http://kefu.example.cn", "fault"),
        (False, True, "https://kefu.example.cn", "good"),
    ],
)
def test_settings_of_a_real_installation(settings, debug, production, address, said):
    settings.DEBUG, settings.PRODUCTION, settings.SITE_URL = debug, production, address
    assert state(check_settings(NOW)) == said


def test_a_lesson_that_cannot_be_found():
    assert state(check_search(NOW)) == "good"
    lesson = LessonPageFactory()
    SearchEntry.objects.filter(page_id=lesson.pk).delete()
    finding = check_search(NOW)
    assert (state(finding), "rebuild_search" in finding.mend) == ("fault", True)


def test_an_attempt_that_should_be_closed():
    attempt = make_room(opens_at=timezone.now() - timedelta(hours=1)).start(timezone.now())
    assert state(check_overdue_attempts(timezone.now())) == "good"
    Attempt.objects.filter(pk=attempt.pk).update(paused_at=timezone.now())
    assert state(check_overdue_attempts(attempt.deadline + timedelta(hours=1))) == "good"
    Attempt.objects.filter(pk=attempt.pk).update(paused_at=None)
    assert state(check_overdue_attempts(attempt.deadline + timedelta(minutes=1))) == "good"
    assert state(check_overdue_attempts(attempt.deadline + timedelta(minutes=3))) == "fault"


def test_a_task_that_nobody_takes_up_and_one_that_failed():
    assert state(check_tasks(timezone.now())) == "good"
    task = make_task("READY", workers=())
    assert state(check_tasks(timezone.now() + timedelta(minutes=1))) == "good"
    assert state(check_tasks(timezone.now() + timedelta(minutes=3))) == "fault"
    DBTaskResult.objects.filter(pk=task.pk).update(status="FAILED", finished_at=timezone.now())
    assert state(check_tasks(timezone.now())) == "warning"


def test_a_worker_that_does_not_answer(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    assert state(check_worker(timezone.now(), wait_seconds=0.3)) == "fault"
    assert DBTaskResult.objects.get().task_path == "config.tasks.answer"
    # One that is at another task is not away; one that took something up long ago is.
    busy = make_task()
    assert state(check_worker(timezone.now(), wait_seconds=0.3)) == "fault"
    DBTaskResult.objects.filter(pk=busy.pk).update(started_at=timezone.now())
    assert state(check_worker(timezone.now(), wait_seconds=0.3)) == "warning"


def test_clocks_that_disagree():
    assert state(database_checks.check_clock(timezone.now())) == "good"
    assert state(database_checks.check_clock(timezone.now() + timedelta(seconds=30))) == "warning"


def test_one_check_that_breaks_does_not_silence_the_others():
    def fail(execute, sql, params, many, context):
        if "searchentry" in sql:
            raise OperationalError("away")
        return execute(sql, params, many, context)

    LessonPageFactory()
    with connection.execute_wrapper(fail):
        found = examine(now=timezone.now(), wait_seconds=0)
    broken = [one for one in found if "OperationalError" in one.seen]
    assert (len(found), [state(one) for one in broken]) == (15, ["fault"])


def test_the_settings_without_which_a_loss_of_power_takes_answers(tmp_path, monkeypatch):
    # The suite's own SQLite database is in memory, where there is no such thing as a write-ahead log.
    wanted = "good" if connection.vendor == "postgresql" else "fault"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            wanted = "good" if cursor.fetchone()[0] == "on" else "fault"
    finding = database_checks.check_engine(NOW)
    assert (state(finding), bool(finding.mend)) == (wanted, wanted == "fault")


def test_ready_or_not(client):
    assert (client.get("/readyz").status_code, client.get("/readyz").content) == (200, b"ok")
    attempt = make_room(opens_at=timezone.now() - timedelta(hours=1)).start(timezone.now())
    began = timezone.now() - timedelta(hours=2)
    Attempt.objects.filter(pk=attempt.pk).update(started_at=began, deadline=began + timedelta(hours=1))
    assert not is_ready(now=timezone.now())
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ready")


def test_the_command_says_it_all_and_exits_by_it(settings, tmp_path, monkeypatch):
    settings.SIGNING_KEY_FOLDER, settings.DEBUG = tmp_path, True
    out = StringIO()
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(1 << 40, 0, 1))
    with pytest.raises(SystemExit) as left:
        call_command("doctor", wait=0, json=True, stdout=out)
    said = json.loads(out.getvalue())
    assert (left.value.code, said["well"], len(said["findings"])) == (1, False, 15)
    faults = [one for one in said["findings"] if one["state"] == State.FAULT]
    assert all(one["mend"] for one in faults)
