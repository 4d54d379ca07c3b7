"""kill -9 to the task worker in the middle of a task: the next worker of that name runs it again, to its end."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings

from bench.serving import environment
from tests import database

pytestmark = pytest.mark.crash

WITHIN_SECONDS = 120
INSERT = (
    "INSERT INTO django_tasks_database_dbtaskresult (id, status, enqueued_at, args_kwargs, priority, task_path, worker_ids,"
    " queue_name, backend_name, run_after, return_value, exception_class_path, traceback) VALUES"
    " (%s, 'READY', %s, %s, 0, 'tests.crash.slow_task.wait_for', '[]', 'default', 'default', %s, NULL, '', '')"
)


def status_of(copy):
    with copy.cursor() as cursor:
        cursor.execute("SELECT status, worker_ids FROM django_tasks_database_dbtaskresult")
        status, workers = cursor.fetchone()
    return status, str(workers).count("-worker")


def until(copy, wanted):
    limit = time.monotonic() + WITHIN_SECONDS
    while status_of(copy)[0] != wanted:
        assert time.monotonic() < limit, status_of(copy)
        time.sleep(0.05)


def test_a_killed_worker_s_task_is_run_again(tmp_path, django_db_setup, django_db_blocker):
    go = tmp_path / "go"
    with django_db_blocker.unblock(), database.on_disk(tmp_path, name="worker") as (url, copy):
        # A task that ends when it may: the kill surely comes while it runs.
        now = "2026-01-01 00:00:00+00:00" if copy.vendor == "postgresql" else "2026-01-01 00:00:00"
        arguments = f'{{"args": ["{go}"], "kwargs": {{}}}}'
        identity = "0" * 31 + "1" if copy.vendor == "sqlite" else "00000000-0000-0000-0000-000000000001"
        with copy.cursor() as cursor:
            cursor.execute(INSERT, [identity, now, arguments, now])
        env = environment(database_url=url, data_dir=tmp_path)
        command = [sys.executable, "manage.py", "work", "--interval", "0.05", "--no-startup-delay"]
        with (tmp_path / "worker.log").open("ab") as log:

            def start():
                return subprocess.Popen(
                    command, cwd=settings.BASE_DIR, env=env, stdout=log, stderr=log, start_new_session=True
                )

            worker = start()
            until(copy, "RUNNING")
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
            assert status_of(copy) == ("RUNNING", 1)
            go.touch()
            worker = start()
            until(copy, "SUCCESSFUL")
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
        assert status_of(copy) == ("SUCCESSFUL", 2)
        copy.close()
