"""Whether the model holds for the paper as a whole."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import chdtrc

from exams.analysis.statistics.figures import Floats, Reason
from exams.analysis.statistics.irt.approximation import Approximation, approximation
from exams.analysis.statistics.irt.calibration import Calibration, Model
from exams.analysis.statistics.irt.curves import Curves, Quadrature, gauss_hermite

# With more items the covariances of all pairs take seconds and add nothing to what the items' own tests say.
MOST_ITEMS = 40


@dataclass(frozen=True, slots=True)
class WholeFit:
    """M2 with its degrees of freedom and probability (a small one says that the model does not hold), or why there is none.

    `rmsea`: how far from holding it is.
    """

    candidates: int
    statistic: float | None = None
    degrees: int | None = None
    p_value: float | None = None
    rmsea: Approximation | None = None
    reason: Reason | None = None
    needed: int | None = None


def whole_fit(calibration: Calibration, marks: Floats) -> WholeFit:
    """M2 (Maydeu-Olivares & Joe 2005, JASA 100): observed against expected shares right, of each item and each pair.

    n·e'(S⁻¹ - S⁻¹D(D'S⁻¹D)⁻¹D'S⁻¹)e for their differences e, the covariances S of the shares and their derivatives D by
    the parameters. Withheld where not all were shown the same items, a prior bent the estimates, or nothing is left to
    test. These may be candidates of one form: what error the parameters have stands in the span of D and is projected
    out, also where they were estimated from other forms as well.
    """
    shown = np.asarray(~np.isnan(marks).all(axis=0), dtype=np.bool_)
    marks = marks[:, shown]
    items, withheld = marks.shape[1], WholeFit(len(marks))
    if np.isnan(marks).any():
        return replace(withheld, reason=Reason.INCOMPLETE)
    if calibration.prior is not None:
        return replace(withheld, reason=Reason.PRIOR)
    if items > MOST_ITEMS:
        return replace(withheld, reason=Reason.MANY_ITEMS, needed=MOST_ITEMS)
    quadrature = gauss_hermite()
    curves = Curves(calibration.slopes[shown], calibration.intercepts[shown], quadrature.points)
    members = _members(items)
    by_parameter = _derivatives(curves, members, quadrature, common=calibration.model is Model.RASCH)
    degrees = len(members) - by_parameter.shape[1]
    if degrees < 1:
        return replace(withheld, reason=Reason.UNDEFINED)
    expected, covariances = _moments(curves, members, quadrature)
    off = _observed(marks) - expected
    solved = np.linalg.solve(covariances, np.column_stack([off, by_parameter]))
    towards = by_parameter.T @ solved[:, 0]
    explained = towards @ np.linalg.solve(by_parameter.T @ solved[:, 1:], towards)
    value = max(0.0, len(marks) * float(off @ solved[:, 0] - explained))
    chance = float(chdtrc(degrees, value))
    return WholeFit(len(marks), value, degrees, chance, approximation(value, degrees, len(marks)))


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
