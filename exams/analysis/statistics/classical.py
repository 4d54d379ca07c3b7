"""Classical analysis of each item and option, of a whole exam, one form, or one item across exams."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from math import sqrt

import numpy as np

from exams.analysis.statistics.figures import Figure, Floats, Minima, Reason, Truths
from exams.analysis.statistics.intervals import of_correlation, of_difference, of_mean, of_normal, of_share
from exams.analysis.statistics.moments import correlation, covariance, varies
from exams.analysis.statistics.reliability import Covariances, alpha_figure
from exams.analysis.statistics.responses import Responses
from exams.analysis.statistics.standing import Standing

# Of the candidates at either end (Kelley 1939, JEP 30).
EXTREME_SHARE = 0.27
LEAST = 2


@dataclass(frozen=True, slots=True)
class OptionStatistics:
    """Who chose an option; "" are those who chose none. Correlation is with the standing on all other items."""

    name: str
    keyed: bool
    count: int
    share: Figure
    correlation: Figure
    upper_share: Figure
    lower_share: Figure


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """One item. The last four as Moodle defines them (Quiz statistics calculations), in percent."""

    name: str
    maximum: float
    n: int
    facility: Figure
    deviation: Figure
    item_total: Figure
    item_rest: Figure
    upper_lower: Figure
    alpha_without: Figure
    discrimination_index: Figure
    discriminative_efficiency: Figure
    intended_weight: Figure
    effective_weight: Figure
    options: tuple[OptionStatistics, ...] = field(default=())


@dataclass(frozen=True)
class Column:
    """One item's marks beside the standing on the rest, of those who were shown it."""

    place: int
    rows: Truths
    marks: Floats
    rest: Floats
    overall: Floats

    @property
    def n(self) -> int:
        return len(self.marks)


def column_of(standing: Standing, place: int) -> Column:
    rows = standing.seen_with_others(place)
    return Column(
        place=place,
        rows=rows,
        marks=standing.responses.marks[rows, place],
        rest=standing.rest(place, rows) if rows.any() else np.zeros(0),
        overall=standing.overall(rows) if rows.any() else np.zeros(0),
    )


def analyse_items(responses: Responses, minima: Minima | None = None) -> list[ItemStatistics]:
    """Statistics of each item, in order."""
    minima = minima or Minima()
    standing = Standing(responses)
    covariances = Covariances.of(standing)
    columns = [column_of(standing, place) for place in range(len(responses.items))]
    weights = _effective_weights(columns, responses, minima)
    return [
        _item(column, responses, covariances, weight, minima) for column, weight in zip(columns, weights, strict=True)
    ]


def _item(
    column: Column, responses: Responses, covariances: Covariances, weight: Figure, minima: Minima
) -> ItemStatistics:
    item = responses.items[column.place]
    marks = responses.marks[responses.shown[:, column.place], column.place]
    rest = _guarded(column, minima.discrimination, partial(correlation, column.marks, column.rest))
    total = _guarded(column, minima.discrimination, partial(correlation, column.marks, column.overall))
    index = rest if rest.value is None else Figure.of(100 * rest.value, rest.n, _percent(rest))
    upper, lower = extremes(column.overall)
    return ItemStatistics(
        name=item.name,
        maximum=item.maximum,
        n=len(marks),
        facility=facility(marks, item.maximum, minima),
        deviation=deviation(marks, minima),
        item_total=total,
        item_rest=rest,
        upper_lower=_upper_lower(column, item.maximum, upper, lower, minima),
        alpha_without=alpha_figure(covariances.dependence(without=column.place), minima),
        discrimination_index=index,
        discriminative_efficiency=_efficiency(column, minima),
        intended_weight=_intended_weight(column, responses),
        effective_weight=weight,
        options=tuple(_options(column, responses, upper, lower, minima)),
    )


