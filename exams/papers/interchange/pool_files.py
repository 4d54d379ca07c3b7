"""Published assembly pools: a workbook of items and one of constraints, read into what exams.papers.assembly takes.

docs/howto/assemble_parallel_forms.md says what the columns mean. Both are read as the lists of other apps are: sizes
checked before unpacking, in a child process.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from courses.interchange.problems import ContentRefused, Problem
from exams.bank.interchange.grids import read_grid
from exams.bank.interchange.parsing import GRID_LIMITS, FileRefused
from exams.bank.interchange.words import refusal_in_words
from exams.papers.assembly import Aim, Bound, Cell, Plan, PoolItem

MOST_ITEMS = 20_000
MOST_CONSTRAINTS = 2_000
MOST_COLUMNS = 20
KINDS = (
    "cell",
    "length",
    "count",
    "one_per_point",
    "balance_keys",
    "seconds",
    "max_uses",
    "max_age_days",
    "enemies",
    "include",
    "exclude",
    "difficulty",
    "information",
)


@dataclass(frozen=True)
class FiledPool:
    """Items, the plan over them, and the names that the files give to the items' numbers."""

    items: list[PoolItem]
    plan: Plan
    names: list[str]


class Row:
    """A row of a workbook by the names of its head; what is wrong in it is gathered, not raised."""

    def __init__(self, file: str, number: int, cells: Mapping[str, str], problems: list[Problem]) -> None:
        self.file, self.number, self.cells, self.problems = file, number, cells, problems

    def text(self, name: str) -> str:
        return self.cells.get(name, "")

    def names(self, name: str) -> list[str]:
        return self.text(name).replace(",", " ").replace(";", " ").split()

    def amount(self, name: str, default: float | None = 0) -> float | None:
        """A number; `default` where nothing stands."""
        text = self.text(name)
        if not text:
            return default
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or abs(number) > MOST_ITEMS * 1000:
            self.refuse(_("“%(text)s” in column %(column)s is no number.") % {"text": text[:40], "column": name})
            return default
        return float(number)

    def whole(self, name: str, default: int = 0, *, least: int = 0) -> int:
        """A whole number that is not below `least`."""
        number = self.amount(name, default)
        if number is None or number != int(number) or number < least:
            self.refuse(_("Column %(column)s takes a whole number from %(least)d.") % {"column": name, "least": least})
            return default
        return int(number)

    def refuse(self, reason: str) -> None:
        self.problems.append(Problem(self.file, self.number, reason))


@dataclass(frozen=True)
class Sheet:
    """The cells of a file's first sheet."""

    file: str
    grid: Sequence[Sequence[str]]


def read_pool(pool: Path, constraints: Path) -> FiledPool:
    """Both files, or ContentRefused with every mistake of both by file and row."""
    return pool_of(_sheet(pool, most=MOST_ITEMS), _sheet(constraints, most=MOST_CONSTRAINTS))


def pool_of(pool: Sheet, constraints: Sheet) -> FiledPool:
    """What the cells of both say, or ContentRefused."""
    problems: list[Problem] = []
    rows = _rows(pool, ("id", "type", "point"), problems, most=MOST_ITEMS)
    numbers = {row.text("id"): number for number, row in enumerate(rows)}
    for row in rows:
        if not row.text("id"):
            row.refuse(_("The item has no id."))
        elif rows[numbers[row.text("id")]] is not row:
            row.refuse(_("Two items are called %(id)s.") % {"id": row.text("id")[:40]})
    items = [_item(number, row) for number, row in enumerate(rows)]
    enemies = {pair for number, row in enumerate(rows) for pair in _pairs(row, number, numbers)}
    plan = _plan(_rows(constraints, ("kind",), problems, most=MOST_CONSTRAINTS), items, numbers, enemies)
    if not plan.cells and not problems:
        problems.append(Problem(constraints.file, 1, _("No row says how many items a form has: cell, or length.")))
    if problems:
        raise ContentRefused(problems)
    return FiledPool(items, plan, list(numbers))


def _sheet(path: Path, *, most: int) -> Sheet:
    try:
        with path.open("rb") as file:
            grid = read_grid(file.read(GRID_LIMITS.file_bytes + 1), columns=MOST_COLUMNS, rows=most + 1)
    except FileRefused as refused:
        raise ContentRefused([Problem(path.name, 0, refusal_in_words(refused))]) from refused
    return Sheet(path.name, grid)


