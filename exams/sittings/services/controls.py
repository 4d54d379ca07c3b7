"""Controls against cheating: changing them, access codes, overrides, and judging a start or a return.

A control decides nothing about an answer: it lets in, flags, or (where its switch says so) refuses a start. Somebody
who comes back to a running exam is never refused.
"""

import ipaddress
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from exams.sittings.models import (
    AccessCode,
    Attempt,
    Control,
    ControlChange,
    ControlEvent,
    ControlKind,
    ControlOverride,
    IntegrityFlag,
    Registration,
    Room,
    RoomControls,
    Sitting,
    SittingControls,
    Switch,
)
from exams.sittings.queries.controls import controls_of, latest_code, ranges_of
from exams.sittings.writer import exclusive_write

# No letters that a board makes look alike.
CODE_LETTERS = "ACDEFHJKMNPRTUVWXY34679"
CODE_LENGTH = 6
TRIES, TRIES_WITHIN = 5, timedelta(minutes=5)
MOST_EVENTS = 200
# Of one attempt: whoever floods their own log has said enough.
MOST_KEPT = 5_000
COUNTED_KINDS = frozenset(ControlKind.values) - {ControlKind.CODE_WRONG, ControlKind.SEB}


class ControlsRefused(Exception):
    """The change cannot be made; the message says why."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a request shows of itself; `seb` is whether it proved a key of Safe Exam Browser, None if it showed none."""

    address: str
    code: str = ""
    seb: bool | None = None


@dataclass(slots=True)
class Admission:
    """May this candidate start? `refusal` says why not, for them to read; `flags` are for people to look at."""

    refusal: str = ""
    flags: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


def change_controls(
    *,
    sitting: Sitting,
    values: Mapping[str, Any],
    room_ranges: Mapping[Room, str],
    reason: str,
    actor: User,
    now: datetime,
) -> ControlChange | None:
    """Set switches and the rooms' addresses; None where nothing would change. Raises ControlsRefused without a reason."""
    if not reason.strip():
        raise ControlsRefused(_("Please give the reason of the change."))
    with exclusive_write():
        controls, _new = SittingControls.objects.select_for_update().get_or_create(sitting=sitting)
        changes: dict[str, list[Any]] = {}
        for name, value in values.items():
            former = getattr(controls, name)
            if former != value:
                # The password is nobody's to read in a log.
                changes[name] = ["…", "…"] if name == "seb_quit_password" else [former, value]
                setattr(controls, name, value)
        for room, ranges in room_ranges.items():
            former = RoomControls.objects.filter(room=room).values_list("ip_ranges", flat=True).first() or ""
            if former != ranges:
                changes[f"ip_ranges: {room.name}"] = [former, ranges]
                RoomControls.objects.update_or_create(room=room, defaults={"ip_ranges": ranges})
        if not changes:
            return None
        controls.save()
        change = ControlChange.objects.create(
            sitting=sitting, changes=changes, reason=reason.strip()[:200], actor=actor, at=now
        )
    if controls.code_switch != Switch.OFF and not AccessCode.objects.filter(sitting=sitting).exists():
        issue_codes(sitting=sitting, rooms=[*sitting.rooms.all(), None], actor=actor, now=now)
    return change


def issue_codes(*, sitting: Sitting, rooms: Sequence[Room | None], actor: User, now: datetime) -> list[AccessCode]:
    """A new code for each of these rooms (None: for those without one); the former codes open nothing any more.

    An invigilator asks for them by an act (ActKind.CODE), which logs it.
    """
    return [
        AccessCode.objects.create(
            sitting=sitting,
            room=one,
            code="".join(secrets.choice(CODE_LETTERS) for _letter in range(CODE_LENGTH)),
            issued_at=now,
            issued_by=actor,
        )
        for one in rooms
    ]


def override_control(
    *, registration: Registration, control: Control, reason: str, actor: User, now: datetime
) -> ControlOverride:
    """Let one candidate pass one control. Raises ControlsRefused without a reason."""
    if not reason.strip():
        raise ControlsRefused(_("Please give the reason of the override."))
    return ControlOverride.objects.create(
        registration=registration, control=control, reason=reason.strip()[:200], actor=actor, at=now
    )


def admit(*, registration: Registration, shown: Shown, now: datetime, resuming: bool) -> Admission:
    """Judge a start or a return by the sitting's switches. A return is never refused and needs no code."""
    controls = controls_of(registration.sitting)
    switches = {Control.IP: controls.ip_switch, Control.SEB: controls.seb_switch}
    if not resuming:
        switches[Control.CODE] = controls.code_switch
    admission = Admission()
    for control, switch in switches.items():
        if switch == Switch.OFF or _is_overridden(registration, control):
            continue
        fault = _fault(control, registration=registration, controls=controls, shown=shown, now=now)
        if fault is None:
            continue
        message, detail = fault
        if switch == Switch.BLOCK and not resuming:
            admission.refusal = admission.refusal or message
        admission.flags.append((f"control_{control}", detail | ({"resumed": True} if resuming else {})))
    return admission


