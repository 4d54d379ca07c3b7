"""The crowd's part of the bench: a day of as many candidates as two cores should bear, at the pace of a real exam."""

import asyncio
import gzip
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.crowd_day import CrowdDay, Hours
from bench.engines import Engine, start_engine
from bench.phases import Day
from bench.report import grid
from bench.serving import BASE_DIR, SHAPES, Site, environment, free_port

ITEMS = 60
# Of every four, one has a sitting of their own that runs while the others sign in.
EARLY_SHARE = 4
RUNNER = BASE_DIR / "exams/sittings/static/sittings"
RUNNER_STYLES = ("runner.css", "item.css", "aids.css")
STORED = (
    "SELECT attempt_id, count(*), max(seq) FROM sittings_answerevent WHERE disposition = 'counted' GROUP BY attempt_id"
)
# One connection for each candidate, on both sides of it.
SPARE_FILES = 2_000


def measure(engines: Sequence[str], *, crowd: int, sign_ins: Sequence[int], hours: Hours) -> dict[str, Any]:
    """By engine. `sign_ins`: how many of the crowd sign in on each, in the same order; the hash costs minutes."""
    _allow_files(3 * crowd + SPARE_FILES)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, ExitStack() as stack:
        halls = [stack.enter_context(_hall(name, Path(folder), hours)) for name in engines]
        with ThreadPoolExecutor(len(halls)) as builders:
            # A core for each: building takes a minute.
            exams = list(builders.map(lambda hall: _build(hall, crowd), halls))
        found = {
            hall.engine.name: _on_engine(hall, exam, sign_ins=min(crowd, count))
            for hall, exam, count in zip(halls, exams, sign_ins, strict=False)
        }
    return {"crowd": crowd, "rush": hours.rush, "sitting": hours.sitting, "runner": runner_bytes(), "engines": found}


@dataclass(frozen=True)
class Hall:
    """An engine with a database, and what the application on it is started with."""

    engine: Engine
    env: dict[str, str]
    log: Path
    hours: Hours
    say: Callable[[str], None]


@contextmanager
def _hall(name: str, folder: Path, hours: Hours) -> Iterator[Hall]:
    engine = start_engine(name, folder)
    try:
        engine.create("crowd")
        env = environment(database_url=engine.url("crowd"), data_dir=folder / f"data-{name}")
        yield Hall(engine, env, folder / f"{name}.log", hours, _sayer(name))
    finally:
        engine.stop()


