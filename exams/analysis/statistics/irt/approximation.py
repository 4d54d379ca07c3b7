"""How far a model is from what was observed, whatever the number of candidates: RMSEA."""

from dataclasses import dataclass
from math import sqrt

from scipy.optimize import brentq
from scipy.special import chndtr

# By custom 90 %: each limit is that of a one-sided test at 5 %.
COVERED = 0.9


@dataclass(frozen=True, slots=True)
class Approximation:
    """Root mean square error of approximation: 0 where the model holds, with the range that covers so much."""

    value: float
    low: float
    high: float
    confidence: float = COVERED


def approximation(chi_square: float, degrees: int, n: int) -> Approximation:
    """√(max(0, X² - df)/(df·n)) and its range (Steiger 1990, Multivariate Behavioral Research 25).

    For M2 it is the RMSEA₂ of Maydeu-Olivares & Joe (2006, Psychometrika 71; 2014, Multivariate Behavioral Research 49),
    for S-X² that of each item. Where the model holds only nearly X² is noncentral chi-square with λ = df·n·RMSEA²: the
    limits are those λ under which a value as high, or as low, would come in 5 of 100 samples.
    """
    tail = (1 - COVERED) / 2

    def of(noncentrality: float) -> float:
        return sqrt(noncentrality / (degrees * n))

    return Approximation(
        value=of(max(0.0, chi_square - degrees)),
        low=of(_noncentrality(chi_square, degrees, 1 - tail)),
        high=of(_noncentrality(chi_square, degrees, tail)),
    )


def _noncentrality(chi_square: float, degrees: int, share: float) -> float:
    """λ under which this share of all samples has no more than chi_square; 0 where even the central one has fewer."""

    def over(noncentrality: float) -> float:
        return float(chndtr(chi_square, degrees, noncentrality)) - share

    if over(0.0) <= 0:
        return 0.0
    highest = max(1.0, chi_square)
    while over(highest) > 0:
        highest *= 2
    return float(brentq(over, 0.0, highest))
