"""Processes that are tended: copies of this one and programs, started again when they die, ended as a whole."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing import get_context
from typing import Protocol

from django.utils.translation import gettext as _

STOP_WITHIN_SECONDS = 10
STEADY_SECONDS = 30


class Program(Protocol):
    """What a Child asks of a process."""

    @property
    def pid(self) -> int: ...

    @property
    def returncode(self) -> int | None: ...

    def poll(self) -> int | None: ...

    def terminate(self) -> None: ...

    def wait(self, timeout: float | None = None) -> int: ...


class Copy:
    """A copy of this process that does something else: it has imported already whatever this one has."""

    def __init__(self, act: Callable[[], None]) -> None:
        self.process = get_context("fork").Process(target=self._become, args=(act,))
        self.process.start()
        self.pid = self.process.pid or 0

    @staticmethod
    def _become(act: Callable[[], None]) -> None:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        act()

    @property
    def returncode(self) -> int | None:
        return self.process.exitcode

    def poll(self) -> int | None:
        return self.process.exitcode

    def terminate(self) -> None:
        self.process.terminate()

    def wait(self, timeout: float | None = None) -> int:
        self.process.join(timeout)
        if self.process.exitcode is None:
            raise subprocess.TimeoutExpired("copy", timeout or 0)
        return self.process.exitcode


class Child:
    """One program that is started again when it dies: at once where it held, else each time after a longer pause."""

    def __init__(self, name: str, launch: Callable[[], Program]) -> None:
        self.name = name
        self.launch = launch
        self.pause = 0
        self.due = 0.0
        self.start()

    def start(self) -> None:
        self.process = self.launch()
        self.started = time.monotonic()

    def tend(self) -> str | None:
        """Start it again when its pause is over; what happened, where something did."""
        if self.process.poll() is None:
            return None
        now = time.monotonic()
        if not self.due:
            self.kill_group()
            self.pause = 0 if now - self.started > STEADY_SECONDS else min(max(self.pause * 2, 1), STEADY_SECONDS)
            self.due = now + self.pause
            return _("%(name)s ended with %(code)s; starting it again in %(seconds)s s.") % {
                "name": self.name,
                "code": self.process.returncode,
                "seconds": self.pause,
            }
        if now >= self.due:
            self.due = 0.0
            self.start()
        return None

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()

    def wait(self, seconds: float = STOP_WITHIN_SECONDS) -> None:
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill_group()
            self.process.wait()

    def kill_group(self) -> None:
        """End what it started too: a server's worker would otherwise keep the port."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


def stop_all(children: Sequence[Child]) -> None:
    """Have all end in order. Whoever asks twice does not leave them behind: a second Ctrl-C would end us alone."""
    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, signal.SIG_IGN)
    for child in children:
        child.stop()
    for child in children:
        child.wait()
