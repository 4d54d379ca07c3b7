"""What banks offer the cells of a blueprint: which match, which they get when all are filled together, what is short."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from random import Random

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from exams.bank.models import Bank, ItemVersion
from exams.bank.presentation import type_label
from exams.bank.queries import exam_versions
from exams.bank.usage import Need
from exams.papers.models import Blueprint, BlueprintCell
from exams.papers.services.flow import Edge, Network, Node

SINK = "sink"


@dataclass(frozen=True)
class CellShortage:
    """What one cell lacks. `available` is what it could get; `eligible` how many items match it at all."""

    cell: BlueprintCell
    wanted: int
    available: int
    missing: int
    eligible: int
    # Numbers (from 1) of other cells that need the same items.
    rivals: tuple[int, ...] = ()
    number: int = 1

    def __str__(self) -> str:
        words = {
            "number": self.number,
            "cell": cell_words(self.cell),
            "wanted": self.wanted,
            "eligible": self.eligible,
            "missing": self.missing,
            "rivals": pgettext("between two of several", ", ").join(str(rival) for rival in self.rivals),
        }
        if self.rivals:
            return (
                _(
                    "Cell %(number)d (%(cell)s) wants %(wanted)d; %(eligible)d match, but cells %(rivals)s"
                    " need them too: %(missing)d short."
                )
                % words
            )
        return _("Cell %(number)d (%(cell)s) wants %(wanted)d; %(eligible)d match: %(missing)d short.") % words


@dataclass(frozen=True)
class CellSupply:
    """A cell with the items that match it and those it gets when all cells are filled together."""

    number: int
    cell: BlueprintCell
    eligible: tuple[ItemVersion, ...]
    chosen: tuple[ItemVersion, ...]
    rivals: tuple[int, ...] = ()

    @property
    def missing(self) -> int:
        return self.cell.count - len(self.chosen)

    @property
    def shortage(self) -> CellShortage:
        return CellShortage(
            self.cell,
            self.cell.count,
            len(self.chosen),
            self.missing,
            len(self.eligible),
            self.rivals,
            self.number,
        )


@dataclass
class _Group:
    """Items that are alike to every cell: same cells match them, same point, used before or not."""

    cells: tuple[int, ...]
    point: int
    used: bool
    items: list[ItemVersion] = field(default_factory=list)


def cell_words(cell: BlueprintCell) -> str:
    """A cell in words: range, type, difficulty, and what else it asks."""
    if cell.difficulty_from == cell.difficulty_to:
        difficulty = _("difficulty %(from)d") % {"from": cell.difficulty_from}
    else:
        band = {"from": cell.difficulty_from, "to": cell.difficulty_to}
        difficulty = _("difficulty %(from)d to %(to)d") % band
    parts = [cell.point_prefix or _("all points"), type_label(cell.item_type), difficulty]
    if cell.cognitive:
        parts.append(str(cell.get_cognitive_display()))
    if cell.importance:
        parts.append(str(cell.get_importance_display()))
    return " · ".join(parts)


def matches(cell: BlueprintCell, version: ItemVersion) -> bool:
    """Whether an item may stand in a cell."""
    return (
        version.item.item_type == cell.item_type
        and cell.difficulty_from <= version.difficulty <= cell.difficulty_to
        and version.point.code.startswith(cell.point_prefix)
        and cell.cognitive in {"", version.cognitive}
        and cell.importance in {"", version.point.importance}
    )


def distribute(
    cells: Sequence[BlueprintCell],
    versions: Iterable[ItemVersion],
    *,
    random: Random,
    avoid: Collection[int] = (),
    one_per_point: bool = False,
) -> list[CellSupply]:
    """Give every cell as many matching items as can be had, no item twice.

    Cells are served in their order: an earlier one is never short for the sake of a later one, and a blueprint that can
    be filled is filled. Among all ways to do so, points are spread first (one item each before any gets a second),
    then items in `avoid` are left out where others will do, and what remains is `random`'s. Other rules of a blueprint
    (enemies, keys, time) are the assembly's: where a cell is short here, it is short there.
    """
    groups = _groups(cells, versions, random, avoid)
    network = Network()
    demand = sum(cell.count for cell in cells)
    used = _connect(network, groups, demand=demand, per_point=1 if one_per_point else demand)
    for index, cell in enumerate(cells):
        for _unit in range(cell.count):
            if not network.push(("cell", index), SINK):
                break
    return _supplies(cells, groups, used, network)


def supply_of(blueprint: Blueprint, *, seed: str = "", avoid: Collection[int] = ()) -> list[CellSupply]:
    """What the bank offers each cell of a blueprint today."""
    return distribute(
        list(blueprint.cells.order_by("position", "pk")),
        exam_versions(*blueprint.banks.all()),
        random=Random(seed),  # noqa: S311 -- a paper is drawn again from its seed, not kept secret by it
        avoid=avoid,
        one_per_point=blueprint.one_per_point,
    )


def cells_short_without(version: ItemVersion) -> list[str]:
    """The cells of the bank's blueprints that would be shorter if this version could not be taken any more."""
    words = []
    for blueprint in _drawing_on(version.item.bank):
        if not any(matches(cell, version) for cell in blueprint.cells.all()):
            continue
        present = list(exam_versions(*blueprint.banks.all()).defer("body", "facts"))
        rest = [one for one in present if one.pk != version.pk]
        words += [
            f"{blueprint.title}: {after.shortage}"
            for before, after in zip(_supply(blueprint, present), _supply(blueprint, rest), strict=True)
            if after.missing > before.missing
        ]
    return words


