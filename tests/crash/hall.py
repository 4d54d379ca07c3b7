"""An exam hall that is killed and opened again: the served application on one database, and its processes."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from bench.engines import Engine
from bench.processes import group_members, kill_all
from bench.serving import BASE_DIR, SHAPES, AppServer, environment, free_port, wait_ready
from tests.crash.writer import Seat

COMMAND_WITHIN_SECONDS = 60


@dataclass
class Hall:
    """One database, the application server on it, and the launcher that starts it again."""

    engine: Engine
    database: str
    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    group: int | None = None
    cold: AppServer | None = None
    # Process groups of what runs beside the server.
    others: list[int] = field(default_factory=list)
    has_lost_a_worker: bool = False

    def __post_init__(self) -> None:
        (self.folder / "data" / "static").mkdir(parents=True)
        self.log = self.folder / "server.log"
        self.shape = SHAPES[self.engine.name]
        self.env = environment(
            database_url=self.engine.url(self.database), data_dir=self.folder / "data", **self.settings
        )
        self.numbers = count(1)
        self.turn = threading.Lock()
        self.launcher = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.launcher"],
            env=self.env,
            cwd=BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def open_cold(self) -> float:
        """Start the server as `manage.py serve` does; returns the moment of its first answer."""
        self.cold = AppServer(port=self.port, shape=self.shape, env=self.env, log=self.log)
        self.group = self.cold.process.pid
        return wait_ready(self.port)

    def open(self) -> None:
        """Start a forked server, without waiting for it."""
        shape = self.shape
        self.group = self._launch("serve", str(self.log), str(self.port), str(shape.workers), str(shape.threads))

    def open_and_wait(self) -> float:
        """Start a forked server; returns the moment of its first answer."""
        self.open()
        return wait_ready(self.port)

    def open_beside(self) -> int:
        """Start a second server on the same database, as another machine would; returns its port once it answers."""
        port = free_port()
        numbers = (port, self.shape.workers, self.shape.threads)
        self.others.append(self._launch("serve", str(self.log), *map(str, numbers)))
        wait_ready(port)
        return port

    def open_worker(self) -> None:
        """Start a task worker beside the servers."""
        command = ("manage.py", "work", "--interval", "0.1", "--no-startup-delay")
        self.others.append(self._launch("run", str(self.folder / "worker.log"), *command))

    def kill(self) -> None:
        """kill -9 to the server's whole process group; gone when this returns."""
        if self.group is None:
            return
        # A child that has not yet left its parent's group is killed by its own id.
        with suppress(ProcessLookupError):
            os.kill(self.group, signal.SIGKILL)
        with suppress(ProcessLookupError):
            os.killpg(self.group, signal.SIGKILL)
        if self.cold:
            self.cold.process.wait()
            self.cold = None
        while group_members(self.group):
            time.sleep(0.005)
        self.group = None
        self.has_lost_a_worker = False

    def kill_one_worker(self) -> None:
        """kill -9 to one of the processes that answer; the server starts another."""
        assert self.group is not None
        self.has_lost_a_worker = True
        kill_all([max(group_members(self.group))])

    def close(self) -> None:
        """End everything."""
        self.kill()
        for group in self.others:
            with suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
        self.launcher.communicate(timeout=COMMAND_WITHIN_SECONDS)

    def seats(self, *, seconds_left: list[int]) -> list[Seat]:
        """Candidates with started attempts, one for each of `seconds_left`."""
        left = [str(seconds) for seconds in seconds_left]
        return [Seat(**seat) for seat in self._run("tests.crash.stage", "--seconds-left", *left)]

    def manage(self, *arguments: str) -> Any:
        """What a management command prints as JSON."""
        return self._run("manage.py", *arguments, "--json")

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Read the database itself, without the application."""
        return self.engine.rows(self.database, statement)

    def _run(self, *arguments: str) -> Any:
        output = self.folder / f"{next(self.numbers)}.json"
        self._launch("run", str(output), *arguments)
        limit = time.monotonic() + COMMAND_WITHIN_SECONDS
        while not output.exists():
            assert time.monotonic() < limit, arguments
            time.sleep(0.02)
        return json.loads(output.read_text())

    def _launch(self, *task: str) -> int:
        assert self.launcher.stdin
        assert self.launcher.stdout
        with self.turn:
            self.launcher.stdin.write(json.dumps(task) + "\n")
            self.launcher.stdin.flush()
            return int(self.launcher.stdout.readline())
