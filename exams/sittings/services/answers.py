"""Recording answer events: idempotent, append-only, one durable transaction for a client's whole queue."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import orjson

from exams.sittings.answer_store import Head, last_seq, load_head, load_heads, stored_events, write_heads
from exams.sittings.chain import Link, link_hash
from exams.sittings.models import (
    AnswerEvent,
    Attempt,
    AttemptState,
    Disposition,
    EventKind,
    IntegrityFlag,
    RetiredLease,
)
from exams.sittings.queries.late import counted_until
from exams.sittings.queries.sections import section_plan
from exams.sittings.services.attempts import close_if_overdue, renew_receipt
from exams.sittings.services.breaks import end_break_that_is_over
from exams.sittings.services.events import BadEvent, IncomingEvent, SaveRefused, payload_of
from exams.sittings.services.outages import (
    Contact,
    GivenBack,
    give_back,
    note_contact,
    silence_before,
    write_contacts,
)
from exams.sittings.signals import answers_completed
from exams.sittings.writer import GroupWriter, exclusive_write

MAX_EVENTS = 500
SERVER_ASSIGNED = 0
# A page learns of its break a moment after the server.
BREAK_SLACK_MS = 3_000


class LeaseUnknown(SaveRefused):
    """The token never was a lease of this attempt; nothing was stored."""


class SaveStatus(StrEnum):
    """What the answer path says; docs/architecture.md lists the HTTP status of each."""

    SAVED = "saved"
    CONFLICT = "seq_conflict"
    CLOSED = "closed"
    TAKEN_OVER = "lease_taken_over"


@dataclass(slots=True)
class Acknowledgement:
    """What the client may now forget (`acked`), and the server's clock."""

    status: SaveStatus
    acked: list[int] = field(default_factory=list)
    conflicts: list[int] = field(default_factory=list)
    late: list[int] = field(default_factory=list)
    state: str = AttemptState.OPEN
    server_ms: int = 0
    remaining_ms: int = 0
    head: str = ""
    paused: bool = False
    # The number of the newest notice to this candidate.
    notices: int = 0
    # Whether the clock stands still for a break of the candidate's own.
    on_break: bool = False
    # Whether answers were counted that came after the closing.
    is_completed: bool = False
    # Whether the browser that writes was heard of.
    is_heard: bool = False


@dataclass(frozen=True, slots=True)
class _Save:
    """A client's queue as it waits for its transaction."""

    attempt_id: int
    lease_token: str
    client_id: str
    events: Sequence[IncomingEvent]
    now: datetime
    contact: Contact | None


def record_events(
    *,
    attempt_id: int,
    lease_token: str,
    client_id: str,
    events: Sequence[IncomingEvent],
    now: datetime,
    contact: Contact | None = None,
    tells: bool = True,
) -> Acknowledgement:
    """Store what is new of `events`, acknowledge what is stored, and move the attempt's head, in one transaction.

    Same seq and body again: the same acknowledgement. Same seq, other body: kept out, flagged, listed in `conflicts`.
    From a lease that was taken over, or after the deadline: stored, but not counted. Raises LeaseUnknown, BadEvent.
    Where the exam's policy counts what was made in time and came after the closing, the receipt is made anew, and
    higher apps are told; with `tells` off the caller does that for several batches at once.
    """
    if len(events) > MAX_EVENTS:
        raise BadEvent(f"more than {MAX_EVENTS} events")
    ack = _saves.write(_Save(attempt_id, lease_token, client_id, events, now, contact))
    if ack.is_heard:
        note_contact(attempt_id, now=now)
    if ack.status == SaveStatus.CLOSED and ack.state == AttemptState.OPEN:
        attempt = Attempt.objects.get(pk=attempt_id)
        close_if_overdue(attempt=attempt, now=now)
        ack.state = attempt.state
    if ack.is_completed and tells:
        answers_completed.send(sender=Attempt, attempt=attempt_id, now=now)
    return ack


def read_clock(*, attempt_id: int, lease_token: str, now: datetime, contact: Contact | None = None) -> Acknowledgement:
    """What an idle client asks for: time left, state, and whether its lease still writes. Raises LeaseUnknown.

    `contact` is given where a browser asks: the attempt counts as seen, and after an outage gets its time back.
    """
    head = load_head(attempt_id)
    held = _holds_lease(head, lease_token)
    if head is None or held is None:
        raise LeaseUnknown
    if head.is_break_over(now):
        _go_on(head, end_break_that_is_over(attempt_id, now=now))
    ack = _opening(head, held=held, now=now)
    if contact and held and head.state == AttemptState.OPEN:
        gap = silence_before(head, contact, now=now)
        if gap is not None:
            with exclusive_write():
                _gain(head, give_back(attempt_id, gap))
            ack = _opening(head, held=held, now=now)
        note_contact(attempt_id, now=now)
        write_contacts(now=now)
    if ack.status == SaveStatus.CLOSED and head.state == AttemptState.OPEN:
        attempt = Attempt.objects.get(pk=attempt_id)
        close_if_overdue(attempt=attempt, now=now)
        # An outage that is not over may have kept it open.
        head.state, head.deadline = attempt.state, attempt.deadline
        ack = _opening(head, held=held, now=now)
    return ack


