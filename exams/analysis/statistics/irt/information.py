"""How sharply items and papers measure at a point of ability, and how surely that is known."""

from dataclasses import dataclass

import numpy as np

from exams.analysis.statistics.figures import Floats
from exams.analysis.statistics.irt.calibration import Calibration
from exams.analysis.statistics.irt.curves import Curves


@dataclass(frozen=True, slots=True)
class Known:
    """Estimates with their standard errors."""

    values: Floats
    errors: Floats


def item_information(slope: float, difficulty: float, points: Floats) -> Floats:
    """I(θ) = a²P(1-P) (Birnbaum 1968)."""
    right = 1 / (1 + np.exp(-slope * (points - difficulty)))
    return np.asarray(slope**2 * right * (1 - right), dtype=np.float64)


def information_at(calibration: Calibration, points: Floats) -> Known:
    """Of all items together; the standard error of ability there is 1/√I. Errors by the delta method (`errors_of`)."""
    curves = calibration.curves(points)
    values = (calibration.slopes[:, None] ** 2 * curves.variance).sum(axis=0)
    by_slopes, by_intercepts = derivatives(curves)
    return Known(np.asarray(values, dtype=np.float64), calibration.errors_of(by_slopes.T, by_intercepts.T))


def derivatives(curves: Curves) -> tuple[Floats, Floats]:
    """Of a²P(1-P) by a and by d, items by points: the derivative of P(1-P) by aθ+d is P(1-P)(1-2P)."""
    slopes = curves.slopes[:, None]
    by_intercepts = slopes**2 * curves.variance * (1 - 2 * curves.right)
    by_slopes = 2 * slopes * curves.variance + by_intercepts * curves.points
    return np.asarray(by_slopes, dtype=np.float64), np.asarray(by_intercepts, dtype=np.float64)


def at_cut(calibration: Calibration, maxima: Floats, cut: float) -> tuple[float, Known]:
    """Standard error of the ability at the pass mark, and what each item tells there.

    The cut θ is where Σ mP(θ) is the pass mark, and so moves with the parameters (implicit derivative); the items'
    information moves with them both by itself and with θ. All by the delta method.
    """
    curves = calibration.curves(np.array([cut]))
    right, variance, slopes = curves.right[:, 0], curves.variance[:, 0], calibration.slopes
    moved = -maxima * variance / float((maxima * slopes) @ variance)
    by_slopes, by_intercepts = derivatives(curves)
    along = slopes**3 * variance * (1 - 2 * right)
    errors = calibration.errors_of(
        np.diag(by_slopes[:, 0]) + np.outer(along, moved * cut), np.diag(by_intercepts[:, 0]) + np.outer(along, moved)
    )
    of_cut = float(calibration.errors_of(moved[None, :] * cut, moved[None, :])[0])
    return of_cut, Known(slopes**2 * variance, errors)
