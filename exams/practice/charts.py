"""Readiness as a picture: plain geometry for an inline SVG, so that the template only draws."""

from collections.abc import Sequence
from dataclasses import dataclass

from exams.practice.queries.readiness import Readiness

# As wide as a phone, so that the labels can be read there.
MARGIN, SCALE_WIDTH, ROW_HEIGHT = 10, 340, 60
LONGEST_LABEL = 20


@dataclass(frozen=True, slots=True)
class Interval:
    """A chapter's row: `y` is its middle; the others are places on the scale."""

    y: int
    label: str
    low: int
    high: int
    expected: int
    pass_mark: int


@dataclass(frozen=True, slots=True)
class IntervalChart:
    """Intervals beneath one another on a scale of 0 to 100 marks."""

    height: int
    rows: list[Interval]


def readiness_bars(rows: Sequence[Readiness]) -> IntervalChart:
    """An interval a chapter, with the score expected and the pass mark; the table beside it has the figures."""
    drawn = []
    for number, row in enumerate(row for row in rows if row.estimate):
        estimate = row.estimate
        if estimate is None:
            continue
        title = str(row.chapter.title)
        drawn.append(
            Interval(
                y=40 + number * ROW_HEIGHT,
                label=title if len(title) <= LONGEST_LABEL else title[: LONGEST_LABEL - 1] + "…",
                low=_place(int(estimate.low)),
                high=_place(int(estimate.high)),
                expected=_place(int(estimate.expected)),
                pass_mark=_place(int(row.pass_mark)),
            )
        )
    return IntervalChart(height=len(drawn) * ROW_HEIGHT, rows=drawn)


def _place(percent: int) -> int:
    return MARGIN + SCALE_WIDTH * percent // 100
