"""Where a candidate stands beside the others, right also where not all were shown the same items.

A raw total compares nobody who was given easier items with one who was given harder ones. So a candidate's standing is
the sum of how far each of their marks is from the item's mean, in the share of the full marks they could get. Where all
were shown the same, that is the raw total moved by a constant: every correlation and covariance is the textbook's. With
draws and forms it holds as far as forms are given out at random, which seating and draws by seed see to.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from exams.analysis.statistics.figures import Floats, Truths
from exams.analysis.statistics.responses import Responses


@dataclass(frozen=True)
class Standing:
    """Standings over all items, and without one of them."""

    responses: Responses

    @cached_property
    def shown_to(self) -> Floats:
        return np.asarray(self.responses.shown.sum(axis=0), dtype=np.float64)

    @cached_property
    def means(self) -> Floats:
        """Mean mark of each item among those who were shown it."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(self.responses.filled.sum(axis=0) / self.shown_to, dtype=np.float64)

    @cached_property
    def deviations(self) -> Floats:
        return np.where(self.responses.shown, self.responses.filled - np.nan_to_num(self.means), 0.0)

    @cached_property
    def sums(self) -> Floats:
        return np.asarray(self.deviations.sum(axis=1), dtype=np.float64)

    def overall(self, rows: Truths) -> Floats:
        """Standing of these candidates over all they were shown, in marks of a paper of mean length."""
        possible = self.responses.possible[rows]
        return np.asarray(self.sums[rows] * _to_mean_length(possible), dtype=np.float64)

    def rest(self, column: int, rows: Truths) -> Floats:
        """Standing of these candidates over all but one item, in marks of a rest of mean length."""
        possible = self.responses.possible[rows] - self.responses.maxima[column]
        return np.asarray(
            (self.sums[rows] - self.deviations[rows, column]) * _to_mean_length(possible), dtype=np.float64
        )

    def seen_with_others(self, column: int) -> Truths:
        """Who was shown the item, and another beside it."""
        shown = self.responses.shown
        return np.asarray(shown[:, column] & (self.responses.possible > self.responses.maxima[column]), dtype=np.bool_)


def _to_mean_length(possible: Floats) -> Floats:
    """What each standing is multiplied with; nothing where nothing was to be earned."""
    mean = possible.mean() if possible.size else 0.0
    return np.divide(mean, possible, out=np.zeros(possible.shape, dtype=np.float64), where=possible > 0)
