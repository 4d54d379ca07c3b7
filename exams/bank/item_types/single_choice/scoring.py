"""Credit of a single-choice response: the key or nothing."""

from fractions import Fraction


def credit(key: str, response: str | None) -> Fraction:
    """1 for the key, else 0."""
    return Fraction(response == key)
