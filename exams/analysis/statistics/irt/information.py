"""How sharply items and papers measure at a point of ability."""

import numpy as np

from exams.analysis.statistics.figures import Floats
from exams.analysis.statistics.irt.calibration import Calibration


def item_information(slope: float, difficulty: float, points: Floats) -> Floats:
    """I(θ) = a²P(1-P) (Birnbaum 1968)."""
    right = 1 / (1 + np.exp(-slope * (points - difficulty)))
    return np.asarray(slope**2 * right * (1 - right), dtype=np.float64)


def information_at(calibration: Calibration, points: Floats) -> Floats:
    """Of all items together; the standard error of ability there is 1/√I."""
    curves = calibration.curves(points)
    return np.asarray((calibration.slopes[:, None] ** 2 * curves.variance).sum(axis=0), dtype=np.float64)
