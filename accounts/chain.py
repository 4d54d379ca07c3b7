"""The hash chain of the audit log: pure functions, the same for writing and for verifying."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson


@dataclass(frozen=True, slots=True)
class Act:
    """Everything of an audit entry that its hash covers, but its place and its predecessor."""

    at: datetime
    actor_id: int | None
    act: str
    object_type: str
    object_id: str
    details: dict[str, Any]
    source: str
    source_id: int


def entry_hash(previous: str, position: int, act: Act) -> str:
    """SHA-256, hexadecimal, of the act in its place after `previous` ("" before the first); times to the microsecond."""
    fields = (
        position,
        act.at.astimezone(UTC).isoformat(timespec="microseconds"),
        act.actor_id,
        act.act,
        act.object_type,
        act.object_id,
        act.details,
        act.source,
        act.source_id,
    )
    return hashlib.sha256(previous.encode() + orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)).hexdigest()
