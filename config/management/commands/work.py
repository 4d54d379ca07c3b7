"""The task worker: django-tasks' own, which first takes up again what it was at when it died."""

import fcntl
import socket
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks_db.management.commands import db_worker

from config.services.tasks import revive_lost_tasks


class Command(db_worker.Command):
    help = "Run tasks; a task whose worker was killed is run again when the worker of that name starts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--name", default="worker", help="tells the workers of one machine apart")

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
            super().handle(*args, **options)
