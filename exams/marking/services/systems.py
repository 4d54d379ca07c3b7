"""What other systems are told of results; the caller holds the transaction."""

from datetime import datetime

from accounts.models import EventKind
from accounts.services.webhooks import Event, publish
from exams.marking.models import Result


def tell_of_result(*, result: Result, now: datetime) -> int:
    """That a result is out, not what it says. Wants the registration's sitting and exam."""
    registration = result.registration
    exam = registration.sitting.exam
    if exam.is_mock:
        return 0
    data = {
        "result": result.pk,
        "registration": registration.number,
        "sitting": registration.sitting_id,
        "exam": exam.code,
        "supersedes": result.supersedes_id,
    }
    return publish(events=[Event(EventKind.RESULT_RELEASED, data)], now=now)
