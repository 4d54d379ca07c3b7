"""A candidate's browser as far as saving goes: a queue, resent with the same numbers until it is acknowledged."""

import http.client
import json
import random
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

TIMEOUT_SECONDS = 3
ANSWERS: dict[int, tuple[Any, ...]] = {
    1: ("a", "b", "c", "d", None),
    2: (["a"], ["a", "b", "d"], ["b", "c"], None),
    3: (True, False, None),
    4: (["抱怨率"], ["美誉度"], ["销售力"], None),
}


@dataclass(frozen=True)
class Seat:
    """What stage.py printed of one candidate."""

    attempt: int
    lease: str
    session: str
    client: str


class Writer(threading.Thread):
    """Saves without pause until told to stop, then until everything it made is acknowledged."""

    def __init__(self, seat: Seat, *, port: int, seed: str) -> None:
        super().__init__(name=seat.client, daemon=True)
        self.seat = seat
        self.port = port
        self.random = random.Random(f"{seed}/{seat.client}")
        self.events: list[dict[str, Any]] = []
        self.acknowledged = 0
        self.last_saved = 0.0
        self.refused: list[tuple[int, str]] = []
        self.failures = 0
        self.stopping = threading.Event()
        # Until then there is no network.
        self.cut_until = 0.0
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)

    def run(self) -> None:
        while not self.stopping.is_set():
            self._act()
            if not self._send(self._batch()):
                time.sleep(self.random.uniform(0.05, 0.3))
            time.sleep(self.random.uniform(0, 0.02))
        self._drain()
        self.connection.close()

    def finish(self) -> None:
        """Stop making events and wait until the queue is empty."""
        self.stopping.set()
        self.join(60)

    def cut(self, seconds: float) -> None:
        """Take the network away, in the midst of a request perhaps; called from another thread."""
        self.cut_until = time.monotonic() + seconds
        with suppress(AttributeError, OSError):
            self.connection.sock.shutdown(socket.SHUT_RDWR)

    @property
    def saved(self) -> list[dict[str, Any]]:
        """Every acknowledged event."""
        return self.events[: self.acknowledged]

    def _act(self) -> None:
        for _ in range(self.random.randint(1, 5)):
            slot = self.random.choice(list(ANSWERS))
            is_flag = self.random.random() < 0.1
            self.events.append(
                {
                    "seq": len(self.events) + 1,
                    "kind": "flag" if is_flag else "answer",
                    "slot": slot,
                    "value": self.random.random() < 0.5 if is_flag else self.random.choice(ANSWERS[slot]),
                    "ms": len(self.events),
                }
            )

    def _batch(self) -> list[dict[str, Any]]:
        """The queue or its first part, now and then with something that was acknowledged before."""
        queue = self.events[self.acknowledged :]
        batch = queue if self.random.random() < 0.7 else queue[: self.random.randint(1, len(queue))]
        if self.acknowledged and self.random.random() < 0.15:
            first = self.random.randrange(max(0, self.acknowledged - 20), self.acknowledged)
            batch = self.events[first : self.acknowledged] + batch
        return batch[:400]

    def _drain(self) -> None:
        limit = time.monotonic() + 30
        while self.acknowledged < len(self.events) and time.monotonic() < limit:
            if not self._send(self.events[self.acknowledged :][:400]):
                time.sleep(0.1)

    def _send(self, batch: list[dict[str, Any]]) -> bool:
        """One save; True when it was acknowledged. No answer, or 503, means: the same again later."""
        body = json.dumps({"client": self.seat.client, "events": batch})
        try:
            if time.monotonic() < self.cut_until:
                raise ConnectionError
            self.connection.request(
                "POST",
                f"/attempts/{self.seat.attempt}/answers",
                body,
                {"X-Lease": self.seat.lease, "Content-Type": "application/json"},
            )
            response = self.connection.getresponse()
            text = response.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            self.failures += 1
            return False
        if response.status != 200:
            if response.status < 500:
                self.refused.append((response.status, text.decode(errors="replace")))
            self.failures += 1
            return False
        if json.loads(text)["acked"] != [event["seq"] for event in batch]:
            self.refused.append((200, text.decode()))
            return False
        self.acknowledged = max(self.acknowledged, batch[-1]["seq"])
        self.last_saved = time.monotonic()
        return True
