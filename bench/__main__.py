"""Measure what `--only` names, on both engines where there is a database: print tables, write results.json and docs/performance.md."""

import argparse
import json
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from bench import analysis, assembly, bank, booklet, crowd, importing, pages, press
from bench.crowd_day import Hours
from bench.measure import circumstances
from bench.report import exam_table, write_part
from bench.run import run_engine
from bench.serving import BASE_DIR

RESULTS = BASE_DIR / "bench" / "results.json"
PARTS = ("reading", "verifying", "bank", "importing", "press", "assembly", "booklet", "analysis", "exam", "crowd")


def main() -> None:
    """Run as asked on the command line."""
    options = _options()
    results: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for name in options.only:
        where = circumstances()
        print(f"{name}:", flush=True)
        found = {"circumstances": where, **_measured(name, options)}
        lines = _table(name, found)
        print("\n".join(lines), flush=True)
        if not options.no_write:
            RESULTS.write_text(
                json.dumps({**results, name: found}, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
            )
            write_part(name, where, lines)
        results[name] = found


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", type=_parts, default=PARTS, help=f"some of {','.join(PARTS)}")
    parser.add_argument("--engines", type=lambda names: names.split(","), default=["sqlite", "postgresql"])
    parser.add_argument("--no-write", action="store_true", help="print only; keep results.json and the document")
    parser.add_argument("--candidates", type=int, default=200, help="of the exam day")
    parser.add_argument("--items", type=int, default=60, help="of the exam day's paper")
    parser.add_argument("--saves", type=int, default=12, help="saves of five answers each in the exam day")
    parser.add_argument("--page-times", type=int, default=238, help="how often each page is read")
    parser.add_argument("--bank-items", type=int, default=20_000, help="in the bank that is listed and searched")
    parser.add_argument("--file-items", type=int, default=1000, help="in each file that is imported")
    parser.add_argument("--certificates", type=int, default=500, help="signed and archival ones of each layout")
    parser.add_argument("--plain-certificates", type=int, default=12, help="plain ones beside them")
    parser.add_argument("--pool-items", type=int, default=1000, help="in the pool that papers are assembled from")
    parser.add_argument("--draws", type=int, default=1000, help="papers drawn from it for candidates")
    parser.add_argument("--booklet-items", type=int, default=100, help="on the paper that is printed")
    parser.add_argument("--analysed", type=int, default=10_000, help="candidates of the exam that is analysed")
    parser.add_argument("--analysed-items", type=int, default=100, help="items of it")
    parser.add_argument("--crowd", type=int, default=2_000, help="candidates of the crowd")
    parser.add_argument(
        "--sign-ins",
        type=lambda counts: [int(count) for count in counts.split(",")],
        default=[1_200, 200],
        help="how many of the crowd sign in with the real hash, by engine",
    )
    parser.add_argument("--rush", type=float, default=60.0, help="seconds within which the crowd starts and hands in")
    parser.add_argument("--sitting", type=float, default=60.0, help="seconds for which the crowd does nothing but save")
    return parser.parse_args()


def _parts(names: str) -> list[str]:
    asked = names.split(",")
    if set(asked) - set(PARTS):
        raise argparse.ArgumentTypeError(f"some of {', '.join(PARTS)}")
    return asked


def _measured(name: str, options: argparse.Namespace) -> dict[str, Any]:
    hours = Hours(rush=options.rush, sitting=options.sitting)
    parts = {
        "reading": lambda: pages.measure(name, options.engines, times=options.page_times),
        "verifying": lambda: pages.measure(name, options.engines, times=options.page_times),
        "bank": lambda: bank.measure(options.engines, items=options.bank_items),
        "importing": lambda: importing.measure(options.engines, items=options.file_items),
        "press": lambda: press.measure(certificates=options.certificates, plain=options.plain_certificates),
        "assembly": lambda: assembly.measure(items=options.pool_items, draws=options.draws),
        "analysis": lambda: analysis.measure(candidates=options.analysed, items=options.analysed_items),
        "booklet": lambda: booklet.measure(items=options.booklet_items),
        "exam": lambda: _exam_day(options),
        "crowd": lambda: crowd.measure(options.engines, crowd=options.crowd, sign_ins=options.sign_ins, hours=hours),
    }
    return parts[name]()


def _exam_day(options: argparse.Namespace) -> dict[str, Any]:
    asked = {"candidates": options.candidates, "items": options.items, "saves": options.saves}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        engines = {
            engine: run_engine(engine, Path(folder), **asked, say=partial(print, f"{engine}:", flush=True))
            for engine in options.engines
        }
    return {"asked": asked, "engines": engines}


def _table(name: str, found: dict[str, Any]) -> list[str]:
    tables = {
        "reading": pages.table,
        "verifying": pages.table,
        "bank": bank.table,
        "importing": importing.table,
        "press": press.table,
        "assembly": assembly.table,
        "booklet": booklet.table,
        "analysis": analysis.table,
        "exam": exam_table,
        "crowd": crowd.table,
    }
    return tables[name](found)


if __name__ == "__main__":
    main()
