"""Panels: known answers for the cut, its error, kappa, and who stands far off."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.analysis.statistics.figures import Reason
from exams.analysis.statistics.standard_setting import fleiss_kappa, summarise_round

ONE_EACH = {1: Fraction(1), 2: Fraction(1)}


def test_the_cut_weighs_items_by_their_marks_and_is_exact():
    marks = {1: Fraction(40), 2: Fraction(40), 3: Fraction(20)}
    told = summarise_round({7: {1: 60, 2: 70, 3: 50}, 8: {1: 40, 2: 80, 3: 90}}, marks, {})
    # (40·60 + 40·70 + 20·50)/100 = 62 and (40·40 + 40·80 + 20·90)/100 = 66.
    assert (told.cut, [one.cut for one in told.judges]) == (64, [62, 66])
    assert [one.severity for one in told.judges] == [-2, 2]
    # s = √8, s/√2 = 2.
    assert told.error == pytest.approx(2)
    # Student's t at one degree is 12.7062: 64 ± 25.41.
    assert told.interval == pytest.approx((38.5876, 89.4124), abs=1e-4)
    assert told.items[1].interval == pytest.approx((75 - 5 * 12.7062, 100), abs=1e-3)
    assert (told.items[0].mean, told.items[0].lowest, told.items[0].highest) == (50, 40, 60)


def test_a_single_judge_has_no_error_and_nobody_to_agree_with():
    told = summarise_round({7: {1: 60, 2: 70}}, ONE_EACH, {})
    assert (told.cut, told.error, told.interval, told.items[0].interval) == (65, None, None, None)
    assert told.kappa.reason is Reason.UNDEFINED
    assert told.judges[0].with_panel.reason is Reason.UNDEFINED
    assert summarise_round({}, ONE_EACH, {}) is None


def test_kappa_by_hand():
    """Two categories, four judges: P̄ = (1 + 1/3 + 1/2 + 1)/4, shares 9/16 and 7/16, by Fleiss's (1971) formulas."""
    answers = [[True] * 4, [True, True, False, False], [True, True, True, False], [False] * 4]
    agreed, expected = (1 + 1 / 3 + 1 / 2 + 1) / 4, (9 / 16) ** 2 + (7 / 16) ** 2
    assert fleiss_kappa(answers) == pytest.approx((agreed - expected) / (1 - expected))
    assert fleiss_kappa([[True, True], [True, True]]) is None


def test_the_range_of_kappa_is_the_jackknifes():
    """By hand: kappa without each item in turn, (n-1)/√n times their standard deviation."""
    rows = [[60, 60, 60], [60, 40, 60], [40, 40, 40], [60, 60, 40], [40, 40, 60]]
    marks = {slot: Fraction(1) for slot in range(5)}
    told = summarise_round(
        {judge: {slot: row[judge] for slot, row in enumerate(rows)} for judge in range(3)}, marks, {}
    )
    answers = [[value >= 50 for value in row] for row in rows]
    without = [fleiss_kappa(answers[:place] + answers[place + 1 :]) for place in range(5)]
    mean = sum(without) / 5
    error = (4 / 5 * sum((one - mean) ** 2 for one in without)) ** 0.5
    assert told.kappa.value == pytest.approx(fleiss_kappa(answers))
    assert (told.kappa.low, told.kappa.high) == pytest.approx(
        (told.kappa.value - 1.959964 * error, min(1, told.kappa.value + 1.959964 * error))
    )
    assert told.kappa.n == 5


def test_who_stands_far_off_is_named():
    ratings = {judge: {1: 60, 2: 62} for judge in range(5)} | {9: {1: 5, 2: 6}}
    told = summarise_round(ratings, ONE_EACH, {})
    assert [one.judge for one in told.judges if one.is_far_off] == [9]
    assert [one.far_off for one in told.items] == [(9,), (9,)]


def test_ratings_run_with_the_real_rates_or_are_withheld():
    marks = {slot: Fraction(1) for slot in range(1, 5)}
    told = summarise_round(
        {7: {1: 10, 2: 40, 3: 60, 4: 90}, 8: dict.fromkeys(marks, 50)}, marks, {1: 20, 2: 50, 3: 70, 4: 100}
    )
    assert told.judges[0].with_facility.value == pytest.approx(1, abs=0.01)
    assert told.judges[0].with_facility.low is not None
    assert told.judges[1].with_facility.reason is Reason.NO_SPREAD


@given(st.lists(st.lists(st.integers(0, 100), min_size=3, max_size=3), min_size=1, max_size=8))
def test_the_cut_lies_between_the_judges(rows):
    marks = {1: Fraction(1, 2), 2: Fraction(2), 3: Fraction(5)}
    told = summarise_round({judge: dict(zip(marks, row, strict=True)) for judge, row in enumerate(rows)}, marks, {})
    cuts = [one.cut for one in told.judges]
    assert min(cuts) <= told.cut <= max(cuts)
    assert sum(one.severity for one in told.judges) == 0