def _rows(sheet: Sheet, needed: Sequence[str], problems: list[Problem], *, most: int) -> list[Row]:
    grid = sheet.grid
    head = [cell.strip().lower() for cell in grid[0]] if grid else []
    lacking = [name for name in needed if name not in head]
    if lacking or len(grid) > most + 1:
        reason = (
            _("The head lacks the column %(column)s.") % {"column": lacking[0]}
            if lacking
            else _("There are more than %(most)d rows.") % {"most": most}
        )
        raise ContentRefused([Problem(sheet.file, 1, reason)])
    return [
        Row(sheet.file, number, dict(zip(head, cells, strict=False)), problems)
        for number, cells in enumerate(grid[1:], start=2)
        if any(cells)
    ]


def _item(number: int, row: Row) -> PoolItem:
    return PoolItem(
        id=number,
        item_type=row.text("type"),
        point=row.text("point"),
        difficulty=row.amount("difficulty", 3) or 0,
        cognitive=row.text("cognitive"),
        importance=row.text("importance"),
        key=row.text("key"),
        seconds=row.whole("seconds"),
        uses=row.whole("uses"),
        age_days=row.whole("age_days"),
        material=row.text("material"),
        information=row.amount("information") or 0,
    )


def _pairs(row: Row, number: int, numbers: Mapping[str, int]) -> Iterable[tuple[int, int]]:
    for name in row.names("enemies"):
        other = _known(row, name, numbers)
        if other is not None and other != number:
            yield min(number, other), max(number, other)


def _known(row: Row, name: str, numbers: Mapping[str, int]) -> int | None:
    if name not in numbers:
        row.refuse(_("There is no item %(id)s in the pool.") % {"id": name[:40]})
    return numbers.get(name)


def _plan(
    rows: Iterable[Row], items: Sequence[PoolItem], numbers: Mapping[str, int], enemies: set[tuple[int, int]]
) -> Plan:
    cells: list[Cell] = []
    bounds: list[Bound] = []
    rules: dict[str, Any] = {}
    named: dict[str, set[int]] = {"include": set(), "exclude": set()}
    aims: dict[str, Aim] = {}
    for row in rows:
        kind = row.text("kind").lower()
        if kind in {"cell", "length"}:
            cells.append(replace(_cell(row), count=row.whole("count", 1, least=1)))
        elif kind == "count":
            bounds.append(_bound(row, items))
        elif kind in {"one_per_point", "balance_keys"}:
            rules[kind] = True
        elif kind in {"seconds", "max_uses", "max_age_days"}:
            rules[kind] = row.whole("value", 0, least=0)
        elif kind in {"difficulty", "information"}:
            aims[kind] = Aim(kind, row.amount("value") or 0, max(1e-6, row.amount("gap", 0.05) or 0.05))  # type: ignore[arg-type]  # the two names just asked for
        elif kind in {"enemies", "include", "exclude"}:
            known = {one for name in row.names("items") if (one := _known(row, name, numbers)) is not None}
            if kind == "enemies":
                enemies |= {(one, other) for one in known for other in known if one < other}
            else:
                named[kind] |= known
        else:
            row.refuse(
                _("“%(kind)s” is no kind of constraint; there are %(kinds)s.")
                % {"kind": kind[:40], "kinds": ", ".join(KINDS)}
            )
    return Plan(
        cells=tuple(cells),
        bounds=tuple(bounds),
        enemies=frozenset(enemies),
        excluded=frozenset(named["exclude"]),
        pinned=frozenset(named["include"]),
        aims=tuple(aims.values()),
        **rules,
    )


def _cell(row: Row) -> Cell:
    lowest, highest = row.amount("difficulty_from", None), row.amount("difficulty_to", None)
    every = Cell(count=1)
    return Cell(
        count=1,
        marks=Decimal(str(row.amount("marks", 1) or 1)),
        point_prefix=row.text("point"),
        item_type=row.text("type"),
        difficulty_from=every.difficulty_from if lowest is None else lowest,
        difficulty_to=every.difficulty_to if highest is None else highest,
        cognitive=row.text("cognitive"),
        importance=row.text("importance"),
    )


def _bound(row: Row, items: Iterable[PoolItem]) -> Bound:
    kind = _cell(row)
    parts = [kind.point_prefix, kind.item_type, kind.cognitive, kind.importance]
    lowest, highest = row.amount("lowest", 0), row.amount("highest", MOST_ITEMS)
    if (lowest or 0) > (highest or 0):
        row.refuse(_("The lowest number is above the highest."))
    return Bound(
        name=row.text("name") or " · ".join(part for part in parts if part),
        amounts={item.id: 1 for item in items if kind.matches(item)},
        lowest=lowest or 0,
        highest=highest or 0,
    )
