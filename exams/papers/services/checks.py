"""Whether a paper is what its blueprint asks for: plain counting, apart from the assembly that may have made it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from math import ceil

from django.utils.translation import gettext as _

from exams.bank.models import ItemVersion, VersionState
from exams.bank.presentation import type_label
from exams.bank.queries import accepted_difficulties
from exams.papers.assembly import PoolItem
from exams.papers.assembly.plan import Bound, bounds_of, may_be_used
from exams.papers.models import (
    Blueprint,
    BlueprintCell,
    BlueprintRange,
    EnemyPair,
    Paper,
    PaperItem,
)
from exams.papers.services.pools import BlueprintPool, pool_of, uses_in_published
from exams.papers.services.shortages import bound_words
from exams.papers.services.supply import cell_words, matches

FULL_MARKS = Decimal(100)
# How far the mean difficulty of a finished paper may be from the blueprint's target.
TARGET_TOLERANCE = Decimal("0.25")


@dataclass(frozen=True)
class Breach:
    """One thing that is not as it must be, in words; `slots` are the questions that it is about."""

    text: str
    slots: tuple[int, ...] = ()

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class PaperRules:
    """All that binds a paper, read once."""

    blueprint: Blueprint | None
    cells: Sequence[BlueprintCell]
    ranges: Sequence[BlueprintRange]
    # (smaller item id, larger item id) → why they are never together.
    enemies: Mapping[tuple[int, int], str]
    now: datetime
    # The approved versions of the blueprint's banks.
    pool: Sequence[ItemVersion] = ()
    # Item id → the published papers that it stands in.
    uses: Mapping[int, int] = field(default_factory=dict)
    # Time, and the places of the keys.
    bounds: Sequence[Bound] = ()
    _known: dict[tuple[int, Decimal | None], tuple[int, ...]] = field(default_factory=dict, repr=False)

    @cached_property
    def capacity(self) -> list[int]:
        return [cell.count for cell in self.cells]

    def cells_for(self, version: ItemVersion, marks: Decimal | None = None) -> tuple[int, ...]:
        """The cells, from 0, that an item may stand in; with `marks`, that also give it just these."""
        if (version.pk, marks) not in self._known:
            self._known[version.pk, marks] = tuple(
                index
                for index, cell in enumerate(self.cells)
                if marks in (None, cell.marks_each) and matches(cell, version)
            )
        return self._known[version.pk, marks]


def rules_of(blueprint: Blueprint | None, *, now: datetime) -> PaperRules:
    """What binds a blueprint's papers today; without a blueprint what binds every paper."""
    enemies = {(pair.first_id, pair.second_id): pair.reason for pair in EnemyPair.objects.all()}
    if blueprint is None:
        return PaperRules(None, [], [], enemies, now)
    pool = pool_of(blueprint, now=now)
    return PaperRules(
        blueprint=blueprint,
        cells=pool.cells,
        ranges=list(blueprint.ranges.order_by("position", "pk")),
        enemies=enemies,
        now=now,
        pool=list(pool.versions.values()),
        uses=uses_in_published([version.item_id for version in pool.versions.values()]),
        bounds=list(bounds_of(usable_items(pool), pool.plan)),
    )


def usable_items(pool: BlueprintPool) -> list[PoolItem]:
    """What the assembly chooses from: the bounds of time and keys are those of these items."""
    cells = pool.plan.cells
    return [item for item in pool.items if may_be_used(item, pool.plan) and any(cell.matches(item) for cell in cells)]


def rows_of(paper: Paper) -> list[PaperItem]:
    """The paper's rows in order, with what the check and the pages read of them."""
    return list(paper.paper_items.select_related("version__item__bank", "version__point").order_by("slot"))


def breaches_of(paper: Paper, *, now: datetime) -> list[Breach]:
    """Everything about the paper as it is stored that keeps it from being published."""
    return breaches(rules_of(paper.blueprint, now=now), rows_of(paper))


