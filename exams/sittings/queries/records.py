"""What the exam room record says of each room."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from exams.sittings.models import (
    Attempt,
    AttemptState,
    BreakEvent,
    BreakStep,
    Incident,
    InvigilationAct,
    Registration,
    Room,
    Sitting,
    Standing,
)
from exams.sittings.queries.breaks import breaks_in
from exams.sittings.queries.invigilation import acts_in, incident_book
from exams.sittings.rendering.record import (
    RecordedAct,
    RecordedBreak,
    RecordedCandidate,
    RecordedIncident,
    RoomRecord,
)


def room_records(sitting: Sitting, *, room: Room | None, now: datetime) -> list[RoomRecord]:
    """One record for `room`, or one for each room and for those who sit in none; the whole sitting where it has none."""
    if room is not None:
        return [_record(sitting, room, now=now)]
    found = [_record(sitting, one, now=now) for one in sitting.rooms.all()]
    if not found or sitting.registrations.filter(room__isnull=True).exists():
        found.append(_record(sitting, None, now=now))
    return found


def _record(sitting: Sitting, room: Room | None, *, now: datetime) -> RoomRecord:
    attempts = Attempt.objects.order_by("number").defer("answers", "flags", "heads")
    registrations = list(
        Registration.objects.filter(sitting=sitting, room=room)
        .select_related("candidate__person")
        .prefetch_related(Prefetch("attempts", attempts))
        .order_by("seat", "number")
    )
    begun = [one for one in registrations if one.attempts.all()]
    all_attempts = [attempt for one in begun for attempt in one.attempts.all()]
    absent = [one for one in registrations if one.standing == Standing.ABSENT]
    return RoomRecord(
        exam=sitting.exam.title,
        sitting=sitting.name,
        room=room.name if room else "",
        opens_at=sitting.opens_at,
        closes_at=sitting.closes_at,
        began_at=min((attempt.started_at for attempt in all_attempts), default=None),
        ended_at=max((attempt.closed_at for attempt in all_attempts if attempt.closed_at), default=None),
        expected=len(registrations),
        present=len(begun),
        handed_in=sum(any(a.state != AttemptState.OPEN for a in one.attempts.all()) for one in begun),
        absent=_people(absent),
        missing=_people([one for one in registrations if not one.attempts.all() and one not in absent]),
        misconduct=_people([one for one in registrations if one.standing == Standing.MISCONDUCT]),
        acts=[_act(act) for act in acts_in(sitting, room=room)],
        breaks=_breaks(sitting, room),
        incidents=[_incident(one) for one in incident_book(sitting, room=room)],
        printed_at=now,
    )


def _people(registrations: Sequence[Registration]) -> list[RecordedCandidate]:
    return [RecordedCandidate(one.candidate.display_name, one.number, one.seat) for one in registrations]


def _act(act: InvigilationAct) -> RecordedAct:
    detail = act.detail.get("text", "")
    if act.minutes:
        detail = _("%(n)s min") % {"n": act.minutes}
    return RecordedAct(
        at=act.at,
        what=act.get_kind_display(),
        whom=act.registration.candidate.display_name if act.registration else "",
        detail=detail,
        reason=act.reason,
        who=act.actor.display_name,
        asked_by=act.pending.requested_by.display_name if act.pending else "",
    )


def _breaks(sitting: Sitting, room: Room | None) -> list[RecordedBreak]:
    """Each break as one line: begun, ended, and in which way."""
    open_since: dict[int, BreakEvent] = {}
    found = []
    for event in breaks_in(sitting, attempt__registration__room=room):
        if event.step == BreakStep.BEGAN:
            open_since[event.attempt_id] = event
        elif began := open_since.pop(event.attempt_id, None):
            found.append(_break(began, event))
    return found + [_break(began, None) for began in open_since.values()]


def _break(began: BreakEvent, ended: BreakEvent | None) -> RecordedBreak:
    whom = began.attempt.registration.candidate.display_name
    last = ended or began
    return RecordedBreak(began.at, ended.at if ended else None, whom, last.get_step_display())


def _incident(incident: Incident) -> RecordedIncident:
    additions = list(incident.additions.all())
    return RecordedIncident(
        at=incident.happened_at,
        kind=incident.get_kind_display(),
        whom=[one.candidate.display_name for one in incident.candidates.all()],
        what=incident.what,
        additions=[one.what for one in additions],
        has_picture=bool(incident.picture) or any(one.picture for one in additions),
        who=incident.recorded_by.display_name,
    )
