"""The three statements of the answer path, written by hand.

Every candidate runs them every few seconds, so they go round the ORM (docs/adr/0004): saves that are committed
together are one read of their attempts' heads, one insert of their events and one update for each head. Both engines
take the same text.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson
from django.db import connection

from exams.sittings.chain import Link

_HEAD = (
    "SELECT id, state, started_at, deadline, grace_seconds, lease_token, paper_id, answers, flags, "
    "head_position, head_hash, heads, paused_at, notices, last_seen_at, last_saved_at, break_until "
    "FROM sittings_attempt WHERE id IN ("
)
_MOVE = (
    "UPDATE sittings_attempt SET answers = %s, flags = %s, head_position = %s, head_hash = %s, heads = %s, "
    "last_saved_at = %s WHERE id = %s"
)
_APPEND = (
    "INSERT INTO sittings_answerevent (attempt_id, position, client_id, seq, kind, slot, payload, client_ms, "
    "received_at, disposition, prev_hash, hash) VALUES "
)
_COLUMNS = 12
# SQLite takes 32,766 parameters in a statement; a whole number of rows below it.
_MOST_PARAMETERS = 1_000 * _COLUMNS
_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
_STORED = (
    "SELECT seq, kind, slot, payload FROM sittings_answerevent "
    "WHERE attempt_id = %s AND client_id = %s AND seq >= %s AND seq <= %s"
)


@dataclass(slots=True)
class Head:
    """The moving part of an attempt, as read for one save."""

    attempt_id: int
    state: str
    started_at: datetime
    deadline: datetime
    grace_seconds: int
    lease_token: str
    paper_id: int
    answers: dict[str, Any]
    flags: list[int]
    position: int
    hash: str
    heads: dict[str, int]
    paused_at: datetime | None = None
    notices: int = 0
    last_seen_at: datetime | None = None
    last_saved_at: datetime | None = None
    break_until: datetime | None = None
    links: list[tuple[Link, str, str]] = field(default_factory=list)

    def clock(self, now: datetime) -> datetime:
        """The time by the attempt's own clock, which stands still during a pause."""
        return self.paused_at or now

    def is_break_over(self, now: datetime) -> bool:
        """Whether the clock should have gone on by itself, so that the break has to be ended before anything else."""
        return self.break_until is not None and now >= self.break_until


def load_head(attempt_id: int) -> Head | None:
    """The head of an attempt, to be looked at only; None where there is no such attempt."""
    return _read([attempt_id], lock="").get(attempt_id)


def load_heads(attempt_ids: Sequence[int], *, skip_locked: bool) -> dict[int, Head]:
    """The heads of these attempts, locked until the caller's transaction ends; those that do not exist are missing.

    `skip_locked` leaves out, instead of waiting for, rows that another transaction holds (on SQLite the transaction
    itself is the lock, and nobody else can hold one).
    """
    lock = f" ORDER BY id FOR UPDATE{' SKIP LOCKED' if skip_locked else ''}"
    return _read(attempt_ids, lock=lock if connection.features.has_select_for_update else "")


def _read(attempt_ids: Sequence[int], *, lock: str) -> dict[int, Head]:
    places = ", ".join(["%s"] * len(attempt_ids))
    with connection.cursor() as cursor:
        cursor.execute(f"{_HEAD}{places}){lock}", attempt_ids)
        rows = cursor.fetchall()
    return {
        row[0]: Head(
            attempt_id=row[0],
            state=row[1],
            started_at=_moment(row[2]),
            deadline=_moment(row[3]),
            grace_seconds=row[4],
            lease_token=row[5],
            paper_id=row[6],
            answers=orjson.loads(row[7]),
            flags=orjson.loads(row[8]),
            position=row[9],
            hash=row[10],
            heads=orjson.loads(row[11]),
            paused_at=row[12] and _moment(row[12]),
            notices=row[13],
            last_seen_at=row[14] and _moment(row[14]),
            last_saved_at=row[15] and _moment(row[15]),
            break_until=row[16] and _moment(row[16]),
        )
        for row in rows
    }


def stored_events(attempt_id: int, client_id: str, first_seq: int, last_seq: int) -> dict[int, tuple[str, int, str]]:
    """Seq → (kind, slot, payload) of what this client sent before, for telling a replay from a conflict."""
    with connection.cursor() as cursor:
        cursor.execute(_STORED, [attempt_id, client_id, first_seq, last_seq])
        return {seq: (kind, slot, payload) for seq, kind, slot, payload in cursor.fetchall()}


def write_heads(heads: Sequence[Head]) -> None:
    """Append the heads' new links and move the attempts to them; the caller holds the transaction.

    A head has at least one link, and all of its links were received at one moment.
    """
    if not heads:
        return
    links: list[Any] = []
    moves: list[tuple[Any, ...]] = []
    for head in heads:
        at = connection.ops.adapt_datetimefield_value(head.links[0][0].received_at)
        for link, previous, link_hash in head.links:
            links += (
                link.attempt_id,
                link.position,
                link.client_id,
                link.seq,
                link.kind,
                link.slot,
                link.payload,
                link.client_ms,
                at,
                link.disposition,
                previous,
                link_hash,
            )
        answers, flags, clients = (orjson.dumps(part).decode() for part in (head.answers, head.flags, head.heads))
        moves.append((answers, flags, head.position, head.hash, clients, at, head.attempt_id))
    with connection.cursor() as cursor:
        for first in range(0, len(links), _MOST_PARAMETERS):
            part = links[first : first + _MOST_PARAMETERS]
            cursor.execute(_APPEND + ", ".join([_ROW] * (len(part) // _COLUMNS)), part)
        if len(moves) == 1:
            cursor.execute(_MOVE, moves[0])
        else:
            cursor.executemany(_MOVE, moves)
    for head in heads:
        head.links = []


_SEEN = "UPDATE sittings_attempt SET last_seen_at = %s WHERE id = %s AND (last_seen_at IS NULL OR last_seen_at < %s)"


def write_seen(seen: dict[int, datetime]) -> None:
    """Move `last_seen_at` of these attempts on; the caller holds the transaction."""
    adapt = connection.ops.adapt_datetimefield_value
    rows = [(adapt(at), attempt_id, adapt(at)) for attempt_id, at in sorted(seen.items())]
    with connection.cursor() as cursor:
        cursor.executemany(_SEEN, rows)


def _moment(value: Any) -> datetime:
    """A stored time as an aware datetime: SQLite hands back naive UTC text."""
    at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def last_seq(heads: dict[str, int], client_id: str) -> int:
    """Highest sequence number seen of a client; 0 before its first event."""
    return heads.get(client_id, 0)
