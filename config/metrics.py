"""What is counted while the platform answers. Cheap: a save pays a clock twice and an addition.

Several processes count side by side in files of their own (PROMETHEUS_MULTIPROC_DIR, set by the settings before this is
imported); whoever is asked adds them up. Every metric has labels: without a child no file is made, so that a command
that only imports this leaves none.
"""

from prometheus_client import CollectorRegistry, Counter, Histogram
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


def observe_save(seconds: float, status: str) -> None:
    save_seconds.labels(status).observe(seconds)


def observe_page(seconds: float, route: str, status: str) -> None:
    page_seconds.labels(route).observe(seconds)
    responses.labels(route, status).inc()


def counted() -> CollectorRegistry:
    """What all processes have counted together."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # it has no types
    return registry
