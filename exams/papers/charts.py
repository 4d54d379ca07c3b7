"""Forms compared, and draws on trial, as pictures: plain geometry for inline SVG, so that the templates only draw.

Whatever a picture shows also stands in a table beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from exams.papers.services.forms_report import FormsReport

# As wide as a phone shows it whole: names of ranges to the left of the plot, figures to its right.
WIDTH = 360
LABEL = 76
PLOT = WIDTH - LABEL - 88
BAR = 12
GAP = 14
HEAD = 24
SHADES = 4
TALLEST = 140
FOOT = 170
MOST_COLUMNS = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; `place` tells the forms apart, from 0."""

    x: int
    y: int
    length: int
    label: str
    place: int


@dataclass(frozen=True, slots=True)
class BarGroup:
    """The bars of one range."""

    y: int
    label: str
    bars: list[Bar]


@dataclass(frozen=True, slots=True)
class GroupChart:
    """Horizontal bars: for each range one of every form."""

    height: int
    groups: list[BarGroup]
    # Each form with the place of its colour.
    legend: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Span:
    """A mean at `x` with its spread from `left` to `right`."""

    y: int
    x: int
    left: int
    right: int
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class SpanChart:
    """Means with spreads on a scale of marks, with a tick at each of `ticks`."""

    height: int
    spans: list[Span]
    ticks: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a histogram, from its foot upwards; `middle` is where its numbers stand."""

    x: int
    middle: int
    y: int
    width: int
    height: int
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many there are of each; `foot` is the line on which the columns stand."""

    height: int
    foot: int
    columns: list[Column]


def marks_by_range(report: FormsReport) -> GroupChart:
    """The marks of each range, form by form."""
    longest = max((marks for form in report.forms for marks in form.marks_by_range.values()), default=Decimal(0)) or 1
    groups, y = [], 4
    for prefix in report.ranges:
        bars = [
            Bar(
                x=LABEL,
                y=y + place * BAR,
                length=int(PLOT * form.marks_by_range[prefix] / longest),
                label=f"{form.marks_by_range[prefix].normalize():f}",
                place=place % SHADES,
            )
            for place, form in enumerate(report.forms)
        ]
        groups.append(BarGroup(y, prefix or "*", bars))
        y += len(bars) * BAR + GAP
    return GroupChart(y, groups, [(form.paper.form, place % SHADES) for place, form in enumerate(report.forms)])


def expected_marks(report: FormsReport) -> SpanChart:
    """The expected mean of each form, with one spread to both sides, on the scale from 0 to 100."""
    spans = [
        Span(
            y=HEAD + place * 28,
            x=_at(form.expected_mean),
            left=_at(form.expected_mean - form.expected_spread),
            right=_at(form.expected_mean + form.expected_spread),
            label=form.paper.form,
            text=f"{form.expected_mean} ± {form.expected_spread}",
        )
        for place, form in enumerate(report.forms)
    ]
    return SpanChart(HEAD + len(spans) * 28, spans, [(mark, _at(Decimal(mark))) for mark in range(0, 101, 20)])


def histogram(counts: Mapping[int, int]) -> Histogram:
    """Columns from the smallest number to the largest, those that nothing has included; wide ranges are put together."""
    if not counts:
        return Histogram(0, 0, [])
    first, last = min(counts), max(counts)
    step = (last - first) // MOST_COLUMNS + 1
    bins = [(low, min(low + step - 1, last)) for low in range(first, last + 1, step)]
    sums = [sum(counts.get(number, 0) for number in range(low, high + 1)) for low, high in bins]
    width = (WIDTH - 20) // len(bins)
    columns = [
        _column(10 + place * width, width, bounds, count=count, height=TALLEST * count // (max(sums) or 1))
        for place, (bounds, count) in enumerate(zip(bins, sums, strict=True))
    ]
    return Histogram(FOOT + 24, FOOT, columns)


def _column(x: int, width: int, bounds: tuple[int, int], *, count: int, height: int) -> Column:
    first, last = bounds
    label = str(first) if first == last else f"{first}–{last}"
    return Column(x, x + (width - 3) // 2, FOOT - height, max(1, width - 3), height, label, count)


def _at(marks: Decimal) -> int:
    return LABEL + int(PLOT * max(Decimal(0), min(Decimal(100), marks)) / 100)
