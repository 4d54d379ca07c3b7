"""A paper as a whole: its scores, how far they can be trusted, and the items."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from exams.analysis.statistics.classical import ItemStatistics, analyse_items, deviation
from exams.analysis.statistics.figures import Figure, Floats, Minima, Reason
from exams.analysis.statistics.intervals import of_mean, of_normal, of_share
from exams.analysis.statistics.moments import kurtosis, kurtosis_error, skewness, skewness_error
from exams.analysis.statistics.reliability import (
    Covariances,
    Dependence,
    alpha_figure,
    decisions,
    error_at,
    error_of_measurement,
    length_for,
)
from exams.analysis.statistics.responses import Responses
from exams.analysis.statistics.standing import Standing

LEAST = 4


@dataclass(frozen=True)
class PaperStatistics:
    """Scores in marks. The coefficient, error ratio and standard error are Moodle's names for alpha and its SEM."""

    candidates: int
    items: int
    mean_items: float
    maximum: float
    cut: float | None
    mean: Figure
    median: Figure
    deviation: Figure
    skewness: Figure
    kurtosis: Figure
    alpha: Figure
    error: Figure
    error_at_cut: Figure
    coefficient: Figure
    error_ratio: Figure
    length_for_80: Figure
    pass_share: Figure
    consistency: Figure
    accuracy: Figure
    kappa: Figure


@dataclass(frozen=True)
class Scores:
    """Totals in marks, the mean of the full marks, and the pass mark among them."""

    totals: Floats
    maximum: float
    cut: float | None
    dependence: Dependence


@dataclass(frozen=True)
class Analysis:
    """The paper and its items."""

    paper: PaperStatistics
    items: list[ItemStatistics]


def analyse(responses: Responses, *, cut_share: float | None = None, minima: Minima | None = None) -> Analysis:
    """Classical analysis; `cut_share` is the pass mark as a share of the full marks."""
    minima = minima or Minima()
    return Analysis(summarise(responses, cut_share=cut_share, minima=minima), analyse_items(responses, minima))


def summarise(responses: Responses, *, cut_share: float | None, minima: Minima) -> PaperStatistics:
    """The paper as a whole."""
    n, totals = responses.candidates, responses.totals
    maximum = float(responses.possible.mean())
    dependence = Covariances.of(Standing(responses)).dependence()
    alpha = alpha_figure(dependence, minima)
    cut = None if cut_share is None else cut_share * maximum
    scores = Scores(totals, maximum, cut, dependence)
    deciding = _decisions(scores, alpha, minima)
    return PaperStatistics(
        candidates=n,
        items=len(responses.items),
        mean_items=dependence.items,
        maximum=maximum,
        cut=cut,
        mean=_mean(totals, minima),
        median=_median(totals, minima),
        deviation=deviation(totals, minima),
        skewness=_shape(skewness(totals), skewness_error(n) if n >= LEAST else 0, n, minima),
        kurtosis=_shape(kurtosis(totals), kurtosis_error(n) if n >= LEAST else 0, n, minima),
        alpha=alpha,
        error=_from_alpha(alpha, lambda value: error_of_measurement(value, dependence.deviation)),
        error_at_cut=_at_cut(scores, alpha),
        coefficient=_from_alpha(alpha, lambda value: 100 * value),
        error_ratio=_from_alpha(alpha, lambda value: 100 * error_of_measurement(value, 1)),
        length_for_80=_from_alpha(alpha, length_for),
        pass_share=_pass_share(responses, cut_share, minima),
        consistency=deciding["consistency"],
        accuracy=deciding["accuracy"],
        kappa=deciding["kappa"],
    )


def _mean(totals: Floats, minima: Minima) -> Figure:
    n = len(totals)
    if n < minima.facility:
        return Figure.withheld(Reason.TOO_FEW, n, minima.facility)
    return Figure.of(float(totals.mean()), n, of_mean(float(totals.mean()), float(totals.std(ddof=1)), n))


def _median(totals: Floats, minima: Minima) -> Figure:
    """Middle score; interval by the binomial ranks (David & Nagaraja 2003, 7.1, in its normal form)."""
    n = len(totals)
    if n < minima.facility:
        return Figure.withheld(Reason.TOO_FEW, n, minima.facility)
    low, high = of_normal(n / 2, np.sqrt(n) / 2)
    ordered = np.sort(totals)
    ends = ordered[max(0, int(np.floor(low)))], ordered[min(n - 1, int(np.ceil(high)))]
    return Figure.of(float(np.median(totals)), n, (float(ends[0]), float(ends[1])))


def _shape(value: float, error: float, n: int, minima: Minima) -> Figure:
    if n < minima.shape:
        return Figure.withheld(Reason.TOO_FEW, n, minima.shape)
    if not np.isfinite(value):
        return Figure.withheld(Reason.NO_SPREAD, n)
    return Figure.of(value, n, of_normal(value, error))


def _from_alpha(alpha: Figure, function: Callable[[float], float]) -> Figure:
    """What follows from alpha, with the limits that follow from its limits."""
    if alpha.value is None:
        return alpha
    interval = None if alpha.low is None or alpha.high is None else (function(alpha.low), function(alpha.high))
    return Figure.of(function(alpha.value), alpha.n, interval)


def _at_cut(scores: Scores, alpha: Figure) -> Figure:
    n = len(scores.totals)
    if scores.cut is None:
        return Figure.withheld(Reason.NO_CUT, n)
    if alpha.value is None:
        return alpha
    at = partial(error_at, scores.cut, float(scores.totals.mean()), scores.dependence, scores.maximum)
    return _from_alpha(alpha, lambda value: at(alpha=value))


def _pass_share(responses: Responses, cut_share: float | None, minima: Minima) -> Figure:
    n = responses.candidates
    if cut_share is None:
        return Figure.withheld(Reason.NO_CUT, n)
    if n < minima.facility:
        return Figure.withheld(Reason.TOO_FEW, n, minima.facility)
    passed = int((responses.totals >= cut_share * responses.possible - 1e-9).sum())
    return Figure.of(passed / n, n, of_share(passed, n))


def _decisions(scores: Scores, alpha: Figure, minima: Minima) -> dict[str, Figure]:
    """Agreement of decisions; its limits follow from those of alpha."""
    n, names = len(scores.totals), ("consistency", "accuracy", "kappa")
    if scores.cut is None:
        return dict.fromkeys(names, Figure.withheld(Reason.NO_CUT, n))
    if n < minima.consistency:
        return dict.fromkeys(names, Figure.withheld(Reason.TOO_FEW, n, minima.consistency))
    if alpha.value is None:
        return dict.fromkeys(names, alpha)
    moments = {
        "mean": float(scores.totals.mean()),
        "deviation": scores.dependence.deviation,
        "maximum": scores.maximum,
        "cut": scores.cut,
    }
    middle, low, high = (
        None if value is None else decisions(**moments, reliability=value)
        for value in (alpha.value, alpha.low, alpha.high)
    )
    if middle is None:
        return dict.fromkeys(names, Figure.withheld(Reason.UNDEFINED, n))
    return {
        name: Figure.of(getattr(middle, name), n, (getattr(low, name), getattr(high, name)) if low and high else None)
        for name in names
    }
