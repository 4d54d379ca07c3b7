"""Body of a numeric item."""

from exams.bank.item_types.base import ItemBody
from exams.bank.item_types.quantities import Number, Tolerance, Unit
from exams.bank.item_types.text import Stem


class Body(ItemBody):
    """A question and the number that answers it, in `unit`, give or take `tolerance`."""

    stem: Stem
    value: Number
    tolerance: Tolerance = "0"
    unit: Unit = ""
