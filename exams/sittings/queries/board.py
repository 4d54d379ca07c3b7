"""The invigilator's board: one line a candidate, in a fixed number of queries at any size."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.db.models import Count, F, QuerySet, Sum, TextField
from django.db.models.enums import TextChoices
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from exams.papers.queries import frozen_paper
from exams.sittings.models import (
    AccessCode,
    Attempt,
    AttemptState,
    IntegrityFlag,
    PendingAct,
    Registration,
    Room,
    Sitting,
    Switch,
    TimeAdjustment,
)
from exams.sittings.queries.breaks import breaks_begun
from exams.sittings.queries.controls import codes_on_boards, controls_of

# A browser asks every four seconds, and what it says is written within ten.
OFFLINE_AFTER = timedelta(seconds=30)
NOT_ARRIVED_AFTER = timedelta(minutes=10)


class BoardState(TextChoices):
    """How a candidate stands on the board; the first that holds, by _state."""

    NOT_ARRIVED = "not_arrived", _("Not arrived")
    WAITING = "waiting", _("Waiting to begin")
    WORKING = "working", _("Working")
    OFFLINE = "offline", _("Offline")
    PAUSED = "paused", _("Paused")
    ON_BREAK = "break", _("On a break")
    HANDED_IN = "handed_in", _("Handed in")
    ENDED = "ended", _("Ended")
    ABSENT = "absent", _("Absent")
    MISCONDUCT = "misconduct", _("Misconduct")


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One candidate as the board shows them now."""

    registration_id: int
    number: str
    name: str
    room_id: int | None
    room: str
    seat: str
    state: BoardState
    # Offline or paused since; handed in or begun at.
    since: datetime | None
    answered: int
    total: int
    last_saved_at: datetime | None
    flags: int
    given_seconds: int
    # Where the deadline lies if the clock runs on; None unless the attempt is open.
    deadline: datetime | None
    paused_at: datetime | None
    needs_attention: bool
    # State of what is arranged for the candidate, or asked for; empty where there is nothing.
    accommodation: str = ""
    # When an arranged break ends at the latest; how many there have been.
    break_until: datetime | None = None
    breaks: int = 0

    @property
    def given_minutes(self) -> int:
        """Time given, in whole minutes, rounded up."""
        return -(-self.given_seconds // 60)

    def left(self, now: datetime) -> int:
        """Seconds that remain by the attempt's own clock."""
        if self.deadline is None:
            return 0
        still = self.paused_at or now
        if self.break_until is not None and self.break_until < now:
            # The clock goes on by itself; the deadline moves with the next look at the attempt.
            still += now - self.break_until
        return max(0, int((self.deadline - still).total_seconds()))


@dataclass(frozen=True, slots=True)
class Board:
    """A sitting at one moment."""

    lines: list[BoardLine]
    # States that somebody is in, in their order.
    counts: list[tuple[BoardState, int]]
    attention: int
    rooms: list[Room]
    pending: list[PendingAct]
    # What the rooms show where an access code is asked for.
    codes: list[AccessCode]

    @property
    def has_paused_room(self) -> bool:
        return any(room.paused_at for room in self.rooms)

    def only(self, *, room: int | None, attention: bool) -> list[BoardLine]:
        """The lines of one room, or those that need somebody, or both."""
        return [
            line
            for line in self.lines
            if (room is None or line.room_id == room) and (line.needs_attention or not attention)
        ]

    def digest(self) -> str:
        """Changes when anything shown changes, but for the seconds that tick by themselves."""
        seen = [
            *(astuple(line) for line in self.lines),
            *((room.pk, room.name, room.started_at, room.paused_at) for room in self.rooms),
            *(one.pk for one in self.pending),
            *(one.pk for one in self.codes),
        ]
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:24]


def board_of(sitting: Sitting, *, now: datetime) -> Board:
    """Every candidate of the sitting, its rooms, and the requests that wait for a second person."""
    attempts = _latest_attempts(sitting)
    ids = Attempt.objects.filter(registration__sitting=sitting).order_by().values("pk")
    flags = dict(
        IntegrityFlag.objects.filter(attempt__in=ids).order_by().values_list("attempt").annotate(n=Count("pk"))
    )
    given = dict(
        TimeAdjustment.objects.filter(attempt__in=ids).order_by().values_list("attempt").annotate(n=Sum("seconds"))
    )
    breaks = breaks_begun(sitting)
    lines = [
        _line(row, attempts.get(row["pk"]), sitting=sitting, flags=flags, given=given, breaks=breaks, now=now)
        for row in _registrations(sitting)
    ]
    counted = Counter(line.state for line in lines)
    return Board(
        lines=lines,
        counts=[(state, counted[state]) for state in BoardState if counted[state]],
        attention=sum(line.needs_attention for line in lines),
        rooms=list(sitting.rooms.all()),
        pending=list(pending_acts(sitting, now=now)),
        codes=codes_on_boards(sitting) if controls_of(sitting).code_switch != Switch.OFF else [],
    )


