from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction

from courses.models import CheckAnswer, LessonProgress
from courses.services.checks import answer_check
from tests.factories.accounts import UserFactory
from tests.factories.courses import (
    CHECK_ID,
    NOW,
    KnowledgePointFactory,
    LessonPageFactory,
    LessonProgressFactory,
    check_of,
)

pytestmark = pytest.mark.django_db


def answer(progress, option, *, after=0):
    """An answer `after` seconds."""
    return answer_check(
        lesson=progress.lesson,
        block=check_of(progress.lesson),
        option=option,
        trainee=progress.trainee,
        now=NOW + timedelta(seconds=after),
    )


@pytest.mark.parametrize(("option", "is_right"), [(0, True), (1, False)])
def test_answer_is_recorded_as_it_was_judged(option, is_right):
    point = KnowledgePointFactory(syllabus_id="C000.1.2.1")
    progress = LessonProgressFactory()
    made = answer(progress, option)
    kept = CheckAnswer.objects.get()
    assert (kept, kept.lesson, kept.trainee, str(kept.block_id), kept.point, kept.option) == (
        made,
        progress.lesson,
        progress.trainee,
        CHECK_ID,
        point,
        option,
    )
    assert (kept.is_right, kept.answered_at, kept.question) == (is_right, NOW, check_of(progress.lesson).value.digest)


def test_answer_to_a_check_of_no_known_point_is_kept_without():
    assert answer(LessonProgressFactory(), 0).point is None


def test_answering_opens_the_lesson():
    trainee, lesson = UserFactory(), LessonPageFactory()
    answer_check(lesson=lesson, block=check_of(lesson), option=0, trainee=trainee, now=NOW)
    assert LessonProgress.objects.get(lesson=lesson, trainee=trainee).opened_at == NOW


def test_answering_an_open_lesson_does_not_open_it_again():
    """Reading time is held against the opening: it must not be moved in the middle of reading."""
    progress = LessonProgressFactory()
    answer(progress, 0, after=3600)
    progress.refresh_from_db()
    assert progress.opened_at == NOW


@pytest.mark.parametrize(
    ("second", "after", "count"),
    [(0, 59, 1), (0, 60, 2), (1, 1, 2)],
)
def test_same_answer_sent_twice_within_a_minute_is_one(second, after, count):
    progress = LessonProgressFactory()
    answer(progress, 0)
    answer(progress, second, after=after)
    assert CheckAnswer.objects.count() == count


def test_going_back_and_forth_is_recorded_each_time():
    progress = LessonProgressFactory()
    for after, option in enumerate([0, 1, 0]):
        answer(progress, option, after=after)
    assert list(CheckAnswer.objects.values_list("option", flat=True)) == [0, 1, 0]


@pytest.mark.parametrize(("seconds", "is_finished"), [(600, True), (599, False), (None, False)])
def test_last_right_answer_finishes_a_lesson_that_was_read_long_enough(seconds, is_finished):
    progress = LessonProgressFactory(active_seconds=seconds)
    answer(progress, 1)
    progress.refresh_from_db()
    assert progress.finished_at is None
    answer(progress, 0, after=1)
    progress.refresh_from_db()
    assert (progress.finished_at is not None, progress.is_measured) == (is_finished, is_finished)


def test_database_refuses_to_rewrite_an_answer():
    made = answer(LessonProgressFactory(), 1)
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        CheckAnswer.objects.filter(pk=made.pk).update(is_right=True)
    made.refresh_from_db()
    assert made.is_right is False
