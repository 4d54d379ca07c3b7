from datetime import timedelta
from fractions import Fraction
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from courses.learning_record import StudyState, study_state
from courses.models import Enrolment, LessonProgress
from courses.services.learning import NotYetStudied, enrol, finish_lesson, keep_place, open_lesson
from tests.factories.accounts import UserFactory
from tests.factories.courses import (
    NOW,
    CheckAnswerFactory,
    CoursePageFactory,
    LessonPageFactory,
    LessonProgressFactory,
    lesson_blocks,
)

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


def test_enrolling_twice_is_enrolling_once():
    course, trainee = CoursePageFactory(), UserFactory()
    first = enrol(course=course, trainee=trainee, now=NOW)
    assert enrol(course=course, trainee=trainee, now=LATER) == first
    assert Enrolment.objects.get().created_at == NOW


def test_opening_is_recorded_once_and_the_latest_opening_counts():
    lesson, trainee = LessonPageFactory(), UserFactory()
    open_lesson(lesson=lesson, trainee=trainee, now=NOW)
    open_lesson(lesson=lesson, trainee=trainee, now=LATER)
    progress = LessonProgress.objects.get()
    assert (progress.lesson, progress.trainee, progress.opened_at, progress.finished_at) == (
        lesson,
        trainee,
        LATER,
        None,
    )


def test_reload_in_the_same_sitting_costs_no_write(django_assert_num_queries):
    progress = LessonProgressFactory()
    with django_assert_num_queries(1):
        open_lesson(lesson=progress.lesson, trainee=progress.trainee, now=NOW + timedelta(minutes=4))
    assert LessonProgress.objects.get().opened_at == NOW


def test_place_is_kept():
    progress = LessonProgressFactory()
    assert keep_place(lesson=progress.lesson, trainee=progress.trainee, anchor="five-kinds") is True
    assert LessonProgress.objects.get().anchor == "five-kinds"


@pytest.mark.parametrize("anchor", ["no-such-heading", "pitfalls", ""])
def test_place_that_is_no_heading_is_not_kept(anchor):
    progress = LessonProgressFactory(anchor="five-kinds")
    assert keep_place(lesson=progress.lesson, trainee=progress.trainee, anchor=anchor) is False
    assert LessonProgress.objects.get().anchor == "five-kinds"


def test_place_in_a_lesson_never_opened_is_not_kept():
    assert keep_place(lesson=LessonPageFactory(), trainee=UserFactory(), anchor="five-kinds") is False
    assert LessonProgress.objects.count() == 0


def reader_of(**fields):
    """A trainee who has the lesson open; `right`: the check was answered so."""
    right = fields.pop("right", True)
    progress = LessonProgressFactory(**fields)
    if right is not None:
        CheckAnswerFactory(lesson=progress.lesson, trainee=progress.trainee, option=0 if right else 1)
    return progress


def finish(progress, now=NOW):
    finish_lesson(lesson=progress.lesson, trainee=progress.trainee, now=now)


def test_first_finish_counts():
    progress = reader_of()
    finish(progress)
    finish(progress, LATER)
    progress.refresh_from_db()
    assert (progress.finished_at, progress.is_measured) == (NOW, False)


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"right": None}, StudyState(1, 0, None, 600)),
        ({"right": False}, StudyState(1, 0, None, 600)),
        ({"right": None, "active_seconds": 600}, StudyState(1, 0, 600, 600)),
        ({"active_seconds": 599}, StudyState(1, 1, 599, 600)),
        ({"active_seconds": 0}, StudyState(1, 1, 0, 600)),
    ],
)
def test_own_word_stands_for_time_only_where_none_was_measured_and_never_for_a_check(fields, state):
    progress = reader_of(**fields)
    with pytest.raises(NotYetStudied) as refusal:
        finish(progress)
    assert refusal.value.state == state
    progress.refresh_from_db()
    assert progress.finished_at is None


def test_somebody_elses_answers_do_not_count():
    progress = reader_of(right=None)
    CheckAnswerFactory(lesson=progress.lesson)
    with pytest.raises(NotYetStudied):
        finish(progress)


def test_check_that_an_editor_rewrote_is_asked_anew():
    progress = reader_of()
    body = progress.lesson.body.get_prep_value()
    body[-1]["value"]["stem"] = "换了一道题？"
    progress.lesson.body = progress.lesson.body.stream_block.to_python(body)
    with pytest.raises(NotYetStudied):
        finish(progress)


def test_check_that_only_moved_stays_answered():
    progress = reader_of()
    body = progress.lesson.body.get_prep_value()
    body[-1]["id"] = str(uuid4())
    progress.lesson.body = progress.lesson.body.stream_block.to_python(body)
    finish(progress)


def test_lesson_without_checks_may_be_finished_by_ones_own_word():
    lesson = LessonPageFactory(body=lesson_blocks()[:-1])
    progress = LessonProgressFactory(lesson=lesson)
    finish(progress)
    assert LessonProgress.objects.get().finished_at == NOW


@pytest.mark.parametrize(
    ("share", "minutes", "seconds"), [("1/2", 20, 600), ("1/3", 20, 400), ("1/7", 20, 172), ("0", 20, 0), ("1", 7, 420)]
)
def test_time_asked_is_an_exact_share_rounded_up(settings, share, minutes, seconds):
    settings.STUDY_TIME_SHARE = Fraction(share)
    lesson = LessonPageFactory(minutes=minutes)
    assert study_state(lesson=lesson, trainee=UserFactory(), progress=None) == StudyState(1, 0, None, seconds)


def test_database_refuses_a_measured_lesson_without_time():
    progress = LessonProgressFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        LessonProgress.objects.filter(pk=progress.pk).update(is_measured=True)
