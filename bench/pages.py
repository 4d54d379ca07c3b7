"""Pages that anybody reads: lessons, search and the front page; and the public look at a certificate."""

from collections.abc import Iterable, Sequence
from typing import Any

from bench.report import grid
from bench.staged import on_each_engine

DRAWN, KEPT = "lesson, drawn anew", "lesson, kept"


def measure(part: str, engines: Sequence[str], *, times: int) -> dict[str, Any]:
    """Times and queries of every page of a part (`reading`, `verifying`), by engine."""
    return {"times": times, "engines": on_each_engine(engines, "bench.pages_stage", part, times)}


def table(found: dict[str, Any]) -> list[str]:
    """Markdown: a row for each page, and how much faster a kept lesson is than one drawn anew."""
    engines = found["engines"]
    head = [f"{name}: {what}" for name in engines for what in ("wall", "CPU", "a second and core", "queries")]
    lines = [
        f"Each {found['times']} times, after a first one.",
        "",
        *grid(["milliseconds, p50 / p95", *head], _rows(engines)),
    ]
    ratios = {name: _ratio(engine["pages"]) for name, engine in engines.items()}
    if all(ratios.values()):
        told = ", ".join(f"{ratio:.1f} times ({name})" for name, ratio in ratios.items())
        lines += ["", f"A kept lesson is served at {told} the rate of one drawn anew (aim: at least 10)."]
    return lines


def _rows(engines: dict[str, Any]) -> Iterable[list[str]]:
    pages = [engine["pages"] for engine in engines.values()]
    for page in pages[0]:
        cells: list[str] = []
        for engine in pages:
            one = engine[page]
            cells += [f"{one[clock]['p50']} / {one[clock]['p95']}" for clock in ("wall", "cpu")]
            cells += [f"{one['per_second']:,.0f}", str(one["queries"])]
        yield [page, *cells]


def _ratio(pages: dict[str, Any]) -> float:
    """By CPU time: what else the machine does counts for neither."""
    if KEPT not in pages:
        return 0.0
    return float(pages[KEPT]["per_second"] / pages[DRAWN]["per_second"])
