"""What follows from closed attempts, made up for wherever it is missing."""

from dataclasses import dataclass
from datetime import datetime

from exams.practice.queries.mocks import exams_without_forecast, mocks_to_take_in
from exams.practice.services.mocks import take_in_mock
from exams.practice.services.plans import keep_forecast


@dataclass(frozen=True)
class CaughtUp:
    """How much was made up for."""

    mocks: int
    forecasts: int


def catch_up(*, now: datetime) -> CaughtUp:
    """Take in every mock exam that is missing, then keep every forecast that can be made."""
    mocks = sum(bool(take_in_mock(attempt=attempt, now=now)) for attempt in mocks_to_take_in())
    kept = (keep_forecast(attempt=attempt, now=now) for attempt in exams_without_forecast())
    return CaughtUp(mocks, sum(forecast is not None for forecast in kept))
