"""Body of a true/false item."""

from exams.bank.item_types.base import ItemBody
from exams.bank.item_types.text import Stem


class Body(ItemBody):
    """A statement and whether it holds."""

    stem: Stem
    answer: bool
