"""Ability of candidates."""

from dataclasses import dataclass

import numpy as np

from exams.analysis.statistics.figures import Floats
from exams.analysis.statistics.irt.calibration import Calibration
from exams.analysis.statistics.irt.curves import Curves, gauss_hermite
from exams.analysis.statistics.irt.posterior import Answers, Posterior


@dataclass(frozen=True)
class Ability:
    """Mean and deviation of each candidate's posterior (EAP: Bock & Mislevy 1982, APM 6), and their reliability."""

    values: Floats
    errors: Floats

    @property
    def reliability(self) -> float:
        """Variance of the estimates over that and the mean squared error: empirical reliability."""
        explained = float(self.values.var())
        return explained / (explained + float((self.errors**2).mean()))


@dataclass(frozen=True, slots=True)
class SumScore:
    """All who got this many right: ability, its error, and how many were observed and expected."""

    score: int
    ability: float
    error: float
    observed: int
    expected: float


def abilities(calibration: Calibration, marks: Floats) -> Ability:
    """Each candidate's ability from the answers they gave."""
    quadrature = gauss_hermite()
    answers = Answers.of(marks)
    weights = Posterior.of(answers, calibration.curves(quadrature.points), quadrature).weights
    means = weights @ quadrature.points
    spread = weights @ quadrature.points**2 - means**2
    return Ability(means[answers.row_of], np.sqrt(np.maximum(spread, 0))[answers.row_of])


def sum_scores(calibration: Calibration, marks: Floats) -> list[SumScore]:
    """Ability by number right (Thissen et al. 1995, APM 19), of candidates who were shown all items."""
    quadrature = gauss_hermite()
    likelihood = score_likelihood(calibration.curves(quadrature.points)) * quadrature.weights
    share = likelihood.sum(axis=1)
    means = likelihood @ quadrature.points / share
    spread = likelihood @ quadrature.points**2 / share - means**2
    whole = marks[~np.isnan(marks).any(axis=1)]
    observed = np.bincount(whole.sum(axis=1).astype(np.int64), minlength=len(share))
    return [
        SumScore(score, float(means[score]), float(np.sqrt(spread[score])), int(observed[score]), float(n))
        for score, n in enumerate(share * len(whole))
    ]


def score_likelihood(curves: Curves, without: int | None = None) -> Floats:
    """P(number right | θ), scores by points, item after item (Lord & Wingersky 1984, APM 8)."""
    rows = [row for place, row in enumerate(curves.right) if place != without]
    found = np.zeros((len(rows) + 1, len(curves.points)))
    found[0] = 1
    for place, right in enumerate(rows, 1):
        found[1 : place + 1] = found[1 : place + 1] * (1 - right) + found[:place] * right
        found[0] *= 1 - right
    return found
