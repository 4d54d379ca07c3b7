"""The integer program of one or several forms over a task: which groups of alike items go to which cell of which form.

Items that no rule tells apart are one group with a whole number of items to take, which keeps the program small. With
`overlap` above nought two forms may share items, and every item is a group of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import inf, isinf
from random import Random

from exams.papers.assembly.drafts import Pick
from exams.papers.assembly.plan import Bound, Task
from exams.papers.assembly.program import Program

# An item that shall be avoided costs more than items on a point that another item has: that costs one.
AVOIDED = 10
# What it costs, where nothing else will do, to leave a cell short, to break a bound by a unit, to leave out a pin.
SHORT, BROKEN, LOST = 1.0, 3.0, 5.0


@dataclass(frozen=True)
class Group:
    """Items that are alike to every rule."""

    items: tuple[int, ...]
    cells: tuple[int, ...]

    @property
    def size(self) -> int:
        return len(self.items)


class FormsModel:
    """Columns and rows for `forms` forms; `is_elastic` lets cells be short and bounds be broken at a cost."""

    def __init__(
        self,
        task: Task,
        *,
        forms: int = 1,
        overlap: int = 0,
        seed: int = 0,
        is_elastic: bool = False,
        aims: bool = False,
    ) -> None:
        self.task = task
        self.forms = range(forms)
        self.overlap = overlap if forms > 1 else 0
        self.program = Program()
        self.random = Random(seed)  # noqa: S311 -- a paper is drawn again from its seed, not kept secret by it
        self.groups = self._groups(by_value=aims)
        self.taken: dict[tuple[int, int, int], int] = {}
        self.missing: dict[tuple[int, int], int] = {}
        self.broken: dict[tuple[int, int], int] = {}
        self.left_out: dict[int, int] = {}
        self._place_items(is_elastic=is_elastic)
        self._fill_cells(is_elastic=is_elastic)
        self._keep_bounds(is_elastic=is_elastic)
        self._spread_points(is_elastic=is_elastic)
        self._part_enemies()
        self._keep_materials()
        self._keep_pins(is_elastic=is_elastic)
        if aims:
            self._near_aims()

    def solve(self, *, gap: float, start: Sequence[Sequence[Pick]] | None = None) -> list[float] | None:
        """The columns' values; see Program.solve."""
        begin = None if start is None else self._as_values(start)
        return self.program.solve(gap=gap, seed=self.random.randrange(2**31), start=begin)

    def picks(self, values: Sequence[float]) -> list[list[Pick]]:
        """Items for every form, dealt from the groups."""
        stock = [list(group.items) for group in self.groups]
        for items in stock:
            self.random.shuffle(items)
        found: list[list[Pick]] = [[] for _form in self.forms]
        for (group, cell, form), column in sorted(self.taken.items()):
            for _unit in range(round(values[column])):
                item = stock[group][0] if self.overlap else stock[group].pop()
                found[form].append(Pick(cell, item))
        return [sorted(picks) for picks in found]

    def of_form(self, form: int) -> Iterator[tuple[Group, int]]:
        """Each group with its columns in a form."""
        for (group, _cell, at), column in self.taken.items():
            if at == form:
                yield self.groups[group], column

    def _groups(self, *, by_value: bool) -> list[Group]:
        task, plan = self.task, self.task.plan
        found: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
        for one, item in task.items.items():
            is_single = self.overlap or one in task.foes or item.material or one in plan.pinned
            value = tuple(aim.value(item) for aim in plan.aims) if by_value else ()
            kind = (task.cells_of[one], item.point, task.amounts[one], one in plan.avoid, value)
            found[(one,) if is_single else kind].append(one)
        groups = [Group(tuple(items), task.cells_of[items[0]]) for items in found.values()]
        self.random.shuffle(groups)
        return groups

    def _place_items(self, *, is_elastic: bool) -> None:
        # Where items are short, none is spared.
        avoid = frozenset[int]() if is_elastic else self.task.plan.avoid
        for number, group in enumerate(self.groups):
            cost = AVOIDED if group.items[0] in avoid else 0
            for form in self.forms:
                for cell in group.cells:
                    self.taken[number, cell, form] = self.program.column(cost=cost, upper=group.size)
                if self.overlap and len(group.cells) > 1:
                    self.program.row(self._all(number, [form]), upper=1)
            if self.overlap == 0 and (len(self.forms) > 1 or len(group.cells) > 1):
                self.program.row(self._all(number, self.forms), upper=group.size)
        if self.overlap:
            self._limit_overlap()

    def _limit_overlap(self) -> None:
        for first, second in combinations(self.forms, 2):
            shared = []
            for number in range(len(self.groups)):
                both = self.program.column(upper=1, integer=False)
                shared.append((both, 1.0))
                self.program.row([*self._all(number, [first, second]), (both, -1)], upper=1)
            self.program.row(shared, upper=self.overlap)

    def _all(self, group: int, forms: Iterable[int]) -> list[tuple[int, float]]:
        return [(self.taken[group, cell, form], 1.0) for form in forms for cell in self.groups[group].cells]

    def _fill_cells(self, *, is_elastic: bool) -> None:
        cells = self.task.plan.cells
        terms: defaultdict[tuple[int, int], list[tuple[int, float]]] = defaultdict(list)
        for (_group, at, form), column in self.taken.items():
            terms[at, form].append((column, 1.0))
        for place, cell in enumerate(cells):
            for form in self.forms:
                parts = terms[place, form]
                if is_elastic:
                    # An earlier cell is never short for the sake of a later one.
                    cost = SHORT + 0.5 * (len(cells) - place) / (len(cells) + 1)
                    self.missing[place, form] = self.program.column(cost=cost, upper=cell.count)
                    parts = [*parts, (self.missing[place, form], 1.0)]
                self.program.row(parts, lower=cell.count, upper=cell.count)

    def _keep_bounds(self, *, is_elastic: bool) -> None:
        for place, bound in enumerate(self.task.bounds):
            for form in self.forms:
                parts = [(column, float(bound.amounts.get(group.items[0], 0))) for group, column in self.of_form(form)]
                if is_elastic:
                    self.broken[place, form] = self.program.column(cost=BROKEN / bound.unit, integer=False)
                self._keep_bound(bound, parts, self.broken.get((place, form)))

    def _keep_bound(self, bound: Bound, parts: list[tuple[int, float]], slack: int | None) -> None:
        if not isinf(bound.lowest):
            self.program.row([*parts, (slack, 1.0)] if slack is not None else parts, lower=bound.lowest)
        if not isinf(bound.highest):
            self.program.row([*parts, (slack, -1.0)] if slack is not None else parts, upper=bound.highest)

    def _spread_points(self, *, is_elastic: bool) -> None:
        plan = self.task.plan
        for form in self.forms:
            terms: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
            supply: defaultdict[str, set[int]] = defaultdict(set)
            for group, column in self.of_form(form):
                point = self.task.items[group.items[0]].point
                terms[point].append((column, 1.0))
                supply[point] |= set(group.items)
            for point, parts in terms.items():
                if len(supply[point]) == 1:
                    continue
                if plan.one_per_point:
                    self.program.row(parts, upper=1)
                elif not is_elastic:
                    more = self.program.column(cost=1, integer=False)
                    self.program.row([*parts, (more, -1.0)], upper=1)

    def _part_enemies(self) -> None:
        place = {item: number for number, group in enumerate(self.groups) for item in group.items}
        for one, foes in self.task.foes.items():
            for other in foes:
                if one < other:
                    for form in self.forms:
                        self.program.row([*self._all(place[one], [form]), *self._all(place[other], [form])], upper=1)

    def _keep_materials(self) -> None:
        place = {item: number for number, group in enumerate(self.groups) for item in group.items}
        for members in self.task.materials.values():
            for form in self.forms:
                whole = self.program.column(upper=1)
                for item in members:
                    self.program.row([*self._all(place[item], [form]), (whole, -1.0)], lower=0, upper=0)

    def _keep_pins(self, *, is_elastic: bool) -> None:
        place = {item: number for number, group in enumerate(self.groups) for item in group.items}
        for item in sorted(self.task.plan.pinned & self.task.items.keys()):
            for form in self.forms:
                parts = self._all(place[item], [form])
                if is_elastic:
                    self.left_out[item] = self.program.column(cost=LOST, upper=1)
                    parts = [*parts, (self.left_out[item], 1.0)]
                self.program.row(parts, lower=1, upper=1)

    def _near_aims(self) -> None:
        """Minimise the farthest aim of any form, in gaps."""
        farthest = self.program.column(cost=1, integer=False)
        length = self.task.plan.length
        for aim in self.task.plan.aims:
            for form in self.forms:
                scale = length * aim.gap
                parts = [
                    (column, aim.value(self.task.items[group.items[0]]) / scale) for group, column in self.of_form(form)
                ]
                wanted = aim.target / aim.gap
                self.program.row([*parts, (farthest, -1.0)], lower=-inf, upper=wanted)
                self.program.row([*parts, (farthest, 1.0)], lower=wanted, upper=inf)

    def _as_values(self, forms: Sequence[Sequence[Pick]]) -> list[float]:
        """Values of the columns that take items; HiGHS completes the others."""
        place = {item: number for number, group in enumerate(self.groups) for item in group.items}
        values = [0.0] * (max(self.taken.values()) + 1)
        for form, picks in enumerate(forms):
            for pick in picks:
                values[self.taken[place[pick.item], pick.cell, form]] += 1
        return values
