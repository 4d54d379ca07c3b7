"""Every write of marks and results."""

from exams.marking.services.marks import (
    AwardRefused,
    NotClosed,
    award_marks,
    mark_attempt,
    mark_closed_attempts,
    remark_attempt,
)
from exams.marking.services.results import (
    settle_result,
)

__all__ = [
    "AwardRefused",
    "NotClosed",
    "award_marks",
    "mark_attempt",
    "mark_closed_attempts",
    "remark_attempt",
    "settle_result",
]
