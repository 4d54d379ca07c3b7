"""Readiness: the estimate, its reasons, and how it is held against results."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction
from django.test import TestCase
from hypothesis import given
from hypothesis import strategies as st

from exams.papers.models import BlueprintCell
from exams.practice.models import Forecast
from exams.practice.queries.calibration import calibration, own_forecasts
from exams.practice.queries.readiness import (
    ENOUGH,
    Part,
    estimate_of,
    plan_of,
    readiness_by_chapter,
    readiness_of,
)
from exams.practice.services.catching_up import catch_up
from exams.practice.services.plans import keep_forecast
from exams.sittings.models import Attempt, Exam
from tests.exams.marking.test_services import hand_in
from tests.factories.papers import BlueprintFactory, CellFactory
from tests.factories.practice import DAY, NOW, answer, make_practice, make_trainee
from tests.factories.sittings import ALL_RIGHT, make_room

PASS = Decimal(60)


def part(answers, right, *, weight=Fraction(1), questions=60, prefix="B-D-A"):
    return Part(prefix, weight, questions, answers, right)


# The estimate


def test_the_estimate_of_known_numbers():
    """Beta(9, 3): mean 3/4, variance 27/1872; the luck of 60 questions: (3/16 − 27/1872) / 60."""
    one = part(10, 8)
    assert one.mean == Fraction(3, 4)
    assert one.variance == Fraction(27, 1872) + (Fraction(3, 16) - Fraction(27, 1872)) / 60
    estimate = estimate_of([one], pass_mark=PASS)
    assert (estimate.expected, estimate.low, estimate.high) == (Decimal("75.00"), Decimal("58.14"), Decimal("91.86"))
    assert estimate.chance == Decimal("0.8729")


def test_what_is_not_practised_is_unknown_and_no_zero():
    estimate = estimate_of([part(0, 0)], pass_mark=PASS)
    assert estimate.expected == Decimal("50.00")
    assert estimate.high - estimate.low > 60


def test_a_range_weighs_as_the_exam_weighs_it():
    strong = part(20, 20, weight=Fraction(9, 10))
    weak = part(20, 0, weight=Fraction(1, 10), prefix="B-D-B")
    swapped = [replace(strong, weight=Fraction(1, 10)), replace(weak, weight=Fraction(9, 10))]
    assert estimate_of([strong, weak], pass_mark=PASS).chance > Decimal("0.95")
    assert estimate_of(swapped, pass_mark=PASS).chance < Decimal("0.05")


@given(answers=st.integers(0, 200), share=st.fractions(0, 1), questions=st.integers(1, 200))
def test_the_interval_holds_the_expected_score_and_stays_on_the_scale(answers, share, questions):
    estimate = estimate_of([part(answers, int(answers * share), questions=questions)], pass_mark=PASS)
    assert 0 <= estimate.low <= estimate.expected <= estimate.high <= 100
    assert 0 <= estimate.chance <= 1
    assert 1 <= estimate.percent <= 99


@given(answers=st.integers(1, 60), right=st.integers(0, 60))
def test_one_more_right_answer_never_lowers_the_chance(answers, right):
    right = min(right, answers)
    before = estimate_of([part(answers, right)], pass_mark=PASS)
    later = estimate_of([part(answers + 1, right + 1)], pass_mark=PASS)
    assert later.expected >= before.expected


@given(half=st.integers(1, 40))
def test_more_answers_of_the_same_share_narrow_the_interval(half):
    few = estimate_of([part(2 * half, half)], pass_mark=PASS)
    many = estimate_of([part(8 * half, 4 * half)], pass_mark=PASS)
    assert many.high - many.low < few.high - few.low


# Of a trainee


def practise(trainee, *, right, wrong, now=NOW):
    """First answers to new items, on two points in turn."""
    versions = [make_practice(point=number % 2 + 1) for number in range(right + wrong)]
    for number, version in enumerate(versions):
        answer(version, trainee, right=number < right, now=now)
    return versions


@pytest.mark.django_db
def test_too_few_answers_give_no_figure_but_say_how_many_are_missing():
    trainee = make_trainee()
    versions = practise(trainee, right=3, wrong=0)
    told = readiness_of(trainee=trainee, chapter=versions[0].point.chapter)
    assert (told.estimate, told.answers, told.answers_missing) == (None, 3, ENOUGH - 3)


@pytest.mark.django_db
def test_second_answers_and_those_of_others_do_not_count():
    trainee = make_trainee()
    versions = practise(trainee, right=8, wrong=2)
    chapter = versions[0].point.chapter
    before = readiness_of(trainee=trainee, chapter=chapter)
    for version in versions:
        answer(version, trainee, right=True, now=NOW + DAY)
        answer(version, make_trainee("another"), right=False)
    told = readiness_of(trainee=trainee, chapter=chapter)
    assert told == before
    assert (told.answers, told.right, told.points, told.points_open) == (10, 8, 2, 0)


@pytest.mark.django_db
def test_what_was_known_before_a_moment_is_told_as_of_then():
    trainee = make_trainee()
    chapter = practise(trainee, right=10, wrong=0)[0].point.chapter
    then = readiness_of(trainee=trainee, chapter=chapter)
    practise(trainee, right=0, wrong=10, now=NOW + DAY)
    assert readiness_of(trainee=trainee, chapter=chapter, before=NOW + timedelta(hours=1)) == replace(
        then, points=then.points
    )
    assert readiness_of(trainee=trainee, chapter=chapter).right == 10


@pytest.mark.django_db
def test_the_plan_is_the_blueprint_or_the_weights_of_the_points():
    version = make_practice(point=1)
    chapter = version.point.chapter
    assert plan_of(chapter, [version.point]).parts == (("B-D-A", Fraction(1), 60),)
    blueprint = BlueprintFactory()
    CellFactory(blueprint=blueprint, point_prefix="B-D-A", count=30, marks_each=2)
    BlueprintCell.objects.create(
        blueprint=blueprint, point_prefix="B-D-B", item_type="true_false", count=20, marks_each=2
    )
    assert plan_of(chapter, [version.point]).parts == (("B-D-A", Fraction(3, 5), 30), ("B-D-B", Fraction(2, 5), 20))


@pytest.mark.django_db
def test_several_chapters_cost_no_more_queries_than_one(django_assert_num_queries):
    trainee = make_trainee()
    chapter = practise(trainee, right=10, wrong=0)[0].point.chapter
    with django_assert_num_queries(4):
        readiness_by_chapter(trainee=trainee, chapters=[chapter])
    with django_assert_num_queries(4):
        rows = readiness_by_chapter(trainee=trainee, chapters=[chapter, chapter, chapter])
    assert rows[0] == readiness_of(trainee=trainee, chapter=chapter)


# Held against results


def sat(trainee=None, *, answers=ALL_RIGHT, right=10, wrong=2):
    """A candidate who practised, and then sat an exam of the chapter that was marked."""
    room = make_room()
    practised = practise(room.candidate, right=right, wrong=wrong, now=NOW - DAY)
    Exam.objects.filter(pk=room.exam.pk).update(chapter=practised[0].point.chapter)
    with TestCase.captureOnCommitCallbacks(execute=True):
        attempt = hand_in(room, answers)
    return Attempt.objects.select_related("registration__sitting__exam__chapter").get(pk=attempt.pk)


@pytest.mark.django_db
def test_closing_an_exam_keeps_what_practice_foretold_of_it():
    attempt = sat()
    forecast = Forecast.objects.get()
    assert (forecast.attempt_id, forecast.answers) == (attempt.pk, 12)
    told = readiness_of(
        trainee=attempt.registration.candidate,
        chapter=attempt.registration.sitting.exam.chapter,
        before=attempt.started_at,
    )
    assert (forecast.expected, forecast.chance) == (told.estimate.expected, told.estimate.chance)
    with pytest.raises(IntegrityError), transaction.atomic():
        Forecast.objects.update(chance=1)


@pytest.mark.django_db
def test_no_forecast_of_one_who_has_practised_too_little():
    attempt = sat(right=3, wrong=0)
    assert keep_forecast(attempt=attempt, now=NOW) is None
    assert not Forecast.objects.exists()


@pytest.mark.django_db
def test_a_forecast_that_was_missed_is_made_up_for_and_says_the_same():
    attempt = sat()
    former = Forecast.objects.get()
    former.delete()
    practise(attempt.registration.candidate, right=0, wrong=10, now=NOW + DAY)
    assert catch_up(now=NOW + DAY).forecasts == 1
    assert Forecast.objects.get().chance == former.chance
    assert catch_up(now=NOW + DAY).forecasts == 0


@pytest.mark.django_db
def test_forecasts_stand_in_their_band_with_what_came(django_assert_num_queries):
    attempt = sat()
    forecast = Forecast.objects.get()
    with django_assert_num_queries(1):
        found = calibration()
    (band,) = [one for one in found.bands if one.results]
    assert band.number == int(forecast.chance * 5)
    assert (band.results, band.passed, band.foretold_percent) == (1, 1, round(forecast.chance * 100))
    assert band.inside == int(forecast.low <= 100 <= forecast.high)
    assert not band.says_something
    (checked,) = own_forecasts(attempt.registration.candidate)
    assert (checked.score, checked.passed) == (Decimal("100.00"), True)


@pytest.mark.django_db
def test_no_forecast_no_results():
    assert [one.results for one in calibration().bands] == [0] * 5
    assert calibration().inside_percent == 0
