"""Reads of blueprints and papers."""

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import count
from typing import Any

from django.db.models import Count, DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext
from wagtail.models import ModelLogEntry

from accounts.models import User
from exams.bank.item_types import get_item_type
from exams.bank.item_types.base import ItemBody
from exams.bank.item_types.text import PICTURE_KEY
from exams.bank.models import Bank, Item, ItemMedia, ItemVersion
from exams.bank.presentation import render_candidate
from exams.bank.queries import newest_of
from exams.bank.usage import Use
from exams.papers.models import Blueprint, BlueprintCell, EnemyPair, Paper, PaperItem, PaperSet, PaperState, SetKind
from exams.papers.rules import SEE_PAPERS


@dataclass(frozen=True)
class FrozenItem:
    """One slot of a paper: what is asked and for how many marks. Treat `body` as read-only."""

    slot: int
    marks: Decimal
    item_type: str
    body: dict[str, Any]
    version_id: int
    point_id: int

    @cached_property
    def content(self) -> ItemBody:
        """The body as its type's model, parsed once."""
        content: ItemBody = get_item_type(self.item_type).parse(self.body)
        return content


@dataclass(frozen=True)
class FrozenPaper:
    """A paper with everything that rendering and marking need."""

    id: int
    digest: str
    title: str
    multiple_policy: str
    items: tuple[FrozenItem, ...]
    # One of a set drawn for candidates, a paper each.
    is_drawn: bool = False

    @cached_property
    def by_slot(self) -> dict[int, FrozenItem]:
        """The items by their slot."""
        return {item.slot: item for item in self.items}


_PICTURE = re.compile(PICTURE_KEY)
_PUBLISHED: dict[int, FrozenPaper] = {}


def frozen_paper(paper_id: int) -> FrozenPaper:
    """A published paper; raises Paper.DoesNotExist for any other. Kept in the process: it never changes."""
    if paper_id not in _PUBLISHED:
        _PUBLISHED[paper_id] = paper_content(
            Paper.objects.select_related("paper_set").get(pk=paper_id, state=PaperState.PUBLISHED)
        )
    return _PUBLISHED[paper_id]


def forget_all_papers() -> None:
    """Drop what the process keeps: after the database was replaced under it, and between tests."""
    _PUBLISHED.clear()


def picture_on_paper(paper_id: int, key: str, *, with_keys: bool) -> ItemMedia | None:
    """The picture of that key if an item of the published paper shows it."""
    return picture_among(frozen_paper(paper_id).items, key, with_keys=with_keys)


def picture_among(items: Iterable[FrozenItem], key: str, *, with_keys: bool) -> ItemMedia | None:
    """The picture of that key if one of these items shows it: to candidates, or (`with_keys`) anywhere in its body."""
    named = [item for item in items if key in json.dumps(item.body) and (with_keys or _shows(item, key))]
    if not named:
        return None
    banks = ItemVersion.objects.filter(pk__in=[item.version_id for item in named]).values("item__bank")
    return ItemMedia.objects.filter(bank__in=banks, key=key).first()


def pictures_by_slot(content: FrozenPaper, *, with_keys: bool) -> dict[int, set[str]]:
    """Keys of the pictures that candidates see of each item, or (`with_keys`) of all that it holds."""
    return {
        item.slot: {key for key in _PICTURE.findall(json.dumps(item.body)) if with_keys or _shows(item, key)}
        for item in content.items
    }


def pictures_of(content: FrozenPaper, keys_by_slot: Mapping[int, Collection[str]]) -> QuerySet[ItemMedia]:
    """These pictures, from the banks of the paper's items."""
    keys = {key for keys in keys_by_slot.values() for key in keys}
    banks = ItemVersion.objects.filter(pk__in=[item.version_id for item in content.items]).values("item__bank")
    return ItemMedia.objects.filter(bank__in=banks, key__in=keys) if keys else ItemMedia.objects.none()


def versions_on(paper: Paper) -> QuerySet[ItemVersion]:
    """The versions that the paper holds, with what names them."""
    return (
        ItemVersion.objects.filter(paper_items__paper=paper)
        .select_related("item__bank", "point")
        .defer("body")
        .order_by("pk")
    )


def _shows(item: FrozenItem, key: str) -> bool:
    """Whether candidates see the picture; an explanation or a model answer may hold others."""
    return key in render_candidate(item.item_type, item.body, slot=item.slot, number=item.slot)


def blueprints_with_totals() -> QuerySet[Blueprint]:
    """Blueprints with their banks, number of items, marks and papers."""
    cells = BlueprintCell.objects.filter(blueprint=OuterRef("pk")).order_by().values("blueprint")
    return Blueprint.objects.prefetch_related("banks").annotate(
        item_count=Coalesce(Subquery(cells.annotate(total=Sum("count")).values("total")), 0),
        mark_total=Coalesce(
            Subquery(cells.annotate(total=Sum(F("count") * F("marks_each"))).values("total")),
            Decimal(0),
            output_field=DecimalField(),
        ),
        paper_count=Count("papers"),
    )


def published_papers() -> QuerySet[Paper]:
    """What an exam may be made of, the latest first."""
    published = Paper.objects.filter(state=PaperState.PUBLISHED).exclude(paper_set__kind=SetKind.PRACTICE)
    return published.order_by("-published_at")


def published_sets() -> QuerySet[PaperSet]:
    """The same of sets."""
    published = PaperSet.objects.filter(published_at__isnull=False).exclude(kind=SetKind.PRACTICE)
    return published.order_by("-published_at")


