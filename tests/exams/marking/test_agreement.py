"""Kappa and mean difference against figures worked out elsewhere, and what must hold for any marks."""

from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from exams.marking.agreement import mean_difference, quadratic_kappa


def pairs_of(first, second):
    return [(Fraction(a), Fraction(b)) for a, b in zip(first, second, strict=True)]


# Quarters and thirds of a point, up to ten.
MARKS = st.integers(0, 120).map(lambda twelfths: Fraction(twelfths, 12))
PAIRS = st.lists(st.tuples(MARKS, MARKS), min_size=1, max_size=10)


def by_the_book(pairs):
    """Cohen's own words: observed and expected tables over the categories, weights the squared distances."""
    scale = sorted({mark for pair in pairs for mark in pair})
    first, second = ([pair[side] for pair in pairs] for side in (0, 1))
    observed = sum(Fraction(pairs.count((a, b)), len(pairs)) * (a - b) ** 2 for a in scale for b in scale)
    expected = sum(
        Fraction(first.count(a) * second.count(b), len(pairs) ** 2) * (a - b) ** 2 for a in scale for b in scale
    )
    return None if expected == 0 else 1 - observed / expected


def test_a_table_worked_by_hand():
    # 1,2,3,4,5 against 1,2,3,5,4: observed 2/5; expected (5·(55 + 55) − 2·15·15) / 25 = 4.
    assert quadratic_kappa(pairs_of([1, 2, 3, 4, 5], [1, 2, 3, 5, 4])) == Fraction(9, 10)


def test_full_agreement_opposition_and_chance():
    assert quadratic_kappa(pairs_of([0, 1, 2], [0, 1, 2])) == 1
    assert quadratic_kappa(pairs_of([0, 2], [2, 0])) == -1
    assert quadratic_kappa(pairs_of([0, 0, 1, 1], [0, 1, 0, 1])) == 0


def test_nothing_to_compare_says_nothing():
    assert quadratic_kappa([]) is None
    assert quadratic_kappa(pairs_of([3, 3], [3, 3])) is None
    assert mean_difference([]) is None


def test_the_mean_difference_is_exact_and_has_a_sign():
    assert mean_difference(pairs_of([4, 5, 6], [5, 5, 7])) == Fraction(-2, 3)


@given(PAIRS)
def test_it_is_cohens_table_without_the_table(pairs):
    assert quadratic_kappa(pairs) == by_the_book(pairs)


@given(PAIRS, st.integers(2, 35).map(lambda fifths: Fraction(fifths, 5)), MARKS)
def test_the_unit_of_the_marks_does_not_matter(pairs, unit, shift):
    moved = [(a * unit + shift, b * unit + shift) for a, b in pairs]
    assert quadratic_kappa(moved) == quadratic_kappa(pairs)


@given(PAIRS)
def test_the_two_may_change_places(pairs):
    swapped = [(b, a) for a, b in pairs]
    assert quadratic_kappa(swapped) == quadratic_kappa(pairs)
    assert mean_difference(swapped) == -mean_difference(pairs)


@given(PAIRS)
def test_it_is_one_for_full_agreement_alone(pairs):
    kappa = quadratic_kappa(pairs)
    assume(kappa is not None)
    assert kappa <= 1
    assert (kappa == 1) == all(a == b for a, b in pairs)
