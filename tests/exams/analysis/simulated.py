"""Candidates who answer as the two-parameter model says, by seed."""

import numpy as np
from scipy.special import expit

from exams.analysis.statistics.responses import Item, Responses

OPTIONS = ("A", "B", "C", "D")


def marks_of(rng, *, candidates, slopes, difficulties, ability=None):
    ability = rng.normal(size=candidates) if ability is None else ability
    chance = expit(np.asarray(slopes) * (ability[:, None] - np.asarray(difficulties)))
    return (rng.random(chance.shape) < chance).astype(float)


def good_bank(rng, *, candidates=300, items=30):
    """A bank without a fault: every item tells, every distractor is chosen by those who do not know, evenly."""
    slopes, difficulties = rng.uniform(0.8, 1.6, items), rng.uniform(-1.2, 1.2, items)
    return with_options(rng, marks_of(rng, candidates=candidates, slopes=slopes, difficulties=difficulties))


def with_options(rng, marks):
    wrong = rng.integers(1, 4, marks.shape)
    chosen = np.where(marks > 0, 1, 1 << wrong).astype(np.int32)
    items = tuple(Item(f"Q{number}", 1.0, OPTIONS, frozenset("A")) for number in range(1, marks.shape[1] + 1))
    return Responses(items, marks, chosen)
