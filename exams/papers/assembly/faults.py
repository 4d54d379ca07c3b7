"""Whether a paper, however it came to be, is what its plan asks: for the hand that changes it, and the last look."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil
from typing import Literal

from exams.papers.assembly.plan import Plan, PoolItem, bounds_of, may_be_used

FaultName = Literal["short", "spare", "bound", "keys", "time", "point", "enemies", "cap", "material", "twice", "pin"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as the plan says: `cell` is short by `amount`, `items` break the rule."""

    name: FaultName
    cell: int | None = None
    items: tuple[int, ...] = ()
    amount: int = 0
    detail: str = ""


def faults(plan: Plan, pool: Iterable[PoolItem], paper: Sequence[int]) -> list[Fault]:
    """Everything in which these items of the pool are not one form of the plan."""
    items = {item.id: item for item in pool}
    chosen = [items[one] for one in paper]
    found = [Fault("twice", items=(one,)) for one, count in Counter(paper).items() if count > 1]
    found += _cells(plan, chosen)
    found += _bounds(plan, items.values(), chosen)
    found += _pairs(plan, chosen)
    for item in chosen:
        if item.id not in plan.pinned and not may_be_used(item, plan):
            found.append(Fault("cap", items=(item.id,)))
    found += [Fault("pin", items=(one,)) for one in sorted(plan.pinned - set(paper))]
    return [*found, *_materials(plan, items.values(), chosen)]


def _cells(plan: Plan, chosen: Sequence[PoolItem]) -> Iterator[Fault]:
    """Fill the cells from the items with augmenting paths; what is left on either side is a fault."""
    places = [place for place, cell in enumerate(plan.cells) for _unit in range(cell.count)]
    holder: dict[int, int] = {}

    def seat(number: int, seen: set[int]) -> bool:
        for unit, place in enumerate(places):
            if unit not in seen and plan.cells[place].matches(chosen[number]):
                seen.add(unit)
                if unit not in holder or seat(holder[unit], seen):
                    holder[unit] = number
                    return True
        return False

    spare = [item.id for number, item in enumerate(chosen) if not seat(number, set())]
    short = Counter(place for unit, place in enumerate(places) if unit not in holder)
    for place, missing in sorted(short.items()):
        yield Fault("short", cell=place, amount=missing)
    if spare:
        yield Fault("spare", items=tuple(spare))


def _bounds(plan: Plan, pool: Iterable[PoolItem], chosen: Sequence[PoolItem]) -> Iterator[Fault]:
    may = [item for item in pool if may_be_used(item, plan) and any(cell.matches(item) for cell in plan.cells)]
    known = {item.id: item for item in [*may, *chosen]}
    for bound in bounds_of(known.values(), plan):
        total = sum(bound.amounts.get(item.id, 0) for item in chosen)
        off = max(bound.lowest - total, total - bound.highest)
        if off > 0:
            name: FaultName = bound.rule if bound.rule in {"keys", "time"} else "bound"
            yield Fault(name, amount=ceil(off / bound.unit), detail=bound.name)


def _pairs(plan: Plan, chosen: Sequence[PoolItem]) -> Iterator[Fault]:
    for one, other in combinations(sorted({item.id for item in chosen}), 2):
        if (one, other) in plan.enemies or (other, one) in plan.enemies:
            yield Fault("enemies", items=(one, other))
    if plan.one_per_point:
        points = Counter(item.point for item in chosen)
        for point in sorted(point for point, count in points.items() if count > 1):
            items = tuple(item.id for item in chosen if item.point == point)
            yield Fault("point", items=items, detail=point)


def _materials(plan: Plan, pool: Iterable[PoolItem], chosen: Sequence[PoolItem]) -> Iterator[Fault]:
    there = {item.id for item in chosen}
    named = {item.material for item in chosen if item.material} if plan.keeps_materials_whole else set()
    for material in sorted(named):
        lacking = tuple(item.id for item in pool if item.material == material and item.id not in there)
        if lacking:
            yield Fault("material", items=lacking, detail=material)
