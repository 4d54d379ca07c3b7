"""Spread, shape and how two things go together."""

from math import sqrt

import numpy as np

from exams.analysis.statistics.figures import Floats

LEAST_FOR_SKEWNESS, LEAST_FOR_KURTOSIS = 3, 4
# What is left of a spread by rounding is none.
ROUNDING = 1e-12


def covariance(one: Floats, other: Floats) -> float:
    """With n-1."""
    return float(((one - one.mean()) * (other - other.mean())).sum() / (len(one) - 1))


def spread(values: Floats) -> float:
    """Standard deviation with n-1."""
    return sqrt(covariance(values, values))


def varies(values: Floats) -> bool:
    """Whether there is more spread than rounding leaves."""
    return bool(float(np.ptp(values)) > ROUNDING * max(1.0, float(np.abs(values).max(initial=0))))


def correlation(one: Floats, other: Floats) -> float:
    """Pearson's; NaN where one of them has no spread."""
    if not (varies(one) and varies(other)):
        return float("nan")
    return covariance(one, other) / spread(one) / spread(other)


def skewness(values: Floats) -> float:
    """k3/k2^1.5 of Fisher's unbiased k-statistics (Fisher 1930), as Moodle reports it; NaN where undefined."""
    n = len(values)
    if n < LEAST_FOR_SKEWNESS or not varies(values):
        return float("nan")
    far = values - values.mean()
    return float((far**3).sum()) * n / ((n - 1) * (n - 2)) / spread(values) ** 3


def kurtosis(values: Floats) -> float:
    """k4/k2² of Fisher's unbiased k-statistics: 0 for a normal distribution; NaN where undefined."""
    n = len(values)
    if n < LEAST_FOR_KURTOSIS or not varies(values):
        return float("nan")
    far = values - values.mean()
    m2, m4 = float((far**2).sum()) / n, float((far**4).sum()) / n
    k4 = n * n * ((n + 1) * m4 - 3 * (n - 1) * m2 * m2) / ((n - 1) * (n - 2) * (n - 3))
    return k4 / spread(values) ** 4


def skewness_error(n: int) -> float:
    """Standard error under normality (Cramér 1946)."""
    return sqrt(6 * n * (n - 1) / ((n - 2) * (n + 1) * (n + 3)))


def kurtosis_error(n: int) -> float:
    """Standard error under normality (Cramér 1946)."""
    return 2 * skewness_error(n) * sqrt((n * n - 1) / ((n - 3) * (n + 5)))
