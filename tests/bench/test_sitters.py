"""The bench's candidates send again what was not acknowledged, and count every fault."""

import asyncio
import re

import orjson

from bench.measure import Recorder
from bench.saving import Writing
from bench.sitters import Sitter


class Exchange:
    """A server that says what it was told to, one word for each request: cut, busy, or ok."""

    def __init__(self, *words):
        self.words = list(words)
        self.saves = []

    async def answer(self, reader, writer):
        while head := await self.read_head(reader):
            length = re.search(rb"Content-Length: (\d+)", head)
            events = orjson.loads(await reader.readexactly(int(length[1])))["events"] if length else []
            seqs = [event["seq"] for event in events]
            self.saves += [seqs] if seqs else []
            word = self.words.pop(0) if self.words and seqs else "ok"
            if word == "cut":
                break
            status = {"ok": "200 OK", "busy": "503 Service Unavailable"}[word]
            body = orjson.dumps({"acked": seqs})
            writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        writer.close()

    async def read_head(self, reader):
        try:
            return await reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            return b""


async def one_answer(exchange):
    server = await asyncio.start_server(exchange.answer, "127.0.0.1", 0)
    recorder = Recorder()
    writing = Writing("7", "lease", [(1, "a"), (2, "b")])
    sitter = Sitter(writing, port=server.sockets[0].getsockname()[1], recorder=recorder)
    sitting = asyncio.create_task(sitter.sit())
    await asyncio.sleep(0)
    await asyncio.wait_for(sitter.answer_within(0), 20)
    sitter.leave()
    await asyncio.wait_for(sitting, 20)
    server.close()
    return sitter, recorder


def test_what_was_cut_off_or_refused_is_sent_again_until_it_is_acknowledged(monkeypatch):
    monkeypatch.setattr("bench.sitters.BACK_OFF", 0.01)
    exchange = Exchange("cut", "busy")
    sitter, recorder = asyncio.run(one_answer(exchange))

    assert exchange.saves == [[1], [1], [1]]
    assert (sitter.acked, sitter.writing.seq) == (1, 1)
    assert recorder.errors == {"save: IncompleteReadError": 1, "save: 503": 1}
    assert len(recorder.seconds["save"]) == 2


def test_a_save_is_the_same_whenever_it_is_sent():
    writing = Writing("7", "lease", [(1, "a"), (2, "b")])
    sent = writing.next_save(3)
    assert writing.save(1, 3) == sent
    assert [
        (one["seq"], one["slot"], one["value"]) for one in orjson.loads(sent.partition(b"\r\n\r\n")[2])["events"]
    ] == [
        (1, 1, "a"),
        (2, 2, "b"),
        (3, 1, "a"),
    ]
