"""The result after marks were changed."""

from collections.abc import Iterable
from datetime import datetime

from exams.marking.models import Result
from exams.marking.queries import current_result, slot_marks
from exams.marking.services.results import settle_result
from exams.sittings.models import Attempt


def settle_again(attempts: Iterable[Attempt], *, now: datetime, reason: str) -> Result | None:
    """The result of these attempts as they are marked now, one of each part; None where there are none.

    Inside the transaction that changed the marks, with the registration locked. Wants the attempts' component.
    """
    result = None
    for attempt in attempts:
        former = current_result(attempt.registration_id)
        result = settle_result(
            attempt=attempt,
            slots=slot_marks(attempt),
            former=former,
            now=now,
            reason=reason if former else "",
        )
    return result
