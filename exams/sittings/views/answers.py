"""The answer path: JSON in, JSON out, authorised by the attempt's lease. docs/architecture.md lists its statuses."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError
from django.utils import timezone

from exams.sittings.models import Attempt
from exams.sittings.services.answers import (
    Acknowledgement,
    LeaseUnknown,
    SaveStatus,
    read_clock,
    record_events,
)
from exams.sittings.services.events import CLIENT_ID, BadEvent, IncomingEvent, read_event
from exams.sittings.services.outages import Contact

MAX_BODY = 262_144
# How often an idle client asks for the clock, so that added time, a pause and a message are seen within five seconds.
POLL_MS = 4_000
LONGEST_DIGITS = 12
HTTP_STATUS = {
    SaveStatus.SAVED: 200,
    SaveStatus.CONFLICT: 409,
    SaveStatus.CLOSED: 410,
    SaveStatus.TAKEN_OVER: 423,
}
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request on the answer path, whichever door it came through."""

    attempt_id: int
    method: str
    lease: str
    # X-Offline: milliseconds without the server, as the page says; empty where it was just opened.
    offline: str
    # The length that the request states, and a reader of so many bytes of its body.
    length: str
    read: Callable[[int], bytes]
    # Looked up only to tell a candidate from a stranger when the lease is wrong.
    session_key: Callable[[], str | None]


@dataclass(frozen=True, slots=True)
class Reply:
    """Always JSON with a `status`, never to be kept by a cache."""

    http_status: int
    body: bytes


def store_answers(asked: Asked) -> Reply:
    """Store a client's queue."""
    if asked.method != "POST":
        return _reply(405, status="method_not_allowed")
    now = timezone.now()
    try:
        client_id, events = _parse(asked)
        ack = record_events(
            attempt_id=asked.attempt_id,
            lease_token=asked.lease,
            client_id=client_id,
            events=events,
            now=now,
            contact=_contact(asked),
        )
    except BadEvent as error:
        return _reply(400, status="bad_event", detail=str(error))
    except LeaseUnknown:
        return _refuse(asked)
    except OperationalError:
        logger.exception("answer path: the database did not take a save; the client keeps it and tries again")
        return _reply(503, status="try_again")
    return _acknowledge(ack, now=now)


def tell_clock(asked: Asked) -> Reply:
    """The server's clock for one attempt: time left, state, and whether the lease is still held."""
    if asked.method != "GET":
        return _reply(405, status="method_not_allowed")
    now = timezone.now()
    try:
        ack = read_clock(attempt_id=asked.attempt_id, lease_token=asked.lease, now=now, contact=_contact(asked))
    except LeaseUnknown:
        return _refuse(asked)
    except OperationalError:
        return _reply(503, status="try_again")
    return _acknowledge(ack, now=now)


def _contact(asked: Asked) -> Contact:
    said = asked.offline
    return Contact(int(said) if said.isascii() and said.isdigit() and len(said) < LONGEST_DIGITS else None)


def _parse(asked: Asked) -> tuple[str, list[IncomingEvent]]:
    """Client id and events of the request body; raises BadEvent on anything else."""
    if not asked.length.isdigit() or int(asked.length) > MAX_BODY:
        raise BadEvent(f"a batch may hold {MAX_BODY} bytes; send it in parts")
    try:
        body = orjson.loads(asked.read(int(asked.length)))
        client_id = body["client"]
        events = [read_event(raw) for raw in body["events"]]
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise BadEvent("the body is not a batch of events") from error
    if not isinstance(client_id, str) or not CLIENT_ID.fullmatch(client_id):
        raise BadEvent("client must be 8 to 32 letters and digits")
    return client_id, events


def _acknowledge(ack: Acknowledgement, *, now: datetime) -> Reply:
    return _reply(
        HTTP_STATUS[ack.status],
        status=ack.status,
        acked=ack.acked,
        conflicts=ack.conflicts,
        late=ack.late,
        state=ack.state,
        server_ms=ack.server_ms,
        remaining_ms=ack.remaining_ms,
        saved_at=timezone.localtime(now).strftime("%H:%M:%S"),
        head=ack.head,
        paused=ack.paused,
        notices=ack.notices,
        on_break=ack.on_break,
        poll_ms=POLL_MS,
    )


def _refuse(asked: Asked) -> Reply:
    """Tell a candidate whose lease is wrong from somebody at another's attempt; nothing was stored."""
    session = SessionStore(asked.session_key())
    user_id = session.get("_auth_user_id")
    own = (
        user_id is not None and Attempt.objects.filter(pk=asked.attempt_id, registration__candidate_id=user_id).exists()
    )
    return _reply(403, status="lease_unknown") if own else _reply(404, status="not_your_attempt")


def _reply(http_status: int, **content: Any) -> Reply:
    return Reply(http_status, orjson.dumps(content))
