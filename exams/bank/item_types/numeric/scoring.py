"""Credit of a numeric response: near enough or nothing."""

from fractions import Fraction

from exams.bank.item_types.numeric.schema import Body
from exams.bank.item_types.quantities import is_right


def credit(body: Body, response: str | None) -> Fraction:
    """1 for a number within the tolerance of the value, else 0."""
    return Fraction(is_right(response, value=Fraction(body.value), tolerance=body.tolerance, unit=body.unit))
