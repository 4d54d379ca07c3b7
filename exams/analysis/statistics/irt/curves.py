"""The item characteristic curve, and the points of ability at which it is summed."""

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from scipy.special import expit, log_expit, roots_hermitenorm

from exams.analysis.statistics.figures import Floats

# Gauss-Hermite points of a standard normal; those beyond ±6 weigh less than rounding. Many, because with a hundred
# items a posterior is narrow: 121 points stand 0.28 apart in the middle.
POINTS, FARTHEST = 121, 6.0


@dataclass(frozen=True)
class Quadrature:
    """Points and their weights, which sum to 1."""

    points: Floats
    weights: Floats

    @cached_property
    def log_weights(self) -> Floats:
        return np.log(self.weights)

    def __len__(self) -> int:
        return len(self.points)


@cache
def gauss_hermite() -> Quadrature:
    """Of the standard normal distribution."""
    points, weights = roots_hermitenorm(POINTS)
    near = np.abs(points) <= FARTHEST
    return Quadrature(points[near], weights[near] / weights[near].sum())


@dataclass(frozen=True)
class Curves:
    """P(right | θ) = 1/(1+exp(-(aθ+d))), items by points (Birnbaum 1968)."""

    slopes: Floats
    intercepts: Floats
    points: Floats

    @cached_property
    def logits(self) -> Floats:
        return self.slopes[:, None] * self.points[None, :] + self.intercepts[:, None]

    @cached_property
    def right(self) -> Floats:
        return np.asarray(expit(self.logits), dtype=np.float64)

    @cached_property
    def log_wrong(self) -> Floats:
        return np.asarray(log_expit(-self.logits), dtype=np.float64)

    @cached_property
    def variance(self) -> Floats:
        """P(1-P)."""
        return self.right * (1 - self.right)
