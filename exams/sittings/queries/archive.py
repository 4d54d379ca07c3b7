"""What a sitting's archive reads."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from exams.sittings.models import AnswerEvent, Attempt, Sitting


def archived_attempts(sitting: Sitting) -> QuerySet[Attempt]:
    """Every attempt of the sitting with what its record needs, in the order of admission numbers."""
    return (
        Attempt.objects.filter(registration__sitting=sitting)
        .select_related("registration", "snapshot", "component")
        .prefetch_related("time_adjustments__actor", "integrity_flags", "retired_leases")
        .order_by("registration__number", "component__kind", "number")
    )


def events_of(attempt: Attempt) -> Iterator[dict[str, Any]]:
    """The attempt's log, event by event, as the hashes cover it."""
    rows = (
        AnswerEvent.objects.filter(attempt=attempt)
        .order_by("position")
        .values(
            "attempt_id",
            "position",
            "client_id",
            "seq",
            "kind",
            "slot",
            "payload",
            "client_ms",
            "received_at",
            "disposition",
            "prev_hash",
            "hash",
        )
    )
    for row in rows.iterator(chunk_size=500):
        yield {**row}
