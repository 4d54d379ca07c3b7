"""Serve the site: the application server, the task worker and the closer of overdue attempts, together."""

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext as _

from config import application_server
from config.processes import Child, Copy, Program, stop_all

MANAGE = [sys.executable, str(settings.BASE_DIR / "manage.py")]
CLOSE_EVERY_SECONDS = 15
# Every connection is one, and a shell's usual limit is a thousand.
OPEN_FILES = 2 * application_server.CONNECTIONS


class Command(BaseCommand):
    help = "Serve the site with its task worker and the closer of overdue attempts; Ctrl-C stops all three."

    def add_arguments(self, parser: ArgumentParser) -> None:
        sqlite = connection.vendor == "sqlite"
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        # SQLite has one writer: a second process would only wait for the first.
        parser.add_argument("--workers", type=int, default=1 if sqlite else max(2, os.cpu_count() or 2))
        parser.add_argument("--threads", type=int, default=16 if sqlite else 8, help="requests at once in a worker")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        _refuse_taken_port(host, port)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        _allow_open_files()
        _count_from_nought()
        children = [
            Child("server", _server(host, port, workers=options["workers"], threads=options["threads"])),
            Child("task worker", lambda: _run([*MANAGE, "work", "--interval", "2", "--verbosity", "0"])),
            Child("closer", lambda: _run([*MANAGE, "close_overdue_attempts", "--loop", str(CLOSE_EVERY_SECONDS)])),
        ]
        try:
            self._tend(children, host, port)
        except KeyboardInterrupt:
            self.stdout.write("\n" + _("Stopping …"))
        finally:
            stop_all(children)

    def _tend(self, children: list[Child], host: str, port: int) -> NoReturn:
        """Keep everything running, and say so once when the server answers."""
        is_announced = False
        while True:
            for child in children:
                if message := child.tend():
                    self.stderr.write(message)
            if not is_announced and _answers(host, port):
                is_announced = True
                text = _("Serving %(address)s; Ctrl-C stops it.") % {"address": f"http://{host}:{port}/"}
                self.stdout.write(self.style.SUCCESS(text))
            time.sleep(0.2)


def _server(host: str, port: int, *, workers: int, threads: int) -> Callable[[], Program]:
    """Starts a copy of this process, which has everything imported: killed as a whole, it is there again at once."""
    application_server.load()
    return lambda: Copy(partial(application_server.serve, host, port, workers=workers, threads=threads))


def _run(command: list[str]) -> Program:
    """In a group of its own: Ctrl-C reaches the supervisor alone, which then stops everything in order."""
    return subprocess.Popen(command, start_new_session=True)  # noqa: S603 -- our own programs


def _count_from_nought() -> None:
    """What processes of the last time counted goes: their numbers are given out again."""
    for file in Path(settings.METRICS_FOLDER).glob("*.db"):
        file.unlink(missing_ok=True)


def _allow_open_files() -> None:
    """As many as the system lets us, up to what we need; the programs that are started inherit it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            text = _("%(host)s:%(port)s cannot be used (%(reason)s); choose another port.")
            raise CommandError(text % {"host": host, "port": port, "reason": error.strerror}) from error


def _answers(host: str, port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((host, port)) == 0
