"""Today's plan."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.practice.models import StudyPlan
from exams.practice.queries.exam_misses import book_counts
from exams.practice.queries.planning import Portions, spread, today_of
from exams.practice.services.plans import MinutesRefused, choose_minutes
from tests.factories.practice import DAY, NOW, answer, make_practice, make_trainee


@pytest.mark.parametrize(
    ("minutes", "due", "new", "has_lesson", "expected"),
    [
        (20, 0, 100, True, Portions(0, 4, 14)),
        (20, 8, 100, True, Portions(8, 2, 9)),
        (20, 50, 100, True, Portions(20, 0, 0)),
        (20, 8, 100, False, Portions(8, 8, 0)),
        (20, 0, 0, True, Portions(0, 0, 20)),
        (5, 0, 100, True, Portions(0, 3, 0)),
        (20, 0, 0, False, Portions(0, 0, 0)),
    ],
)
def test_what_is_due_comes_first_then_something_new_then_the_lesson(minutes, due, new, has_lesson, expected):
    assert spread(minutes=minutes, due=due, new=new, has_lesson=has_lesson) == expected


@given(minutes=st.integers(5, 180), due=st.integers(0, 500), new=st.integers(0, 500), has_lesson=st.booleans())
def test_a_plan_never_takes_longer_than_the_day_has(minutes, due, new, has_lesson):
    plan = spread(minutes=minutes, due=due, new=new, has_lesson=has_lesson)
    assert plan.seconds <= minutes * 60
    assert plan.reviews <= due
    assert plan.new <= new
    assert has_lesson or plan.lesson_minutes == 0


@pytest.mark.django_db
def test_today_counts_what_was_answered_since_midnight():
    trainee = make_trainee()
    first, second, _third = make_practice(), make_practice(), make_practice()
    answer(first, trainee, right=False, now=NOW - DAY)
    answer(second, trainee, right=True, now=NOW)
    today = today_of(trainee, counts=book_counts(trainee, now=NOW), now=NOW)
    assert (today.minutes, today.due, today.answered, today.right) == (20, 1, 1, 1)
    assert today.portions == Portions(1, 1, 0)


@pytest.mark.django_db
def test_the_minutes_are_kept_and_have_bounds():
    trainee = make_trainee()
    choose_minutes(trainee=trainee, minutes=45)
    assert today_of(trainee, counts=book_counts(trainee, now=NOW), now=NOW).minutes == 45
    for minutes in (4, 181):
        with pytest.raises(MinutesRefused, match="5 至 180"):
            choose_minutes(trainee=trainee, minutes=minutes)
    assert StudyPlan.objects.get().minutes == 45
