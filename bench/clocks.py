"""What an act takes: as one waits for it, and as this process and its database backend compute."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.db import connection

from bench.measure import percentile

PERCENTS = (50, 95, 99, 100)


def times(acts: Iterable[Callable[[], Any]]) -> dict[str, dict[str, float]]:
    """Milliseconds of the acts, one after another: `wall` and `cpu`, each by its percentiles."""
    readings = []
    for act in acts:
        before = clocks()
        act()
        readings.append([after - start for after, start in zip(clocks(), before, strict=True)])
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
