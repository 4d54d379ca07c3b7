"""The phases of an exam day with a crowd: sign-ins beside savers, starts, an hour's pace of saves, a kill, hand-ins."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from yarl import URL

from bench.journey import Candidate, Unexpected
from bench.measure import PERCENTILES, Recorder, Spent, percentile, spending
from bench.phases import Day, every
from bench.processes import kill_all
from bench.saving import Writing
from bench.serving import Site
from bench.sitters import Sitter

# A place in the waiting room is taken by so many at once, before anything is measured.
ENTERING_AT_ONCE = 64
# After a kill everybody has an answer to save within this.
ANSWERS_WITHIN = 1.0
GIVE_UP_SECONDS = 90.0
# Between two kills: the supervisor forgives a program that held for half a minute.
CALM_SECONDS = 5.0


@dataclass(frozen=True)
class Hours:
    """How long the parts of the day take, in seconds."""

    # Everybody comes, starts, and hands in within this.
    rush: float
    # Nothing happens but saves and looks at the clock.
    sitting: float


@dataclass
class CrowdDay:
    """One engine, its site, and the exam in it (what bench.crowd_stage printed)."""

    day: Day
    site: Site
    hours: Hours
    say: Callable[[str], None]

    async def run(self, *, sign_ins: int) -> dict[str, Any]:
        """Every phase, in order; what each measured, and what the server must have of every attempt."""
        exam = self.day.exam
        async with self.day.crowd("crowd", Recorder()) as candidates:
            self.say(f"{sign_ins} sign in while {len(exam['early'])} sit")
            signing = await self._sign_in(candidates[:sign_ins])
            self.say("everybody takes a place in the waiting room")
            await self._enter(candidates)
            self.say(f"{len(candidates)} start")
            starting = await self._rush(candidates, _start)
            begun = [one for one in candidates if one.lease]
            sitters = self._sitters([Writing(one.attempt, one.lease, one.answers) for one in begun], Recorder())
            self.say(f"{len(sitters)} sit")
            sitting, kills = await self._sit(sitters)
            self.say(f"{len(candidates)} hand in")
            handing_in = await self._rush(candidates, lambda one: one.hand_in())
        return {
            "sign_in": signing,
            "start": starting,
            "sitting": sitting,
            "kills": kills,
            "hand_in": handing_in,
            "acknowledged": {
                who.username: (int(who.attempt), sitter.acked) for who, sitter in zip(begun, sitters, strict=True)
            },
        }

    def _sitters(self, writings: Sequence[Writing], recorder: Recorder) -> list[Sitter]:
        return [Sitter(writing, port=self.site.port, recorder=recorder) for writing in writings]

    async def _sign_in(self, candidates: Sequence[Candidate]) -> dict[str, Any]:
        """With the real hash, through the gate: sent away, everybody comes again; beside them others save."""
        saves, recorder = Recorder(), Recorder()
        early = [Writing(one["attempt"], one["lease"], self.day.answers(0)) for one in self.day.exam["early"]]
        async with sitting(self._sitters(early, saves)):
            with spending(self.day.engine, self.site) as spent:
                await _arriving(
                    candidates, recorder, lambda one: one.sign_in(self.day.exam["password"]), within=self.hours.rush
                )
        return {
            "count": len(candidates),
            "early": len(early),
            "sent_away": recorder.sent_away,
            "saves": saves.summary(),
            "errors": dict(recorder.errors + saves.errors),
            **_times(recorder, spent, len(candidates)),
        }

    async def _enter(self, candidates: Sequence[Candidate]) -> None:
        """Everybody is signed in and waits; it also fills the caches of every process."""

        async def enter(candidate: Candidate) -> None:
            session = {"sessionid": self.day.exam["sessions"][candidate.username]}
            candidate.session.cookie_jar.update_cookies(session, URL(self.day.base))
            await candidate.request("waiting_room", "GET", f"/exams/{candidate.number}/")

        await every(candidates, enter, at_once=ENTERING_AT_ONCE)

    async def _rush(
        self, candidates: Sequence[Candidate], act: Callable[[Candidate], Awaitable[None]]
    ) -> dict[str, Any]:
        recorder = Recorder()
        with spending(self.day.engine, self.site) as spent:
            await _arriving(candidates, recorder, act, within=self.hours.rush)
        return {"errors": dict(recorder.errors), **_times(recorder, spent, len(candidates))}

    async def _sit(self, sitters: Sequence[Sitter]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Undisturbed first; then processes are killed under them."""
        async with sitting(sitters):
            # The first round of everybody comes from the start; what is measured is the pace that follows.
            await asyncio.sleep(ANSWERS_WITHIN)
            measured = Recorder()
            _record(sitters, measured)
            with spending(self.day.engine, self.site) as spent:
                await asyncio.sleep(self.hours.sitting)
            counts = {step: len(times) for step, times in measured.seconds.items()}
            cut = Recorder()
            _record(sitters, cut)
            self.say("kill -9 of a process that answers")
            kills = {"a process that answers": await self._back(sitters, [self.site.answering()[0]])}
            await asyncio.sleep(CALM_SECONDS)
            self.say("kill -9 of the whole application server")
            kills["the application server"] = await self._back(sitters, [self.site.server(), *self.site.answering()])
            await asyncio.sleep(CALM_SECONDS)
        requests = sum(counts.values())
        return {
            "counts": counts,
            "errors": dict(measured.errors),
            "cpu_ms_per_request": round(spent.server / max(1, requests) * 1000, 3),
            **_times(measured, spent, len(sitters)),
        }, {"cut_off": dict(cut.errors), "seconds": kills}

    async def _back(self, sitters: Sequence[Sitter], pids: Sequence[int]) -> dict[str, float]:
        """Kill, and wait until everybody has saved an answer that was given after it; seconds since the kill."""
        killed = time.monotonic()
        kill_all(pids)
        answers = [sitter.answer_within(ANSWERS_WITHIN) for sitter in sitters]
        taken, missing = await asyncio.wait(answers, timeout=GIVE_UP_SECONDS)
        waits = sorted([one.result() - killed for one in taken] + [GIVE_UP_SECONDS] * len(missing))
        return {
            **{f"p{percent}": round(percentile(waits, percent), 2) for percent in PERCENTILES},
            "all": round(waits[-1], 2),
        }


