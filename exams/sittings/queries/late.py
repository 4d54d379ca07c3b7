"""Answers that arrive after an attempt was closed: until when they must have been made, and which were counted."""

from datetime import datetime, timedelta

from django.db.models import F, Max, QuerySet

from exams.sittings.models import AnswerEvent, Attempt, AttemptState, Disposition, EventKind, LatePolicy


def counted_until(attempt_id: int, *, now: datetime) -> int | None:
    """Until which moment of the page's clock (ms since the start) late answers count; None where none do.

    That is the deadline, or the moment at which the attempt was handed in or ended before it.
    """
    exam = "registration__sitting__exam__"
    names = ("started_at", "deadline", "closed_at", f"{exam}late_policy", f"{exam}late_allowance_minutes")
    started_at, deadline, closed_at, policy, allowance = Attempt.objects.values_list(*names).get(pk=attempt_id)
    if policy != LatePolicy.COUNT or now > deadline + timedelta(minutes=allowance):
        return None
    return int((min(deadline, closed_at or deadline) - started_at) / timedelta(milliseconds=1))


def answered_after_closing(attempt: Attempt) -> dict[int, datetime]:
    """Slot → when the last answer to it was counted that came after the closing; no query where nothing came."""
    if attempt.closed_at is None or attempt.last_saved_at is None or attempt.last_saved_at <= attempt.closed_at:
        return {}
    late = AnswerEvent.objects.filter(
        attempt=attempt, kind=EventKind.ANSWER, disposition=Disposition.COUNTED, received_at__gt=attempt.closed_at
    )
    return dict(late.order_by().values_list("slot").annotate(at=Max("received_at")))


def attempts_with_late_events() -> QuerySet[Attempt]:
    """Closed attempts to which anything came after the closing, counted or not."""
    return Attempt.objects.exclude(state=AttemptState.OPEN).filter(last_saved_at__gt=F("closed_at"))
