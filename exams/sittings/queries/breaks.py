"""What is left of a candidate's approved breaks, and what became of them."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from exams.sittings.models import Accommodation, AdjustmentKind, Attempt, BreakEvent, BreakStep, Sitting


@dataclass(frozen=True, slots=True)
class BreaksLeft:
    """Of one attempt: `breaks` None is as often as the seconds last."""

    seconds: int
    breaks: int | None
    arranged_minutes: int
    arranged_breaks: int

    @property
    def has_any(self) -> bool:
        return self.seconds > 0 and self.breaks != 0

    @property
    def minutes(self) -> int:
        """What is left in whole minutes; the rest stands in `rest`."""
        return self.seconds // 60

    @property
    def rest(self) -> int:
        return self.seconds % 60


def breaks_left(attempt: Attempt, accommodation: Accommodation | None) -> BreaksLeft | None:
    """What the attempt may still take of what was arranged; None where no breaks were."""
    if accommodation is None or not accommodation.break_minutes:
        return None
    taken = attempt.time_adjustments.filter(kind=AdjustmentKind.BREAK).aggregate(sum=Coalesce(Sum("seconds"), 0))["sum"]
    begun = attempt.break_events.filter(step=BreakStep.BEGAN).count()
    allowed = accommodation.break_count
    return BreaksLeft(
        seconds=max(0, 60 * accommodation.break_minutes - taken),
        breaks=max(0, allowed - begun) if allowed else None,
        arranged_minutes=accommodation.break_minutes,
        arranged_breaks=allowed,
    )


def breaks_of(attempt: Attempt) -> QuerySet[BreakEvent]:
    """Every step of the attempt's breaks, in order."""
    return attempt.break_events.select_related("actor__person").order_by("at", "pk")


def breaks_in(sitting: Sitting, **of: object) -> QuerySet[BreakEvent]:
    """Every step of every break in a sitting, or of those that `of` names, in order."""
    events = BreakEvent.objects.filter(attempt__registration__sitting=sitting, **of)
    return events.select_related("attempt__registration__candidate__person", "actor__person").order_by("at", "pk")


def breaks_begun(sitting: Sitting) -> dict[int, int]:
    """Attempt → how many breaks it has had, of those that had any."""
    begun = BreakEvent.objects.filter(attempt__registration__sitting=sitting).order_by().values_list("attempt")
    return {attempt: count for attempt, count in begun.annotate(n=Count("pk", filter=Q(step=BreakStep.BEGAN))) if count}
