"""Analyses as pictures: plain geometry for inline SVG, the same on a page and on paper; a template draws each.

Whatever a picture shows also stands in the table beneath it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from exams.analysis.statistics.figures import Figure

WIDTH, TALLEST, HEAD, FOOT = 640, 140, 30, 170
EDGE, GAP = 10, 3
ROW, LABEL, SPARE, LONGEST_LABEL = 22, 130, 60, 18


@dataclass(frozen=True, slots=True)
class Picture:
    """What a template of analysis/pictures/ draws: its geometry, its name, and how it is to be read."""

    template: str
    chart: object
    name: str
    words: str


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
    pass_mark: str


def score_picture(counts: Sequence[int], *, pass_mark: float) -> Picture:
    """Attempts by score in percent, in equal bins from 0 to 100."""
    width = (WIDTH - 2 * EDGE) // len(counts)
    columns = [
        Column(
            x=EDGE + place * width,
            middle=EDGE + place * width + (width - GAP) // 2,
            y=FOOT - TALLEST * count // max(1, *counts),
            width=width - GAP,
            height=TALLEST * count // max(1, *counts),
            label=range_label(place, len(counts)),
            count=count,
        )
        for place, count in enumerate(counts)
    ]
    pass_x = EDGE + round(len(counts) * width * pass_mark / 100) - GAP // 2
    words = _("Columns: attempts by score in percent. The line: the pass mark, %(cut)s.") % {"cut": f"{pass_mark:g}"}
    chart = ScoreChart(FOOT + 24, FOOT, columns, pass_x, f"{pass_mark:g}")
    return Picture("analysis/pictures/scores.html", chart, _("Attempts by score"), words)


def range_label(place: int, bins: int) -> str:
    """Scores of one of so many equal bins; the full score stands with the last."""
    step = 100 // bins
    return f"{place * step}–{100 if place == bins - 1 else (place + 1) * step - 1}"


@dataclass(frozen=True, slots=True)
class CurveChart:
    """A curve over ability: `points` for a polyline, ticks at whole numbers, and where the pass mark stands, if anywhere.

    `band`: the ranges in which the true curve lies, for a polygon; empty where they are not known.
    """

    height: int
    foot: int
    head: int
    points: str
    band: str
    ticks: list[tuple[int, str]]
    most: str
    cut_x: int | None


def information_picture(information: Mapping[str, Figure], *, cut: float | None) -> Picture | None:
    """Test information by ability; None where there is nothing to draw."""
    chart = _curve(information, cut=cut)
    if chart is None:
        return None
    words = _(
        "The curve: how much the paper tells at each ability; around it the range in which the true curve lies. The line, if there is one: the ability at the pass mark."
    )
    return Picture("analysis/pictures/curve.html", chart, _("Test information"), words)


def response_picture(chances: Mapping[str, Figure], *, cut: float | None) -> Picture | None:
    """The chance of a right answer by ability."""
    chart = _curve(chances, cut=cut, most=1.0)
    if chart is None:
        return None
    words = _(
        "The curve: how likely a right answer is at each ability; around it the range in which the true curve lies. The line, if there is one: the ability at the pass mark."
    )
    return Picture("analysis/pictures/curve.html", chart, _("Chance of a right answer"), words)


def _curve(figures: Mapping[str, Figure], *, cut: float | None, most: float | None = None) -> CurveChart | None:
    known = sorted((float(point), one, one.value) for point, one in figures.items() if one.value is not None)
    most = most or max((max(value, one.high or value) for _point, one, value in known), default=0.0)
    if most <= 0 or len(known) < 2:  # noqa: PLR2004 -- a line has two ends
        return None
    low, high = known[0][0], known[-1][0]

    def at(point: float, value: float) -> str:
        return f"{across(point)},{FOOT - round(TALLEST * value / most)}"

    def across(point: float) -> int:
        return EDGE + round((WIDTH - 2 * EDGE) * (point - low) / (high - low))

    above = [at(point, one.high) for point, one, _value in known if one.high is not None]
    below = [at(point, one.low) for point, one, _value in known if one.low is not None]
    inside = cut is not None and low <= cut <= high
    return CurveChart(
        height=FOOT + 24,
        foot=FOOT,
        head=HEAD,
        points=" ".join(at(point, value) for point, _one, value in known),
        band=" ".join([*above, *reversed(below)]) if len(above) == len(below) == len(known) else "",
        ticks=[(across(point), f"{point:g}") for point, _one, _value in known if point == int(point)],
        most=f"{most:.1f}",
        cut_x=across(cut) if inside and cut is not None else None,
    )


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
    """Bars beneath one another, from `left` on."""

    height: int
    left: int
    bars: list[ShareBar]


def share_picture(shares: Sequence[tuple[str, float, float]]) -> Picture | None:
    """Label, share and expected share of each point, 0 to 1; None without any."""
    whole = WIDTH - LABEL - SPARE
    bars = [
        ShareBar(
            y=place * ROW + 4,
            middle=place * ROW + 16,
            width=round(whole * share),
            expected_x=LABEL + round(whole * expected),
            label=short(label),
            value=f"{share:.2f}",
        )
        for place, (label, share, expected) in enumerate(shares)
    ]
    if not bars:
        return None
    words = _(
        "Bars: the mean score rate of each point. The mark on a bar: what the difficulty of its items lets expect."
    )
    chart = ShareChart(len(bars) * ROW + 8, LABEL, bars)
    return Picture("analysis/pictures/shares.html", chart, _("Mean score rate by knowledge point"), words)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two bars of one option, the upper group's above the lower group's."""

    label: str
    middle: int
    upper_y: int
    upper: int
    upper_value: str
    lower_y: int
    lower: int
    lower_value: str


