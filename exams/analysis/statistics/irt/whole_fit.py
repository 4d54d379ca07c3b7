"""Whether the model holds for the paper as a whole."""

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from exams.analysis.statistics.figures import Floats
from exams.analysis.statistics.irt.calibration import Calibration, Model
from exams.analysis.statistics.irt.curves import Curves, Quadrature, gauss_hermite

# With more items the covariances of all pairs take seconds and add nothing to what the items' own tests say.
MOST_ITEMS = 40


@dataclass(frozen=True, slots=True)
class WholeFit:
    """M2 with its degrees of freedom and probability: a small one says that the model does not hold."""

    statistic: float
    degrees: int
    p_value: float


def whole_fit(calibration: Calibration, marks: Floats) -> WholeFit | None:
    """M2 (Maydeu-Olivares & Joe 2005, JASA 100): observed against expected shares right, of each item and each pair.

    n·e'(S⁻¹ - S⁻¹D(D'S⁻¹D)⁻¹D'S⁻¹)e for their differences e, the covariances S of the shares and their derivatives D by
    the parameters. None where not all were shown the same items, a prior bent the estimates, or nothing is left to test.
    """
    items = marks.shape[1]
    if np.isnan(marks).any() or calibration.prior is not None or items > MOST_ITEMS:
        return None
    quadrature = gauss_hermite()
    curves = calibration.curves(quadrature.points)
    members = _members(items)
    by_parameter = _derivatives(curves, members, quadrature, common=calibration.model is Model.RASCH)
    degrees = len(members) - by_parameter.shape[1]
    if degrees < 1:
        return None
    expected, covariances = _moments(curves, members, quadrature)
    off = _observed(marks) - expected
    solved = np.linalg.solve(covariances, np.column_stack([off, by_parameter]))
    towards = by_parameter.T @ solved[:, 0]
    explained = towards @ np.linalg.solve(by_parameter.T @ solved[:, 1:], towards)
    value = max(0.0, len(marks) * float(off @ solved[:, 0] - explained))
    return WholeFit(value, degrees, float(chdtrc(degrees, value)))


def _members(items: int) -> Floats:
    """Each item by itself, then each pair: 1 for the items in it."""
    first, second = np.triu_indices(items, k=1)
    pairs = np.zeros((len(first), items))
    pairs[np.arange(len(first)), first] = pairs[np.arange(len(first)), second] = 1
    return np.vstack([np.eye(items), pairs])


def _observed(marks: Floats) -> Floats:
    together = marks.T @ marks / len(marks)
    return np.concatenate([np.diag(together), together[np.triu_indices(len(together), k=1)]])


def _derivatives(curves: Curves, members: Floats, quadrature: Quadrature, *, common: bool) -> Floats:
    """By slopes then intercepts; by one slope then the intercepts where it is common."""
    together = np.exp(members @ np.log(curves.right)) * quadrature.weights
    wrong = 1 - curves.right.T
    slopes, intercepts = members * ((together * curves.points) @ wrong), members * (together @ wrong)
    if common:
        slopes = slopes.sum(axis=1, keepdims=True)
    return np.hstack([slopes, intercepts])


def _moments(curves: Curves, members: Floats, quadrature: Quadrature) -> tuple[Floats, Floats]:
    """Expected shares, and for one candidate the covariances of being right in all items of one and of another."""
    logs = np.log(curves.right)
    expected = np.exp(members @ logs) @ quadrature.weights
    rows = [np.exp(np.maximum(members, one) @ logs) @ quadrature.weights for one in members]
    return expected, np.array(rows) - np.outer(expected, expected)
