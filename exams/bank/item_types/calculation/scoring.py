"""Credit of a calculation's response: near enough to the key of the candidate's own numbers, or nothing."""

from fractions import Fraction

from exams.bank.item_types.quantities import is_right


def credit(key: Fraction, response: str | None, *, tolerance: str, unit: str) -> Fraction:
    """1 for a number within the tolerance of the key, else 0."""
    return Fraction(is_right(response, value=key, tolerance=tolerance, unit=unit))
