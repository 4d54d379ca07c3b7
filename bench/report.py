"""The results as a table, for the terminal and for docs/performance.md."""

from collections.abc import Iterable
from typing import Any

from bench.serving import BASE_DIR

DOCUMENT = BASE_DIR / "docs" / "performance.md"
STEPS = ("login", "registration", "start", "runner", "items", "save", "review", "submit", "receipt", "result")


def exam_table(found: dict[str, Any]) -> list[str]:
    """Markdown of the exam day: the aims, then times by step."""
    engines: dict[str, Any] = found["engines"]
    asked = found["asked"]
    lines = [f"{asked['candidates']} candidates, {asked['items']} items, {asked['saves']} saves each.", ""]
    lines += grid(["", *engines], _summary(engines))
    for name, engine in engines.items():
        lines += ["", f"**{name}**: milliseconds, p50 / p95 / p99", ""]
        lines += grid(["step", "alone (p50)", f"{asked['candidates']} at once", "all start at once"], _times(engine))
    return lines


def circumstances_line(where: dict[str, Any]) -> str:
    """When, what and where it was measured."""
    return (
        f"{where['date']} · revision {where['revision']} · {where['cores']} cores, {where['cpu']} · "
        f"Python {where['python']} · load before: {where['load_before']}"
    )


def write_part(name: str, where: dict[str, Any], lines: list[str]) -> None:
    """Put a part's table between its own markers in docs/performance.md."""
    begin, end = (f"<!-- bench.{name}: {edge} -->" for edge in ("begin", "end"))
    write_between(begin, end, "\n".join([circumstances_line(where), "", *lines]))


def write_between(begin: str, end: str, written: str) -> None:
    """Replace what stands between two markers of docs/performance.md."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = text.partition(begin)
    after = rest.partition(end)[2]
    DOCUMENT.write_text(f"{before}{begin}\n\n{written}\n\n{end}{after}", encoding="utf-8")


def grid(head: list[str], rows: Iterable[list[str]]) -> list[str]:
    """A table in Markdown."""
    return [_row(head), _row(["---", *["--:"] * (len(head) - 1)]), *map(_row, rows)]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _summary(engines: dict[str, Any]) -> Iterable[list[str]]:
    def row(name: str, *path: str, unit: str = "") -> list[str]:
        return [name, *(f"{_find(engine, path)}{unit}" for engine in engines.values())]

    yield ["served by", *(f"{e['served_by']['workers']} × {e['served_by']['threads']}" for e in engines.values())]
    yield [
        "bare durable commits per second (connections)",
        *(_by_connections(engine["bare_commits_per_second"]) for engine in engines.values()),
    ]
    yield row("saves per second, one answer each", "saves", "saves_per_second")
    yield [
        "… as a part of the bare commits (aim: at least 0.5)",
        *(_by_connections(engine["saves"]["ratio_to_bare_commits"]) for engine in engines.values()),
    ]
    yield row("… server CPU for a save", "saves", "cpu_ms_per_save", unit=" ms")
    yield row("saves per second, five answers each", "batched_saves", "saves_per_second")
    yield row("… answers per second", "batched_saves", "events_per_second")
    yield row("whole exams per minute, all at once", "day", "candidates_per_minute")
    cpu = ("day", "cpu_ms_per_candidate")
    yield row("server CPU for a whole exam (aim: at most 50 ms)", *cpu, "whole_without_hashing", unit=" ms")
    yield row("… of it the login, but for the hash", *cpu, "login_without_hashing", unit=" ms")
    yield row("password hash, counted apart", *cpu, "hashing", unit=" ms")
    yield row("start p99, all at once (aim: under 1,000 ms)", "stampede", "steps", "start", "p99", unit=" ms")
    yield row("first item seen by the last of them", "stampede", "steps", "first_item_seen", "max", unit=" ms")
    yield ["errors", *(str(_errors(engine)) for engine in engines.values())]
    yield ["attempts with a wrong score", *(str(len(e["check"]["wrong_scores"])) for e in engines.values())]
    yield ["broken hash chains", *(str(len(e["check"]["broken"])) for e in engines.values())]
    yield [
        "CPU the rest of the machine used in the exam phase",
        *(f"{_find(e, ('day', 'exam', 'others'))} s" for e in engines.values()),
    ]


def _by_connections(numbers: dict[str, float]) -> str:
    return ", ".join(f"{number:g} ({connections})" for connections, number in numbers.items())


def _times(engine: dict[str, Any]) -> Iterable[list[str]]:
    for step in STEPS:
        single = engine["alone"]["steps"].get(step, {}).get("p50", "–")
        phases = [engine[phase]["steps"].get(step) for phase in ("day", "stampede")]
        yield [step, f"{single}", *(_three(times) for times in phases)]


def _three(times: dict[str, float] | None) -> str:
    return f"{times['p50']} / {times['p95']} / {times['p99']}" if times else "–"


def _find(tree: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        tree = tree[key]
    return tree


def _errors(engine: dict[str, Any]) -> int:
    parts = ("hashless_logins", "alone", "day", "stampede", "saves", "batched_saves")
    return sum(sum(engine[part]["errors"].values()) for part in parts)
