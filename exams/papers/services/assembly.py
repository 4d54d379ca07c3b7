"""From a blueprint to draft papers: one, parallel forms, or one for each candidate; or to what is short."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from exams.bank.item_types import ITEM_TYPES
from exams.papers.assembly import Forms, Infeasible, Pick, Undecided, assemble, draw, faults
from exams.papers.assembly.plan import task_of
from exams.papers.models import Blueprint, Paper, PaperItem, PaperSet, SetKind
from exams.papers.services.pools import BlueprintPool, pool_of
from exams.papers.services.shortages import BlueprintShort, shortage_of

MOST_FORMS = 26
MOST_DRAWS = 5_000
# Rows in one INSERT of a set of draws.
BATCH = 2_000


def assemble_paper(
    *,
    blueprint: Blueprint,
    title: str,
    form: str,
    seed: int,
    actor: User,
    now: datetime,
    avoid: Collection[int] = (),
    excluded: Collection[int] = (),
    pinned: Collection[int] = (),
) -> Paper:
    """A draft paper that satisfies the blueprint; the same bank, form and seed give the same paper.

    Raises BlueprintShort. `avoid` holds versions to leave out where others will do, `excluded` versions that must not
    come, `pinned` versions that must.
    """
    pool = pool_of(blueprint, now=now, avoid=avoid, excluded=excluded, pinned=pinned)
    found = chosen(pool, seed=number_of(f"{seed}/{form}"))
    with transaction.atomic():
        (paper,) = write_drafts(blueprint, pool, found.picks, forms=[form], title=title, seed=seed, actor=actor)
        log(instance=paper, action="papers.assemble", user=actor, timestamp=now, data={"seed": seed, "form": form})
    return paper


def assemble_forms(
    *,
    blueprint: Blueprint,
    forms: int,
    max_overlap: int,
    seed: int,
    actor: User,
    now: datetime,
    title: str = "",
    avoid: Collection[int] = (),
) -> PaperSet:
    """Draft forms A, B, … of equal difficulty, any two sharing at most `max_overlap` items; raises BlueprintShort."""
    pool = pool_of(blueprint, now=now, avoid=avoid)
    found = chosen(pool, seed=number_of(str(seed)), forms=forms, overlap=max_overlap)
    with transaction.atomic():
        paper_set = PaperSet.objects.create(
            blueprint=blueprint,
            title=title or blueprint.title,
            kind=SetKind.FORMS,
            seed=seed,
            max_overlap=max_overlap,
            created_by=actor,
            created_at=now,
        )
        letters = [chr(ord("A") + number) for number in range(forms)]
        write_drafts(
            blueprint,
            pool,
            found.picks,
            forms=letters,
            title=paper_set.title,
            seed=seed,
            actor=actor,
            paper_set=paper_set,
        )
        said = {"seed": seed, "forms": forms, "max_overlap": max_overlap}
        log(instance=paper_set, action="papers.assemble_set", user=actor, timestamp=now, data=said)
    return paper_set


def draw_papers(
    *, blueprint: Blueprint, count: int, seed: int, actor: User, now: datetime, title: str = ""
) -> PaperSet:
    """A draft paper for each of `count` candidates, all on blueprint and equally hard; raises BlueprintShort."""
    pool = pool_of(blueprint, now=now)
    drawn = drawn_papers(pool, count=count, seed=seed)
    with transaction.atomic():
        paper_set = PaperSet.objects.create(
            blueprint=blueprint,
            title=title or blueprint.title,
            kind=SetKind.DRAWS,
            seed=seed,
            created_by=actor,
            created_at=now,
        )
        numbers = [f"{number:04d}" for number in range(1, count + 1)]
        write_drafts(
            blueprint, pool, drawn, forms=numbers, title=paper_set.title, seed=seed, actor=actor, paper_set=paper_set
        )
        said = {"seed": seed, "draws": count}
        log(instance=paper_set, action="papers.assemble_set", user=actor, timestamp=now, data=said)
    return paper_set


def drawn_papers(pool: BlueprintPool, *, count: int, seed: int) -> list[list[Pick]]:
    """`count` papers over the pool, each held against the plan once more; raises BlueprintShort."""
    base = chosen(pool, seed=number_of(str(seed)))
    drawn = list(draw(task_of(pool.items, pool.plan), base.picks[0], count=count, seed=number_of(f"draws/{seed}")))
    for picks in drawn:
        if wrong := faults(
            pool.plan, pool.items, [pick.item for pick in picks]
        ):  # pragma: no cover -- draws keep rules
            raise AssertionError(wrong)
    return drawn


def chosen(pool: BlueprintPool, *, seed: int, forms: int = 1, overlap: int = 0) -> Forms:
    """What the solver chooses, or BlueprintShort in words."""
    try:
        return assemble(pool.items, pool.plan, forms=forms, overlap=overlap, seed=seed)
    except Infeasible as infeasible:
        raise shortage_of(infeasible, pool, forms=forms) from infeasible
    except Undecided as undecided:
        advice = _("No solution was found within the bounds of the search, and none was ruled out. Loosen a rule.")
        raise BlueprintShort([], [advice]) from undecided


def number_of(seed: str) -> int:
    """A whole number for the solver's dice, the same on every machine."""
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4])


def write_drafts(
    blueprint: Blueprint,
    pool: BlueprintPool,
    papers: Iterable[Sequence[Pick]],
    *,
    forms: Sequence[str],
    title: str,
    seed: int,
    actor: User,
    paper_set: PaperSet | None = None,
) -> list[Paper]:
    """Drafts with their items, a few statements for any number of them."""
    drafts = Paper.objects.bulk_create(
        Paper(
            blueprint=blueprint,
            paper_set=paper_set,
            title=title,
            form=form,
            seed=seed,
            multiple_policy=blueprint.multiple_policy,
            created_by=actor,
        )
        for form in forms
    )
    PaperItem.objects.bulk_create(
        (
            PaperItem(
                paper=paper,
                slot=slot,
                version=pool.versions[pick.item],
                marks=pool.cells[pick.cell].marks_each,
                is_pinned=pick.item in pool.plan.pinned,
            )
            for paper, picks in zip(drafts, papers, strict=True)
            for slot, pick in enumerate(in_paper_order(pool, picks), start=1)
        ),
        batch_size=BATCH,
    )
    return drafts


def in_paper_order(pool: BlueprintPool, picks: Iterable[Pick]) -> list[Pick]:
    """Sections by type, within them cells in order, within them items along the syllabus."""
    sections = list(ITEM_TYPES)

    def place(pick: Pick) -> tuple[int, int, str, str, int]:
        version = pool.versions[pick.item]
        return (
            sections.index(version.item.item_type),
            pick.cell,
            version.point.code,
            version.item.key,
            version.pk,
        )

    return sorted(picks, key=place)
