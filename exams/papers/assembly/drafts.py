"""A form in the making: what stands on it, and whether one item may take another's place without breaking a rule."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from exams.papers.assembly.plan import Task

# Exchanges that are looked at before all of them are.
SAMPLE = 100


@dataclass(frozen=True, slots=True, order=True)
class Pick:
    """An item in a cell (numbered from 0)."""

    cell: int
    item: int


class Draft:
    """A form that satisfies its task, and every exchange keeps it so."""

    def __init__(self, task: Task, picks: Iterable[Pick]) -> None:
        self.task = task
        self.cell_of = {pick.item: pick.cell for pick in sorted(picks)}
        self.points = Counter(task.items[one].point for one in self.cell_of)
        self.totals = [sum(column) for column in zip(*(task.amounts[one] for one in self.cell_of), strict=True)]
        # How far off each aim is, in gaps, with its sign.
        self.off = [sum(column) for column in zip(*(task.values[one] for one in self.cell_of), strict=True)]

    @property
    def picks(self) -> list[Pick]:
        return sorted(Pick(cell, item) for item, cell in self.cell_of.items())

    @property
    def distance(self) -> float:
        """The farthest aim, in gaps: at most 1 is near enough."""
        return max(map(abs, self.off), default=0.0)

    def distance_with(self, old: int, new: int) -> float:
        """The same, as it would be after an exchange."""
        values = self.task.values
        worst = 0.0
        for off, before, after in zip(self.off, values[old], values[new], strict=True):
            worst = max(worst, abs(off - before + after))
        return worst

    def stays_true(self, old: int, new: int, *, loosely: bool = False) -> bool:
        """Whether every rule holds after `new` takes the place of `old`, and the points are spread no less.

        `loosely`: the points may be spread a little less, so that the items of every point come up.
        """
        task = self.task
        if new in self.cell_of or old in task.plan.pinned or self.cell_of[old] not in task.cells_of[new]:
            return False
        if (task.plan.keeps_materials_whole) and (task.items[old].material or task.items[new].material):
            return False
        leaving, coming = task.items[old].point, task.items[new].point
        most = 0 if task.plan.one_per_point else self.points[leaving] - (not loosely)
        if leaving != coming and self.points[coming] > most:
            return False
        if any(foe in self.cell_of and foe != old for foe in task.foes.get(new, ())):
            return False
        return all(
            bound.lowest <= total - before + after <= bound.highest
            for bound, total, before, after in zip(
                task.bounds, self.totals, task.amounts[old], task.amounts[new], strict=True
            )
            if before != after
        )

    def exchange(self, old: int, new: int) -> None:
        """Put `new` in the place of `old`."""
        task = self.task
        self.cell_of[new] = self.cell_of.pop(old)
        self.points[task.items[old].point] -= 1
        self.points[task.items[new].point] += 1
        self.totals = [
            total - before + after
            for total, before, after in zip(self.totals, task.amounts[old], task.amounts[new], strict=True)
        ]
        self.off = [
            off - before + after
            for off, before, after in zip(self.off, task.values[old], task.values[new], strict=True)
        ]


def approach(draft: Draft, free: Iterable[int], random: Random) -> None:
    """Exchange items for free ones until every aim is near enough or no single exchange helps any more."""
    spare = set(free)
    while draft.distance > 1:
        found = _sampled(draft, spare, random) or _best(draft, spare)
        if found is None:
            return
        old, new = found
        draft.exchange(old, new)
        spare.remove(new)
        spare.add(old)


def _sampled(draft: Draft, spare: set[int], random: Random) -> tuple[int, int] | None:
    """The best of some exchanges, if any of them helps."""
    places, best, found = list(draft.cell_of), draft.distance, None
    for _try in range(SAMPLE):
        old = random.choice(places)
        new = random.choice(draft.task.eligible[draft.cell_of[old]])
        if new in spare and (after := draft.distance_with(old, new)) < best and draft.stays_true(old, new):
            best, found = after, (old, new)
    return found


def _best(draft: Draft, spare: set[int]) -> tuple[int, int] | None:
    now = draft.distance
    proposals = sorted(
        (after, old, new)
        for old, cell in draft.cell_of.items()
        for new in draft.task.eligible[cell]
        if new in spare and (after := draft.distance_with(old, new)) < now
    )
    return next(((old, new) for _after, old, new in proposals if draft.stays_true(old, new)), None)
