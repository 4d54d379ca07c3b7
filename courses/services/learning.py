"""The learning record: enrolments, lessons opened, places kept, lessons studied."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from accounts.prepared import Prepared
from courses.learning_record import StudyState, study_state
from courses.models import CoursePage, Enrolment, LessonPage, LessonProgress

# A reload within this time is the same sitting: reading should not cost a write per page view.
SAME_SITTING = timedelta(minutes=5)

_progress = Prepared(
    lambda lesson, trainee: LessonProgress.objects.filter(lesson_id=lesson, trainee_id=trainee), int, int
)


def enrol(*, course: CoursePage, trainee: User, now: datetime) -> Enrolment:
    """Take the course; once, however often asked."""
    enrolment, _created = Enrolment.objects.get_or_create(course=course, trainee=trainee, defaults={"created_at": now})
    return enrolment


def open_lesson(*, lesson: LessonPage, trainee: User, now: datetime) -> LessonProgress:
    """Record that the trainee has the lesson open; `opened_at` is the latest opening."""
    progress = progress_in(lesson=lesson, trainee=trainee, now=now)
    if progress.opened_at < now - SAME_SITTING:
        progress.opened_at = now
        progress.save(update_fields=["opened_at"])
    return progress


def progress_in(*, lesson: LessonPage, trainee: User, now: datetime) -> LessonProgress:
    """The trainee's progress, begun now where there is none; an act inside an open lesson does not open it again."""
    found = _progress.first(lesson.pk, trainee.pk)
    if found is not None:
        return found
    progress, _created = LessonProgress.objects.get_or_create(
        lesson=lesson, trainee=trainee, defaults={"opened_at": now}
    )
    return progress


def keep_place(*, lesson: LessonPage, trainee: User, anchor: str) -> bool:
    """Remember the heading last read; False where the lesson has no such heading or was never opened."""
    anchors = {block.value["anchor"] for block in lesson.body if block.block_type == "heading"}
    if anchor not in anchors:
        return False
    return LessonProgress.objects.filter(lesson=lesson, trainee=trainee).update(anchor=anchor) == 1


class NotYetStudied(Exception):
    """The lesson still wants something; `state` says what."""

    def __init__(self, state: StudyState) -> None:
        super().__init__(state)
        self.state = state


@transaction.atomic
def finish_lesson(*, lesson: LessonPage, trainee: User, now: datetime) -> LessonProgress:
    """学完了, where the page could not measure time: checks are asked for, the time is the trainee's own word.

    The first time counts. Raises NotYetStudied while a check was never answered right, or while time that was
    measured is too short.
    """
    progress = progress_in(lesson=lesson, trainee=trainee, now=now)
    if progress.finished_at is None:
        state = study_state(lesson=lesson, trainee=trainee, progress=progress)
        if not state.may_be_declared:
            raise NotYetStudied(state)
        _finish(progress, now=now, is_measured=state.is_time_met)
    return progress


def count_as_studied(*, progress: LessonProgress, lesson: LessonPage, now: datetime) -> bool:
    """Finish the lesson where its checks and its measured time are met; called whenever one of them moved."""
    if progress.finished_at is not None:
        return False
    state = study_state(lesson=lesson, trainee=progress.trainee, progress=progress)
    if not (state.are_checks_met and state.is_time_met):
        return False
    _finish(progress, now=now, is_measured=True)
    return True


def _finish(progress: LessonProgress, *, now: datetime, is_measured: bool) -> None:
    progress.finished_at, progress.is_measured = now, is_measured
    progress.save(update_fields=["finished_at", "is_measured"])
