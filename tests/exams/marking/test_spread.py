"""Ranges, and how the group lies: exact quartiles, never of fewer than thirty."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.tasks import tell_result
from courses.queries import TeachingHeading
from exams.marking.models import GroupSpread, Result, ResultState
from exams.marking.queries import PointLine, section_names
from exams.marking.queries.spread import range_of, shares, spreads_of
from exams.marking.scores import PointScore, spread
from exams.marking.services.spread import keep_spreads
from tests.factories.certificates import make_result
from tests.factories.sittings import make_registration, make_room, make_user


@given(st.lists(st.integers(0, 1200).map(lambda twelfths: Fraction(twelfths, 12)), min_size=1, max_size=15))
def test_quartiles_lie_in_order_within_the_values_and_split_them(values):
    lower, median, upper = spread(values)
    assert min(values) <= lower <= median <= upper <= max(values)
    assert sum(value <= median for value in values) * 2 >= len(values)
    assert sum(value <= lower for value in values) * 4 >= len(values)


def test_quartiles_are_those_of_the_usual_rule():
    assert spread(map(Fraction, (1, 2, 3, 4))) == (Fraction(7, 4), Fraction(5, 2), Fraction(13, 4))
    assert spread([Fraction(7)]) == (7, 7, 7)


def test_ranges_are_the_blueprints_or_the_part_before_the_last():
    assert range_of("B-D-A-018", ["B-D", "B-D-A"]) == "B-D-A"
    assert range_of("B-D-A-018", []) == "B-D-A"
    codes = {1: "B-D-A-018", 2: "B-D-A-010", 3: "A-A-A-001"}
    scores = [PointScore(1, Fraction(1), Fraction(2)), PointScore(2, Fraction(2), Fraction(2))]
    scores.append(PointScore(3, Fraction(0), Fraction(5)))
    assert shares(scores, codes, []) == {"A-A-A": 0, "B-D-A": 75}
    assert list(shares(scores, codes, ["B-D-A", "A-A-A"])) == ["B-D-A", "A-A-A"]


def fill(room, count):
    """So many candidates whose scores are 1, 2, 3, …"""
    for score in range(1, count + 1):
        registration = make_registration(room.sitting, make_user(f"person-{score}"))
        result = make_result(registration, score="0")
        part = result.components.get()
        part.delete()
        part.pk, part.score = None, Decimal(score)
        part.breakdown = [
            {
                "point": room.component.paper.paper_items.first().version.point_id,
                "earned": str(score),
                "possible": "100",
            }
        ]
        part.save()


@pytest.mark.django_db
def test_nothing_is_said_of_twenty_nine_and_the_spread_of_thirty():
    room = make_room()
    fill(room, 29)
    where = (room.sitting.pk, room.component.pk)
    last = Result.objects.select_related("registration").last()
    keep_spreads(result=last)
    assert spreads_of(*where) == {}
    registration = make_registration(room.sitting, make_user("thirtieth"))
    keep_spreads(result=make_result(registration, score="0"))
    found = spreads_of(*where)
    assert (found[""].count, found[""].lower, found[""].median, found[""].upper) == (
        30,
        Decimal("7.25"),
        Decimal("14.50"),
        Decimal("21.75"),
    )
    assert GroupSpread.objects.filter(range="").count() == 1
    # Kept until the group has grown by a tenth; then measured anew.
    counts = []
    for number in range(4):
        keep_spreads(result=make_result(make_registration(room.sitting, make_user(f"late-{number}")), score="0"))
        counts.append(spreads_of(*where)[""].count)
    assert counts == [30, 30, 30, 34]


@pytest.mark.django_db
def test_a_group_that_falls_below_thirty_is_said_nothing_of():
    room = make_room()
    fill(room, 30)
    last = Result.objects.select_related("registration").last()
    keep_spreads(result=last)
    assert spreads_of(room.sitting.pk, room.component.pk)[""].count == 30
    Result.objects.filter(pk=last.pk).update(state=ResultState.SUPERSEDED)
    keep_spreads(result=last)
    assert spreads_of(room.sitting.pk, room.component.pk) == {}


@pytest.mark.django_db
def test_the_worker_measures_the_group_of_a_released_result():
    room = make_room()
    fill(room, 30)
    tell_result.enqueue(Result.objects.last().pk)
    assert spreads_of(room.sitting.pk, room.component.pk)[""].count == 30


def test_ranges_are_named_by_the_section_that_most_of_their_points_are_taught_in():
    score = PointScore(1, Fraction(1), Fraction(2))
    lines = [
        PointLine("B-D-A-001", "一", score, TeachingHeading("一", "/a/#a", "课", "第一节")),
        PointLine("B-D-A-002", "二", score, TeachingHeading("二", "/a/#b", "课", "第二节")),
        PointLine("B-D-A-003", "三", score, TeachingHeading("三", "/a/#c", "课", "第二节")),
        PointLine("B-D-B-001", "四", score, None),
        PointLine("B-D-C-001", "五", score, TeachingHeading("五", "/a/#d", "课", "")),
    ]
    assert section_names(lines, ["B-D-A", "B-D-B", "B-D-C"]) == {"B-D-A": "B-D-A 第二节"}
