"""The incident book: entries and later additions, never a correction in place."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from accounts.models import User
from exams.bank.pictures import PictureRefused, normalise_picture
from exams.sittings.models import (
    ActKind,
    Incident,
    IncidentKind,
    Registration,
    Room,
    Sitting,
)
from exams.sittings.services.acts import Order, order_act
from exams.sittings.writer import exclusive_write


class IncidentRefused(Exception):
    """The entry is not written; the message says why. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody has to tell. `picture` are the bytes as they were uploaded; empty for none."""

    kind: IncidentKind
    what: str
    happened_at: datetime
    room: Room | None = None
    candidates: tuple[Registration, ...] = ()
    picture: bytes = b""


def record_incident(*, sitting: Sitting, report: Report, actor: User, now: datetime) -> Incident:
    """Write an entry. The picture is encoded anew, which drops what a camera adds, and kept privately."""
    if not report.what.strip():
        raise IncidentRefused(_("Please write what happened."))
    if report.happened_at > now:
        raise IncidentRefused(_("This has not happened yet. Please correct the time."))
    if report.room is not None and report.room.sitting_id != sitting.pk:
        raise IncidentRefused(_("This room belongs to another sitting."))
    if any(one.sitting_id != sitting.pk for one in report.candidates):
        raise IncidentRefused(_("A candidate belongs to another sitting."))
    picture = _encoded(report.picture) if report.picture else b""
    with exclusive_write():
        incident = Incident(
            sitting=sitting,
            room=report.room,
            kind=report.kind,
            what=report.what.strip(),
            happened_at=report.happened_at,
            recorded_by=actor,
            recorded_at=now,
        )
        _keep(incident, picture)
        incident.save()
        incident.candidates.set(report.candidates)
    return incident


def add_to_incident(*, incident: Incident, what: str, actor: User, now: datetime, picture: bytes = b"") -> Incident:
    """Say more about an entry, as a new one that points at the first."""
    if not what.strip():
        raise IncidentRefused(_("Please write what happened."))
    data = _encoded(picture) if picture else b""
    addition = Incident(
        sitting=incident.sitting,
        room=incident.room,
        kind=incident.kind,
        what=what.strip(),
        happened_at=incident.happened_at,
        adds_to=incident.adds_to or incident,
        recorded_by=actor,
        recorded_at=now,
    )
    with exclusive_write():
        _keep(addition, data)
        addition.save()
    return addition


def mark_with_evidence(
    *, registration: Registration, kind: ActKind, reason: str, actor: User, now: datetime, picture: bytes = b""
) -> None:
    """Mark a candidate as absent or for misconduct; misconduct is written into the incident book as well, with picture.

    Raises ActRefused or IncidentRefused; nothing was changed then.
    """
    data = _encoded(picture) if picture else b""
    sitting = registration.sitting
    with exclusive_write():
        order = Order(kind=kind, sitting=sitting, reason=reason, registration=registration)
        order_act(order=order, actor=actor, now=now)
        if kind == ActKind.MISCONDUCT or data:
            incident = Incident(
                sitting=sitting,
                room=registration.room,
                kind=IncidentKind.MISCONDUCT if kind == ActKind.MISCONDUCT else IncidentKind.OTHER,
                what=reason.strip(),
                happened_at=now,
                recorded_by=actor,
                recorded_at=now,
            )
            _keep(incident, data)
            incident.save()
            incident.candidates.set([registration])


def _encoded(data: bytes) -> bytes:
    try:
        return normalise_picture(data).data
    except PictureRefused as refusal:
        raise IncidentRefused(str(refusal)) from refusal


def _keep(incident: Incident, data: bytes) -> None:
    """Name the file by its content and remember its digest."""
    if not data:
        return
    digest = hashlib.sha256(data).hexdigest()
    ending = "png" if data.startswith(b"\x89PNG") else "jpg"
    incident.picture_sha256 = digest
    incident.picture.save(f"{digest[:24]}.{ending}", ContentFile(data), save=False)
