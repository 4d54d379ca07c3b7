"""Geometry: what is drawn stands where the numbers say."""

import pytest

from exams.analysis.rendering.pictures import (
    history_picture,
    information_picture,
    option_picture,
    response_picture,
    score_picture,
    share_picture,
)
from exams.analysis.statistics.figures import Figure, Reason

WITHHELD = Figure.withheld(Reason.TOO_FEW, 5, 30)


def test_the_tallest_column_has_the_most_attempts_and_the_line_stands_at_the_pass_mark():
    chart = score_picture([0, 5, 10, 0, 0, 0, 0, 0, 0, 0], pass_mark=60).chart
    assert [column.height for column in chart.columns][:3] == [0, 70, 140]
    assert [(column.label, column.count) for column in chart.columns][1:3] == [("10–19", 5), ("20–29", 10)]
    assert chart.columns[-1].label == "90–100"
    assert chart.columns[6].x - 2 <= chart.pass_x <= chart.columns[6].x
    assert chart.pass_mark == "60"


def test_nobody_at_all_is_drawn_flat():
    assert {column.height for column in score_picture([0] * 10, pass_mark=60).chart.columns} == {0}


def of(value, *limits):
    return Figure.of(value, 60, limits or None)


def test_a_curve_runs_from_edge_to_edge_and_is_highest_at_the_most():
    chart = information_picture({"-1": of(1.0), "0": of(4.0), "1": of(2.0)}, cut=0.5).chart
    assert chart.points == "10,135 320,30 630,100"
    assert chart.ticks == [(10, "-1"), (320, "0"), (630, "1")]
    assert (chart.most, chart.cut_x, chart.band) == ("4.0", 475, "")


def test_around_a_curve_is_the_range_in_which_the_true_one_lies():
    chart = information_picture({"-1": of(1.0, 0.5, 2.0), "1": of(2.0, 1.0, 4.0)}, cut=None).chart
    assert (chart.points, chart.band) == ("10,135 630,100", "10,100 630,30 630,135 10,152")
    assert chart.most == "4.0"


@pytest.mark.parametrize("cut", [None, -2.0, 1.5])
def test_a_pass_mark_that_is_off_the_curve_is_not_drawn(cut):
    assert information_picture({"-1": of(1.0), "1": of(2.0)}, cut=cut).chart.cut_x is None


def test_a_chance_is_drawn_against_certainty():
    assert response_picture({"-1": of(0.0), "1": of(0.5)}, cut=None).chart.points == "10,170 630,100"


def test_nothing_known_is_no_picture():
    assert information_picture({}, cut=None) is None
    assert share_picture([]) is None
    assert option_picture([("A", WITHHELD, WITHHELD)]) is None
    assert history_picture([("1", Figure.of(0.5, 60)), ("2", WITHHELD)]) is None


def test_bars_end_where_the_share_is():
    (bar,) = share_picture([("A-A-A-001", 0.5, 0.8)]).chart.bars
    assert (bar.width, bar.expected_x, bar.value) == (225, 130 + 360, "0.50")


def test_each_option_has_the_upper_group_above_the_lower_one():
    first, second = option_picture(
        [("A", Figure.of(0.8, 60), Figure.of(0.2, 60)), ("B", Figure.of(0.2, 60), Figure.of(0.8, 60))]
    ).chart.pairs
    assert (first.upper, first.lower) == (second.lower, second.upper) == (360, 90)
    assert first.upper_y < first.lower_y < second.upper_y


def test_a_history_shows_each_figure_within_its_range():
    spans = history_picture([("1", Figure.of(0.5, 60, (0.4, 0.6))), ("2", Figure.of(1.0, 60))]).chart.spans
    assert [(span.left, span.x, span.right) for span in spans] == [(310, 355, 400), (580, 580, 580)]


def test_a_long_label_is_cut():
    (bar,) = share_picture([("一" * 30, 0.5, 0.8)]).chart.bars
    assert bar.label == "一" * 17 + "…"
