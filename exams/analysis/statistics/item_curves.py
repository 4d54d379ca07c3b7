"""One calibrated item over ability, with how surely its curve is known: delta method on its two parameters."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from exams.analysis.statistics.figures import Figure, Floats
from exams.analysis.statistics.intervals import of_log_odds, of_positive
from exams.analysis.statistics.irt.curves import Curves
from exams.analysis.statistics.irt.information import derivatives


@dataclass(frozen=True, slots=True)
class Line:
    """The log odds aθ + d, with the variances of a and of d and their covariance, where these are known."""

    slope: float
    intercept: float
    covariance: Sequence[float | None] | None

    def errors_of(self, by_slope: Floats, by_intercept: Floats) -> Floats:
        """Standard errors of what has these derivatives; NaN where they are not known."""
        if self.covariance is None or any(one is None for one in self.covariance):
            return np.full(len(by_slope), np.nan)
        of_slope, of_intercept, crossed = np.array(self.covariance, dtype=np.float64)
        variance = of_slope * by_slope**2 + of_intercept * by_intercept**2 + 2 * crossed * by_slope * by_intercept
        return np.asarray(np.sqrt(np.maximum(variance, 0)), dtype=np.float64)


def chances_at(line: Line, points: Floats, n: int) -> list[Figure]:
    """P(right | θ), with limits by its log odds."""
    log_odds = line.slope * points + line.intercept
    errors = line.errors_of(points, np.ones(len(points)))
    return [
        Figure.of(float(expit(value)), n, of_log_odds(float(value), float(error)))
        for value, error in zip(log_odds, errors, strict=True)
    ]


def told_at(line: Line, points: Floats, n: int) -> list[Figure]:
    """I(θ) = a²P(1-P)."""
    curves = Curves(np.array([line.slope]), np.array([line.intercept]), points)
    by_slope, by_intercept = derivatives(curves)
    errors = line.errors_of(by_slope[0], by_intercept[0])
    return [
        Figure.of(float(value), n, of_positive(float(value), float(error)))
        for value, error in zip(line.slope**2 * curves.variance[0], errors, strict=True)
    ]
