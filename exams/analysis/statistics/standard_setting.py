"""Where a panel of judges would put the pass mark (Angoff 1971, in Thorndike, Educational Measurement, 508-600).

Each judge says of every item how many of a hundred candidates who are just good enough would answer it rightly. A judge's
cut is the mean of these, each item counting by its marks; the panel's cut is the mean over judges. Whole percents and
marks are exact, so cuts are fractions; only spreads and coefficients are floating-point.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from statistics import fmean, median, stdev

import numpy as np

from exams.analysis.statistics.figures import Figure, Floats, Reason
from exams.analysis.statistics.intervals import Interval, of_correlation, of_mean, of_normal
from exams.analysis.statistics.moments import correlation

# A modified z-score beyond this is far off (Iglewicz & Hoaglin 1993, How to Detect and Handle Outliers, 3.3).
FAR_OFF, NORMAL_CONSISTENT = 3.5, 0.6745
# Fewer values have no outlier, fewer items no correlation.
LEAST_VALUES = 4
# From here on a rating says: the candidate would answer it rightly.
LIKELY = 50
LEAST_JUDGES = 2
# How far a rating must stand from the panel's middle to be talked about, whatever its score: 15 in a hundred.
WORTH_A_WORD = 15

# Ratings in whole percent by item.
Ratings = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class JudgeSummary:
    """One judge: the cut in percent, how far it is above (severe) or below the panel's, and how their ratings run."""

    judge: int
    cut: Fraction
    severity: Fraction
    is_far_off: bool
    # With the mean of the others' ratings, and with the real mean score rates.
    with_panel: Figure
    with_facility: Figure


@dataclass(frozen=True, slots=True)
class ItemSummary:
    """One item: the panel's mean in percent with its range, its standard deviation, and who stands far off."""

    item: int
    mean: Fraction
    interval: Interval | None
    deviation: float
    lowest: int
    highest: int
    far_off: tuple[int, ...]


@dataclass(frozen=True)
class PanelSummary:
    """A round: the cut in percent, its standard error and range, agreement on likely or not, each judge and each item."""

    cut: Fraction
    error: float | None
    interval: Interval | None
    kappa: Figure
    judges: list[JudgeSummary]
    items: list[ItemSummary]


def summarise_round(
    ratings: Mapping[int, Ratings], marks: Mapping[int, Fraction], facilities: Mapping[int, float]
) -> PanelSummary | None:
    """Ratings by judge over the items of `marks`; `facilities` where they are known. None without a judge.

    The standard error is that of a mean of judges, s/√m, and so none of a single one; the range is Student's at m - 1
    degrees, for judges who are a sample of those who might have been asked (Brennan & Lockwood 1980, APM 4).
    """
    if not ratings:
        return None
    cuts = {judge: _cut(own, marks) for judge, own in ratings.items()}
    panel = sum(cuts.values(), Fraction(0)) / len(cuts)
    spread = [float(cut) for cut in cuts.values()]
    far = set(_far_off(list(cuts), spread))
    return PanelSummary(
        cut=panel,
        error=stdev(spread) / sqrt(len(spread)) if len(spread) >= LEAST_JUDGES else None,
        interval=_of_judges(float(panel), spread),
        kappa=_agreement([[own[item] >= LIKELY for own in ratings.values()] for item in marks]),
        judges=[
            JudgeSummary(
                judge,
                cut,
                cut - panel,
                judge in far,
                _with_panel(judge, ratings, marks),
                _with_facility(ratings[judge], facilities),
            )
            for judge, cut in cuts.items()
        ],
        items=[_item(item, ratings) for item in marks],
    )