def facility(marks: Floats, maximum: float, minima: Minima) -> Figure:
    """Mean mark as a share of the full marks; Wilson's interval for right/wrong items, else Student's."""
    n = len(marks)
    if n < minima.facility:
        return Figure.withheld(Reason.TOO_FEW, n, minima.facility)
    mean = float(marks.mean()) / maximum
    if bool(((marks == 0) | (marks == maximum)).all()):
        return Figure.of(mean, n, of_share(float(marks.sum()) / maximum, n))
    low, high = of_mean(mean, float(marks.std(ddof=1)) / maximum, n)
    return Figure.of(mean, n, (max(0.0, low), min(1.0, high)))


def deviation(marks: Floats, minima: Minima) -> Figure:
    """Standard deviation with n-1; interval by its large-sample error from the fourth moment (Rao 1973, 6h)."""
    n = len(marks)
    if n < minima.facility:
        return Figure.withheld(Reason.TOO_FEW, n, minima.facility)
    value = float(marks.std(ddof=1))
    if not varies(marks):
        return Figure.of(0.0, n)
    if len(np.unique(marks)) == LEAST:
        return Figure.of(value, n, _of_two_values(marks))
    fourth = float(((marks - marks.mean()) ** 4).mean())
    error = sqrt(max(0.0, fourth - value**4) / n) / (2 * value)
    low, high = of_normal(value, error)
    return Figure.of(value, n, (max(0.0, low), high))


def _of_two_values(marks: Floats) -> tuple[float, float]:
    """Interval of the deviation where there are two values only: it follows from how often the higher one stands."""
    n, gap = len(marks), float(np.ptp(marks))
    low, high = of_share(float((marks == marks.max()).sum()), n)
    ends = [gap * sqrt(share * (1 - share) * n / (n - 1)) for share in (low, high)]
    return min(ends), gap * sqrt(n / (n - 1)) / 2 if low < 1 / 2 < high else max(ends)


def extremes(overall: Floats) -> tuple[Floats, Floats]:
    """Weights of the upper and the lower 27 %: those who are tied at its edge share the places left."""
    n = len(overall)
    wanted = EXTREME_SHARE * n
    if not n:
        return np.zeros(0), np.zeros(0)
    return _top(overall, wanted), _top(-overall, wanted)


def _top(values: Floats, wanted: float) -> Floats:
    # Rounded: sums of the same marks in another order are ties.
    values = np.round(values, 9)
    edge = np.sort(values)[::-1][max(0, int(np.ceil(wanted)) - 1)]
    above, tied = values > edge, values == edge
    return np.where(above, 1.0, np.where(tied, (wanted - above.sum()) / tied.sum(), 0.0))


def _upper_lower(column: Column, maximum: float, upper: Floats, lower: Floats, minima: Minima) -> Figure:
    """D = facility of the upper 27 % minus facility of the lower 27 % (Kelley 1939); Newcombe's interval."""
    if column.n < minima.discrimination:
        return Figure.withheld(Reason.TOO_FEW, column.n, minima.discrimination)
    if not varies(column.marks):
        return Figure.withheld(Reason.NO_SPREAD, column.n)
    many = float(upper.sum())
    high, low = (float((weights * column.marks).sum()) / maximum for weights in (upper, lower))
    return Figure.of((high - low) / many, column.n, of_difference((high, many), (low, many)))


def _efficiency(column: Column, minima: Minima) -> Figure:
    """Moodle's discriminative efficiency: 100 cov(x, rest) over the largest there can be, both vectors sorted.

    Its interval is the correlation's, over the largest correlation there can be.
    """
    needed = minima.discrimination
    together = _guarded(column, needed, partial(correlation, column.marks, column.rest))
    if together.value is None:
        return together
    largest = correlation(np.sort(column.marks), np.sort(column.rest))
    limits = of_correlation(together.value, column.n)
    return Figure.of(100 * together.value / largest, column.n, (100 * limits[0] / largest, 100 * limits[1] / largest))