@asynccontextmanager
async def sitting(sitters: Sequence[Sitter]) -> AsyncIterator[None]:
    """Let them sit meanwhile; afterwards nothing is left in any queue."""
    tasks = [asyncio.create_task(sitter.sit()) for sitter in sitters]
    yield
    for sitter in sitters:
        sitter.leave()
    await asyncio.wait_for(asyncio.gather(*tasks), GIVE_UP_SECONDS)


async def _start(candidate: Candidate) -> None:
    begun = time.perf_counter()
    await candidate.start()
    await candidate.first_view()
    candidate.recorder.seconds["first_item_seen"].append(time.perf_counter() - begun)


async def _arriving(
    candidates: Sequence[Candidate],
    recorder: Recorder,
    act: Callable[[Candidate], Awaitable[None]],
    *,
    within: float,
) -> None:
    """Everybody acts, each from a moment of their own; who cannot go on is counted by the recorder."""

    async def one(candidate: Candidate) -> None:
        candidate.recorder = recorder
        await asyncio.sleep(random.uniform(0, within))
        with suppress(Unexpected):
            await act(candidate)

    await asyncio.gather(*(one(candidate) for candidate in candidates))


def _record(sitters: Sequence[Sitter], recorder: Recorder) -> None:
    for sitter in sitters:
        sitter.recorder = recorder


def _times(recorder: Recorder, spent: Spent, count: int) -> dict[str, Any]:
    return {
        "steps": recorder.summary(),
        "spent": spent.rounded(),
        "cpu_ms_per_candidate": round(spent.server / max(1, count) * 1000, 1),
    }