def papers_with_totals() -> QuerySet[Paper]:
    """Papers with their blueprint, maker, number of items and marks, newest first."""
    return (
        Paper.objects.exclude(paper_set__kind=SetKind.PRACTICE)
        .select_related("blueprint", "created_by__person")
        .annotate(item_count=Count("paper_items"), mark_total=Coalesce(Sum("paper_items__marks"), Decimal(0)))
        .order_by("-created_at", "-pk")
    )


def versions_in_papers(blueprint: Blueprint) -> frozenset[int]:
    """Versions that some paper of this blueprint holds."""
    return frozenset(PaperItem.objects.filter(paper__blueprint=blueprint).values_list("version_id", flat=True))


def uses_in_papers(item: Item) -> list[Use]:
    """The papers that hold a version of the item, newest first."""
    rows = PaperItem.objects.filter(version__item=item).select_related("paper").order_by("-paper__created_at", "-pk")
    return [
        Use(
            kind=gettext("Paper"),
            title=str(row.paper),
            version_id=row.version_id,
            bond="loose" if row.paper.state == PaperState.DRAFT else "frozen",
            note=str(row.paper.get_state_display()),
            at=row.paper.published_at,
            url=reverse("papers:paper", args=[row.paper_id]),
            permission=SEE_PAPERS,
        )
        for row in rows
    ]


def restricted_banks_in(paper: Paper) -> QuerySet[Bank]:
    """The restricted banks that the paper's items come from; only those on their lists see its questions."""
    return Bank.objects.filter(is_restricted=True, items__versions__paper_items__paper=paper).distinct()


def next_form(blueprint: Blueprint) -> str:
    """The letter after those of the blueprint's papers: A, B, … Z, AA."""
    count = blueprint.papers.count()
    letter = chr(ord("A") + count % 26)
    return letter if count < 26 else f"{chr(ord('A') + count // 26 - 1)}{letter}"  # noqa: PLR2004 -- the alphabet


def paper_content(paper: Paper) -> FrozenPaper:
    """What a paper holds now, draft or published."""
    rows = paper.paper_items.select_related("version__item").order_by("slot")
    paper_set = paper.paper_set
    return FrozenPaper(
        id=paper.pk,
        digest=paper.digest,
        title=paper.title,
        multiple_policy=paper.multiple_policy,
        items=tuple(
            FrozenItem(
                slot=row.slot,
                marks=row.marks,
                item_type=row.version.item.item_type,
                body=row.version.body,
                version_id=row.version_id,
                point_id=row.version.point_id,
            )
            for row in rows
        ),
        is_drawn=paper_set is not None and paper_set.kind == SetKind.DRAWS,
    )


def held_items() -> "QuerySet[PaperItem, int]":
    """Primary keys of the items that stand on any paper; attempts are made of papers, so whatever was met is there."""
    return PaperItem.objects.order_by().values_list("version__item", flat=True)


def next_code(blueprint: Blueprint) -> str:
    """A free code for the next version of a blueprint: theory-v2 after theory."""
    stem = re.sub(r"-v\d+$", "", blueprint.code)[:34]
    taken = set(Blueprint.objects.filter(code__startswith=stem).values_list("code", flat=True))
    numbers = count(blueprint.version + 1)
    return next(code for number in numbers if (code := f"{stem}-v{number}") not in taken)


@dataclass(frozen=True)
class EnemyLine:
    """A pair with the stems of its items as they are now."""

    pair: EnemyPair
    first_stem: str
    second_stem: str


def enemy_pairs() -> list[EnemyLine]:
    """All pairs of items that never stand on one paper, by bank and key."""
    pairs = EnemyPair.objects.select_related("first__bank", "second__bank").order_by("first__bank__code", "first__key")
    items = {item for pair in pairs for item in (pair.first_id, pair.second_id)}
    stems = dict(newest_of(list(items)).values_list("item", "stem_text"))
    return [EnemyLine(pair, stems.get(pair.first_id, ""), stems.get(pair.second_id, "")) for pair in pairs]


def sets_with_counts() -> QuerySet[PaperSet]:
    """Sets of papers with their blueprint, maker and how many papers they hold and how many are published, newest first."""
    return (
        PaperSet.objects.exclude(kind=SetKind.PRACTICE)
        .select_related("blueprint", "created_by__person")
        .annotate(
            paper_count=Count("papers"), published_count=Count("papers", filter=Q(papers__state=PaperState.PUBLISHED))
        )
        .order_by("-created_at", "-pk")
    )


def paper_history(paper: Paper) -> QuerySet[ModelLogEntry]:
    """Who did what with a paper, newest first."""
    entries: QuerySet[ModelLogEntry] = ModelLogEntry.objects.for_instance(paper)
    return entries.select_related("user__person", "content_type").order_by("-timestamp", "-pk")


def own_draft_papers(maker: User) -> QuerySet[Paper]:
    """A maker's papers that are still theirs to work on."""
    return Paper.objects.filter(state=PaperState.DRAFT, created_by=maker, submitted_at__isnull=True)


def papers_to_publish(user: User) -> QuerySet[Paper]:
    """What was handed in for publishing and this person had no hand in."""
    waiting = Paper.objects.filter(state=PaperState.DRAFT, submitted_at__isnull=False)
    return waiting.exclude(created_by=user).exclude(submitted_by=user)
