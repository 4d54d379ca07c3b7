"""How much room things take on the printed page: options beside each other, lines to write on. No Django here."""

import math
import unicodedata
from collections.abc import Sequence
from fractions import Fraction

from exams.bank.item_types.text import runs

# Of the narrowest page, the first, less the indent of a question: so many characters stand in a line.
LINE = 39
# The letter before an option, and the gap behind it.
_LETTER, _GAP = 1.5, 0.9
_LATIN = 0.56
# A picture among options takes half a line.
_PICTURE = 14
# By hand, with room between the characters.
WRITTEN_IN_A_LINE = 22
FEWEST_LINES = 3
MOST_LINES = 52
LINES_A_MARK = Fraction(3, 2)
ROOM_TO_SPARE = Fraction(6, 5)


def option_columns(texts: Sequence[str]) -> int:
    """How many options fit beside each other: all of them, half of them, two, or one below the other."""
    widest = max(map(width, texts), default=0)
    count = len(texts)
    for columns in sorted({count, math.ceil(count / 2), 2, 1} - {0}, reverse=True):
        if columns <= max(count, 1) and widest + _LETTER + _GAP <= LINE / columns:
            return columns
    return 1


def width(text: str) -> float:
    """About how wide a text is, in the width of a Chinese character; what has lines of its own fits in none."""
    if "\n\n" in text:
        return LINE
    return sum(_PICTURE if piece.kind == "picture" else sum(map(_advance, piece.text)) for piece in runs(text))


def _advance(character: str) -> float:
    return 1 if unicodedata.east_asian_width(character) in "WFA" else _LATIN


def answer_lines(marks: Fraction, *, shortest: int, longest: int) -> int:
    """Ruled lines for so many marks: room for the shortest answer asked for, no more than the longest fills."""
    wanted = max(math.ceil(marks * LINES_A_MARK) + 1, math.ceil(shortest * ROOM_TO_SPARE / WRITTEN_IN_A_LINE))
    return max(FEWEST_LINES, min(MOST_LINES, wanted, math.ceil(longest / WRITTEN_IN_A_LINE)))
