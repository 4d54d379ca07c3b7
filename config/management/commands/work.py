"""The task worker: django-tasks' own, which first takes up again what it was at when it died.

Beside its tasks it chains the audit log, every few seconds.
"""

import fcntl
import socket
import threading
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks_db.management.commands import db_worker

from config.services.audit import seal_audit_log
from config.services.tasks import revive_lost_tasks

SEAL_EVERY_SECONDS = 15
# What was committed later than that after its own time is chained by `verify_audit_log`.
SEAL_BACK_TO = timedelta(days=1)


class Command(db_worker.Command):
    help = "Run tasks; a task whose worker was killed is run again when the worker of that name starts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--name", default="worker", help="tells the workers of one machine apart")
        # The reloader starts the worker once more within itself, and that one finds its name taken.
        parser.set_defaults(reload=False)

    def handle(self, *args: Any, **options: Any) -> None:
        name = options.pop("name")
        options["worker_id"] = f"{socket.gethostname()[:40]}-{name}"[:64]
        Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
        with (Path(settings.DATA_DIR) / f"{name}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise CommandError(_("A worker of this name is running here already; give another --name.")) from error
            done = revive_lost_tasks(worker=options["worker_id"], now=timezone.now())
            if done.again or done.given_up:
                text = _("Taken up again after a worker died: %(again)s; given up: %(given_up)s.")
                self.stderr.write(text % {"again": done.again, "given_up": done.given_up})
            ended = threading.Event()
            if not options["batch"]:
                threading.Thread(target=self._keep_sealing, args=(ended,), name="sealer", daemon=True).start()
            try:
                super().handle(*args, **options)
            finally:
                ended.set()

    def _keep_sealing(self, ended: threading.Event) -> None:
        """A database that is away for a while ends nothing: the next turn chains what waits."""
        while not ended.wait(SEAL_EVERY_SECONDS):
            close_old_connections()
            now = timezone.now()
            try:
                seal_audit_log(now=now, since=now - SEAL_BACK_TO)
            except DatabaseError as error:
                self.stderr.write(f"the audit log was not chained: {error}")