def _intended_weight(column: Column, responses: Responses) -> Figure:
    """Share of the item's full marks in the paper's, in percent; with draws in the mean paper of those shown it."""
    if not column.n:
        return Figure.withheld(Reason.UNDEFINED, 0)
    return Figure.of(100 * float(responses.maxima[column.place] / responses.possible[column.rows].mean()), column.n)


def _effective_weights(columns: list[Column], responses: Responses, minima: Minima) -> list[Figure]:
    """Moodle's effective weight: 100 √cov(x, total) over the sum of these; none for a negative covariance."""
    needed = minima.discrimination
    together = np.array([covariance(one.marks, one.overall) if one.n >= LEAST else np.nan for one in columns])
    roots = np.sqrt(np.where(together > 0, together, 0.0))
    # With draws an item counts as often as it was shown.
    often = np.array([one.n / responses.candidates for one in columns])
    whole = float(roots @ often)
    errors = _weight_errors(columns, together, often, responses.candidates) if whole else np.full(len(columns), np.nan)
    figures = []
    for one, value, root, error in zip(columns, together, roots, errors, strict=True):
        if one.n < needed:
            figures.append(Figure.withheld(Reason.TOO_FEW, one.n, needed))
        elif value < 0:
            figures.append(Figure.withheld(Reason.NEGATIVE_COVARIANCE, one.n))
        elif not whole:
            figures.append(Figure.withheld(Reason.NO_SPREAD, one.n))
        else:
            weight = 100 * float(root) / whole
            figures.append(Figure.of(weight, one.n, of_normal(weight, float(error)) if root else None))
    return figures


def _weight_errors(columns: list[Column], together: Floats, often: Floats, candidates: int) -> Floats:
    """Standard errors of effective weights by the delta method: how far each candidate moves each of them."""
    roots = np.sqrt(np.where(together > 0, together, 0.0))
    whole = float(roots @ often)
    moved = np.zeros((candidates, len(columns)))
    for place, one in enumerate(columns):
        if roots[place] > 0:
            products = (one.marks - one.marks.mean()) * (one.overall - one.overall.mean()) - together[place]
            moved[one.rows, place] = products / (2 * roots[place]) / often[place]
    weights = 100 * (moved / whole - np.outer(moved @ often, roots) / whole**2)
    return np.asarray(weights.std(axis=0) / sqrt(candidates), dtype=np.float64)


def _options(
    column: Column, responses: Responses, upper: Floats, lower: Floats, minima: Minima
) -> Iterator[OptionStatistics]:
    item = responses.items[column.place]
    if responses.chosen is None or not item.options:
        return
    bits = responses.chosen[column.rows, column.place]
    for place, name in enumerate([*item.options, ""]):
        picked = (bits == 0 if name == "" else bits >> place & 1 == 1).astype(np.float64)
        count = int(picked.sum())
        yield OptionStatistics(
            name=name,
            keyed=name in item.key,
            count=count,
            share=_share(float(count), column.n, minima),
            correlation=_guarded(column, minima.options, partial(correlation, picked, column.rest)),
            upper_share=_share(float((upper * picked).sum()), column.n, minima, of=float(upper.sum())),
            lower_share=_share(float((lower * picked).sum()), column.n, minima, of=float(lower.sum())),
        )


def _share(count: float, n: int, minima: Minima, of: float | None = None) -> Figure:
    if n < minima.options:
        return Figure.withheld(Reason.TOO_FEW, n, minima.options)
    whole = n if of is None else of
    return Figure.of(count / whole, n, of_share(min(count, whole), whole))


def _guarded(column: Column, needed: int, compute: Callable[[], float]) -> Figure:
    """A correlation of enough candidates, or why there is none."""
    if column.n < needed:
        return Figure.withheld(Reason.TOO_FEW, column.n, needed)
    value = compute()
    if not np.isfinite(value):
        return Figure.withheld(Reason.NO_SPREAD, column.n)
    return Figure.of(value, column.n, of_correlation(value, column.n))


def _percent(figure: Figure) -> tuple[float, float] | None:
    return None if figure.low is None or figure.high is None else (100 * figure.low, 100 * figure.high)
