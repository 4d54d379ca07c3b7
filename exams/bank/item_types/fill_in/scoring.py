"""Credit of a fill-in response: each blank counts equally."""

from collections.abc import Sequence
from fractions import Fraction

from exams.bank.item_types.fill_in.normalisation import normalise
from exams.bank.item_types.fill_in.schema import Blank


def credit(blanks: Sequence[Blank], response: Sequence[str] | None) -> Fraction:
    """Share of the blanks that hold an accepted answer."""
    if response is None:
        return Fraction(0)
    met = sum(is_accepted(blank, text) for blank, text in zip(blanks, response, strict=True))
    return Fraction(met, len(blanks))


def is_accepted(blank: Blank, text: str) -> bool:
    """Whether a written answer is one of the accepted ones."""
    written = normalise(text)
    return any(written == normalise(accepted) for accepted in blank.accept)
