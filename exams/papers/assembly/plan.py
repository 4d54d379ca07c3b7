"""What there is to choose from, and what is asked of a paper."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from math import inf
from typing import Literal

# Each place holds its even share of the keys, give or take a quarter of it and two.
KEY_SLACK = 2

RuleName = Literal["one_per_point", "enemies", "keys", "time", "uses", "age", "excluded", "materials", "overlap"]


@dataclass(frozen=True, slots=True)
class PoolItem:
    """One item that may be chosen. `key` is where its key stands (A, B, …), `material` what it shares with others."""

    id: int
    item_type: str
    point: str
    difficulty: float = 3
    cognitive: str = ""
    importance: str = ""
    key: str = ""
    seconds: int = 0
    uses: int = 0
    age_days: int = 0
    material: str = ""
    # At the cut, where the item is calibrated.
    information: float = 0
    # How hard it proved to be, on the same scale as `difficulty`; None before anybody has sat it. Cells go by
    # `difficulty`, aims by this.
    measured: float | None = None

    @property
    def hardness(self) -> float:
        """As measured, else as estimated."""
        return self.difficulty if self.measured is None else self.measured


@dataclass(frozen=True, slots=True)
class Cell:
    """`count` items of one kind, for `marks` each; what is empty asks nothing."""

    count: int
    marks: Decimal = Decimal(1)
    point_prefix: str = ""
    item_type: str = ""
    difficulty_from: float = -inf
    difficulty_to: float = inf
    cognitive: str = ""
    importance: str = ""

    def matches(self, item: PoolItem) -> bool:
        return (
            self.item_type in {"", item.item_type}
            and self.difficulty_from <= item.difficulty <= self.difficulty_to
            and item.point.startswith(self.point_prefix)
            and self.cognitive in {"", item.cognitive}
            and self.importance in {"", item.importance}
        )


@dataclass(frozen=True, slots=True)
class Bound:
    """The amounts of a form's items add up to between `lowest` and `highest`; an item not named adds nothing."""

    name: str
    amounts: Mapping[int, int]
    lowest: float = -inf
    highest: float = inf
    # The rule that it comes from, where it is one that can be given up.
    rule: RuleName | None = None
    # What one unit means where it is reported.
    unit: int = 1


@dataclass(frozen=True, slots=True)
class Aim:
    """The mean of an attribute over a form's items shall be as near to `target` as can be; `gap` is near enough."""

    attribute: Literal["difficulty", "information"]
    target: float
    gap: float = 0.05

    def value(self, item: PoolItem) -> float:
        return item.hardness if self.attribute == "difficulty" else item.information


@dataclass(frozen=True)
class Plan:
    """All that one form has to satisfy. `pinned` items stand on it, `avoid` is left out where others will do."""

    cells: tuple[Cell, ...]
    bounds: tuple[Bound, ...] = ()
    one_per_point: bool = False
    enemies: frozenset[tuple[int, int]] = frozenset()
    balance_keys: bool = False
    seconds: int | None = None
    max_uses: int | None = None
    max_age_days: int | None = None
    excluded: frozenset[int] = frozenset()
    pinned: frozenset[int] = frozenset()
    avoid: frozenset[int] = frozenset()
    aims: tuple[Aim, ...] = ()
    keeps_materials_whole: bool = True

    @property
    def length(self) -> int:
        """Items of one form."""
        return sum(cell.count for cell in self.cells)

    @property
    def aims_at_difficulty(self) -> bool:
        """Whether a difficulty is asked for."""
        return any(aim.attribute == "difficulty" for aim in self.aims)

    def with_aim(self, aim: Aim) -> "Plan":
        """The same plan with one aim more."""
        return replace(self, aims=(*self.aims, aim))