def breaches(rules: PaperRules, rows: Sequence[PaperItem]) -> list[Breach]:
    """Everything about these rows that breaks a rule, the paper's own first."""
    found = [*_marks(rows), *_states(rows)]
    if rules.cells:
        found += _cells(rules, rows)
    return [*found, *other_breaches(rules, rows)]


def other_breaches(rules: PaperRules, rows: Sequence[PaperItem]) -> list[Breach]:
    """What is to say beside marks, states and cells."""
    found = [*_ranges(rules, rows), *_together(rules, rows)]
    if rules.blueprint is not None:
        found += [*_points(rules.blueprint, rows), *_used(rules, rules.blueprint, rows)]
        found += [*_target(rules.blueprint, rows), *_bounds(rules, rows)]
    return found


def assign(options: Sequence[Sequence[int]], capacity: Sequence[int]) -> list[int | None]:
    """For each row the cell that it stands in, as many of them as can stand at once (augmenting paths)."""
    held: list[list[int]] = [[] for _cell in capacity]
    place: list[int | None] = [None] * len(options)

    def seat(row: int, seen: set[int]) -> bool:
        for cell in options[row]:
            if cell in seen:
                continue
            seen.add(cell)
            if len(held[cell]) >= capacity[cell]:
                leaver = next((other for other in held[cell] if seat(other, seen)), None)
                if leaver is None:
                    continue
                held[cell].remove(leaver)
            held[cell].append(row)
            place[row] = cell
            return True
        return False

    for row in range(len(options)):
        seat(row, set())
    return place


def _marks(rows: Sequence[PaperItem]) -> Iterator[Breach]:
    total = sum((row.marks for row in rows), Decimal(0))
    if total != FULL_MARKS:
        yield Breach(_("The marks add up to %(total)s; they must add up to 100.") % {"total": _plain(total)})


def _states(rows: Sequence[PaperItem]) -> Iterator[Breach]:
    for row in rows:
        if row.version.state != VersionState.APPROVED:
            words = {"slot": row.slot, "key": row.version.item.key, "state": row.version.get_state_display()}
            said = _("Question %(slot)d (%(key)s) is no longer approved: it is “%(state)s”.")
            yield Breach(said % words, (row.slot,))
        if row.version.item.practice_since is not None:
            words = {"slot": row.slot, "key": row.version.item.key}
            said = _("Question %(slot)d (%(key)s) is open for practice: trainees know its key.")
            yield Breach(said % words, (row.slot,))


def _cells(rules: PaperRules, rows: Sequence[PaperItem]) -> Iterator[Breach]:
    """Which cell lacks what, and which question stands in none."""
    place = assign([rules.cells_for(row.version, row.marks) for row in rows], rules.capacity)
    filled = Counter(cell for cell in place if cell is not None)
    for index, cell in enumerate(rules.cells):
        if filled[index] < cell.count:
            words = {"number": index + 1, "cell": cell_words(cell), "wanted": cell.count, "found": filled[index]}
            yield Breach(
                _("Cell %(number)d (%(cell)s) wants %(wanted)d items; the paper has %(found)d for it.") % words
            )
    for row, cell_index in zip(rows, place, strict=True):
        if cell_index is None:
            yield Breach(_stray(rules, row, filled), (row.slot,))


def _stray(rules: PaperRules, row: PaperItem, filled: Mapping[int, int]) -> str:
    for index in rules.cells_for(row.version):
        cell = rules.cells[index]
        if cell.marks_each != row.marks and filled.get(index, 0) < cell.count:
            words = {"slot": row.slot, "marks": _plain(row.marks), "number": index + 1, "each": _plain(cell.marks_each)}
            return _("Question %(slot)d carries %(marks)s marks; cell %(number)d gives %(each)s.") % words
    words = {
        "slot": row.slot,
        "type": type_label(row.version.item.item_type),
        "point": row.version.point.code,
        "difficulty": row.version.difficulty,
    }
    return (
        _("Question %(slot)d (%(type)s, %(point)s, difficulty %(difficulty)d) stands in no cell of the blueprint.")
        % words
    )


