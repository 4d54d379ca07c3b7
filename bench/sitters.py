"""Candidates who sit an exam: each answers at its own pace, asks for the clock in between, and tries again.

The pace of asking, the back-off and the patience are those of the runner (runner/sender.js, runner/wire.js).
"""

import asyncio
import random
import time
from contextlib import suppress

import orjson

from bench.measure import Recorder
from bench.saving import Writing, read_reply

ANSWERS_EVERY = (10.0, 20.0)
ASKS_EVERY = 4.0
BACK_OFF, BACK_OFF_AT_MOST = 0.5, 15.0
PATIENCE = 10.0


class Sitter:
    """One attempt, and the one connection of its browser."""

    def __init__(self, writing: Writing, *, port: int, recorder: Recorder) -> None:
        self.writing = writing
        self.port = port
        self.recorder = recorder
        self.acked = 0
        self.failures = 0
        # The number of an answer that somebody waits for, and their knowledge of it.
        self._wanted = 0
        self._taken: asyncio.Future[float] | None = None
        self.is_leaving = False
        self._heard_at = self._answers_at = self._asks_at = 0.0
        self._woken = asyncio.Event()
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def sit(self) -> None:
        """Answer and ask until told to leave, then until everything is acknowledged."""
        now = time.monotonic()
        self._answers_at = now + random.uniform(0, ANSWERS_EVERY[1])
        self._asks_at = now + random.uniform(0, ASKS_EVERY)
        while not self.is_leaving or self.acked < self.writing.seq:
            await self._wait()
            now = time.monotonic()
            if now >= self._answers_at and not self.is_leaving:
                self.writing.seq += 1
                self._answers_at = now + random.uniform(*ANSWERS_EVERY)
            if self.acked < self.writing.seq or not self.is_leaving:
                await self._send()
                self._asks_at = time.monotonic() + self._pause()
        self._hang_up()

    def answer_within(self, seconds: float) -> asyncio.Future[float]:
        """Give the next answer soon; resolves to the moment when it is acknowledged (monotonic)."""
        self._wanted, self._taken = self.writing.seq + 1, asyncio.get_running_loop().create_future()
        self._answers_at = time.monotonic() + random.uniform(0, seconds)
        self._woken.set()
        return self._taken

    def leave(self) -> None:
        """Answer nothing more."""
        self.is_leaving = True
        self._woken.set()

    async def _wait(self) -> None:
        """Until there is something to do, or somebody wakes; while the server fails, the back-off alone decides."""
        while True:
            due = self._asks_at if self.failures or self.is_leaving else min(self._answers_at, self._asks_at)
            self._woken.clear()
            if self.is_leaving and not self.failures:
                return
            with suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, due - time.monotonic())):
                    await self._woken.wait()
                    continue
            return

    async def _send(self) -> None:
        """The whole queue in one request; with nothing to send, a look at the clock."""
        last = self.writing.seq
        step = "save" if self.acked < last else "clock"
        offline = round((time.monotonic() - self._heard_at) * 1000) if self.failures else 0
        request = (
            self.writing.save(self.acked + 1, last, offline=offline)
            if step == "save"
            else self.writing.look_at_clock(offline=offline)
        )
        begun = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                status, body = await self._exchange(request)
        except (OSError, EOFError, TimeoutError) as error:
            self._fail(f"{step}: {type(error).__name__}")
            return
        self.recorder.seconds[step].append(time.perf_counter() - begun)
        if status != b"200" or (step == "save" and orjson.loads(body)["acked"][-1:] != [last]):
            self._fail(f"{step}: {status.decode()}")
            return
        self.failures, self._heard_at, self.acked = 0, time.monotonic(), last
        if self._taken and self.acked >= self._wanted and not self._taken.done():
            self._taken.set_result(self._heard_at)

    async def _exchange(self, request: bytes) -> tuple[bytes, bytes]:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self._streams
        writer.write(request)
        return await read_reply(reader)

    def _fail(self, what: str) -> None:
        self.recorder.errors[what] += 1
        self.failures += 1
        self._hang_up()

    def _pause(self) -> float:
        if not self.failures:
            return ASKS_EVERY * random.uniform(0.9, 1.1)
        return float(min(BACK_OFF_AT_MOST, BACK_OFF * 2 ** (self.failures - 1)) * random.uniform(0.5, 1))

    def _hang_up(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None