def _holds_lease(head: Head | None, token: str) -> bool | None:
    """True for the present lease, False for one taken over, None for a token this attempt never gave."""
    if head is None:
        return None
    if secrets.compare_digest(head.lease_token.encode(), token.encode()):
        return True
    retired = RetiredLease.objects.filter(attempt_id=head.attempt_id, token=token).exists()
    return False if retired else None


def _opening(head: Head, *, held: bool, now: datetime) -> Acknowledgement:
    """The state of things before any event: status, and the server's clock."""
    overdue = head.clock(now) > head.deadline + timedelta(seconds=head.grace_seconds)
    closed = head.state != AttemptState.OPEN or overdue
    return Acknowledgement(
        status=SaveStatus.CLOSED if closed else SaveStatus.SAVED if held else SaveStatus.TAKEN_OVER,
        state=head.state,
        server_ms=_milliseconds(now - head.started_at),
        remaining_ms=max(0, _milliseconds(head.deadline - head.clock(now))),
        head=head.hash,
        paused=head.paused_at is not None,
        notices=head.notices,
        on_break=head.break_until is not None,
    )


def _record(saves: Sequence[_Save]) -> list[Acknowledgement | Exception | None]:
    """Everything of these saves, each of another attempt, that happens inside their transaction.

    One whose attempt is locked elsewhere is put off, so that it does not hold up the others.
    """
    heads = load_heads([save.attempt_id for save in saves], skip_locked=len(saves) > 1)
    outcomes: list[Acknowledgement | Exception | None] = []
    moved: list[Head] = []
    completed: list[_Save] = []
    for save in saves:
        head = heads.get(save.attempt_id)
        if head is None and len(saves) > 1:
            outcomes.append(None)
            continue
        try:
            ack = _take_from(head, save)
        except SaveRefused as refusal:
            outcomes.append(refusal)
        else:
            outcomes.append(ack)
            moved += [head] if head and head.links else []
            completed += [save] if ack.is_completed else []
    write_heads(moved)
    for save in completed:
        renew_receipt(save.attempt_id, now=save.now)
    return outcomes


def _take_from(head: Head | None, save: _Save) -> Acknowledgement:
    held = _holds_lease(head, save.lease_token)
    if head is None or held is None:
        raise LeaseUnknown
    if head.is_break_over(save.now):
        _go_on(head, end_break_that_is_over(save.attempt_id, now=save.now))
    # Also past the deadline: whoever was away over it has the time of the outage, whether or not anybody looked before.
    contact = save.contact if held and head.state == AttemptState.OPEN else None
    if contact:
        gap = silence_before(head, contact, now=save.now)
        if gap is not None:
            _gain(head, give_back(save.attempt_id, gap))
    ack = _take(head, held=held, client_id=save.client_id, events=save.events, now=save.now)
    ack.is_heard = contact is not None
    return ack


def _go_on(head: Head, seconds: int) -> None:
    """Let the head say what the row says after a break whose time was used up."""
    head.deadline += timedelta(seconds=seconds)
    head.paused_at = head.break_until = None


def _gain(head: Head, given: GivenBack | None) -> None:
    """Let the head say what the row says after an outage."""
    if given is not None:
        head.deadline += timedelta(seconds=given.seconds)
        head.notices = given.notices


_saves: GroupWriter[_Save, Acknowledgement] = GroupWriter(_record, key=lambda save: save.attempt_id)


def _take(head: Head, *, held: bool, client_id: str, events: Sequence[IncomingEvent], now: datetime) -> Acknowledgement:
    """Sort the events into new, repeated and conflicting, and append the new ones to the head."""
    ack = _opening(head, held=held, now=now)
    is_closed = ack.status == SaveStatus.CLOSED
    made_until = counted_until(head.attempt_id, now=now) if is_closed and events else None
    numbered = _number(events, head=head, client_id=client_id)
    known = last_seq(head.heads, client_id)
    old = [event.seq for event in numbered if event.seq <= known]
    stored = stored_events(head.attempt_id, client_id, min(old), max(old)) if old else {}
    for event in numbered:
        payload = payload_of(event, paper_id=head.paper_id)
        before = stored.get(event.seq)
        if before is None:
            on_time = _is_on_time(head, event, made_until=made_until, is_closed=is_closed, now=now)
            disposition = _disposition(on_time=on_time, held=held, in_order=event.seq > known)
            _append(head, event, client_id=client_id, payload=payload, disposition=disposition, now=now)
            ack.is_completed |= head.state != AttemptState.OPEN and disposition == Disposition.COUNTED
            stored[event.seq] = (event.kind, event.slot, payload)
            ack.acked.append(event.seq)
            if disposition == Disposition.LATE:
                ack.late.append(event.seq)
        elif before == (event.kind, event.slot, payload):
            ack.acked.append(event.seq)
        else:
            ack.conflicts.append(event.seq)
    _flag(head, ack, held=held, now=now)
    if ack.conflicts and ack.status == SaveStatus.SAVED:
        ack.status = SaveStatus.CONFLICT
    ack.head = head.hash
    return ack