def _ranges(rules: PaperRules, rows: Sequence[PaperItem]) -> Iterator[Breach]:
    for part in rules.ranges:
        inside = (row.marks for row in rows if row.version.point.code.startswith(part.point_prefix))
        marks = sum(inside, Decimal(0))
        if marks != part.weight:
            words = {"range": part.point_prefix, "marks": _plain(marks), "weight": _plain(part.weight)}
            yield Breach(_("Range %(range)s carries %(marks)s marks; its weight is %(weight)s.") % words)


def _together(rules: PaperRules, rows: Sequence[PaperItem]) -> Iterator[Breach]:
    """Enemies, and two versions of one item."""
    slot_of: dict[int, int] = {}
    for row in rows:
        item = row.version.item_id
        if item in slot_of:
            words = {"first": slot_of[item], "second": row.slot}
            said = _("Questions %(first)d and %(second)d are two versions of one item.")
            yield Breach(said % words, (slot_of[item], row.slot))
        slot_of.setdefault(item, row.slot)
    for (first, second), reason in rules.enemies.items():
        if first in slot_of and second in slot_of:
            slots = tuple(sorted((slot_of[first], slot_of[second])))
            names = {"first": slots[0], "second": slots[1], "reason": reason or _("no reason was given")}
            said = _("Questions %(first)d and %(second)d must not stand on one paper: %(reason)s.")
            yield Breach(said % names, slots)


def _points(blueprint: Blueprint, rows: Sequence[PaperItem]) -> Iterator[Breach]:
    if not blueprint.one_per_point:
        return
    slot_of: dict[int, int] = {}
    for row in rows:
        known = slot_of.setdefault(row.version.point_id, row.slot)
        if known != row.slot:
            words = {"first": known, "second": row.slot, "point": row.version.point.code}
            said = _("Questions %(first)d and %(second)d are both on point %(point)s.")
            yield Breach(said % words, (known, row.slot))


def _used(rules: PaperRules, blueprint: Blueprint, rows: Sequence[PaperItem]) -> Iterator[Breach]:
    for row in rows:
        if problem := usage_problem(rules, blueprint, row.version):
            yield Breach(_("Question %(slot)d: %(problem)s") % {"slot": row.slot, "problem": problem}, (row.slot,))


def usage_problem(rules: PaperRules, blueprint: Blueprint, version: ItemVersion) -> str:
    """Why the blueprint no longer takes this version: shown too often or approved too long ago; empty if it does."""
    uses = rules.uses.get(version.item_id, 0)
    if blueprint.max_uses is not None and uses >= blueprint.max_uses:
        words = {"uses": uses, "most": blueprint.max_uses}
        return _("it stands in %(uses)d published papers; the blueprint allows %(most)d.") % words
    if blueprint.max_age_days is None or version.approved_at is None:
        return ""
    if version.approved_at < rules.now - timedelta(days=blueprint.max_age_days):
        return _("it was approved more than %(days)d days ago.") % {"days": blueprint.max_age_days}
    return ""


def _bounds(rules: PaperRules, rows: Sequence[PaperItem]) -> Iterator[Breach]:
    for bound in rules.bounds:
        amount = sum(bound.amounts.get(row.version_id, 0) for row in rows)
        over = max(amount - bound.highest, bound.lowest - amount)
        if over > 0:
            yield Breach(bound_words(f"{bound.rule} {bound.name}", ceil(over / bound.unit)))


def _target(blueprint: Blueprint, rows: Sequence[PaperItem]) -> Iterator[Breach]:
    if blueprint.target_difficulty is None or not rows:
        return
    measured = accepted_difficulties(row.version_id for row in rows)
    levels = [
        measured[row.version_id].level if row.version_id in measured else Decimal(row.version.difficulty)
        for row in rows
    ]
    mean = sum(levels, Decimal(0)) / len(rows)
    if abs(mean - blueprint.target_difficulty) > TARGET_TOLERANCE:
        words = {"mean": f"{mean:.2f}", "target": _plain(blueprint.target_difficulty)}
        yield Breach(_("The mean difficulty is %(mean)s; the blueprint asks for about %(target)s.") % words)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
