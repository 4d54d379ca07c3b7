"""What was measured: times by step, faults, CPU time, and the numbers made of them."""

import math
import os
import platform
import subprocess
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bench.engines import Engine
from bench.processes import cpu_seconds
from bench.serving import BASE_DIR, Server

PERCENTILES = (50, 95, 99)


def percentile(ordered: Sequence[float], percent: int) -> float:
    """Nearest rank: a time that was really measured."""
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


@dataclass
class Recorder:
    """Seconds by step, to the last byte, and every reply that was not the one expected."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    # Logins that were asked to come again: not an error, a wait.
    sent_away: int = 0

    def summary(self) -> dict[str, dict[str, float]]:
        """Milliseconds by step."""
        return {step: _milliseconds(times) for step, times in self.seconds.items()}


def _milliseconds(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    numbers = {f"p{percent}": round(percentile(ordered, percent) * 1000, 1) for percent in PERCENTILES}
    return {"count": len(ordered), **numbers, "max": round(ordered[-1] * 1000, 1)}


@dataclass
class Spent:
    """Wall time and CPU time of one phase."""

    wall: float = 0.0
    application: float = 0.0
    database: float = 0.0
    driver: float = 0.0
    # What the machine did besides: a disturbed run shows here.
    others: float = 0.0

    @property
    def server(self) -> float:
        return self.application + self.database

    def rounded(self) -> dict[str, float]:
        return {name: round(value, 3) for name, value in vars(self).items()}


@contextmanager
def spending(engine: Engine, server: Server) -> Iterator[Spent]:
    """Measure a phase: the application's processes, the engine's own, this process, everything else."""

    def readings() -> tuple[float, ...]:
        served = cpu_seconds(server.pids()), cpu_seconds(engine.pids())
        return time.monotonic(), *served, time.process_time(), _machine_busy()

    spent = Spent()
    before = readings()
    yield spent
    spent.wall, spent.application, spent.database, spent.driver, busy = (
        after - start for after, start in zip(readings(), before, strict=True)
    )
    spent.others = max(0.0, busy - spent.server - spent.driver)


def _machine_busy() -> float:
    user, nice, system, _idle, _wait, irq, softirq = map(int, Path("/proc/stat").read_text().split()[1:8])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def circumstances() -> dict[str, str | int]:
    """Where and when: without it no number can be compared."""
    about_cpu = Path("/proc/cpuinfo").read_text().splitlines()
    cpu = next((line.partition(":")[2].strip() for line in about_cpu if line.startswith("model name")), "?")
    git = ["git", "-C", str(BASE_DIR)]
    revision = subprocess.run([*git, "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True, check=False)
    changed = subprocess.run([*git, "status", "--porcelain"], capture_output=True, text=True, check=False)
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "revision": revision.stdout.strip() + ("+" if changed.stdout else ""),
        "cores": os.cpu_count() or 0,
        "cpu": cpu,
        "python": platform.python_version(),
        "load_before": f"{os.getloadavg()[0]:.2f}",
    }
