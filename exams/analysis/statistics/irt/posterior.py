"""What the answers say about ability: the E step."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from exams.analysis.statistics.figures import Floats
from exams.analysis.statistics.irt.curves import Curves, Quadrature

# Up to this many items equal rows are counted instead of computed one by one.
COUNTED = 16


@dataclass(frozen=True)
class Answers:
    """Rows of 0 and 1 (0 also where not shown), which of them were shown, and how often each row stands."""

    right: Floats
    shown: Floats
    times: Floats
    complete: bool
    # The row of each candidate.
    row_of: NDArray[np.intp]

    @classmethod
    def of(cls, marks: Floats) -> "Answers":
        shown = ~np.isnan(marks)
        if marks.shape[1] <= COUNTED:
            coded = np.where(shown, marks, -1.0)
            rows, row_of, times = np.unique(coded, axis=0, return_inverse=True, return_counts=True)
            seen = rows >= 0
            return cls(
                np.where(seen, rows, 0.0), _as_floats(seen), _as_floats(times), bool(seen.all()), row_of.reshape(-1)
            )
        return cls(
            np.where(shown, marks, 0.0),
            _as_floats(shown),
            np.ones(len(marks)),
            bool(shown.all()),
            np.arange(len(marks)),
        )

    @cached_property
    def facility(self) -> Floats:
        return np.asarray((self.times @ self.right) / (self.times @ self.shown), dtype=np.float64)


@dataclass(frozen=True)
class Posterior:
    """`weights`: probability of each point for each row; the expected numbers of answers and of right ones."""

    weights: Floats
    right: Floats
    answered: Floats
    log_likelihood: float

    @classmethod
    def of(cls, answers: Answers, curves: Curves, quadrature: Quadrature) -> "Posterior":
        wrong = curves.log_wrong.sum(axis=0) if answers.complete else answers.shown @ curves.log_wrong
        together = answers.right @ curves.logits + wrong + quadrature.log_weights
        likelihood = logsumexp(together, axis=1)
        weights = np.exp(together - likelihood[:, None])
        counted = weights * answers.times[:, None]
        answered = (
            np.broadcast_to(counted.sum(axis=0), curves.logits.shape) if answers.complete else answers.shown.T @ counted
        )
        return cls(weights, answers.right.T @ counted, answered, float(answers.times @ likelihood))


def _as_floats(values: NDArray[Any]) -> Floats:
    return np.asarray(values, dtype=np.float64)
