"""The breakdown as a picture: plain geometry for an inline SVG, so that the template only draws."""

from collections.abc import Sequence
from dataclasses import dataclass

from exams.marking.queries import PointLine

LABEL_WIDTH = 250
BAR_WIDTH = 320
ROW_HEIGHT = 30
WIDTH = 640
LONGEST_LABEL = 15


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `y` is its row's top; `length` is of BAR_WIDTH."""

    y: int
    length: int
    label: str
    percent: int
    is_passed: bool


@dataclass(frozen=True, slots=True)
class BarChart:
    """Horizontal bars with the pass line at `pass_x`."""

    height: int
    pass_x: int
    bars: list[Bar]


def point_bars(lines: Sequence[PointLine], *, pass_mark: int) -> BarChart:
    """A bar a knowledge point, in the given order; long titles are cut, the table beside it has them whole."""
    bars = [
        Bar(
            y=24 + row * ROW_HEIGHT,
            length=BAR_WIDTH * line.score.percent // 100,
            label=_short(line.title),
            percent=line.score.percent,
            is_passed=line.score.percent >= pass_mark,
        )
        for row, line in enumerate(lines)
    ]
    return BarChart(
        height=24 + len(bars) * ROW_HEIGHT + 8, pass_x=LABEL_WIDTH + BAR_WIDTH * pass_mark // 100, bars=bars
    )


def _short(title: str) -> str:
    return title if len(title) <= LONGEST_LABEL else title[: LONGEST_LABEL - 1] + "…"
