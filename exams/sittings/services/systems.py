"""What other systems are told of places; the caller holds the transaction."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from accounts.models import EventKind
from accounts.services.webhooks import Event, publish
from exams.sittings.models import Registration, Sitting


class PlaceChange(StrEnum):
    """What became of a place; part of the interface."""

    GIVEN = "given"
    SEATED = "seated"
    WITHDRAWN = "withdrawn"


def tell_of_places(*, places: Iterable[Registration], sitting: Sitting, change: PlaceChange, now: datetime) -> int:
    """Ids only. Wants the sitting's exam; a mock exam concerns no other system."""
    if sitting.exam.is_mock:
        return 0
    events = [
        Event(
            EventKind.REGISTRATION_CHANGED,
            {
                "registration": place.number,
                "sitting": sitting.pk,
                "exam": sitting.exam.code,
                "candidate": place.candidate_id,
                "change": change.value,
            },
        )
        for place in places
    ]
    return publish(events=events, now=now) if events else 0
