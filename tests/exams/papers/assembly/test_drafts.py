"""Which exchange keeps every rule of the plan."""

from dataclasses import replace

import pytest

from exams.papers.assembly import Aim, Cell, Pick, Plan, PoolItem, draw
from exams.papers.assembly.drafts import Draft
from exams.papers.assembly.plan import task_of

# 0 and 1 are on the form; 2 is on the point of 1, 3 and 4 are on points of their own, 5 is of another type.
POOL = [
    PoolItem(0, "single", "A"),
    PoolItem(1, "single", "B"),
    PoolItem(2, "single", "B"),
    PoolItem(3, "single", "C"),
    PoolItem(4, "single", "D", material="case"),
    PoolItem(5, "true_false", "E"),
]
PLAN = Plan((Cell(2, item_type="single"), Cell(0, item_type="true_false")))


@pytest.mark.parametrize(
    ("rules", "old", "new", "stays"),
    [
        ({}, 0, 3, True),
        ({}, 0, 1, False),
        ({}, 0, 5, False),
        ({"pinned": frozenset({0})}, 0, 3, False),
        ({"pinned": frozenset({0})}, 1, 3, True),
        ({}, 0, 2, False),
        ({}, 1, 2, True),
        ({"one_per_point": True}, 0, 2, False),
        ({"enemies": frozenset({(1, 3)})}, 0, 3, False),
        ({"enemies": frozenset({(1, 3)})}, 1, 3, True),
        ({}, 0, 4, False),
        ({"keeps_materials_whole": False}, 0, 4, True),
    ],
)
def test_an_exchange_breaks_no_rule(rules, old, new, stays):
    draft = Draft(task_of(POOL, replace(PLAN, **rules)), [Pick(0, 0), Pick(0, 1)])
    assert draft.stays_true(old, new) is stays


def test_points_may_be_spread_a_little_less_where_every_item_is_to_come_up():
    draft = Draft(task_of(POOL, PLAN), [Pick(0, 0), Pick(0, 1)])
    assert draft.stays_true(0, 2, loosely=True)


def test_draws_keep_to_a_difficulty_that_was_asked_for():
    pool = [PoolItem(number, "single", f"A-{number}", difficulty=1 + number % 5) for number in range(40)]
    task = task_of(pool, Plan((Cell(10),), aims=(Aim("difficulty", 3),)))
    base = [Pick(0, number) for number in range(10)]
    means = [sum(pool[pick.item].difficulty for pick in picks) / 10 for picks in draw(task, base, count=20, seed=1)]
    assert max(abs(mean - 3) for mean in means) <= 0.05