@dataclass(frozen=True)
class Task:
    """A plan over a pool: only the items that may be chosen, and every rule in numbers."""

    plan: Plan
    items: dict[int, PoolItem]
    # For each item the cells that it may stand in.
    cells_of: dict[int, tuple[int, ...]]
    bounds: tuple[Bound, ...]
    foes: dict[int, frozenset[int]] = field(default_factory=dict)
    materials: dict[str, tuple[int, ...]] = field(default_factory=dict)
    lost_pins: tuple[int, ...] = ()

    @cached_property
    def amounts(self) -> dict[int, tuple[int, ...]]:
        """For each item what it adds to each bound."""
        return {one: tuple(bound.amounts.get(one, 0) for bound in self.bounds) for one in self.items}

    @cached_property
    def values(self) -> dict[int, tuple[float, ...]]:
        """For each item what it adds to the distance from each aim, in gaps."""
        length = max(1, self.plan.length)
        return {
            one: tuple((aim.value(item) - aim.target) / (aim.gap * length) for aim in self.plan.aims)
            for one, item in self.items.items()
        }

    @cached_property
    def eligible(self) -> tuple[tuple[int, ...], ...]:
        """For each cell the items that match it."""
        found: list[list[int]] = [[] for _cell in self.plan.cells]
        for one, cells in self.cells_of.items():
            for cell in cells:
                found[cell].append(one)
        return tuple(map(tuple, found))


def task_of(pool: Iterable[PoolItem], plan: Plan) -> Task:
    """The plan over this pool. A pinned item is there whatever the caps on uses and age say."""
    listed = sorted(pool, key=lambda item: item.id)
    items, cells_of = {}, {}
    for item in listed:
        cells = tuple(place for place, cell in enumerate(plan.cells) if cell.matches(item))
        if cells and (item.id in plan.pinned or may_be_used(item, plan)):
            items[item.id] = item
            cells_of[item.id] = cells
    materials = _materials(listed, plan)
    for members in materials.values():
        # A set of which a part cannot come does not come at all.
        if not all(one in items for one in members):
            for one in members:
                items.pop(one, None)
                cells_of.pop(one, None)
    return Task(
        plan=plan,
        items=items,
        cells_of=cells_of,
        bounds=tuple(bounds_of(items.values(), plan)),
        foes=_foes(plan.enemies, items),
        materials={name: members for name, members in materials.items() if members[0] in items},
        lost_pins=tuple(sorted(plan.pinned - items.keys())),
    )


def may_be_used(item: PoolItem, plan: Plan) -> bool:
    """Whether exclusions and the caps on uses and age let an item in."""
    return (
        item.id not in plan.excluded
        and (plan.max_uses is None or item.uses < plan.max_uses)
        and (plan.max_age_days is None or item.age_days <= plan.max_age_days)
    )


def bounds_of(items: Iterable[PoolItem], plan: Plan) -> Iterable[Bound]:
    """The plan's own bounds, the time, and for each type the places of its keys."""
    items = list(items)
    yield from plan.bounds
    if plan.seconds is not None:
        amounts = {item.id: item.seconds for item in items if item.seconds}
        yield Bound("", amounts, highest=plan.seconds, rule="time", unit=60)
    if plan.balance_keys:
        by_type: defaultdict[str, list[PoolItem]] = defaultdict(list)
        for item in items:
            if item.key:
                by_type[item.item_type].append(item)
        for item_type in sorted(by_type):
            yield from _key_bounds(item_type, by_type[item_type])


def _key_bounds(item_type: str, items: list[PoolItem]) -> Iterable[Bound]:
    """In whole numbers: 4·places·(keys here) - 5·(keys) ≤ 4·places·slack, and 3 from below."""
    places = sorted({item.key for item in items})
    if len(places) == 1:
        return
    whole = 4 * len(places)
    for place in places:
        upper = {item.id: whole * (item.key == place) - 5 for item in items}
        lower = {item.id: whole * (item.key == place) - 3 for item in items}
        name = f"{item_type} {place}"
        yield Bound(name, upper, highest=whole * KEY_SLACK, rule="keys", unit=whole)
        yield Bound(name, lower, lowest=-whole * KEY_SLACK, rule="keys", unit=whole)


def _materials(items: Iterable[PoolItem], plan: Plan) -> dict[str, tuple[int, ...]]:
    if not plan.keeps_materials_whole:
        return {}
    found: defaultdict[str, list[int]] = defaultdict(list)
    for item in items:
        if item.material:
            found[item.material].append(item.id)
    return {name: tuple(members) for name, members in sorted(found.items())}


def _foes(pairs: Iterable[tuple[int, int]], items: Mapping[int, PoolItem]) -> dict[int, frozenset[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for first, second in pairs:
        if first in items and second in items:
            found[first].add(second)
            found[second].add(first)
    return {one: frozenset(others) for one, others in found.items()}
