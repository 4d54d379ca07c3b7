"""Scores of one form on the scale of another."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.optimize import minimize

from exams.analysis.statistics.figures import Floats
from exams.analysis.statistics.irt.curves import Curves, gauss_hermite
from exams.analysis.statistics.moments import covariance


@dataclass(frozen=True, slots=True)
class Line:
    """y = slope·x + intercept."""

    slope: float
    intercept: float

    def __call__(self, scores: Floats) -> Floats:
        return self.slope * scores + self.intercept

    def at(self, score: float) -> float:
        return self.slope * score + self.intercept


@dataclass(frozen=True, slots=True)
class CircleArc:
    """Straight from the lowest to the highest score of both forms, and an arc over it that passes the middle.

    The simplified method of Livingston & Kim (2009, JEM 46): made for small samples, because only the middle is estimated.
    """

    low: tuple[float, float]
    middle: tuple[float, float]
    high: tuple[float, float]

    def __call__(self, scores: Floats) -> Floats:
        (x1, y1), (x2, y2), (x3, y3) = self.low, self.middle, self.high
        slope = (y3 - y1) / (x3 - x1)
        straight = y1 + slope * (scores - x1)
        height = y2 - (y1 + slope * (x2 - x1))
        if abs(height) < 1e-12 * max(1.0, abs(y3 - y1)):
            return np.asarray(straight, dtype=np.float64)
        centre_x = (x1 + x3) / 2
        centre_y = (height**2 + (x2 - centre_x) ** 2 - (x1 - centre_x) ** 2) / (2 * height)
        squared = (x1 - centre_x) ** 2 + centre_y**2
        arc = np.sqrt(np.maximum(0, squared - (scores - centre_x) ** 2))
        return np.asarray(straight + centre_y + np.sign(height) * arc, dtype=np.float64)


def mean_equating(x: Floats, y: Floats) -> Line:
    """Forms differ by the same amount everywhere: y = x + mean Y - mean X (Kolen & Brennan 2014, 2.2)."""
    return Line(1.0, float(y.mean() - x.mean()))


def linear_equating(x: Floats, y: Floats) -> Line:
    """Equal standard scores are equal: slope SD Y/SD X (Kolen & Brennan 2014, 2.3)."""
    slope = float(y.std(ddof=1) / x.std(ddof=1))
    return Line(slope, float(y.mean() - slope * x.mean()))


def circle_arc(x: Floats, y: Floats, *, x_range: tuple[float, float], y_range: tuple[float, float]) -> CircleArc:
    """Through the means, and the ends of both scales; candidates of both forms are equally able."""
    return CircleArc((x_range[0], y_range[0]), (float(x.mean()), float(y.mean())), (x_range[1], y_range[1]))


@dataclass(frozen=True, slots=True)
class Anchored:
    """Total and score on the common items of those who took one form."""

    totals: Floats
    anchor: Floats


def chained_linear(x: Anchored, y: Anchored) -> Line:
    """X to the common items among those who took X, these to Y among those who took Y (Kolen & Brennan 2014, 4.6)."""
    first, second = linear_equating(x.totals, x.anchor), linear_equating(y.anchor, y.totals)
    return Line(second.slope * first.slope, second.slope * first.intercept + second.intercept)


def tucker(x: Anchored, y: Anchored, *, linear: bool = True) -> Line:
    """Tucker's method for groups that differ moderately (Kolen & Brennan 2014, 4.2), over both groups as one.

    What the total would have been in the other group is foretold by its regression on the common items. `linear=False`
    equates the means only, for small groups.
    """
    n_x, n_y = len(x.totals), len(y.totals)
    w_x, w_y = n_x / (n_x + n_y), n_y / (n_x + n_y)
    gap = float(x.anchor.mean() - y.anchor.mean())
    v_x, v_y = covariance(x.anchor, x.anchor), covariance(y.anchor, y.anchor)
    g_x, g_y = covariance(x.totals, x.anchor) / v_x, covariance(y.totals, y.anchor) / v_y
    mean_x = float(x.totals.mean()) - w_y * g_x * gap
    mean_y = float(y.totals.mean()) + w_x * g_y * gap
    shared = w_x * w_y * gap**2
    var_x = covariance(x.totals, x.totals) - w_y * g_x**2 * (v_x - v_y) + shared * g_x**2
    var_y = covariance(y.totals, y.totals) + w_x * g_y**2 * (v_x - v_y) + shared * g_y**2
    slope = sqrt(var_y / var_x) if linear else 1.0
    return Line(slope, mean_y - slope * mean_x)


@dataclass(frozen=True, slots=True)
class Parameters:
    """Slopes and difficulties of the common items on one form's scale."""

    slopes: Floats
    difficulties: Floats

    def on(self, line: Line) -> "Parameters":
        """The same items on another scale: a/A, A·b+B."""
        return Parameters(self.slopes / line.slope, line(self.difficulties))


def mean_sigma(x: Parameters, y: Parameters) -> Line:
    """Scale of X to scale of Y by mean and deviation of the difficulties (Marco 1977, JEM 14)."""
    return linear_equating(x.difficulties, y.difficulties)


def stocking_lord(x: Parameters, y: Parameters) -> Line:
    """The line that brings the test characteristic curves of the common items closest (Stocking & Lord 1983, APM 7)."""
    quadrature = gauss_hermite()

    def expected(parameters: Parameters) -> Floats:
        intercepts = -parameters.slopes * parameters.difficulties
        return np.asarray(Curves(parameters.slopes, intercepts, quadrature.points).right.sum(axis=0), dtype=np.float64)

    wanted = expected(y)

    def apart(line: Floats) -> float:
        gaps = wanted - expected(x.on(Line(float(line[0]), float(line[1]))))
        return float(quadrature.weights @ gaps**2)

    start = mean_sigma(x, y)
    found = minimize(
        apart, [start.slope, start.intercept], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-14}
    )
    return Line(float(found.x[0]), float(found.x[1]))
