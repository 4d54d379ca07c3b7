"""Scores as a picture: plain geometry for inline SVG. What it shows also stands in a table beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, TALLEST, FOOT = 640, 140, 170
EDGE, GAP = 10, 3


@dataclass(frozen=True, slots=True)
class Column:
    """One column with its count above and its scores below."""

    x: int
    middle: int
    y: int
    width: int
    height: int
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class ScoreChart:
    """Columns side by side, and where the pass mark stands."""

    height: int
    foot: int
    columns: list[Column]
    pass_x: int


def score_chart(counts: Sequence[int], *, pass_mark: float) -> ScoreChart:
    """Attempts by score in percent, in equal bins from 0 to 100."""
    width, step = (WIDTH - 2 * EDGE) // len(counts), 100 // len(counts)
    columns = [
        Column(
            x=EDGE + place * width,
            middle=EDGE + place * width + (width - GAP) // 2,
            y=FOOT - TALLEST * count // max(1, *counts),
            width=width - GAP,
            height=TALLEST * count // max(1, *counts),
            label=f"{place * step}–{100 if place == len(counts) - 1 else (place + 1) * step - 1}",
            count=count,
        )
        for place, count in enumerate(counts)
    ]
    return ScoreChart(FOOT + 24, FOOT, columns, EDGE + round(len(counts) * width * pass_mark / 100) - GAP // 2)


@dataclass(frozen=True, slots=True)
class CurveChart:
    """A curve over ability: `points` for a polyline, ticks at whole numbers, and where the pass mark stands, if anywhere."""

    height: int
    foot: int
    points: str
    ticks: list[tuple[int, str]]
    most: str
    cut_x: int | None


def information_chart(information: Mapping[str, float], *, cut: float | None) -> CurveChart | None:
    """Test information by ability; None where there is nothing to draw."""
    values = sorted((float(point), value) for point, value in information.items())
    most = max((value for _point, value in values), default=0.0)
    if most <= 0:
        return None
    low, high = values[0][0], values[-1][0]

    def across(point: float) -> int:
        return EDGE + round((WIDTH - 2 * EDGE) * (point - low) / (high - low))

    drawn = " ".join(f"{across(point)},{FOOT - round(TALLEST * value / most)}" for point, value in values)
    ticks = [(across(point), f"{point:g}") for point, _value in values if point == int(point)]
    inside = cut is not None and low <= cut <= high
    return CurveChart(FOOT + 24, FOOT, drawn, ticks, f"{most:.1f}", across(cut) if inside and cut is not None else None)


ROW, LABEL, SPARE = 22, 110, 60


@dataclass(frozen=True, slots=True)
class ShareBar:
    """A share as a bar, and where it was expected to end."""

    y: int
    middle: int
    width: int
    expected_x: int
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ShareChart:
    """Bars beneath one another."""

    height: int
    bars: list[ShareBar]


def share_chart(shares: Sequence[tuple[str, float, float]]) -> ShareChart | None:
    """Label, share and expected share of each row, 0 to 1; None without any."""
    whole = WIDTH - LABEL - SPARE
    bars = [
        ShareBar(
            y=place * ROW + 4,
            middle=place * ROW + 16,
            width=round(whole * share),
            expected_x=LABEL + round(whole * expected),
            label=label,
            value=f"{share:.2f}",
        )
        for place, (label, share, expected) in enumerate(shares)
    ]
    return ShareChart(len(bars) * ROW + 8, bars) if bars else None