def needs_of_blueprints(bank: Bank) -> list[Need]:
    """Every cell of the blueprints that draw on a bank, with how many items it can have beside the others of its own."""
    return [
        Need(
            title=blueprint.title,
            point_prefix=supply.cell.point_prefix,
            item_type=supply.cell.item_type,
            difficulty_from=supply.cell.difficulty_from,
            difficulty_to=supply.cell.difficulty_to,
            needed=supply.cell.count,
            found=len(supply.chosen),
            url=reverse("blueprints:matrix", args=[blueprint.code]),
        )
        for blueprint in _drawing_on(bank)
        for supply in _supply(blueprint, list(exam_versions(*blueprint.banks.all()).defer("body", "facts")))
    ]


def _drawing_on(bank: Bank) -> QuerySet[Blueprint]:
    return Blueprint.objects.filter(banks=bank).prefetch_related("cells", "banks").order_by("title")


def _supply(blueprint: Blueprint, versions: Sequence[ItemVersion]) -> list[CellSupply]:
    cells = sorted(blueprint.cells.all(), key=lambda cell: (cell.position, cell.pk))
    random = Random("")  # noqa: S311 -- counts do not depend on it
    return distribute(cells, versions, random=random, one_per_point=blueprint.one_per_point)


def _groups(
    cells: Sequence[BlueprintCell], versions: Iterable[ItemVersion], random: Random, avoid: Collection[int]
) -> list[_Group]:
    found: dict[tuple[tuple[int, ...], int, bool], _Group] = {}
    for version in sorted(versions, key=lambda version: (version.item.key, version.pk)):
        wanting = tuple(index for index, cell in enumerate(cells) if matches(cell, version))
        if wanting:
            kind = (wanting, version.point_id, version.pk in avoid)
            found.setdefault(kind, _Group(*kind)).items.append(version)
    groups = list(found.values())
    random.shuffle(groups)
    for group in groups:
        random.shuffle(group.items)
    return groups


def _connect(network: Network, groups: Sequence[_Group], *, demand: int, per_point: int) -> dict[tuple[int, int], Edge]:
    """Cell → group → point → sink; returns the cell → group edges by their indexes."""
    edges = {}
    supply_of: Counter[int] = Counter()
    for place, group in enumerate(groups):
        node: Node = ("group", place)
        for index in group.cells:
            edges[index, place] = network.connect(("cell", index), node, capacity=demand)
        network.connect(node, ("point", group.point), capacity=len(group.items), cost=int(group.used))
        supply_of[group.point] += len(group.items)
    for point, supply in supply_of.items():
        for already in range(min(supply, demand, per_point)):
            # A point's second item costs more than leaving out every used item would save.
            network.connect(("point", point), SINK, capacity=1, cost=already * (demand + 1))
    return edges


def _supplies(
    cells: Sequence[BlueprintCell], groups: Sequence[_Group], edges: dict[tuple[int, int], Edge], network: Network
) -> list[CellSupply]:
    remaining = [list(group.items) for group in groups]
    supplies = []
    for index, cell in enumerate(cells):
        chosen = [
            remaining[place].pop()
            for place in range(len(groups))
            if (index, place) in edges
            for _unit in range(edges[index, place].flow)
        ]
        eligible = [version for group in groups if index in group.cells for version in group.items]
        rivals: tuple[int, ...] = ()
        if len(chosen) < cell.count:
            contested = network.reachable(("cell", index))
            rivals = tuple(other + 1 for other in range(len(cells)) if other != index and ("cell", other) in contested)
        supplies.append(CellSupply(index + 1, cell, tuple(eligible), tuple(chosen), rivals))
    return supplies
