from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exams.papers.assembly import Aim, Cell, Fault, Infeasible, Plan, PoolItem, assemble, draw, faults
from exams.papers.assembly.plan import task_of
from tests.exams.papers.assembly.papers import all_papers, exist, is_paper, plans, pools


def chosen_of(pool, picks):
    return [item for item in pool if item.id in {pick.item for pick in picks}]


@st.composite
def problems(draw):
    pool = draw(pools())
    return pool, draw(plans(pool)), draw(st.integers(1, 3)), draw(st.integers(0, 2))


@given(problems(), st.integers(0, 5))
@settings(deadline=None)
def test_forms_keep_every_rule_and_what_is_called_impossible_is(problem, seed):
    pool, plan, forms, overlap = problem
    papers = all_papers(plan, pool)

    try:
        found = assemble(pool, plan, forms=forms, overlap=overlap, seed=seed)
    except Infeasible:
        assert not exist(papers, forms, overlap)
        return

    held = [{pick.item for pick in picks} for picks in found.picks]
    assert len(held) == forms
    for picks in found.picks:
        assert is_paper(plan, pool, chosen_of(pool, picks))
        for place, cell in enumerate(plan.cells):
            inside = [pick.item for pick in picks if pick.cell == place]
            assert len(inside) == cell.count
            assert all(cell.matches(item) for item in pool if item.id in inside)
    assert all(len(one & other) <= overlap for number, one in enumerate(held) for other in held[:number])
    assert assemble(list(reversed(pool)), plan, forms=forms, overlap=overlap, seed=seed) == found


@given(problems())
@settings(deadline=None)
def test_one_form_is_within_a_gap_of_the_nearest_to_its_aim(problem):
    pool, plan, _forms, _overlap = problem
    plan = replace(plan, aims=(Aim("difficulty", 2, 0.1),), avoid=frozenset())

    def off(ids):
        total = sum(item.difficulty for item in pool if item.id in ids)
        return abs(Fraction(total, plan.length) - 2)

    try:
        (picks,) = assemble(pool, plan).picks
    except Infeasible:
        return
    best = min(off(paper) for paper in all_papers(plan, pool))
    assert off({pick.item for pick in picks}) <= best + Fraction(1, 10)


@given(problems(), st.integers(0, 5))
@settings(deadline=None)
def test_the_draws_of_a_plan_are_its_papers(problem, seed):
    pool, plan, _forms, _overlap = problem
    try:
        base = assemble(pool, plan, seed=seed).picks[0]
    except Infeasible:
        return

    drawn = list(draw(task_of(pool, plan), base, count=5, seed=seed))

    assert len(drawn) == 5
    assert all(is_paper(plan, pool, chosen_of(pool, picks)) for picks in drawn)
    assert list(draw(task_of(pool, plan), base, count=5, seed=seed)) == drawn


@given(problems(), st.data())
def test_a_paper_has_no_fault_exactly_if_it_is_one_of_the_plan(problem, data):
    pool, plan, _forms, _overlap = problem
    ids = data.draw(st.sets(st.sampled_from(pool), max_size=plan.length + 1)) if pool else set()
    chosen = sorted(ids, key=lambda item: item.id)
    # What stands on the paper is a part of it whether or not more of it could come.
    plan = replace(plan, balance_keys=False)

    assert (faults(plan, pool, [item.id for item in chosen]) == []) == is_paper(plan, pool, chosen)


def _pool(count, **fields):
    return [PoolItem(number, "single", f"A-{number:03d}", **fields) for number in range(count)]


def test_forms_without_a_target_are_as_hard_as_one_another():
    dice = Random(5)
    pool = [replace(item, difficulty=dice.gauss(3, 1)) for item in _pool(120)]

    found = assemble(pool, Plan((Cell(25),)), forms=4)

    means = [sum(pool[pick.item].difficulty for pick in picks) / 25 for picks in found.picks]
    assert max(means) - min(means) <= 0.1
    assert max(found.distances) <= 1


def test_another_seed_gives_another_paper():
    found = {assemble(_pool(60), Plan((Cell(10),)), seed=seed).picks for seed in range(5)}
    assert len(found) == 5


def test_what_shall_be_avoided_comes_only_where_nothing_else_is_left():
    plan = Plan((Cell(6),), avoid=frozenset(range(5)))

    (picks,) = assemble(_pool(10), plan).picks

    assert sum(pick.item < 5 for pick in picks) == 1


def test_draws_show_every_item_about_equally_often():
    pool = _pool(40)
    task = task_of(pool, Plan((Cell(10),)))
    base = assemble(pool, task.plan).picks[0]

    shown = [0] * 40
    for picks in draw(task, base, count=80, seed=3):
        for pick in picks:
            shown[pick.item] += 1

    # 80 papers of 10 are 20 for each of the 40.
    assert min(shown) >= 15
    assert max(shown) <= 25


@pytest.mark.parametrize(
    ("plan", "paper", "found"),
    [
        (Plan((Cell(2, item_type="essay"),)), [0, 1], [Fault("short", 0, amount=2), Fault("spare", items=(0, 1))]),
        (Plan((Cell(2),), enemies=frozenset({(1, 0)})), [0, 1], [Fault("enemies", items=(0, 1))]),
        (Plan((Cell(2),), excluded=frozenset({1})), [0, 1], [Fault("cap", items=(1,))]),
        (Plan((Cell(2),), pinned=frozenset({2})), [0, 1], [Fault("pin", items=(2,))]),
        (Plan((Cell(2),), seconds=60), [0, 1], [Fault("time", amount=1)]),
        (Plan((Cell(2),)), [0, 0], [Fault("twice", items=(0,))]),
    ],
)
def test_faults_name_the_rule(plan, paper, found):
    assert faults(plan, _pool(3, seconds=40), paper) == found
