"""The import's part of the bench: a file of every format is read, dry-run and confirmed.

Read: the file to parsed items, in the child process where the format needs one. Dry run: that, re-encoding, checking
against the types, looking for duplicates in a bank that is filled, and keeping the batch. Confirm: into the bank.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from bench.report import grid
from bench.staged import on_each_engine

STEPS = {"read": "read", "dry_run": "dry run", "confirm": "confirm"}


def measure(engines: Sequence[str], *, items: int) -> dict[str, Any]:
    """Seconds and memory of every format, by engine."""
    return {"items": items, "engines": on_each_engine(engines, "bench.import_stage", items)}


def table(found: dict[str, Any]) -> list[str]:
    """Markdown: a row for each format."""
    engines: dict[str, Any] = found["engines"]
    head = [f"{name}: {words}" for name in engines for words in STEPS.values()]
    intro = f"{found['items']:,} items in a file. Seconds: wall (CPU, with the child's)."
    return [intro, "", *grid(["format", "kB", "peak MB", *head], _rows(engines))]


def _rows(engines: dict[str, Any]) -> Iterable[list[str]]:
    first = next(iter(engines.values()))
    for name, about in first.items():
        steps = [engine[name][step] for engine in engines.values() for step in STEPS]
        cells = [f"{step['wall']:.2f} ({step['cpu']:.2f})" for step in steps]
        yield [name, f"{about['bytes'] // 1000:,}", str(about["peak_mb"]), *cells]