def _number(events: Sequence[IncomingEvent], *, head: Head, client_id: str) -> list[IncomingEvent]:
    """Give server-numbered events the next numbers; order the rest by their own."""
    following = last_seq(head.heads, client_id)
    numbered = []
    for event in sorted(events, key=lambda event: event.seq):
        if event.seq == SERVER_ASSIGNED:
            following += 1
            numbered.append(IncomingEvent(following, event.kind, event.slot, event.value, event.client_ms))
        else:
            numbered.append(event)
    return numbered


def _is_on_time(head: Head, event: IncomingEvent, *, made_until: int | None, is_closed: bool, now: datetime) -> bool:
    """Whether an event came in time, or was made in time and the exam's policy counts it afterwards (`made_until`)."""
    span = head.deadline - head.started_at
    plan = section_plan(head.paper_id) if event.kind == EventKind.ANSWER else None
    # The end of the attempt, or of the item's section: the same rule and the same grace for both.
    end = plan.end_ms(event.slot, span) if plan else _milliseconds(span)
    if is_closed:
        return made_until is not None and event.client_ms <= min(end, made_until)
    passed = _milliseconds(head.clock(now) - head.started_at)
    return passed <= end + 1000 * head.grace_seconds and (passed <= end or event.client_ms <= end)


def _disposition(*, on_time: bool, held: bool, in_order: bool) -> Disposition:
    if not on_time:
        return Disposition.LATE
    return Disposition.COUNTED if held and in_order else Disposition.SUPERSEDED


def _append(
    head: Head, event: IncomingEvent, *, client_id: str, payload: str, disposition: Disposition, now: datetime
) -> None:
    """Add the event to the chain and, where it counts, to the current answers."""
    link = Link(
        attempt_id=head.attempt_id,
        position=head.position + 1,
        client_id=client_id,
        seq=event.seq,
        kind=str(event.kind),
        slot=event.slot,
        payload=payload,
        client_ms=event.client_ms,
        received_at=now,
        disposition=str(disposition),
    )
    previous, head.hash = head.hash, link_hash(head.hash, link)
    head.links.append((link, previous, head.hash))
    head.position = link.position
    head.heads[client_id] = max(event.seq, last_seq(head.heads, client_id))
    if disposition == Disposition.COUNTED:
        project(head.answers, head.flags, kind=link.kind, slot=link.slot, value=event.value, payload=payload)


def project(answers: dict[str, Any], flags: list[int], *, kind: str, slot: int, value: Any, payload: str) -> None:
    """Apply one counted event to the current answers and flags; a cleared answer leaves no entry, a note does nothing."""
    if kind == EventKind.NOTE:
        return
    if kind == EventKind.FLAG:
        if value and slot not in flags:
            flags.append(slot)
        elif not value and slot in flags:
            flags.remove(slot)
    elif payload == "null":
        answers.pop(str(slot), None)
    else:
        answers[str(slot)] = orjson.loads(payload)


def _flag(head: Head, ack: Acknowledgement, *, held: bool, now: datetime) -> None:
    """Leave a note for a person wherever something was out of the ordinary."""
    notes: list[tuple[str, dict[str, Any]]] = []
    if ack.conflicts:
        notes.append(("seq_conflict", {"seqs": ack.conflicts[:50]}))
    if ack.late:
        notes.append(("late_events", {"seqs": ack.late[:50]}))
    if not held and ack.acked and head.links:
        notes.append(("superseded_events", {"events": len(head.links)}))
    if head.links and ack.status == SaveStatus.SAVED and head.clock(now) > head.deadline:
        notes.append(("saved_in_grace", {"events": len(head.links)}))
    made_in_break = _made_in_break(head)
    if made_in_break:
        notes.append(("saved_in_break", {"events": made_in_break}))
    if notes:
        IntegrityFlag.objects.bulk_create(
            [IntegrityFlag(attempt_id=head.attempt_id, kind=kind, detail=detail, at=now) for kind, detail in notes]
        )


def _made_in_break(head: Head) -> int:
    """How many of the new events were made while the candidate was on a break, by the page's own clock."""
    if head.break_until is None or head.paused_at is None:
        return 0
    began = _milliseconds(head.paused_at - head.started_at) + BREAK_SLACK_MS
    return sum(link.client_ms > began for link, _previous, _hash in head.links)


def _milliseconds(span: timedelta) -> int:
    return int(span / timedelta(milliseconds=1))


def rebuild_projection(attempt_id: int) -> tuple[dict[str, Any], list[int]]:
    """Answers and flags as the counted events of the log make them."""
    answers: dict[str, Any] = {}
    flags: list[int] = []
    counted = AnswerEvent.objects.filter(attempt_id=attempt_id, disposition=Disposition.COUNTED).order_by("position")
    for kind, slot, payload in counted.values_list("kind", "slot", "payload"):
        project(answers, flags, kind=kind, slot=slot, value=payload == "true", payload=payload)
    return answers, flags
