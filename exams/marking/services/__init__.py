"""Every write of marks and results."""

from exams.marking.services.marks import (
    AwardRefused,
    NotClosed,
    award_marks,
    mark_attempt,
    mark_closed_attempts,
    remark_attempt,
)
from exams.marking.services.releases import (
    ReleaseRefused,
    approve_release,
    carry_out,
    prepare_release,
    release_due,
    release_own,
    withdraw_release,
)
from exams.marking.services.results import (
    settle_result,
)
from exams.marking.services.rulings import RulingRefused, moderate, rule_outcome, work_on_moderation

__all__ = [
    "AwardRefused",
    "NotClosed",
    "ReleaseRefused",
    "RulingRefused",
    "approve_release",
    "award_marks",
    "carry_out",
    "mark_attempt",
    "mark_closed_attempts",
    "moderate",
    "prepare_release",
    "release_due",
    "release_own",
    "remark_attempt",
    "rule_outcome",
    "settle_result",
    "withdraw_release",
    "work_on_moderation",
]
