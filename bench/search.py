"""Measure search on both engines: `python -m bench.search [--entries 20000] [--engines sqlite,postgresql] [--no-write]`.

The whole content is loaded and every golden query is asked, with near misses of them; then its pages are copied until
there are so many entries, and all is asked again.
"""

import argparse
import json
from collections.abc import Iterable
from typing import Any

from bench.measure import circumstances
from bench.report import grid, write_part
from bench.staged import on_each_engine

STAGES = {"as shipped": "the content as it ships", "multiplied": "the same many times over"}
PARTS = {"search": "golden queries", "near": "near misses", "page": "the whole page, for a stranger"}


def main() -> None:
    """Print the numbers as JSON and put the table into docs/performance.md."""
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--engines", default="sqlite,postgresql")
    parser.add_argument("--no-write", action="store_true", help="print only; keep the document")
    options = parser.parse_args()
    where = circumstances()
    results = on_each_engine(options.engines.split(","), "bench.search_stage", options.entries)
    print(json.dumps(results, indent=2))
    if not options.no_write:
        write_part("search", where, table(results))


def table(results: dict[str, Any]) -> list[str]:
    """Markdown: a row for each thing that was asked, with the time waited and the CPU time on each engine."""
    head = [f"{engine}: {clock}" for engine in results for clock in ("wall", "CPU")]
    return grid(["milliseconds, p50 / p95 / p99 / most", *head], _rows(results))


def _rows(results: dict[str, Any]) -> Iterable[list[str]]:
    first = next(iter(results.values()))
    for stage, title in STAGES.items():
        yield [f"**{title}**: {first[stage]['entries']:,} entries", *("" for _engine in results for _clock in "12")]
        for part, asked in PARTS.items():
            number = first[stage]["misses" if part == "near" else "queries"]
            cells = [found[stage][part][clock] for found in results.values() for clock in ("wall", "cpu")]
            yield [f"{asked} ({number})", *(" / ".join(map(str, times.values())) for times in cells)]


if __name__ == "__main__":
    main()
