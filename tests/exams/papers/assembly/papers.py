"""Random pools and plans, and what a paper of a plan is, written without a look at the solver."""

from fractions import Fraction
from itertools import combinations

from hypothesis import strategies as st

from exams.papers.assembly import Aim, Bound, Cell, Infeasible, Plan, PoolItem, assemble

TYPES = ("single", "true_false")


@st.composite
def pools(draw, most=7):
    return [
        PoolItem(
            id=number,
            item_type=draw(st.sampled_from(TYPES)),
            point=draw(st.sampled_from(["A-1", "A-2", "B-1", "B-2"])),
            difficulty=draw(st.integers(1, 3)),
            cognitive=draw(st.sampled_from(["apply", "remember"])),
            importance=draw(st.sampled_from("XY")),
            key=draw(st.sampled_from(["", "A", "B"])),
            seconds=draw(st.integers(1, 4)),
            uses=draw(st.integers(0, 2)),
            age_days=draw(st.integers(0, 2)),
            material=draw(st.sampled_from(["", "", "", "case"])),
        )
        for number in range(draw(st.integers(0, most)))
    ]


@st.composite
def plans(draw, pool, most_cells=3, most_count=2):
    ids = [item.id for item in pool]
    some = st.sets(st.sampled_from(ids), max_size=2) if ids else st.just(set())
    pairs = [*combinations(ids, 2)]
    cells = []
    for _number in range(draw(st.integers(1, most_cells))):
        lowest = draw(st.integers(1, 3))
        cells.append(
            Cell(
                count=draw(st.integers(1, most_count)),
                point_prefix=draw(st.sampled_from(["", "A", "B-1"])),
                item_type=draw(st.sampled_from(["", *TYPES])),
                difficulty_from=lowest,
                difficulty_to=draw(st.integers(lowest, 3)),
                cognitive=draw(st.sampled_from(["", "", "apply"])),
                importance=draw(st.sampled_from(["", "", "X"])),
            )
        )
    return Plan(
        cells=tuple(cells),
        bounds=(Bound("first two", dict.fromkeys(ids[:2], 1), lowest=1, highest=1),) if draw(st.booleans()) else (),
        one_per_point=draw(st.booleans()),
        enemies=frozenset(draw(st.sets(st.sampled_from(pairs), max_size=2))) if pairs else frozenset(),
        balance_keys=draw(st.booleans()),
        seconds=draw(st.one_of(st.none(), st.integers(1, 12))),
        max_uses=draw(st.one_of(st.none(), st.integers(1, 2))),
        max_age_days=draw(st.one_of(st.none(), st.integers(0, 1))),
        excluded=frozenset(draw(some)),
        avoid=frozenset(draw(some)),
        pinned=frozenset(draw(st.sets(st.sampled_from(ids), max_size=1)))
        if ids and draw(st.booleans())
        else frozenset(),
        aims=draw(st.sampled_from([(), (Aim("difficulty", 2, 0.2),)])),
    )


def fills(cells, items):
    """Whether each item can be given a cell, with every cell full."""
    if not items:
        return all(count == 0 for _cell, count in cells)
    first, *rest = items
    return any(
        fills([(cell, count - (place == other)) for other, (cell, count) in enumerate(cells)], rest)
        for place, (cell, count) in enumerate(cells)
        if count and cell.matches(first)
    )


def tried(pool, plan, **wanted):
    """The forms, or why there are none."""
    try:
        return assemble(pool, plan, **wanted)
    except Infeasible as infeasible:
        return infeasible


def may_come(plan, item):
    return item.id in plan.pinned or (
        item.id not in plan.excluded
        and (plan.max_uses is None or item.uses + 1 <= plan.max_uses)
        and (plan.max_age_days is None or item.age_days <= plan.max_age_days)
    )


def is_paper(plan, pool, chosen):
    """Whether these items of the pool are a form of the plan."""
    ids = {item.id for item in chosen}
    pieces = [item for item in pool if item.material and item.material in {one.material for one in chosen}]
    return (
        len(ids) == len(chosen)
        and all(may_come(plan, item) for item in chosen)
        and plan.pinned <= ids
        and fills([(cell, cell.count) for cell in plan.cells], list(chosen))
        and not (plan.one_per_point and len({item.point for item in chosen}) < len(chosen))
        and not any({first, second} <= ids for first, second in plan.enemies)
        and (plan.seconds is None or sum(item.seconds for item in chosen) <= plan.seconds)
        and all(bound.lowest <= sum(bound.amounts.get(one, 0) for one in ids) <= bound.highest for bound in plan.bounds)
        and all(item.id in ids for item in pieces)
        and (not plan.balance_keys or all(is_balanced(plan, pool, chosen, item_type) for item_type in TYPES))
    )


def is_balanced(plan, pool, chosen, item_type):
    """Each place that a key may have here holds its even share of the keys, by a quarter and two more or less."""
    own = [item for item in usable(plan, pool) if item.item_type == item_type and item.key]
    places = {item.key for item in own}
    keys = [item.key for item in chosen if item.item_type == item_type and item.key]
    share = Fraction(len(keys), len(places) or 1)
    return len(places) < 2 or all(
        share * Fraction(3, 4) - 2 <= keys.count(place) <= share * Fraction(5, 4) + 2 for place in places
    )


def usable(plan, pool):
    """Items that could come, and with them all that they share a material with."""
    could = {item.id for item in pool if may_come(plan, item) and any(cell.matches(item) for cell in plan.cells)}
    broken = {item.material for item in pool if item.material and item.id not in could}
    return [item for item in pool if item.id in could and item.material not in broken]


def all_papers(plan, pool):
    """Every form of the plan, by exhaustion."""
    return [{item.id for item in chosen} for chosen in combinations(pool, plan.length) if is_paper(plan, pool, chosen)]


def exist(papers, forms, overlap, chosen=()):
    """Whether so many of these papers share no more than they may, two by two."""
    if len(chosen) == forms:
        return True
    return any(
        all(len(paper & other) <= overlap for other in chosen) and exist(papers, forms, overlap, (*chosen, paper))
        for paper in papers
    )
