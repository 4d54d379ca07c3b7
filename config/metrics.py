"""What is counted while the platform answers. Cheap: a save pays a clock twice and an addition.

A save costs a quarter of a millisecond of CPU, and the library's own counting would be 3 % of it: saves are tallied in the
process and handed over once a second, or when somebody asks.

Several processes count side by side in files of their own (PROMETHEUS_MULTIPROC_DIR, set by the settings before this is
imported); whoever is asked adds them up. Every metric has labels: without a child no file is made, so that a command
that only imports this leaves none.
"""

import threading
import time
from bisect import bisect_left
from collections.abc import Iterable
from pathlib import Path
from typing import cast

from prometheus_client import CollectorRegistry, Counter, Histogram, Metric
from prometheus_client.multiprocess import MultiProcessCollector

# Seconds. A save takes a few milliseconds; half a second is felt, and five is an alarm.
SAVE_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
PAGE_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
NOWHERE = "(none)"

_registry = CollectorRegistry()
save_seconds = Histogram(
    "exam_save_seconds", "Time to store a batch of answers", ["status"], buckets=SAVE_BUCKETS, registry=_registry
)
page_seconds = Histogram(
    "http_request_seconds",
    "Time to answer a request, by its route",
    ["route"],
    buckets=PAGE_BUCKETS,
    registry=_registry,
)
responses = Counter("http_responses", "Answers by route and status", ["route", "status"], registry=_registry)


class _Tally:
    """Saves of one status since the last handing over."""

    def __init__(self, status: str) -> None:
        self._child = save_seconds.labels(status)
        self._lock = threading.Lock()
        self._due = 0.0
        self._clear()

    def _clear(self) -> None:
        self._counts = [0] * (len(SAVE_BUCKETS) + 1)
        self._sum = 0.0

    def add(self, seconds: float) -> None:
        with self._lock:
            self._counts[bisect_left(SAVE_BUCKETS, seconds)] += 1
            self._sum += seconds
            if (now := time.monotonic()) < self._due:
                return
            self._due = now + 1
            self._hand_over()

    def hand_over(self) -> None:
        with self._lock:
            self._hand_over()

    def _hand_over(self) -> None:
        # As the histogram's own observe() does for a single one.
        for bucket, count in zip(self._child._buckets, self._counts, strict=True):  # noqa: SLF001 -- the library adds one at a time
            if count:
                bucket.inc(count)
        self._child._sum.inc(self._sum)  # noqa: SLF001 -- as above
        self._clear()


_tallies: dict[str, _Tally] = {}


def observe_save(seconds: float, status: str) -> None:
    tally = _tallies.get(status)
    if tally is None:
        tally = _tallies.setdefault(status, _Tally(status))
    tally.add(seconds)


def observe_page(seconds: float, route: str, status: str) -> None:
    page_seconds.labels(route).observe(seconds)
    responses.labels(route, status).inc()


class _Files(MultiProcessCollector):
    """The files of all processes, but for those that a process was killed over before it had written anything."""

    def collect(self) -> Iterable[Metric]:
        files = [str(file) for file in Path(self._path).glob("*.db") if file.stat().st_size]
        return cast("Iterable[Metric]", self.merge(files, accumulate=True))  # type: ignore[no-untyped-call]  # it has no types


def counted() -> CollectorRegistry:
    """What all processes have counted together."""
    for tally in list(_tallies.values()):
        tally.hand_over()
    registry = CollectorRegistry()
    _Files(registry)  # type: ignore[no-untyped-call]  # it has no types
    return registry