def _build(hall: Hall, crowd: int) -> dict[str, Any]:
    hall.say(f"building an exam for {crowd}")
    counts = ["--crowd", str(crowd), "--early", str(max(1, crowd // EARLY_SHARE)), "--items", str(ITEMS)]
    # The lessons that are loaded ask for much of the task worker, which would be at it when the day begins.
    exam = _stage(hall.env | {"TASK_BACKEND": "django_tasks.backends.dummy.DummyBackend"}, "build", *counts)
    hall.say("built")
    return exam


def runner_bytes() -> int:
    """Script and style of the runner, as they go over the network."""
    files = [*(RUNNER / "runner").glob("*.js"), *(RUNNER / name for name in RUNNER_STYLES)]
    return sum(len(gzip.compress(path.read_bytes(), 6)) for path in files)


def _on_engine(hall: Hall, exam: dict[str, Any], *, sign_ins: int) -> dict[str, Any]:
    hall.say("starting the site")
    site = Site(port=free_port(), env=hall.env, log=hall.log)
    day = Day(hall.engine, site, exam, saves=0)
    try:
        site.wait_ready()
        found = asyncio.run(CrowdDay(day, site, hall.hours, hall.say).run(sign_ins=sign_ins))
    finally:
        site.stop()
    hall.say("checking every answer and every score")
    found["check"] = _check(day, found.pop("acknowledged"), _stage(hall.env, "outcome"))
    hall.say("done")
    return {"served_by": vars(SHAPES[hall.engine.name]), **found}


def _check(day: Day, acknowledged: dict[str, tuple[int, int]], outcome: dict[str, Any]) -> dict[str, Any]:
    """Everything acknowledged is stored once and counts, and every score is what these answers earn."""
    stored = {attempt: (count, last) for attempt, count, last in day.engine.rows("crowd", STORED)}
    lost, wrong = {}, {}
    for place, username in enumerate(day.exam["crowd"]):
        attempt, count = acknowledged.get(username, (0, 0))
        if count and stored.get(attempt) != (count, count):
            lost[username] = [count, stored.get(attempt)]
        score, expected = outcome["scores"].get(username), day.score(place, answered=min(count, ITEMS))
        if score != expected:
            wrong[username] = [score, expected]
    return {
        "acknowledged": sum(count for _attempt, count in acknowledged.values()),
        "lost": lost,
        "wrong_scores": wrong,
        "attempts": outcome["attempts"],
        "broken": outcome["broken"],
    }


def _sayer(name: str) -> Callable[[str], None]:
    """Prints what begins, and how long what it ends took."""
    since = time.monotonic()

    def say(what: str) -> None:
        nonlocal since
        now = time.monotonic()
        print(f"{name}: … {now - since:.0f} s; {what}", flush=True)
        since = now

    return say


def _allow_files(count: int) -> None:
    """A connection for each candidate is an open file, here and in the server, which inherits this."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if count > soft:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(count, hard), hard))


def _stage(env: dict[str, str], *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.with_django", "bench.crowd_stage", *arguments]
    done = subprocess.run(command, env=env, cwd=BASE_DIR, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    printed: dict[str, Any] = json.loads(done.stdout)
    return printed


def table(found: dict[str, Any]) -> list[str]:
    """Markdown: what the crowd met, by engine."""
    engines = found["engines"]
    head = (
        f"{found['crowd']:,} candidates; they come, start and hand in within {found['rush']:g} s each, and sit for "
        f"{found['sitting']:g} s. Runner script and style: {found['runner'] / 1000:.1f} kB gzip (aim: under 60)."
    )
    return [head, "", *grid(["milliseconds: p50 / p95 / p99", *engines], _rows(list(engines.values())))]


def _rows(engines: list[dict[str, Any]]) -> Iterable[list[str]]:
    for label, cell in ROWS.items():
        yield [label, *(cell(engine) for engine in engines)]


def _three(engine: dict[str, Any], phase: str, step: str, *, key: str = "steps") -> str:
    times = engine[phase][key].get(step)
    return f"{times['p50']} / {times['p95']} / {times['p99']}" if times else "–"


def _back(engine: dict[str, Any], what: str) -> str:
    times = engine["kills"]["seconds"][what]
    return f"{times['p50']} / {times['p99']} / {times['all']} s"


def _cpu(engine: dict[str, Any], *phases: str) -> str:
    return f"{sum(engine[phase]['cpu_ms_per_candidate'] for phase in phases):.1f} ms"


def _share(engine: dict[str, Any], phase: str) -> str:
    spent = engine[phase]["spent"]
    return f"{(spent['application'] + spent['database']) / spent['wall']:.2f}"


def _minute(engine: dict[str, Any]) -> str:
    sitting = engine["sitting"]
    return f"{sitting['cpu_ms_per_candidate'] / sitting['spent']['wall'] * 60:.2f} ms"


def _errors(engine: dict[str, Any]) -> str:
    found = {
        what: count
        for phase in ("sign_in", "start", "sitting", "hand_in")
        for what, count in engine[phase]["errors"].items()
    }
    return ", ".join(f"{count} × {what}" for what, count in found.items()) or "0"


ROWS: dict[str, Callable[[dict[str, Any]], str]] = {
    "served by (processes × threads)": lambda one: f"{one['served_by']['workers']} × {one['served_by']['threads']}",
    "**sign-ins** with the real hash, beside those who sit": lambda one: (
        f"{one['sign_in']['count']:,} beside {one['sign_in']['early']:,}"
    ),
    "… all of them in": lambda one: f"{one['sign_in']['spent']['wall']:.0f} s",
    "… asked to come again, times": lambda one: f"{one['sign_in']['sent_away']:,}",
    "… a save meanwhile (aim: p99 under 300)": lambda one: _three(one, "sign_in", "save", key="saves"),
    "**starts**": lambda one: _three(one, "start", "start"),
    "… until the first item is seen": lambda one: _three(one, "start", "first_item_seen"),
    "**saves** at 10–20 s each (aim: p99 under 300)": lambda one: _three(one, "sitting", "save"),
    "… looks at the clock between them": lambda one: _three(one, "sitting", "clock"),
    "… of both, per second": lambda one: (
        f"{sum(one['sitting']['counts'].values()) / one['sitting']['spent']['wall']:.0f}"
    ),
    "… server CPU for one of them": lambda one: f"{one['sitting']['cpu_ms_per_request']} ms",
    "… cores in use": lambda one: _share(one, "sitting"),
    "**hand-ins**": lambda one: _three(one, "hand_in", "submit"),
    "… the result": lambda one: _three(one, "hand_in", "result"),
    "**kill -9** of a process that answers: half, 99 of 100 and all save again (aim: within 5 s)": lambda one: _back(
        one, "a process that answers"
    ),
    "… of the whole application server": lambda one: _back(one, "the application server"),
    "**server CPU for a candidate**: start and hand-in": lambda one: _cpu(one, "start", "hand_in"),
    "… a minute of sitting": _minute,
    "… sign-in with the hash": lambda one: _cpu(one, "sign_in"),
    "errors": _errors,
    "acknowledged answers, of them lost": lambda one: f"{one['check']['acknowledged']:,}, {len(one['check']['lost'])}",
    "attempts with a wrong score, broken hash chains": lambda one: (
        f"{len(one['check']['wrong_scores'])}, {len(one['check']['broken'])}"
    ),
    "CPU the rest of the machine used while all sat": lambda one: f"{one['sitting']['spent']['others']} s",
}
