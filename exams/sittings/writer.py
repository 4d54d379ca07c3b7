"""One serialised writer on SQLite, and saves that are committed together on both engines.

Writers that compete for SQLite's single lock wait by polling, which makes the slowest save many times slower than
the mean: inside a process they queue here instead. And each save would pay for its own durable commit, on SQLite and
on PostgreSQL alike: what waits in a process while another group commits goes into the next group, whose one commit
makes all of it durable before any of it is acknowledged. Under load a commit, and the statements before it, are shared
by many; alone, a save waits for nobody.
"""

import threading
from collections import deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Generic, TypeVar

from django.db import OperationalError, connection, transaction

Q = TypeVar("Q")
A = TypeVar("A")

_turn = threading.RLock()


@contextmanager
def exclusive_write() -> Iterator[None]:
    """A durable transaction that takes its turn among this process's writers."""
    with _own_turn(), transaction.atomic():
        yield


def _own_turn() -> AbstractContextManager[object]:
    return _turn if connection.vendor == "sqlite" else nullcontext()


class _Piece(Generic[Q, A]):
    """A request that waits: woken when it is done, or to run the next group itself."""

    __slots__ = ("done", "outcome", "request", "signal")

    def __init__(self, request: Q) -> None:
        self.request = request
        self.outcome: A | Exception | None = None
        self.done = False
        self.signal = threading.Lock()
        self.signal.acquire()

    def finish(self, outcome: A | Exception) -> None:
        self.outcome = outcome
        self.done = True
        self.signal.release()


class GroupWriter(Generic[Q, A]):
    """Runs what is waiting in one durable transaction, on the thread whose request is the oldest.

    `run` gets requests of different keys and answers for each in order: its outcome; an exception for one that is
    refused and of which nothing was written; or None for one that has to be run alone. What else `run` raises undoes
    the whole group, and each request is run again in a transaction of its own, unless the database itself is away.

    `run` works on another thread's connection: requests carry no querysets and no rows.
    """

    def __init__(
        self, run: Callable[[Sequence[Q]], Sequence[A | Exception | None]], *, key: Callable[[Q], Hashable]
    ) -> None:
        self._run = run
        self._key = key
        self._mutex = threading.Lock()
        self._waiting: deque[_Piece[Q, A]] = deque()
        self._is_led = False

    def write(self, request: Q) -> A:
        """The outcome of `request` once it is durable; raises its refusal, or the database's error."""
        piece: _Piece[Q, A] = _Piece(request)
        with self._mutex:
            self._waiting.append(piece)
            leads = not self._is_led
            self._is_led = True
        if not leads:
            piece.signal.acquire()
        if not piece.done:
            try:
                with _own_turn():
                    self._work(self._next_group())
            finally:
                self._hand_on()
        if isinstance(piece.outcome, Exception):
            raise piece.outcome
        return piece.outcome  # type: ignore[return-value]

    def _next_group(self) -> list[_Piece[Q, A]]:
        """The oldest waiting piece of each key."""
        group: dict[Hashable, _Piece[Q, A]] = {}
        with self._mutex:
            later = [piece for piece in self._waiting if group.setdefault(self._key(piece.request), piece) is not piece]
            self._waiting = deque(later)
        return list(group.values())

    def _hand_on(self) -> None:
        """Wake whoever waits longest, to run the next group."""
        with self._mutex:
            if self._waiting:
                self._waiting[0].signal.release()
            else:
                self._is_led = False

    def _work(self, group: list[_Piece[Q, A]]) -> None:
        """Finish every piece, whatever happens: a thread that is never woken would be a candidate left waiting."""
        outcomes: Sequence[A | Exception | None]
        try:
            with transaction.atomic():
                outcomes = self._run([piece.request for piece in group])
        except OperationalError as error:
            # The database is away or busy: it would be so for each alone, and their clients ask again anyway.
            outcomes = [error] * len(group)
        except Exception as error:  # noqa: BLE001 -- raised to whoever asked, or tried again below
            outcomes = [error] if len(group) == 1 else [None] * len(group)
        for piece, outcome in zip(group, outcomes, strict=True):
            piece.finish(self._alone(piece.request) if outcome is None else outcome)

    def _alone(self, request: Q) -> A | Exception:
        try:
            with transaction.atomic():
                (outcome,) = self._run([request])
        except Exception as error:  # noqa: BLE001 -- raised to whoever asked
            return error
        return RuntimeError("a request alone was put off") if outcome is None else outcome
