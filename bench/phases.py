"""The phases of a bench day on one served engine: alone, the ramp of logins, the day, the stampede, the saves."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import aiohttp
from yarl import URL

from bench.engines import Engine
from bench.journey import Candidate, Unexpected
from bench.measure import Recorder, spending
from bench.saving import Writing, save_for
from bench.serving import Server

# Logins at once: as many as one process checks (settings.LOGINS_AT_ONCE), so that nobody is sent away.
LOGINS_AT_ONCE = 4
SAVE_SECONDS = 8.0
SAVE_CONNECTIONS = 32
# Of every three answers two are right.
WRONG_EVERY = 3


@dataclass
class Day:
    """One engine, its served application, and the exam in it (what bench.stage printed)."""

    engine: Engine
    server: Server
    exam: dict[str, Any]
    saves: int

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    def answers(self, place: int) -> list[tuple[int, Any]]:
        """What the candidate of that place answers, in the paper's order."""
        return [
            (choice["slot"], choice["wrong" if (choice["slot"] + place) % WRONG_EVERY == 0 else "right"])
            for choice in self.exam["choices"]
        ]

    def score(self, place: int, *, answered: int) -> str:
        """What these answers are worth: papers are worth 100."""
        right = [
            Decimal(choice["marks"])
            for choice in self.exam["choices"][:answered]
            if (choice["slot"] + place) % WRONG_EVERY
        ]
        return f"{sum(right, Decimal(0)):.2f}"

    @asynccontextmanager
    async def crowd(self, name: str, recorder: Recorder) -> AsyncIterator[list[Candidate]]:
        """The candidates of a crowd, each with cookies and a connection of its own."""
        connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=120)
        timeout = aiohttp.ClientTimeout(total=120)
        candidates = [
            Candidate(
                username=username,
                number=number,
                answers=self.answers(place),
                session=aiohttp.ClientSession(
                    connector=connector,
                    connector_owner=False,
                    cookie_jar=aiohttp.CookieJar(unsafe=True),
                    timeout=timeout,
                ),
                base=self.base,
                recorder=recorder,
            )
            for place, (username, number) in enumerate(self.exam[name].items())
        ]
        try:
            yield candidates
        finally:
            for candidate in candidates:
                await candidate.session.close()
            await connector.close()


async def every(candidates: Sequence[Candidate], act: Callable[[Candidate], Awaitable[None]], *, at_once: int) -> None:
    """Let each candidate act, so many at once; one who cannot go on drops out, counted by the recorder."""
    gate = asyncio.Semaphore(at_once)

    async def one(candidate: Candidate) -> None:
        async with gate:
            with suppress(Unexpected):
                await act(candidate)

    await asyncio.gather(*(one(candidate) for candidate in candidates))


async def alone(day: Day) -> dict[str, Any]:
    """One candidate after another on an idle server; the first two fill its caches and are not counted."""
    recorder, warming = Recorder(), Recorder()

    async def whole(candidate: Candidate) -> None:
        await candidate.sign_in(day.exam["password"])
        await candidate.exam(saves=day.saves)

    async with day.crowd("alone", warming) as candidates:
        await every(candidates[:2], whole, at_once=1)
        for candidate in candidates[2:]:
            candidate.recorder = recorder
        await every(candidates[2:], whole, at_once=1)
    return {"steps": recorder.summary(), "errors": dict(recorder.errors + warming.errors)}


async def hashless_logins(day: Day) -> tuple[dict[str, Any], dict[str, str]]:
    """Logins where the password hash costs nothing; returns the sessions, for the stampede."""
    recorder = Recorder()
    async with day.crowd("stampede", recorder) as candidates:
        # The first fills the caches.
        await every(candidates[:1], lambda one: one.sign_in(day.exam["password"]), at_once=1)
        with spending(day.engine, day.server) as spent:
            await every(candidates[1:], lambda one: one.sign_in(day.exam["password"]), at_once=LOGINS_AT_ONCE)
        sessions = {one.username: one.cookie("sessionid") for one in candidates}
    each = spent.server / max(1, len(candidates) - 1)
    return {
        "steps": recorder.summary(),
        "errors": dict(recorder.errors),
        "spent": spent.rounded(),
        "cpu_ms_per_login": round(each * 1000, 1),
    }, sessions


