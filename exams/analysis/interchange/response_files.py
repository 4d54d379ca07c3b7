"""A response matrix: a row a candidate, a column an item; options with a key, or marks without."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from exams.analysis.interchange.cells import Table
from exams.analysis.interchange.keys import LEAST_MARKS, LETTERS, MOST_MARKS, KeyedItem, number_of, picked_of, read_key
from exams.analysis.statistics.figures import Floats
from exams.analysis.statistics.responses import NOT_SHOWN, Item, Responses

Value = TypeVar("Value")

# Says of itself that the item was not shown to this candidate.
NEVER_SHOWN = {"NA", "N/A", "-"}
LEAST_OPTIONS = 4


class Blank(StrEnum):
    """What an empty cell means."""

    WRONG = "wrong"
    NOT_SHOWN = "not-shown"


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns are no items. Left out: one of that name, if there is one."""

    candidate: str = "candidate"
    form: str = "form"
    group: str = "group"
    period: str = "period"


@dataclass(frozen=True)
class ResponseFile:
    """What was read: the responses and when each candidate sat (empty where the file does not say)."""

    responses: Responses
    periods: tuple[str, ...]


@dataclass(frozen=True)
class Reader:
    """The table, its key, and the rule for empty cells."""

    table: Table
    keys: dict[str, KeyedItem]
    blank: Blank

    def column(self, name: str) -> tuple[Item, Floats, NDArray[np.int32] | None]:
        """One item with the marks of all candidates, and what they chose where there is a key."""
        cells = self.table.column(name)
        keyed = self.keys.get(name)
        if keyed is None or not keyed.answers:
            return self._marks(name, cells, keyed)
        options = keyed.options or _options_in(cells, keyed)
        places = {option: place for place, option in enumerate(options)}
        picked = self._understood(
            name, cells, lambda text: picked_of(text, options), _("“%(text)s” is none of the options.")
        )
        maximum = keyed.maximum or 1.0
        marks = {text: maximum if choice in keyed.answers else 0.0 for text, choice in picked.items()}
        bits = {text: sum(1 << places[option] for option in choice) for text, choice in picked.items()}
        item = Item(name, maximum, tuple(options), keyed.keyed)
        return item, self._array(cells, marks, np.nan), self._array(cells, bits, NOT_SHOWN).astype(np.int32)

    def _marks(
        self, name: str, cells: list[str], keyed: KeyedItem | None
    ) -> tuple[Item, Floats, NDArray[np.int32] | None]:
        numbers = self._understood(name, cells, _mark_of, _("“%(text)s” is no mark: 0, or from 0.001 to 100000."))
        largest = max(numbers.values(), default=0.0)
        maximum = keyed.maximum if keyed is not None and keyed.maximum else max(1.0, largest)
        for text, number in numbers.items():
            if number > maximum:
                line = self.table.lines(cells, text)[0]
                reason = _("%(text)s is more than the full marks, %(most)g.")
                self.table.refuse(line, reason % {"text": text[:40], "most": maximum}, name)
        return Item(name, maximum), self._array(cells, numbers, np.nan), None

    def _understood(
        self, name: str, cells: list[str], read: Callable[[str], Value | None], refusal: str
    ) -> dict[str, Value]:
        """What each text of the column means; texts that mean nothing are refused on every line they stand on."""
        found: dict[str, Value] = {}
        for text in dict.fromkeys(cells):
            if not text or text.upper() in NEVER_SHOWN:
                continue
            value = read(text)
            if value is not None:
                found[text] = value
                continue
            for line in self.table.lines(cells, text):
                self.table.refuse(line, refusal % {"text": text[:40]}, name)
        return found

    def _array(self, cells: list[str], values: Mapping[str, float], never: float) -> Floats:
        told = {**values, "": 0.0 if self.blank is Blank.WRONG else never}
        return np.array([told.get(text, never) for text in cells], dtype=np.float64)


def read_responses(
    path: Path, key: Path | None = None, *, columns: Columns | None = None, blank: Blank = Blank.WRONG
) -> ResponseFile:
    """Read a matrix; raises ContentRefused with every place that cannot be understood and why."""
    columns = columns or Columns()
    table = Table(path)
    keys = {} if key is None else read_key(key)
    beside = {role: table.named(name) for role, name in vars_of(columns).items()}
    names = [name for name in table.head if name not in set(beside.values())]
    _check(table, names, keys, key)
    reader = Reader(table, keys, blank)
    read = [reader.column(name) for name in names]
    _check_candidates(table, beside["candidate"])
    table.check()
    marks = np.column_stack([column for _item, column, _chosen in read])
    return ResponseFile(
        Responses(
            items=tuple(item for item, _column, _chosen in read),
            marks=marks,
            chosen=_chosen_of(read, len(marks)),
            forms=_labels(table, beside["form"]),
            groups=_labels(table, beside["group"]),
        ),
        periods=_labels(table, beside["period"]),
    )


def vars_of(columns: Columns) -> dict[str, str]:
    """Names of columns by what they hold."""
    return {role: getattr(columns, role) for role in Columns.__dataclass_fields__}


def _check(table: Table, names: list[str], keys: dict[str, KeyedItem], key: Path | None) -> None:
    if not names:
        table.refuse(1, _("No column is an item."))
    if not table.rows:
        table.refuse(1, _("There are no candidates: only a head."))
    for name in names if keys else ():
        if name not in keys:
            table.refuse(1, _("The key does not know the item %(name)s.") % {"name": name}, name)
    for keyed in keys.values():
        if keyed.name not in names and key is not None:
            reason = _("%(file)s, line %(line)d: the responses have no item %(name)s.")
            table.refuse(1, reason % {"file": key.name, "line": keyed.line, "name": keyed.name})
    table.check()


def _check_candidates(table: Table, column: str | None) -> None:
    cells = table.column(column) if column else []
    for value, times in Counter(cells).items():
        if times > 1:
            lines = table.lines(cells, value)
            reason = _("The candidate %(name)s stands also on line %(line)d.")
            for line in lines[1:]:
                table.refuse(line, reason % {"name": value, "line": lines[0]}, column or "")


def _chosen_of(read: list[tuple[Item, Floats, NDArray[np.int32] | None]], candidates: int) -> NDArray[np.int32] | None:
    if all(chosen is None for _item, _column, chosen in read):
        return None
    nothing = np.full(candidates, NOT_SHOWN, dtype=np.int32)
    return np.column_stack([nothing if chosen is None else chosen for _item, _column, chosen in read])


def _labels(table: Table, column: str | None) -> tuple[str, ...]:
    return tuple(table.column(column)) if column else ()


def _options_in(cells: list[str], keyed: KeyedItem) -> tuple[str, ...]:
    """Letters from A to the last that was chosen or is keyed, four at least; other texts are no options."""
    seen = {letter for text in set(cells) for letter in picked_of(text, LETTERS) or ()} | set(keyed.keyed)
    last = max((LETTERS.index(letter) for letter in seen if letter in LETTERS), default=0)
    return LETTERS[: max(LEAST_OPTIONS, last + 1)]


def _mark_of(text: str) -> float | None:
    number = number_of(text)
    return float(number) if number is not None and (number == 0 or LEAST_MARKS <= number <= MOST_MARKS) else None
