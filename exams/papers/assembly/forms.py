"""Parallel forms: a structure that keeps every rule, stirred by the seed, then brought near its aims.

The structure comes from one integer program over all forms, so that "it cannot be done" is a proof. Aims are met by
exchanges that break nothing; within the gap they are as good as any (no distance is below nought), and only where
exchanges do not get there does a second program look for the nearest.
"""

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from random import Random

from exams.papers.assembly.drafts import Draft, Pick, approach
from exams.papers.assembly.draws import stir
from exams.papers.assembly.model import FormsModel
from exams.papers.assembly.plan import Aim, Plan, PoolItem, Task, task_of
from exams.papers.assembly.program import Undecided
from exams.papers.assembly.relief import explain

# Costs of structure are whole numbers: nearer than one is the best.
WHOLE = 0.9


@dataclass(frozen=True)
class Forms:
    """The forms, each with its items by cell, and how far each is from the aims that they share."""

    picks: tuple[tuple[Pick, ...], ...]
    aims: tuple[Aim, ...]
    distances: tuple[float, ...]


def assemble(pool: Iterable[PoolItem], plan: Plan, *, forms: int = 1, overlap: int = 0, seed: int = 0) -> Forms:
    """Forms of equal difficulty that satisfy the plan, any two sharing at most `overlap` items.

    The same input gives the same forms. Raises Infeasible, which says why, and Undecided.
    """
    pool = list(pool)
    task = task_of(pool, plan)
    picks = _structure(task, forms=forms, overlap=overlap, seed=seed)
    if picks is None:
        raise explain(pool, plan, forms=forms, overlap=overlap)
    random = Random(seed)  # noqa: S311 -- a paper is drawn again from its seed, not kept secret by it
    drafts = [Draft(task, one) for one in picks]
    for draft in drafts:
        stir(draft, _free(task, drafts), random)
    if not plan.aims_at_difficulty and forms > 1:
        task = replace(task, plan=plan.with_aim(_common(task, drafts)))
        drafts = [Draft(task, draft.picks) for draft in drafts]
    for draft in drafts:
        approach(draft, _free(task, drafts), random)
    if not all(draft.distance <= 1 for draft in drafts):
        drafts = _nearest(task, drafts, overlap=overlap, seed=seed)
    return Forms(
        tuple(tuple(draft.picks) for draft in drafts),
        task.plan.aims,
        tuple(draft.distance for draft in drafts),
    )


def _structure(task: Task, *, forms: int, overlap: int, seed: int) -> list[list[Pick]] | None:
    """Forms that keep every rule: without a common item where that can be."""
    if task.lost_pins:
        return None
    for shared in dict.fromkeys((0, overlap if forms > 1 else 0)):
        model = FormsModel(task, forms=forms, overlap=shared, seed=seed)
        values = model.solve(gap=WHOLE)
        if values is not None:
            return model.picks(values)
    return None


def _free(task: Task, drafts: Iterable[Draft]) -> list[int]:
    """Items on none of the forms, in their order; those to avoid are not called free."""
    used = {item for draft in drafts for item in draft.cell_of}
    return [item for item in task.items if item not in used and item not in task.plan.avoid]


def _common(task: Task, drafts: list[Draft]) -> Aim:
    """Without a target of their own forms shall at least be as hard as one another."""
    counts = Counter(item for draft in drafts for item in draft.cell_of)
    total = sum(task.items[item].hardness * count for item, count in counts.items())
    return Aim("difficulty", total / counts.total())


def _nearest(task: Task, drafts: list[Draft], *, overlap: int, seed: int) -> list[Draft]:
    """The forms that a program finds nearest to the aims, if they are nearer than these."""
    model = FormsModel(task, forms=len(drafts), overlap=overlap, seed=seed, aims=True)
    values = None
    with suppress(Undecided):
        values = model.solve(gap=1.0, start=[draft.picks for draft in drafts])
    found = [Draft(task, picks) for picks in model.picks(values)] if values else drafts
    return min(found, drafts, key=lambda some: max(draft.distance for draft in some))
