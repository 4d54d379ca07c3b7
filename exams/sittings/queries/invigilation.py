"""What was done and told on an exam day: of one candidate, of a sitting, of a room."""

from collections.abc import Iterable

from django.db.models import Prefetch, Q, QuerySet

from accounts.prepared import Prepared
from exams.sittings.models import (
    ActKind,
    Attempt,
    AttemptState,
    Incident,
    InvigilationAct,
    Notice,
    Outage,
    Registration,
    Room,
    Sitting,
    TimeAdjustment,
)


def registration_on_board(sitting: Sitting, registration_id: int) -> Registration:
    """A candidate of this sitting; raises Registration.DoesNotExist for any other."""
    found = Registration.objects.select_related("candidate__person", "room", "sitting__exam", "sitting__controls")
    return found.get(pk=registration_id, sitting=sitting)


def acts_on(registration: Registration) -> list[InvigilationAct]:
    """Every act that reached this candidate, also those on the whole room, oldest first."""
    acts = InvigilationAct.objects.filter(sitting=registration.sitting_id)
    wide = Q(registration__isnull=True) & (Q(room__isnull=True) | Q(room=registration.room_id))
    found = acts.filter(Q(registration=registration) | wide).select_related(
        "actor__person", "room", "pending__requested_by__person"
    )
    return [
        act
        for act in found
        if act.registration_id == registration.pk or registration.pk in act.detail.get("candidates", [])
    ]


def acts_that_fit(registration: Registration) -> list[ActKind]:
    """What an invigilator may want to do to this candidate as they stand; the services decide what can be done."""
    attempt = registration.attempts.filter(state=AttemptState.OPEN).only("paused_at", "break_until").first()
    fits: list[ActKind] = []
    if attempt is not None:
        # Out of a break of their own a candidate may be called back, or into a pause that costs none of it.
        fits += [ActKind.RESUME] if attempt.paused_at else []
        fits += [ActKind.PAUSE] if attempt.break_until or not attempt.paused_at else []
        fits += [ActKind.TIME, ActKind.MESSAGE]
        fits += [ActKind.TRANSFER]
    elif not registration.attempts.exists():
        fits += [ActKind.MESSAGE] if registration.standing else [ActKind.ADMIT, ActKind.MESSAGE, ActKind.ABSENT]
    fits += [ActKind.UNMARK] if registration.standing else [ActKind.MISCONDUCT]
    return fits + ([ActKind.END] if attempt is not None else [])


def acts_in(sitting: Sitting, *, room: Room | None = None) -> QuerySet[InvigilationAct]:
    """The log of a sitting, or what of it concerns a room, oldest first."""
    acts = sitting.acts.select_related(
        "actor__person", "room", "registration__candidate__person", "pending__requested_by__person"
    )
    if room is None:
        return acts
    everybody = Q(room__isnull=True, registration__isnull=True)
    return acts.filter(Q(room=room) | Q(registration__room=room) | everybody)


def incident_book(sitting: Sitting, *, room: Room | None = None) -> list[Incident]:
    """The entries in order, each with its later additions."""
    entries = sitting.incidents.filter(adds_to__isnull=True)
    if room is not None:
        entries = entries.filter(Q(room=room) | Q(candidates__room=room) | Q(room__isnull=True)).distinct()
    additions = Incident.objects.select_related("recorded_by__person").order_by("recorded_at")
    people = Registration.objects.select_related("candidate__person")
    return list(
        entries.select_related("room", "recorded_by__person").prefetch_related(
            Prefetch("candidates", people), Prefetch("additions", additions)
        )
    )


def incident_of(sitting: Sitting, incident_id: int) -> Incident:
    """An entry of this sitting's book; raises Incident.DoesNotExist for any other."""
    return Incident.objects.get(pk=incident_id, sitting=sitting)


def notices_of(attempt: Attempt, *, after: int = 0) -> list[Notice]:
    """What the candidate was told since this attempt began, from the number after `after` on."""
    if attempt.notices <= after:
        return []
    return list(
        Notice.objects.filter(
            registration=attempt.registration_id,
            number__gt=after,
            number__lte=attempt.notices,
            at__gte=attempt.started_at,
        )
    )


_time_given = Prepared(
    lambda attempt: TimeAdjustment.objects.select_related("actor__person").filter(attempt=attempt), int
)


def time_given_to(attempt: Attempt) -> list[TimeAdjustment]:
    """Every move of the attempt's deadline, with who and why."""
    return _time_given.rows(attempt.pk)


def outages_of(registration: Registration) -> QuerySet[Outage]:
    """The silences that the server measured in this candidate's attempts."""
    return Outage.objects.filter(attempt__registration=registration).select_related("adjustment")


def own_notices(candidate_id: int, attempt_id: int, *, after: int) -> list[Notice] | None:
    """The notices of the candidate's own attempt; None for anybody else's."""
    own = Attempt.objects.filter(pk=attempt_id, registration__candidate_id=candidate_id)
    attempt = own.only("pk", "registration_id", "notices", "started_at").first()
    return None if attempt is None else notices_of(attempt, after=after)


def candidates_numbered(sitting: Sitting, numbers: Iterable[str]) -> tuple[tuple[Registration, ...], list[str]]:
    """Registrations with these admission numbers, and the numbers that the sitting does not know."""
    wanted = [number.strip() for number in numbers if number.strip()]
    found = {one.number: one for one in Registration.objects.filter(sitting=sitting, number__in=wanted)}
    return tuple(found.values()), [number for number in wanted if number not in found]
