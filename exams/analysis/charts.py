"""Scores as a picture: plain geometry for inline SVG. What it shows also stands in a table beside it."""

from collections.abc import Sequence
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
