"""What could stand in a slot of a draft instead, and what that would break."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from exams.bank.alike import alike_to
from exams.bank.models import ItemVersion
from exams.papers.models import Paper, PaperItem
from exams.papers.services.checks import Breach, PaperRules, breaches, other_breaches, rows_of, rules_of

MOST_SHOWN = 60


@dataclass(frozen=True)
class Equivalent:
    """An item that could take a slot."""

    version: ItemVersion
    uses: int
    # What the paper would break with it that it does not break now.
    breaks: tuple[Breach, ...]
    # Slots of questions that it says the same as.
    alike_slots: tuple[int, ...]

    @property
    def is_true(self) -> bool:
        """Whether the blueprint stays as true as it is."""
        return not self.breaks


def equivalents(
    paper: Paper, slot: int, *, now: datetime, limit: int = MOST_SHOWN, only_true: bool = True
) -> list[Equivalent]:
    """Items of the blueprint's banks for a slot, those that keep the blueprint true first, near in difficulty and point.

    An excluded item is not among them, nor one that stands on the paper. Without `only_true` also those of the same
    type that would break something.
    """
    rules, rows = rules_of(paper.blueprint, now=now), rows_of(paper)
    row = next((one for one in rows if one.slot == slot), None)
    if row is None or rules.blueprint is None:
        return []
    pool = _pool(paper, row, rows, rules)
    judged = _judged(rules, rows, row, pool)
    kept = [version for version, broken in judged.items() if not (only_true and broken)]
    kept.sort(key=lambda version: (len(judged[version]), *_distance(rules, row, version)))
    shown = kept[:limit]
    slots = {one.version.item_id: one.slot for one in rows if one.slot != slot}
    alike = alike_to(shown, [one.version for one in rows if one.slot != slot])
    return [
        Equivalent(
            version,
            rules.uses.get(version.item_id, 0),
            judged[version],
            tuple(sorted(slots[item] for item in alike.get(version.item_id, ()))),
        )
        for version in shown
    ]


def _pool(paper: Paper, row: PaperItem, rows: Sequence[PaperItem], rules: PaperRules) -> list[ItemVersion]:
    taken = {one.version.item_id for one in rows}
    taken |= set(paper.exclusions.values_list("item", flat=True))
    return [
        version
        for version in rules.pool
        if version.item.item_type == row.version.item.item_type and version.item_id not in taken
    ]


def _judged(
    rules: PaperRules, rows: Sequence[PaperItem], row: PaperItem, pool: Iterable[ItemVersion]
) -> dict[ItemVersion, tuple[Breach, ...]]:
    """What each would break. What cells and marks say is asked once for items that are the same to them."""
    place = row.slot - 1
    now_said = {breach.text for breach in breaches(rules, rows)}
    in_cells: dict[tuple[object, ...], list[Breach]] = {}
    judged = {}
    for version in pool:
        kind = (rules.cells_for(version, row.marks), version.point_id, version.difficulty)
        rest = other_breaches(rules, tried := _with(rows, place, version))
        if kind not in in_cells:
            of_others = {breach.text for breach in rest}
            in_cells[kind] = [one for one in breaches(rules, tried) if one.text not in of_others]
        judged[version] = tuple(one for one in (*in_cells[kind], *rest) if one.text not in now_said)
    return judged


def _with(rows: Sequence[PaperItem], place: int, version: ItemVersion) -> list[PaperItem]:
    changed = copy(rows[place])
    changed.version = version
    return [*rows[:place], changed, *rows[place + 1 :]]


def _distance(rules: PaperRules, row: PaperItem, version: ItemVersion) -> tuple[int, int, int, str]:
    """How far an item is from the one that it would replace: difficulty, point, uses."""
    return (
        abs(version.difficulty - row.version.difficulty),
        int(version.point_id != row.version.point_id),
        rules.uses.get(version.item_id, 0),
        version.item.key,
    )