async def exam_day(day: Day, *, login_cpu_ms: float) -> dict[str, Any]:
    """A ramp of logins, then everybody through the whole exam at once, without pauses.

    `login_cpu_ms` is what a login costs without the password hash.
    """
    recorder = Recorder()
    async with day.crowd("day", recorder) as candidates:
        with spending(day.engine, day.server) as login:
            await every(candidates, lambda one: one.sign_in(day.exam["password"]), at_once=LOGINS_AT_ONCE)
        with spending(day.engine, day.server) as exam:
            await every(candidates, lambda one: one.exam(saves=day.saves), at_once=len(candidates))
    count = len(candidates)
    exam_ms = exam.server / count * 1000
    return {
        "candidates": count,
        "steps": recorder.summary(),
        "errors": dict(recorder.errors),
        "login": login.rounded(),
        "exam": exam.rounded(),
        "candidates_per_minute": round(count / exam.wall * 60, 1),
        "cpu_ms_per_candidate": {
            "hashing": round(login.server / count * 1000 - login_cpu_ms, 1),
            "login_without_hashing": login_cpu_ms,
            "exam": round(exam_ms, 1),
            "whole_without_hashing": round(login_cpu_ms + exam_ms, 1),
        },
    }


async def warm_up(day: Day, *, sessions: dict[str, str]) -> None:
    """A page in every thread of every process: a server has been up for some time when an exam begins."""
    async with day.crowd("stampede", Recorder()) as candidates:
        for _ in range(2):
            await _enter_waiting_room(candidates, day, sessions)


async def _enter_waiting_room(candidates: Sequence[Candidate], day: Day, sessions: dict[str, str]) -> None:
    async def enter(candidate: Candidate) -> None:
        session = {"sessionid": sessions[candidate.username]}
        candidate.session.cookie_jar.update_cookies(session, URL(day.base))
        await candidate.request("waiting_room", "GET", f"/exams/{candidate.number}/")

    await every(candidates, enter, at_once=64)


async def stampede(day: Day, *, sessions: dict[str, str]) -> tuple[dict[str, Any], list[Writing]]:
    """Everybody presses start in the same moment; returns the attempts, still open, for the saves that follow."""
    recorder = Recorder()
    async with day.crowd("stampede", recorder) as candidates:
        await _enter_waiting_room(candidates, day, sessions)

        async def start_and_look(candidate: Candidate) -> None:
            begun = time.perf_counter()
            await candidate.start()
            await candidate.first_view()
            recorder.seconds["first_item_seen"].append(time.perf_counter() - begun)

        with spending(day.engine, day.server) as spent:
            await every(candidates, start_and_look, at_once=len(candidates))
        writings = [Writing(one.attempt, one.lease, one.answers) for one in candidates if one.lease]
    return {"steps": recorder.summary(), "errors": dict(recorder.errors), "spent": spent.rounded()}, writings


async def pure_saves(day: Day, writings: Sequence[Writing], *, events: int) -> dict[str, Any]:
    """Nothing but saves of `events` answers each, on connections that never pause."""
    recorder = Recorder()
    with spending(day.engine, day.server) as spent:
        count = await save_for(
            SAVE_SECONDS,
            writings,
            port=day.server.port,
            connections=SAVE_CONNECTIONS,
            events=events,
            recorder=recorder,
        )
    return {
        "events_per_save": events,
        "connections": SAVE_CONNECTIONS,
        "saves_per_second": round(count / spent.wall, 1),
        "events_per_second": round(count * events / spent.wall, 1),
        "cpu_ms_per_save": round(spent.server / count * 1000, 3),
        "steps": recorder.summary(),
        "errors": dict(recorder.errors),
        "spent": spent.rounded(),
    }
