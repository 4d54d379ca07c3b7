"""Active reading time: what a lesson's page reports, held against the server's clock."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from accounts.models import User
from courses.models import LessonPage, LessonProgress, ReadingSpan
from courses.services.learning import count_as_studied


@transaction.atomic
def record_reading(*, lesson: LessonPage, trainee: User, key: UUID, seconds: int, now: datetime) -> int:
    """Bring the view `key` of the lesson up to `seconds` of active reading; returns how many were added.

    `seconds` is the view's whole sum, so that a report may come twice, late or out of order. A page is not believed
    beyond the clock: between two reports, from whatever page or device, no more is added than has passed; and a lesson
    never gets more than `STUDY_TIME_CEILING` times its minutes. Nothing is recorded of a lesson that was never opened.
    """
    # One report of a trainee at a time: two devices together read no faster than the clock.
    User.objects.select_for_update(no_key=True).get(pk=trainee.pk)
    progress = LessonProgress.objects.filter(lesson=lesson, trainee=trainee).first()
    if progress is None:
        return 0
    span = ReadingSpan.objects.filter(lesson=lesson, trainee=trainee, key=key).first()
    before = progress.active_seconds or 0
    added = max(
        0,
        min(
            seconds - (span.seconds if span else 0),
            int((now - _counted_until(progress)).total_seconds()),
            settings.STUDY_TIME_CEILING * lesson.minutes * 60 - before,
        ),
    )
    if added:
        span = span or ReadingSpan(lesson=lesson, trainee=trainee, key=key, seconds=0, started_at=now)
        span.seconds += added
        span.reported_at = now
        span.save()
    if added or progress.active_seconds is None:
        progress.active_seconds = before + added
        progress.save(update_fields=["active_seconds"])
        count_as_studied(progress=progress, lesson=lesson, now=now)
    return added


def _counted_until(progress: LessonProgress) -> datetime:
    """The trainee's time is accounted for up to here: the last report of any lesson, or this one's opening."""
    spans = ReadingSpan.objects.filter(trainee_id=progress.trainee_id)
    last: datetime | None = spans.aggregate(last=Max("reported_at"))["last"]
    return max(last, progress.opened_at) if last else progress.opened_at
