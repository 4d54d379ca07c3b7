"""Exact sums and half-up rounding."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.marking.scores import PointScore, SlotMark, by_point, from_json, percentage, rounded, to_json

shares = st.integers(1, 12).flatmap(lambda whole: st.integers(0, whole).map(lambda part: Fraction(part, whole)))
marks = st.integers(1, 9999).map(lambda cents: Decimal(cents) / 100)
slots = st.lists(st.builds(SlotMark, st.integers(1, 99), st.integers(1, 5), shares, marks), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(59995, 1000), Decimal("60.00")),
        (Fraction(59994, 1000), Decimal("59.99")),
        (Fraction(200, 3), Decimal("66.67")),
        (Fraction(0), Decimal("0.00")),
        (Fraction(100), Decimal("100.00")),
    ],
)
def test_rounding_is_half_up_to_two_places(value, shown):
    assert rounded(value) == shown


def test_thirds_add_up_to_a_whole():
    thirds = [SlotMark(slot, 1, Fraction(1, 3), Decimal(1)) for slot in (1, 2, 3)]
    assert percentage(thirds) == Fraction(100, 3)
    assert by_point(thirds) == [PointScore(1, Fraction(1), Fraction(3))]


def test_nothing_to_earn_is_zero():
    assert percentage([]) == Fraction(0)


@given(slots)
def test_percentage_stays_between_0_and_100(drawn):
    assert 0 <= percentage(drawn) <= 100


@given(slots)
def test_points_add_up_to_the_whole(drawn):
    points = by_point(drawn)
    assert sum(one.earned for one in points) == sum(one.earned for one in drawn)
    assert sum(one.possible for one in points) == sum(Fraction(one.marks) for one in drawn)


@given(slots)
def test_stored_and_read_back_is_the_same(drawn):
    assert from_json(to_json(by_point(drawn))) == by_point(drawn)


@pytest.mark.parametrize(
    ("earned", "possible", "percent"),
    [
        (Fraction(1, 8), Fraction(1), 13),
        (Fraction(1, 3), Fraction(1), 33),
        (Fraction(7, 2), Fraction(7, 2), 100),
        (0, 4, 0),
    ],
)
def test_per_cent_of_a_point_is_rounded_half_up(earned, possible, percent):
    assert PointScore(1, Fraction(earned), Fraction(possible)).percent == percent
