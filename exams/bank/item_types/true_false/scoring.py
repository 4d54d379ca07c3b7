"""Credit of a true/false response."""

from fractions import Fraction


def credit(*, answer: bool, response: bool | None) -> Fraction:
    """1 for the right word, else 0."""
    return Fraction(response is answer)
