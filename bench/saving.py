"""The pure save phase: as many connections as wanted, each sending the next save when the last was acknowledged.

Raw HTTP over asyncio streams: on two cores every microsecond of a heavier client would be taken from the server.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from bench.measure import Recorder


@dataclass
class Writing:
    """An attempt that is open, the lease on it, and the number of its last event."""

    attempt: str
    lease: str
    answers: list[tuple[int, Any]]
    seq: int = 0

    def next_save(self, events: int) -> bytes:
        """A save of the next `events` answers, as the bytes of an HTTP request."""
        first, self.seq = self.seq + 1, self.seq + events
        return self.save(first, self.seq)

    def save(self, first: int, last: int, *, offline: int = 0) -> bytes:
        """A save of the events of these numbers: the same again whenever it is asked for."""
        batch = []
        for seq in range(first, last + 1):
            slot, value = self.answers[(seq - 1) % len(self.answers)]
            batch.append({"seq": seq, "kind": "answer", "slot": slot, "value": value, "ms": seq * 1000})
        body = orjson.dumps({"client": f"saver{self.attempt:0>8}", "events": batch})
        head = (
            f"POST /attempts/{self.attempt}/answers HTTP/1.1\r\n{self._headers(offline)}"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def look_at_clock(self, *, offline: int = 0) -> bytes:
        """What a browser with nothing to save asks, as the bytes of an HTTP request."""
        return f"GET /attempts/{self.attempt}/clock HTTP/1.1\r\n{self._headers(offline)}\r\n".encode()

    def _headers(self, offline: int) -> str:
        return f"Host: 127.0.0.1\r\nX-Lease: {self.lease}\r\nX-Offline: {offline}\r\n"


async def save_for(
    seconds: float, writings: Sequence[Writing], *, port: int, connections: int, events: int, recorder: Recorder
) -> int:
    """Save without pause; returns how many saves were acknowledged."""
    until = time.monotonic() + seconds
    shares = [writings[first::connections] for first in range(connections)]
    done = await asyncio.gather(
        *(_one_connection(share, port=port, until=until, events=events, recorder=recorder) for share in shares if share)
    )
    return sum(done)


async def _one_connection(
    writings: Sequence[Writing], *, port: int, until: float, events: int, recorder: Recorder
) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    count = 0
    times = recorder.seconds["save"]
    while time.monotonic() < until:
        writing = writings[count % len(writings)]
        request = writing.next_save(events)
        begun = time.perf_counter()
        writer.write(request)
        status, body = await read_reply(reader)
        times.append(time.perf_counter() - begun)
        if status != b"200" or orjson.loads(body)["acked"][-1] != writing.seq:
            recorder.errors[f"save: {status.decode()}"] += 1
        count += 1
    writer.close()
    await writer.wait_closed()
    return count


async def read_reply(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """Status and body of an HTTP answer."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
    body = await (reader.readexactly(int(length)) if length else _chunks(reader))
    return head[9:12], body


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readexactly(2)
    return body
