"""The bank's part of the bench: a bank of many items, and what an examiner asks of it through the real views."""

from collections.abc import Iterable, Sequence
from typing import Any

from bench.report import grid
from bench.staged import on_each_engine


def measure(engines: Sequence[str], *, items: int) -> dict[str, Any]:
    """Times and queries of every page, by engine."""
    return {"items": items, "engines": on_each_engine(engines, "bench.bank_stage", items)}


def table(found: dict[str, Any]) -> list[str]:
    """Markdown: a row for each page."""
    head = [f"{name}: {what}" for name in found["engines"] for what in ("wall", "CPU", "queries")]
    return [f"A bank of {found['items']:,} items.", "", *grid(["milliseconds, p50 / p95", *head], _rows(found))]


def _rows(found: dict[str, Any]) -> Iterable[list[str]]:
    pages = [engine["pages"] for engine in found["engines"].values()]
    for page in pages[0]:
        cells: list[str] = []
        for engine in pages:
            clocks = (engine[page][clock] for clock in ("wall", "cpu"))
            cells += [*(f"{one['p50']} / {one['p95']}" for one in clocks), str(engine[page]["queries"])]
        yield [page, *cells]
