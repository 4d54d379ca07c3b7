"""A key: the columns item, key, and if wanted marks and options."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from unicodedata import normalize

from django.utils.translation import gettext as _

from exams.analysis.interchange.cells import Table

MOST_OPTIONS = 26
BETWEEN = str.maketrans(dict.fromkeys(" ,;/、", None))
# Of one item: what lies outside is a slip of the pen, and its squares leave what a float can hold.
LEAST_MARKS, MOST_MARKS = Decimal("0.001"), Decimal(100_000)
LETTERS = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@dataclass(frozen=True, slots=True)
class KeyedItem:
    """What is right in an item: any of `answers`, each a set of options. Without answers the file holds marks."""

    name: str
    line: int
    maximum: float | None
    answers: tuple[frozenset[str], ...]
    options: tuple[str, ...]

    @property
    def keyed(self) -> frozenset[str]:
        return frozenset().union(*self.answers)


def read_key(path: Path) -> dict[str, KeyedItem]:
    """Keys by item; raises ContentRefused with every row that cannot be understood."""
    table = Table(path)
    name_column = table.named("item")
    if name_column is None:
        table.refuse(1, _("The key needs a column named item."))
    table.check()
    found = [_item(table, line, row) for line, row in table.rows]
    for name, times in Counter(item.name for item in found).items():
        if times > 1:
            second = [item.line for item in found if item.name == name][1]
            table.refuse(second, _("The item %(name)s stands twice.") % {"name": name}, "item")
    table.check()
    return {item.name: item for item in found}


def _item(table: Table, line: int, row: list[str]) -> KeyedItem:
    cells = {name.casefold(): cell.strip() for name, cell in zip(table.head, row, strict=True)}
    name = cells["item"]
    if not name:
        table.refuse(line, _("The item has no name."), "item")
    options = tuple(dict.fromkeys(tidy(option) for option in cells.get("options", "").split()))
    if len(options) > MOST_OPTIONS:
        table.refuse(line, _("An item has at most %(most)d options.") % {"most": MOST_OPTIONS}, "options")
    answers = []
    for text in filter(None, cells.get("key", "").split("|")):
        picked = picked_of(text, options or LETTERS)
        if not picked:
            table.refuse(line, _("“%(text)s” is none of the options.") % {"text": text[:40]}, "key")
        else:
            answers.append(picked)
    return KeyedItem(name, line, _maximum(table, line, cells.get("marks", "")), tuple(answers), options)


def _maximum(table: Table, line: int, text: str) -> float | None:
    if not text:
        return None
    number = number_of(text)
    if number is None or not LEAST_MARKS <= number <= MOST_MARKS:
        reason = _("“%(text)s” are no full marks: from 0.001 to 100000.")
        table.refuse(line, reason % {"text": text[:40]}, "marks")
        return None
    return float(number)


def number_of(text: str) -> Decimal | None:
    """A finite number, else nothing."""
    try:
        number = Decimal(normalize("NFKC", text))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def tidy(text: str) -> str:
    """Full-width and small letters are the same option."""
    return normalize("NFKC", text).strip().upper()


def picked_of(text: str, options: tuple[str, ...]) -> frozenset[str] | None:
    """The options that an answer such as B, ACD or A,C names; None where one of them is unknown."""
    tidied = tidy(text)
    if tidied in options:
        return frozenset({tidied})
    letters = tidied.translate(BETWEEN)
    return frozenset(letters) if letters and set(letters) <= set(options) else None
