"""The breakdown as a picture: plain geometry for an inline SVG, so that the template only draws."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from exams.marking.models import GroupSpread
from exams.marking.queries import PointLine

# Names stand above their bars: at the width of a phone the letters are still of twelve pixels.
BAR_WIDTH = 320
FIGURE_X = 334
ROW_HEIGHT = 40
LONGEST_LABEL = 26


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
            y=8 + row * ROW_HEIGHT,
            length=BAR_WIDTH * line.score.percent // 100,
            label=_short(line.title),
            percent=line.score.percent,
            is_passed=line.score.percent >= pass_mark,
        )
        for row, line in enumerate(lines)
    ]
    return BarChart(height=8 + len(bars) * ROW_HEIGHT + 8, pass_x=BAR_WIDTH * pass_mark // 100, bars=bars)


def _short(title: str) -> str:
    return title if len(title) <= LONGEST_LABEL else title[: LONGEST_LABEL - 1] + "…"


@dataclass(frozen=True, slots=True)
class RangeLine:
    """One range: the candidate's own share, and how the group's lie where it is large enough."""

    name: str
    own: Decimal
    spread: GroupSpread | None = None


@dataclass(frozen=True, slots=True)
class Strip:
    """One row: lengths from the left edge of the scale, BAR_WIDTH for 100."""

    y: int
    line: RangeLine
    own: int
    lower: int | None = None
    median: int = 0
    width: int = 0


@dataclass(frozen=True, slots=True)
class StripChart:
    """The own share as a dot, the middle half of the group as a strip, its median as a tick."""

    height: int
    strips: list[Strip]


def range_strips(lines: Sequence[RangeLine]) -> StripChart:
    """A row a range, in the given order."""
    strips = [_strip(row, line) for row, line in enumerate(lines)]
    return StripChart(height=8 + len(strips) * ROW_HEIGHT + 8, strips=strips)


def _strip(row: int, line: RangeLine) -> Strip:
    y = 8 + row * ROW_HEIGHT
    if line.spread is None:
        return Strip(y, line, _along(line.own))
    lower, upper = _along(line.spread.lower), _along(line.spread.upper)
    return Strip(y, line, _along(line.own), lower, _along(line.spread.median), max(upper - lower, 2))


def _along(share: Decimal) -> int:
    return int(share * BAR_WIDTH / 100)
