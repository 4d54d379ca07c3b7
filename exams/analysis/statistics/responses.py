"""Who answered what and got what for it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from exams.analysis.statistics.figures import Floats, Truths

NOT_SHOWN = -1


@dataclass(frozen=True, slots=True)
class Item:
    """One item (of the platform: one item version), its full marks, its options and which of them the key names."""

    name: str
    maximum: float = 1.0
    options: tuple[str, ...] = ()
    key: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Responses:
    """Marks by candidate (row) and item (column).

    `marks` is NaN where the item was not shown to the candidate (another form, another draw). An item that was shown
    and left blank has marks, mostly 0. `chosen` holds the options as bits (bit 0: the item's first), 0 for a blank and
    -1 where the item was not shown.
    """

    items: tuple[Item, ...]
    marks: Floats
    chosen: NDArray[np.int32] | None = None
    forms: tuple[str, ...] = field(default=())
    groups: tuple[str, ...] = field(default=())

    @cached_property
    def shown(self) -> Truths:
        return ~np.isnan(self.marks)

    @cached_property
    def maxima(self) -> Floats:
        return np.array([item.maximum for item in self.items])

    @cached_property
    def filled(self) -> Floats:
        """Marks, nothing for what was not shown."""
        return np.where(self.shown, self.marks, 0.0)

    @cached_property
    def totals(self) -> Floats:
        return np.asarray(self.filled.sum(axis=1), dtype=np.float64)

    @cached_property
    def possible(self) -> Floats:
        """Full marks of what each candidate was shown."""
        return np.asarray(self.shown @ self.maxima, dtype=np.float64)

    @property
    def candidates(self) -> int:
        return int(self.marks.shape[0])

    @cached_property
    def complete(self) -> bool:
        """Whether all were shown the same."""
        return bool(self.shown.all())

    @cached_property
    def dichotomous(self) -> Truths:
        """Items for which there is all or nothing."""
        either = (self.marks == 0) | (self.marks == self.maxima) | ~self.shown
        return np.asarray(either.all(axis=0), dtype=np.bool_)

    @cached_property
    def constant(self) -> Truths:
        """Items in which all who were shown them got the same."""
        with np.errstate(invalid="ignore"):
            lowest = np.where(self.shown, self.marks, np.inf).min(axis=0, initial=np.inf)
            highest = np.where(self.shown, self.marks, -np.inf).max(axis=0, initial=-np.inf)
        return np.asarray(~(highest > lowest), dtype=np.bool_)

    def rows(self, wanted: Truths) -> "Responses":
        """Of these candidates, with the items that at least one of them was shown."""
        columns = np.asarray(self.shown[wanted].any(axis=0), dtype=np.bool_)
        return replace(
            self,
            items=tuple(item for item, kept in zip(self.items, columns.tolist(), strict=True) if kept),
            marks=self.marks[np.ix_(wanted, columns)],
            chosen=None if self.chosen is None else self.chosen[np.ix_(wanted, columns)],
            forms=_some(self.forms, wanted),
            groups=_some(self.groups, wanted),
        )

    def columns(self, wanted: Truths) -> "Responses":
        """Of these items only."""
        return replace(
            self,
            items=tuple(item for item, kept in zip(self.items, wanted, strict=True) if kept),
            marks=self.marks[:, wanted],
            chosen=None if self.chosen is None else self.chosen[:, wanted],
        )

    def by_form(self) -> dict[str, "Responses"]:
        """Each form by itself; nothing where forms are not told apart."""
        names = np.array(self.forms)
        return {name: self.rows(np.asarray(names == name, dtype=np.bool_)) for name in sorted(set(self.forms))}


def _some(values: Sequence[str], wanted: Truths) -> tuple[str, ...]:
    return tuple(compress(values, wanted.tolist()))
