from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.models import LessonProgress, ReadingSpan
from courses.services.reading import record_reading
from tests.factories.accounts import UserFactory
from tests.factories.courses import NOW, CheckAnswerFactory, LessonPageFactory, LessonProgressFactory

pytestmark = pytest.mark.django_db

DESK, PHONE = UUID(int=1), UUID(int=2)


def report(progress, seconds, *, at, key=DESK):
    """The page's sum so far, `at` seconds after the opening."""
    return record_reading(
        lesson=progress.lesson,
        trainee=progress.trainee,
        key=key,
        seconds=seconds,
        now=NOW + timedelta(seconds=at),
    )


def counted(progress):
    progress.refresh_from_db()
    return progress.active_seconds


def test_sum_of_a_view_is_counted_once_however_often_it_comes():
    progress = LessonProgressFactory()
    assert [report(progress, 50, at=60), report(progress, 50, at=60), report(progress, 50, at=90)] == [50, 0, 0]
    assert counted(progress) == 50


def test_late_report_takes_nothing_back():
    progress = LessonProgressFactory()
    report(progress, 100, at=120)
    assert report(progress, 50, at=130) == 0
    assert counted(progress) == 100


def test_page_is_not_believed_beyond_the_clock():
    progress = LessonProgressFactory()
    assert report(progress, 36_000, at=60) == 60
    assert report(progress, 36_000, at=90) == 30
    assert counted(progress) == 90


def test_report_before_the_opening_adds_nothing():
    progress = LessonProgressFactory()
    assert report(progress, 30, at=-5) == 0
    assert (counted(progress), ReadingSpan.objects.count()) == (0, 0)


def test_two_devices_together_read_no_faster_than_the_clock():
    progress = LessonProgressFactory()
    assert [report(progress, 60, at=60), report(progress, 60, at=60, key=PHONE)] == [60, 0]
    assert report(progress, 120, at=120, key=PHONE) == 60
    assert counted(progress) == 120


def test_two_lessons_at_once_read_no_faster_than_the_clock():
    first = LessonProgressFactory()
    second = LessonProgressFactory(trainee=first.trainee)
    assert [report(first, 60, at=60), report(second, 60, at=60)] == [60, 0]


def test_somebody_elses_reports_are_their_own():
    first, second = LessonProgressFactory(), LessonProgressFactory()
    assert [report(first, 60, at=60), report(second, 60, at=60)] == [60, 60]


def test_lesson_gets_no_more_than_three_times_its_minutes():
    progress = LessonProgressFactory(lesson=LessonPageFactory(minutes=1))
    assert [report(progress, 175, at=175), report(progress, 300, at=300), report(progress, 400, at=400)] == [175, 5, 0]
    assert counted(progress) == 180


def test_lesson_never_opened_gets_no_time():
    lesson, trainee = LessonPageFactory(), UserFactory()
    assert record_reading(lesson=lesson, trainee=trainee, key=DESK, seconds=60, now=NOW) == 0
    assert (LessonProgress.objects.count(), ReadingSpan.objects.count()) == (0, 0)


def test_first_report_says_that_time_is_measured():
    progress = LessonProgressFactory()
    assert counted(progress) is None
    report(progress, 0, at=1)
    assert counted(progress) == 0


@pytest.mark.parametrize(
    ("is_answered", "seconds", "is_finished"), [(True, 600, True), (True, 599, False), (False, 600, False)]
)
def test_enough_reading_finishes_a_lesson_whose_checks_were_answered(is_answered, seconds, is_finished):
    progress = LessonProgressFactory()
    if is_answered:
        CheckAnswerFactory(lesson=progress.lesson, trainee=progress.trainee)
    report(progress, seconds, at=900)
    progress.refresh_from_db()
    assert (progress.finished_at, progress.is_measured) == (
        (NOW + timedelta(seconds=900), True) if is_finished else (None, False)
    )


reports = st.lists(
    st.tuples(st.sampled_from([DESK, PHONE]), st.integers(0, 4000), st.integers(0, 600)), min_size=1, max_size=8
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(reports=reports)
def test_whatever_is_reported_time_never_outruns_the_clock_nor_the_pages(reports):
    ReadingSpan.objects.all().delete()
    progress = LessonProgressFactory()
    at, most = 0, {}
    for key, seconds, later in reports:
        at += later
        before = counted(progress) or 0
        added = report(progress, seconds, at=at, key=key)
        most[key] = max(most.get(key, 0), seconds)
        assert added >= 0
        assert counted(progress) == before + added
        assert before + added <= min(at, sum(most.values()), 3600)
    spans = ReadingSpan.objects.filter(trainee=progress.trainee).values_list("seconds", flat=True)
    assert sum(spans) == counted(progress)
