"""A blueprint as a table: ranges of points down, types across, in each cell demand and supply."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from courses.queries import titles_of_ranges
from exams.bank.presentation import type_label
from exams.papers.services.preview import marks_of
from exams.papers.services.supply import CellSupply


@dataclass(frozen=True)
class Sum:
    """Items and marks of a row or a column."""

    items: int
    marks: Decimal


@dataclass(frozen=True)
class MatrixRow:
    """A range of points with what it is in the course: for each type of the matrix's head its cells."""

    prefix: str
    title: str
    columns: list[list[CellSupply]]
    sum: Sum


@dataclass(frozen=True)
class Matrix:
    """Types across, ranges down, with the sums of both."""

    types: list[str]
    rows: list[MatrixRow]
    totals: list[Sum]
    total: Sum


def matrix_of(supplies: Sequence[CellSupply]) -> Matrix:
    """The cells in their places; ranges and types in the order in which they first come."""
    types = list(dict.fromkeys(supply.cell.item_type for supply in supplies))
    rows = []
    prefixes = list(dict.fromkeys(supply.cell.point_prefix for supply in supplies))
    titles = titles_of_ranges(prefixes)
    for prefix in prefixes:
        inside = [supply for supply in supplies if supply.cell.point_prefix == prefix]
        columns = [[supply for supply in inside if supply.cell.item_type == name] for name in types]
        rows.append(MatrixRow(prefix, titles.get(prefix, ""), columns, _sum(inside)))
    totals = [_sum([supply for supply in supplies if supply.cell.item_type == name]) for name in types]
    return Matrix([type_label(name) for name in types], rows, totals, _sum(supplies))


def _sum(supplies: Sequence[CellSupply]) -> Sum:
    cells = [supply.cell for supply in supplies]
    return Sum(sum(cell.count for cell in cells), marks_of(cells))