def pending_acts(sitting: Sitting, *, now: datetime) -> QuerySet[PendingAct]:
    """Requests that somebody else may still confirm."""
    waiting = PendingAct.objects.filter(sitting=sitting, expires_at__gt=now, act__isnull=True)
    return waiting.select_related("room", "requested_by__person")


def acts_to_confirm(user: User, *, now: datetime) -> QuerySet[PendingAct]:
    """Requests of others that this person may still confirm, in whatever sitting; the one that ends first comes first."""
    waiting = PendingAct.objects.filter(expires_at__gt=now, act__isnull=True)
    return waiting.exclude(requested_by=user).order_by("expires_at", "pk")


def _registrations(sitting: Sitting) -> Iterable[Mapping[str, Any]]:
    return (
        Registration.objects.filter(sitting=sitting)
        .order_by("room__name", "seat", "number")
        .values(
            "pk",
            "number",
            "room_id",
            "seat",
            "pledged_at",
            "arrived_at",
            "standing",
            room_name=F("room__name"),
            started_at=F("room__started_at"),
            username=F("candidate__username"),
            full_name=F("candidate__person__full_name"),
            accommodation_state=F("accommodation__state"),
        )
    )


def _latest_attempts(sitting: Sitting) -> dict[int, Mapping[str, Any]]:
    """Registration → its latest attempt. Answers come as text: parsing them one field at a time costs most of all."""
    found = (
        Attempt.objects.filter(registration__sitting=sitting)
        .order_by("started_at")
        .values(
            "pk",
            "registration_id",
            "paper_id",
            "state",
            "started_at",
            "deadline",
            "closed_at",
            "paused_at",
            "break_until",
            "last_saved_at",
            "last_seen_at",
            answered=Cast("answers", TextField()),
        )
    )
    return {row["registration_id"]: row for row in found}


def _line(
    row: Mapping[str, Any],
    attempt: Mapping[str, Any] | None,
    *,
    sitting: Sitting,
    flags: dict[int, int],
    given: dict[int, int],
    breaks: dict[int, int],
    now: datetime,
) -> BoardLine:
    state, since = _state(row, attempt, now=now)
    is_open = attempt is not None and attempt["state"] == AttemptState.OPEN
    flagged = flags.get(attempt["pk"], 0) if attempt else 0
    return BoardLine(
        registration_id=row["pk"],
        number=row["number"],
        name=row["full_name"] or row["username"],
        room_id=row["room_id"],
        room=row["room_name"] or "",
        seat=row["seat"],
        state=state,
        since=since,
        answered=len(orjson.loads(attempt["answered"])) if attempt else 0,
        total=len(frozen_paper(attempt["paper_id"]).items) if attempt else 0,
        last_saved_at=attempt["last_saved_at"] if attempt else None,
        flags=flagged,
        given_seconds=given.get(attempt["pk"], 0) if attempt else 0,
        deadline=attempt["deadline"] if attempt and is_open else None,
        paused_at=attempt["paused_at"] if attempt else None,
        needs_attention=(
            state in {BoardState.OFFLINE, BoardState.MISCONDUCT}
            or flagged > 0
            or (state == BoardState.NOT_ARRIVED and now > _begun(row, sitting) + NOT_ARRIVED_AFTER)
        ),
        accommodation=row["accommodation_state"] or "",
        break_until=attempt["break_until"] if attempt else None,
        breaks=breaks.get(attempt["pk"], 0) if attempt else 0,
    )


def _begun(row: Mapping[str, Any], sitting: Sitting) -> datetime:
    """When candidates of this room could begin; far away where their room has not been started."""
    if not sitting.starts_by_room:
        return sitting.opens_at
    begun: datetime = row["started_at"] or sitting.closes_at
    return begun


def _state(
    row: Mapping[str, Any], attempt: Mapping[str, Any] | None, *, now: datetime
) -> tuple[BoardState, datetime | None]:
    if row["standing"]:
        return BoardState(row["standing"]), None
    if attempt is not None:
        return _state_of_attempt(attempt, now=now)
    is_here = row["arrived_at"] is not None
    return (BoardState.WAITING, row["arrived_at"]) if is_here else (BoardState.NOT_ARRIVED, None)


def _state_of_attempt(attempt: Mapping[str, Any], *, now: datetime) -> tuple[BoardState, datetime | None]:
    if attempt["state"] != AttemptState.OPEN:
        ended = attempt["state"] == AttemptState.ENDED
        return BoardState.ENDED if ended else BoardState.HANDED_IN, attempt["closed_at"]
    if attempt["break_until"] and attempt["break_until"] > now:
        return BoardState.ON_BREAK, attempt["paused_at"]
    if attempt["paused_at"] and not attempt["break_until"]:
        return BoardState.PAUSED, attempt["paused_at"]
    heard = [at for at in (attempt["last_seen_at"], attempt["last_saved_at"]) if at]
    if attempt["last_seen_at"] and now - max(heard) > OFFLINE_AFTER:
        return BoardState.OFFLINE, max(heard)
    return BoardState.WORKING, attempt["started_at"]
