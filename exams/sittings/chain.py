"""The hash chain of an answer log: pure functions, the same for writing, verifying and the receipt.

Each event's hash covers the previous one, so that a changed, missing or reordered row breaks every later hash.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson


def canonical(value: Any) -> str:
    """JSON with sorted keys and no white space: one text for one value."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def digest(value: Any) -> str:
    """SHA-256, hexadecimal, of the canonical JSON of `value`."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Link:
    """Everything of an event that its hash covers."""

    attempt_id: int
    position: int
    client_id: str
    seq: int
    kind: str
    slot: int
    payload: str
    client_ms: int
    received_at: datetime
    disposition: str


def link_hash(previous: str, link: Link) -> str:
    """Hash of `link` after `previous` ("" before the first); times to the microsecond in UTC."""
    fields = (
        link.attempt_id,
        link.position,
        link.client_id,
        link.seq,
        link.kind,
        link.slot,
        link.payload,
        link.client_ms,
        link.received_at.astimezone(UTC).isoformat(timespec="microseconds"),
        link.disposition,
    )
    return hashlib.sha256(previous.encode() + orjson.dumps(fields)).hexdigest()


def leaf_hash(attempt_id: int, position: int, head: str) -> str:
    """A Merkle leaf: one attempt's head. The first byte keeps leaves and nodes apart (as in RFC 6962)."""
    return hashlib.sha256(b"\0" + f"{attempt_id}:{position}:{head}".encode()).hexdigest()


def node_hash(left: str, right: str) -> str:
    """A Merkle node over two others."""
    return hashlib.sha256(b"\1" + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()


def merkle_levels(leaves: Sequence[str]) -> list[list[str]]:
    """From the leaves to the root; a node without a neighbour goes up as it is. No leaves: the digest of nothing."""
    levels = [list(leaves) or [hashlib.sha256(b"").hexdigest()]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        pairs = [node_hash(*below[at : at + 2]) for at in range(0, len(below) - 1, 2)]
        levels.append(pairs + below[len(pairs) * 2 :])
    return levels


def merkle_proof(levels: Sequence[Sequence[str]], place: int) -> list[tuple[str, str]]:
    """What leads from the leaf at `place` to the root: ("left" or "right", the neighbour there), from below."""
    proof = []
    for level in levels[:-1]:
        neighbour = place ^ 1
        if neighbour < len(level):
            proof.append(("left" if neighbour < place else "right", level[neighbour]))
        place //= 2
    return proof


def root_hash(*, number: int, at: datetime, previous: str, merkle_root: str, heads: int) -> str:
    """What is signed of a chain root: its place, its hour, the root before it, and what it stands for."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return digest({"number": number, "at": moment, "previous": previous, "merkle_root": merkle_root, "heads": heads})
