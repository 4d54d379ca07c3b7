"""What a client may say: one event of its queue, and its value in the form that is hashed and stored."""

import re
from dataclasses import dataclass
from typing import Any

from exams.bank.item_types import ResponseRefused, get_item_type
from exams.papers.queries import FrozenItem, frozen_paper
from exams.sittings.chain import canonical
from exams.sittings.models import EventKind

LONGEST_NOTE = 2000
WHOLE_PAPER = 0
CLIENT_ID = re.compile(r"[A-Za-z0-9]{8,32}")
HIGHEST_SEQ = 1_000_000
HIGHEST_SLOT = 1_000
LONGEST_MS = 10**12
# PostgreSQL keeps no NUL in JSON; an escaped backslash before it is a text that only speaks of one.
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


class SaveRefused(Exception):
    """Nothing of the batch was stored."""


class BadEvent(SaveRefused):
    """An event cannot be understood; nothing of the batch was stored. `args[0]` says which and why."""


@dataclass(frozen=True, slots=True)
class IncomingEvent:
    """One act as a client sends it. `seq` 0 asks the server to number it (plain forms, which keep no queue)."""

    seq: int
    kind: str
    slot: int
    value: Any
    client_ms: int


def read_event(raw: Any) -> IncomingEvent:
    """An event as a client writes it down; raises KeyError, TypeError or ValueError for what is none."""
    seq, slot, milliseconds = raw["seq"], raw["slot"], raw["ms"]
    if not all(type(number) is int for number in (seq, slot, milliseconds)):
        raise ValueError
    # Only a note can be about the whole paper.
    lowest_slot = WHOLE_PAPER if raw["kind"] == EventKind.NOTE else 1
    if not (1 <= seq <= HIGHEST_SEQ and lowest_slot <= slot <= HIGHEST_SLOT and abs(milliseconds) < LONGEST_MS):
        raise ValueError
    return IncomingEvent(seq=seq, kind=str(raw["kind"]), slot=slot, value=raw["value"], client_ms=milliseconds)


def payload_of(event: IncomingEvent, *, paper_id: int) -> str:
    """Canonical JSON of a valid value on a slot that the paper has; raises BadEvent otherwise."""
    payload = _payload(event, paper_id=paper_id)
    if _NUL.search(payload):
        raise BadEvent(f"event {event.seq}: the character NUL cannot be kept")
    return payload


def _payload(event: IncomingEvent, *, paper_id: int) -> str:
    if event.kind not in EventKind.values:
        raise BadEvent(f"event {event.seq}: unknown kind")
    item = frozen_paper(paper_id).by_slot.get(event.slot)
    if item is None and not (event.kind == EventKind.NOTE and event.slot == WHOLE_PAPER):
        raise BadEvent(f"event {event.seq}: the paper has no slot {event.slot}")
    if event.kind == EventKind.FLAG:
        if not isinstance(event.value, bool):
            raise BadEvent(f"event {event.seq}: a flag is true or false")
        return canonical(event.value)
    if event.kind == EventKind.NOTE or item is None:
        if not isinstance(event.value, str) or len(event.value) > LONGEST_NOTE:
            raise BadEvent(f"event {event.seq}: a note is a text of {LONGEST_NOTE} characters at most")
        return canonical(event.value)
    return canonical_response(item, event.value)


def canonical_response(item: FrozenItem, value: object) -> str:
    """Canonical JSON of a response as the item's type understands it ("null": unanswered); raises BadEvent."""
    item_type = get_item_type(item.item_type)
    try:
        return canonical(item_type.clean_response(item.content, value))
    except ResponseRefused as error:
        raise BadEvent(f"slot {item.slot}: {error}") from error