@dataclass(frozen=True, slots=True)
class PairChart:
    """Pairs of bars beneath one another, from `left` on."""

    height: int
    left: int
    pairs: list[Pair]


def option_picture(options: Sequence[tuple[str, Figure, Figure]]) -> Picture | None:
    """Each option's share in the upper and in the lower group; None where one of them is withheld."""
    shares = [(label, upper.value, lower.value) for label, upper, lower in options]
    whole, step = WIDTH - LABEL - SPARE, 2 * ROW
    pairs = [
        Pair(
            label=short(label),
            middle=place * step + ROW,
            upper_y=place * step + 4,
            upper=round(whole * upper),
            upper_value=f"{upper:.2f}",
            lower_y=place * step + 22,
            lower=round(whole * lower),
            lower_value=f"{lower:.2f}",
        )
        for place, (label, upper, lower) in enumerate(shares)
        if upper is not None and lower is not None
    ]
    if not pairs or len(pairs) < len(shares):
        return None
    words = _(
        "Two bars an option: above, filled, its share in the upper group (27 of 100); below, hollow, in the lower group."
    )
    return Picture(
        "analysis/pictures/pairs.html", PairChart(len(pairs) * step + 4, LABEL, pairs), _("Who chose what"), words
    )


@dataclass(frozen=True, slots=True)
class Span:
    """A figure as a point within its range."""

    y: int
    middle: int
    x: int
    left: int
    right: int
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class SpanChart:
    """Figures beneath one another on a line from 0 to 1."""

    height: int
    left: int
    spans: list[Span]
    ticks: list[tuple[int, str]]


def history_picture(figures: Sequence[tuple[str, Figure]]) -> Picture | None:
    """Mean score rates, the newest above; None for fewer than two of them."""
    whole = WIDTH - LABEL - SPARE

    def across(share: float) -> int:
        return LABEL + round(whole * share)

    known = [(label, one, one.value) for label, one in figures if one.value is not None]
    spans = [
        Span(
            y=place * ROW + 12,
            middle=place * ROW + 16,
            x=across(value),
            left=across(value if one.low is None else one.low),
            right=across(value if one.high is None else one.high),
            label=short(label),
            value=f"{value:.2f}",
        )
        for place, (label, one, value) in enumerate(known)
    ]
    if len(spans) < 2:  # noqa: PLR2004 -- one alone is no history
        return None
    words = _("The dots: the mean score rate in each exam. The lines: the ranges in which the true ones lie.")
    ticks = [(across(share), f"{share:g}") for share in (0, 0.25, 0.5, 0.75, 1)]
    chart = SpanChart(len(spans) * ROW + 24, LABEL, spans, ticks)
    return Picture("analysis/pictures/spans.html", chart, _("Mean score rate in each exam"), words)


def short(label: str) -> str:
    """A label that fits beside its bar; the table has it whole."""
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1] + "…"