def fleiss_kappa(answers: Sequence[Sequence[bool]]) -> float | None:
    """Agreement of m judges on yes or no beyond chance (Fleiss 1971, Psychol. Bull. 76); None where it is undefined."""
    judges = len(answers[0]) if answers else 0
    if judges < LEAST_JUDGES:
        return None
    yes = [sum(row) for row in answers]
    agreed = fmean((n * (n - 1) + (judges - n) * (judges - n - 1)) / (judges * (judges - 1)) for n in yes)
    share = sum(yes) / (judges * len(yes))
    expected = share**2 + (1 - share) ** 2
    return None if expected == 1 else (agreed - expected) / (1 - expected)


def _agreement(answers: Sequence[Sequence[bool]]) -> Figure:
    """Fleiss' kappa with the jackknife over items (Fleiss & Davies 1982, Am. J. Epidemiol. 115)."""
    n, kappa = len(answers), fleiss_kappa(answers)
    if kappa is None:
        return Figure.withheld(Reason.UNDEFINED, n)
    without = [fleiss_kappa([*answers[:place], *answers[place + 1 :]]) for place in range(n)]
    known = [one for one in without if one is not None]
    if n < LEAST_VALUES or len(known) < n:
        return Figure.of(kappa, n)
    low, high = of_normal(kappa, (n - 1) / sqrt(n) * stdev(known))
    return Figure.of(kappa, n, (low, min(1.0, high)))


def _of_judges(mean: float, values: Sequence[float]) -> Interval | None:
    """Student's range of a mean of judges, in percent; none of a single one."""
    if len(values) < LEAST_JUDGES:
        return None
    low, high = of_mean(mean, stdev(values), len(values))
    return max(0.0, low), min(100.0, high)


def _cut(own: Ratings, marks: Mapping[int, Fraction]) -> Fraction:
    return sum((marks[item] * own[item] for item in marks), Fraction(0)) / sum(marks.values(), Fraction(0))


def _item(item: int, ratings: Mapping[int, Ratings]) -> ItemSummary:
    values = [own[item] for own in ratings.values()]
    middle = median(values)
    far = [
        judge
        for judge in _far_off(list(ratings), [float(value) for value in values])
        if abs(ratings[judge][item] - middle) >= WORTH_A_WORD
    ]
    mean = Fraction(sum(values), len(values))
    return ItemSummary(
        item,
        mean,
        _of_judges(float(mean), [float(value) for value in values]),
        stdev(values) if len(values) >= LEAST_JUDGES else 0.0,
        min(values),
        max(values),
        tuple(far),
    )


def _far_off(names: list[int], values: list[float]) -> list[int]:
    """Whose modified z-score, 0.6745 (x - median) / MAD, is beyond 3.5; where most agree exactly, whoever does not."""
    if len(values) < LEAST_VALUES:
        return []
    middle = median(values)
    apart = median(abs(value - middle) for value in values)
    if apart == 0:
        return [name for name, value in zip(names, values, strict=True) if value != middle]
    return [
        name
        for name, value in zip(names, values, strict=True)
        if NORMAL_CONSISTENT * abs(value - middle) / apart > FAR_OFF
    ]


def _with_panel(judge: int, ratings: Mapping[int, Ratings], marks: Mapping[int, Fraction]) -> Figure:
    others = [own for name, own in ratings.items() if name != judge]
    if not others:
        return Figure.withheld(Reason.UNDEFINED, 1)
    means = [fmean(own[item] for own in others) for item in marks]
    return _correlated([ratings[judge][item] for item in marks], means)


def _with_facility(own: Ratings, facilities: Mapping[int, float]) -> Figure:
    return _correlated([own[item] for item in facilities], list(facilities.values()))


def _correlated(first: Sequence[float], second: Sequence[float]) -> Figure:
    n = len(first)
    if n < LEAST_VALUES:
        return Figure.withheld(Reason.ONE_ITEM, n)
    x: Floats = np.array(first, dtype=np.float64)
    y: Floats = np.array(second, dtype=np.float64)
    if not (np.ptp(x) and np.ptp(y)):
        return Figure.withheld(Reason.NO_SPREAD, n)
    value = correlation(x, y)
    return Figure.of(value, n, of_correlation(value, n))
