"""The day's minutes, and the forecast that is kept of an exam."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from exams.practice.models import LEAST_MINUTES, MOST_MINUTES, Forecast, StudyPlan
from exams.practice.queries.readiness import readiness_of
from exams.sittings.models import Attempt, AttemptState


class MinutesRefused(Exception):
    """The plan stays as it was; the message says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def choose_minutes(*, trainee: User, minutes: int) -> StudyPlan:
    """How long the trainee wants to study a day; raises MinutesRefused."""
    if not LEAST_MINUTES <= minutes <= MOST_MINUTES:
        words = {"least": LEAST_MINUTES, "most": MOST_MINUTES}
        raise MinutesRefused(_("Please choose between %(least)d and %(most)d minutes.") % words)
    plan, _is_new = StudyPlan.objects.update_or_create(trainee=trainee, defaults={"minutes": minutes})
    return plan


def keep_forecast(*, attempt: Attempt, now: datetime) -> Forecast | None:
    """Keep what practice before the attempt foretold of it, once; None where nothing can be foretold.

    Of an exam that belongs to a chapter, and no mock. It looks at answers before the start alone, so that it may be made
    later and says the same.
    """
    exam = attempt.registration.sitting.exam
    if attempt.state == AttemptState.OPEN or exam.is_mock or exam.chapter is None:
        return None
    with transaction.atomic():
        known = Forecast.objects.filter(attempt=attempt).first()
        if known is not None:
            return known
        trainee = attempt.registration.candidate
        told = readiness_of(trainee=trainee, chapter=exam.chapter, before=attempt.started_at)
        if told.estimate is None:
            return None
        estimate = told.estimate
        return Forecast.objects.create(
            attempt=attempt,
            expected=estimate.expected,
            low=estimate.low,
            high=estimate.high,
            chance=estimate.chance,
            answers=told.answers,
            made_at=now,
        )
