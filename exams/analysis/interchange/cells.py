"""What stands in a table, where, and what is wrong with it."""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from django.utils.translation import gettext as _

from courses.interchange.problems import ContentRefused, Problem

MOST_ROWS, MOST_COLUMNS, MOST_BYTES = 200_000, 3_000, 200_000_000
# More of a kind says nothing new.
MOST_PROBLEMS = 100
DELIMITERS = ",;\t"


@dataclass(frozen=True, order=True)
class CellProblem(Problem):
    """One thing that keeps a table from being read; `column` as its head names it, empty for a whole row."""

    column: str = ""


class Table:
    """A CSV file by the names of its head. What is wrong is gathered by `refuse` and raised by `check`."""

    def __init__(self, path: Path) -> None:
        self.file = path.name
        self.problems: list[CellProblem] = []
        rows = self._rows(path)
        self.head = [cell.strip() for cell in rows[0]] if rows else []
        if not any(self.head):
            self.refuse(1, _("The file is empty: its first row names the columns."))
            raise ContentRefused(list(self.problems))
        self._check_head()
        # Rows without a word in them are the end of a sheet, not candidates.
        self.rows = [(line, row) for line, row in enumerate(rows[1:], 2) if any(cell.strip() for cell in row)]
        self._check_shape()

    def refuse(self, line: int, reason: str, column: str = "") -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(CellProblem(self.file, line, reason, column))

    def check(self) -> None:
        """Raise what has been gathered."""
        if self.problems:
            raise ContentRefused(sorted(self.problems))

    def column(self, name: str) -> list[str]:
        place = self.head.index(name)
        return [row[place].strip() for _line, row in self.rows]

    def lines(self, column: Sequence[str], value: str) -> list[int]:
        """Lines on which a value stands in a column."""
        return [line for (line, _row), cell in zip(self.rows, column, strict=True) if cell == value]

    def named(self, wanted: str) -> str | None:
        """The column of that name, whatever its case."""
        return next((name for name in self.head if name.casefold() == wanted.casefold()), None)

    def _rows(self, path: Path) -> list[list[str]]:
        try:
            if path.stat().st_size > MOST_BYTES:
                raise ContentRefused([CellProblem(self.file, 1, _("The file is larger than 200 MB."))])
            text = _decoded(path.read_bytes())
        except OSError as error:
            raise ContentRefused([CellProblem(self.file, 1, error.strerror or str(error))]) from error
        except UnicodeDecodeError as error:
            raise ContentRefused([CellProblem(self.file, 1, _("The file is no text in UTF-8 or GB 18030."))]) from error
        first = text.partition("\n")[0]
        delimiter = max(DELIMITERS, key=first.count)
        try:
            return list(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True))
        except csv.Error as error:
            raise ContentRefused([CellProblem(self.file, 1, str(error))]) from error

    def _check_head(self) -> None:
        for name, times in Counter(self.head).items():
            if not name:
                self.refuse(1, _("A column has no name."))
            elif times > 1:
                self.refuse(1, _("The column %(name)s stands twice.") % {"name": name}, name)
        if len(self.head) > MOST_COLUMNS:
            self.refuse(1, _("There are more than %(most)d columns.") % {"most": MOST_COLUMNS})
        self.check()

    def _check_shape(self) -> None:
        for line, row in self.rows:
            if len(row) != len(self.head):
                reason = _("The row has %(cells)d cells, the head has %(columns)d.")
                self.refuse(line, reason % {"cells": len(row), "columns": len(self.head)})
        if len(self.rows) > MOST_ROWS:
            self.refuse(MOST_ROWS + 2, _("There are more than %(most)d rows.") % {"most": MOST_ROWS})
        self.check()


def _decoded(content: bytes) -> str:
    """Spreadsheets in China save as GB 18030, all else as UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")
