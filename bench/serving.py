"""The served application: granian with the processes and threads that `manage.py serve` gives each engine."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bench.processes import group_members, kill_all, with_children, with_descendants

BASE_DIR = Path(__file__).resolve().parent.parent
READY_WITHIN_SECONDS = 60


@dataclass(frozen=True)
class Shape:
    """How many processes answer, and how many requests at once in each."""

    workers: int
    threads: int


# SQLite has one writer; PostgreSQL one process for each core, at least two. As config/management/commands/serve.py.
SHAPES = {"sqlite": Shape(1, 16), "postgresql": Shape(max(2, os.cpu_count() or 2), 8)}


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(*, database_url: str, data_dir: Path, **more: str) -> dict[str, str]:
    """Environment of the application on one database, as production has it but for TLS."""
    return os.environ | {
        "DATABASE_URL": database_url,
        "DATA_DIR": str(data_dir),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "LOG_LEVEL": "WARNING",
        **more,
    }


def server_command(port: int, shape: Shape) -> list[str]:
    """What `manage.py serve` does, without its supervisor, task worker and closer."""
    numbers = (port, shape.workers, shape.threads)
    return [sys.executable, "-m", "config.application_server", "127.0.0.1", *map(str, numbers)]


class Server:
    """A program that serves the application on a port, alone in its process group."""

    def __init__(self, command: list[str], *, port: int, env: dict[str, str], log: Path) -> None:
        self.port = port
        with log.open("ab") as sink:
            self.process = subprocess.Popen(
                command, env=env, cwd=BASE_DIR, stdout=sink, stderr=sink, start_new_session=True
            )

    def pids(self) -> list[int]:
        """Every process of it that lives."""
        return group_members(self.process.pid)

    def wait_ready(self) -> float:
        """Wait for the first successful /livez; returns that moment (monotonic)."""
        return wait_ready(self.port)

    def kill(self) -> None:
        """Kill -9 the whole process group."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Ask it to end; after ten seconds make it."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()


class AppServer(Server):
    """The application server of `manage.py serve` by itself."""

    def __init__(self, *, port: int, shape: Shape, env: dict[str, str], log: Path) -> None:
        super().__init__(server_command(port, shape), port=port, env=env, log=log)


class Site(Server):
    """`manage.py serve` itself: the application server, the task worker and the closer, each in a group of its own."""

    def __init__(self, *, port: int, env: dict[str, str], log: Path) -> None:
        command = [sys.executable, str(BASE_DIR / "manage.py"), "serve", "--port", str(port)]
        super().__init__(command, port=port, env=env, log=log)

    def pids(self) -> list[int]:
        """The supervisor and all that it started."""
        return with_descendants(self.process.pid)

    def kill(self) -> None:
        """Kill -9 everything."""
        kill_all(self.pids())
        self.process.wait()

    def server(self) -> int:
        """The process that keeps those which answer: of what the supervisor started, the one with processes of its own."""
        return next(pid for pid in with_children(self.process.pid)[1:] if len(with_children(pid)) > 1)

    def answering(self) -> list[int]:
        """The processes that answer requests."""
        return with_children(self.server())[1:]


def wait_ready(port: int) -> float:
    """Wait for the first successful /livez on a port; returns that moment (monotonic)."""
    limit = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < limit:
        if is_alive(port):
            return time.monotonic()
        time.sleep(0.02)
    message = f"no answer from 127.0.0.1:{port}/livez within {READY_WITHIN_SECONDS} s"
    raise TimeoutError(message)


def is_alive(port: int) -> bool:
    """Whether /livez says so now."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/livez")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
