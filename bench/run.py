"""One engine's whole bench: build, serve, measure, check."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.commits import bare_commits
from bench.engines import Engine, start_engine
from bench.journey import ANSWERS_PER_SAVE
from bench.phases import Day, alone, exam_day, hashless_logins, pure_saves, stampede, warm_up
from bench.serving import BASE_DIR, SHAPES, AppServer, environment, free_port

Say = Callable[[str], None]


def run_engine(name: str, folder: Path, *, candidates: int, items: int, saves: int, say: Say) -> dict[str, Any]:
    """Everything that is measured of one engine."""
    engine = start_engine(name, folder)
    try:
        engine.create("bench")
        env = environment(database_url=engine.url("bench"), data_dir=folder / "data")
        say("building the exam")
        exam = _stage(env, "build", "--candidates", str(candidates), "--items", str(items))
        say("bare commits")
        bare = bare_commits(engine)
        hashless = env | {"DJANGO_SETTINGS_MODULE": "bench.hashless_settings"}
        log = folder / f"{name}.log"
        with _served(engine, hashless, log) as server:
            say("logins without the password hash")
            logins, sessions = asyncio.run(hashless_logins(Day(engine, server, exam, saves)))
        with _served(engine, env, log) as server:
            day = Day(engine, server, exam, saves)
            measured = asyncio.run(_measure(day, say, login_cpu_ms=logins["cpu_ms_per_login"], sessions=sessions))
        say("checking every score")
        checked = _check(day, _stage(env, "outcome"))
    finally:
        engine.stop()
    for part in ("saves", "batched_saves"):
        rate = measured[part]["saves_per_second"]
        measured[part]["ratio_to_bare_commits"] = {key: round(rate / commits, 3) for key, commits in bare.items()}
    return {
        "served_by": vars(SHAPES[name]),
        "bare_commits_per_second": bare,
        "hashless_logins": logins,
        **measured,
        "check": checked,
    }


@contextmanager
def _served(engine: Engine, env: dict[str, str], log: Path) -> Iterator[AppServer]:
    server = AppServer(port=free_port(), shape=SHAPES[engine.name], env=env, log=log)
    try:
        server.wait_ready()
        yield server
    finally:
        server.stop()


async def _measure(day: Day, say: Say, *, login_cpu_ms: float, sessions: dict[str, str]) -> dict[str, Any]:
    await warm_up(day, sessions=sessions)
    say("one candidate after another")
    single = await alone(day)
    say(f"{len(day.exam['day'])} candidates log in and sit the exam")
    crowd = await exam_day(day, login_cpu_ms=login_cpu_ms)
    say("everybody starts at once")
    start, writings = await stampede(day, sessions=sessions)
    say("nothing but saves")
    saves = await pure_saves(day, writings, events=1)
    batched = await pure_saves(day, writings, events=ANSWERS_PER_SAVE)
    return {"alone": single, "day": crowd, "stampede": start, "saves": saves, "batched_saves": batched}


def _check(day: Day, outcome: dict[str, Any]) -> dict[str, Any]:
    """Compare every score with the one its answers are worth."""
    answered = min(len(day.exam["choices"]), day.saves * ANSWERS_PER_SAVE)
    wrong = {
        username: [outcome["scores"].get(username), day.score(place, answered=answered)]
        for crowd in ("alone", "day")
        for place, username in enumerate(day.exam[crowd])
        if outcome["scores"].get(username) != day.score(place, answered=answered)
    }
    return {
        "scores": len(outcome["scores"]),
        "wrong_scores": wrong,
        "attempts": outcome["attempts"],
        "events": outcome["events"],
        "broken": outcome["broken"],
    }


def _stage(env: dict[str, str], *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.with_django", "bench.stage", *arguments]
    done = subprocess.run(command, env=env, cwd=BASE_DIR, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    printed: dict[str, Any] = json.loads(done.stdout)
    return printed
