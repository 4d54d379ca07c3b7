"""A blueprint over its banks, in the words of exams.papers.assembly: items are known by the keys of their versions."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from exams.bank.item_types import get_item_type
from exams.bank.item_types.questions import ChoiceQuestion, StatementQuestion
from exams.bank.models import AcceptedDifficulty, ItemVersion
from exams.bank.queries import accepted_difficulties, exam_versions
from exams.papers.assembly import Aim, Cell, Plan, PoolItem
from exams.papers.models import Blueprint, BlueprintCell, EnemyPair, PaperItem, PaperState

# Seconds that an item of middling difficulty takes, by type: a rule of thumb until sittings say better.
SECONDS = {
    "true_false": 30,
    "single_choice": 45,
    "fill_in": 60,
    "multiple_choice": 75,
    "numeric": 90,
    "matching": 90,
    "ordering": 90,
    "classification": 120,
    "calculation": 180,
    "short_answer": 300,
    "case": 600,
    "essay": 900,
    "in_basket": 900,
    "scheme": 900,
}
DEFAULT_SECONDS = 120
# Mean information is near enough to what is aimed at within a twentieth of it.
NEAR = 20


@dataclass(frozen=True)
class BlueprintPool:
    """What a blueprint may choose from and what it asks, with the versions that the numbers stand for."""

    cells: list[BlueprintCell]
    versions: dict[int, ItemVersion]
    items: list[PoolItem]
    plan: Plan


def pool_of(
    blueprint: Blueprint,
    *,
    now: datetime,
    avoid: Collection[int] = (),
    excluded: Collection[int] = (),
    pinned: Collection[int] = (),
    source: Iterable[ItemVersion] | None = None,
) -> BlueprintPool:
    """The blueprint's approved items and its plan. `avoid`, `excluded` and `pinned` name versions.

    `source`: other items than those that exams are made of, for a mock exam.
    """
    offered = exam_versions(*blueprint.banks.all()) if source is None else source
    versions = {version.pk: version for version in offered}
    cells = list(blueprint.cells.order_by("position", "pk"))
    uses = uses_in_published([version.item_id for version in versions.values()])
    accepted = accepted_difficulties(versions)
    items = [
        pool_item(
            version,
            now=now,
            uses=uses.get(version.item_id, 0),
            with_key=blueprint.balance_keys,
            accepted=accepted.get(version.pk),
        )
        for version in versions.values()
    ]
    planned = tuple(plan_cell(cell) for cell in cells)
    return BlueprintPool(
        cells=cells,
        versions=versions,
        items=items,
        plan=Plan(
            cells=planned,
            one_per_point=blueprint.one_per_point,
            enemies=_enemies(versions.values()),
            balance_keys=blueprint.balance_keys,
            seconds=blueprint.minutes * 60,
            max_uses=blueprint.max_uses,
            max_age_days=blueprint.max_age_days,
            excluded=frozenset(excluded),
            pinned=frozenset(pinned),
            avoid=frozenset(avoid),
            aims=(*_aims(blueprint), *information_aims(planned, items, accepted)),
        ),
    )


def pool_item(
    version: ItemVersion, *, now: datetime, uses: int, with_key: bool, accepted: AcceptedDifficulty | None = None
) -> PoolItem:
    """A version as the assembly sees it; `accepted` is what was measured of it."""
    base = SECONDS.get(version.item.item_type, DEFAULT_SECONDS)
    return PoolItem(
        id=version.pk,
        item_type=version.item.item_type,
        point=version.point.code,
        difficulty=version.difficulty,
        cognitive=version.cognitive,
        importance=version.point.importance,
        key=key_place(version.item.item_type, version.body) if with_key else "",
        # A fifth less for the easiest, a fifth more for the hardest.
        seconds=base * (7 + version.difficulty) // 10,
        uses=uses,
        age_days=(now - version.approved_at).days if version.approved_at else 0,
        measured=None if accepted is None else float(accepted.level),
        information=0 if accepted is None else float(accepted.information_at_cut or 0),
    )


def information_aims(
    cells: Sequence[Cell], items: Iterable[PoolItem], accepted: Mapping[int, AcceptedDifficulty]
) -> tuple[Aim, ...]:
    """Information at the pass mark, where every item that may come is calibrated, and all of them on one scale.

    Aimed at is the mean of the better half of what each cell is offered: more than chance gives, and what several forms
    can reach alike.
    """
    offers = [[item for item in items if cell.matches(item)] for cell in cells]
    may_come = {item.id for offered in offers for item in offered}
    known = [accepted[one] for one in may_come if one in accepted and accepted[one].information_at_cut is not None]
    if not may_come or len(known) < len(may_come) or len({one.scale for one in known}) > 1:
        return ()
    total = sum(
        cell.count * _better_half([item.information for item in offered])
        for cell, offered in zip(cells, offers, strict=True)
    )
    target = total / sum(cell.count for cell in cells)
    return (Aim("information", target, gap=target / NEAR),) if target > 0 else ()


def _better_half(values: list[float]) -> float:
    best = sorted(values, reverse=True)[: (len(values) + 1) // 2]
    return sum(best) / len(best) if best else 0.0


def plan_cell(cell: BlueprintCell) -> Cell:
    """A cell as the assembly sees it."""
    return Cell(
        count=cell.count,
        marks=cell.marks_each,
        point_prefix=cell.point_prefix,
        item_type=cell.item_type,
        difficulty_from=cell.difficulty_from,
        difficulty_to=cell.difficulty_to,
        cognitive=cell.cognitive,
        importance=cell.importance,
    )


def key_place(item_type: str, body: dict[str, Any]) -> str:
    """Where the one key of an item stands: A, B, … among options, T or F of a statement; empty for any other."""
    kind = get_item_type(item_type)
    question = kind.to_question(kind.parse(body))
    if isinstance(question, ChoiceQuestion) and not question.is_multiple:
        return next(chr(ord("A") + place) for place, one in enumerate(question.alternatives) if one.is_key)
    if isinstance(question, StatementQuestion):
        return "T" if question.holds else "F"
    return ""


def uses_in_published(items: Iterable[int]) -> dict[int, int]:
    """In how many published papers each item stands; the draws of one set count as one paper."""
    published = PaperItem.objects.filter(paper__state=PaperState.PUBLISHED, version__item__in=list(items))
    alone = Q(paper__paper_set__isnull=True) | Q(paper__paper_set__kind="forms")
    rows = (
        published.order_by()
        .values("version__item")
        .annotate(
            papers=Count("paper", distinct=True, filter=alone),
            draws=Count("paper__paper_set", distinct=True, filter=~alone),
        )
    )
    return {row["version__item"]: row["papers"] + row["draws"] for row in rows}


def _enemies(versions: Iterable[ItemVersion]) -> frozenset[tuple[int, int]]:
    by_item = {version.item_id: version.pk for version in versions}
    pairs = EnemyPair.objects.filter(first__in=by_item, second__in=by_item).values_list("first", "second")
    return frozenset((by_item[first], by_item[second]) for first, second in pairs)


def _aims(blueprint: Blueprint) -> tuple[Aim, ...]:
    target = blueprint.target_difficulty
    return () if target is None else (Aim("difficulty", float(target)),)