def note_flags(*, attempt: Attempt, flags: Iterable[tuple[str, dict[str, Any]]], now: datetime) -> None:
    """Keep what an admission flagged, each thing once for an attempt."""
    for kind, detail in flags:
        if not IntegrityFlag.objects.filter(attempt=attempt, kind=kind, detail=detail).exists():
            IntegrityFlag.objects.create(attempt=attempt, kind=kind, detail=detail, at=now)


def note_takeover(*, attempt: Attempt, now: datetime) -> None:
    """Flag a change of device where the sitting asks for one device."""
    if controls_of(attempt.registration.sitting).one_device:
        IntegrityFlag.objects.create(attempt=attempt, kind="device_changed", detail={}, at=now)


def record_control_events(*, attempt: Attempt, events: Iterable[tuple[ControlKind, int]], now: datetime) -> int:
    """Store what the page noted, by the switches as they are now; returns how many were kept.

    What a switch that was turned off would have noted is left out.
    """
    wanted = _wanted_kinds(controls_of(attempt.registration.sitting))
    if ControlEvent.objects.filter(attempt=attempt).count() >= MOST_KEPT:
        return 0
    kept = [
        ControlEvent(registration=attempt.registration, attempt=attempt, kind=kind, client_ms=milliseconds, at=now)
        for kind, milliseconds in events
        if kind in wanted
    ]
    if kept:
        with exclusive_write():
            ControlEvent.objects.bulk_create(kept)
    return len(kept)


def _wanted_kinds(controls: SittingControls) -> set[str]:
    wanted: set[str] = set()
    if controls.focus_log:
        wanted |= {ControlKind.LEFT, ControlKind.RETURNED}
    if controls.full_screen:
        wanted |= {ControlKind.FULL_SCREEN_LEFT, ControlKind.FULL_SCREEN_ENTERED}
    if controls.hinder_copying:
        wanted |= {ControlKind.COPY, ControlKind.PRINT}
    if controls.seb_switch != Switch.OFF:
        wanted.add(ControlKind.SEB)
    return wanted


Fault = tuple[str, dict[str, Any]]


def _fault(
    control: Control, *, registration: Registration, controls: SittingControls, shown: Shown, now: datetime
) -> Fault | None:
    """What is wrong by one control: words for the candidate, and what a flag keeps."""
    if control == Control.IP:
        return _address_fault(registration, controls, shown)
    return _seb_fault(shown) if control == Control.SEB else _code_fault(registration, shown, now)


def _address_fault(registration: Registration, controls: SittingControls, shown: Shown) -> Fault | None:
    """None inside the ranges, and where none are given: an empty list must not shut everybody out."""
    ranges = ranges_of(registration, controls)
    if not ranges or is_inside(shown.address, ranges):
        return None
    message = _("This device is not on the exam's network (%(address)s). Please tell the invigilator.")
    return message % {"address": shown.address}, {"address": shown.address}


def is_inside(address: str, ranges: Iterable[str]) -> bool:
    """Whether an address lies in one of the CIDR ranges; an IPv4 address written as IPv6 counts as IPv4."""
    try:
        here = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(here, ipaddress.IPv6Address) and here.ipv4_mapped:
        here = here.ipv4_mapped
    return any(here in ipaddress.ip_network(one, strict=False) for one in ranges)


def _seb_fault(shown: Shown) -> Fault | None:
    if shown.seb:
        return None
    message = _("This exam is sat in Safe Exam Browser. Please open the configuration file below, which starts it.")
    return message, {"shown": "wrong key" if shown.seb is False else "no key"}


def _code_fault(registration: Registration, shown: Shown, now: datetime) -> Fault | None:
    """Compared in constant time; after five wrong codes within five minutes nothing is compared."""
    wrong = ControlEvent.objects.filter(
        registration=registration, kind=ControlKind.CODE_WRONG, at__gt=now - TRIES_WITHIN
    ).count()
    if wrong >= TRIES:
        return _("Too many wrong codes. Please wait five minutes, or ask the invigilator."), {"code": "too many tries"}
    issued = latest_code(registration)
    if issued is None:
        return None
    entered = shown.code.strip().upper()
    if entered and secrets.compare_digest(entered.encode(), issued.code.encode()):
        return None
    if entered and AccessCode.objects.filter(sitting=issued.sitting_id, room=issued.room_id, code=entered).exists():
        # It was right a while ago: no guess, and not counted as one.
        return _("This code is no longer valid: your room shows a new one. Please enter that."), {"code": "former"}
    if entered:
        ControlEvent.objects.create(registration=registration, kind=ControlKind.CODE_WRONG, at=now)
        return _("This is not the code shown in your room. Please read it again."), {"code": "wrong"}
    return _("Please enter the access code shown in your room."), {"code": "none"}


def _is_overridden(registration: Registration, control: Control) -> bool:
    return ControlOverride.objects.filter(registration=registration, control=control).exists()
