"""Credit of an item with parts: each counts by its weight."""

from collections.abc import Sequence
from fractions import Fraction


def weighted(weights: Sequence[int], earned: Sequence[Fraction]) -> Fraction:
    """What the parts earned of all their weights; weights are positive."""
    return sum((weight * part for weight, part in zip(weights, earned, strict=True)), Fraction(0)) / sum(weights)
