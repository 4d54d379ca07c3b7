"""What an act takes: as one waits for it, and as this process and its database backend compute."""

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from django.db import connection

from bench.measure import percentile

PERCENTS = (50, 95, 99, 100)


def times(acts: Iterable[Callable[[], Any]]) -> dict[str, dict[str, float]]:
    """Milliseconds of the acts, one after another: `wall` and `cpu`, each by its percentiles."""
    return percentiles([reading(act) for act in acts])


def reading(act: Callable[[], Any]) -> tuple[float, float]:
    """Milliseconds of one act: of the wall, and of the CPU."""
    before = clocks()
    act()
    wall, cpu = (after - start for after, start in zip(clocks(), before, strict=True))
    return wall, cpu


def percentiles(readings: Sequence[tuple[float, float]]) -> dict[str, dict[str, float]]:
    """Both clocks of many readings, each by its percentiles."""
    return {
        name: {f"p{percent}": round(percentile(ordered, percent), 1) for percent in PERCENTS}
        for name, ordered in zip(("wall", "cpu"), map(sorted, zip(*readings, strict=True)), strict=True)
    }


def clocks() -> tuple[float, float]:
    """Milliseconds of the wall, and of the CPU."""
    cpu = time.process_time_ns()
    if connection.vendor == "postgresql":
        backend = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
        cpu += int(backend.read_text().split()[0])
    return time.perf_counter_ns() / 1e6, cpu / 1e6
