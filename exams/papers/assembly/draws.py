"""A paper for each candidate: exchanges from one that is on blueprint to the next, none of which leaves it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from random import Random

from exams.papers.assembly.drafts import Draft, Pick, approach
from exams.papers.assembly.plan import Aim, Task

# How many items are looked at for a place; of those that fit, the one shown least is taken.
TRIES = 6


def stir(draft: Draft, free: Iterable[int], random: Random, shown: Counter[int] | None = None) -> None:
    """Offer each place of the form another item, in an order and from a choice that are the seed's."""
    task = draft.task
    spare = set(free)
    places = list(draft.cell_of)
    random.shuffle(places)
    for old in places:
        eligible = task.eligible[draft.cell_of[old]]
        offers = random.sample(eligible, min(TRIES, len(eligible)))
        if shown is not None:
            offers.sort(key=lambda item: shown[item])
        for new in offers:
            if shown is not None and shown[new] > shown[old]:
                break
            if new in spare and draft.stays_true(old, new, loosely=shown is not None):
                draft.exchange(old, new)
                spare.remove(new)
                spare.add(old)
                break


def draw(task: Task, base: Sequence[Pick], *, count: int, seed: int) -> Iterator[list[Pick]]:
    """`count` papers, each satisfying the task and as hard as `base`, every item shown about equally often."""
    random = Random(seed)  # noqa: S311 -- a paper is drawn again from its seed, not kept secret by it
    if not task.plan.aims_at_difficulty:
        mean = sum(task.items[pick.item].hardness for pick in base) / len(base)
        task = replace(task, plan=task.plan.with_aim(Aim("difficulty", mean)))
    draft = Draft(task, base)
    shown: Counter[int] = Counter()
    for _number in range(count):
        stir(draft, _free(task, draft), random, shown)
        approach(draft, _free(task, draft), random)
        shown.update(list(draft.cell_of))
        yield draft.picks


def _free(task: Task, draft: Draft) -> list[int]:
    return [item for item in task.items if item not in draft.cell_of and item not in task.plan.avoid]
