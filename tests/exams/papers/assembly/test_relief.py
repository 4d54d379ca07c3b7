from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exams.papers.assembly import Bound, Cell, Infeasible, Plan, PoolItem, Shortfall, Undecided, assemble, program
from tests.exams.papers.assembly.papers import all_papers, exist, plans, pools, tried


def why(pool, plan, **wanted):
    with pytest.raises(Infeasible) as infeasible:
        assemble(pool, plan, **wanted)
    return infeasible.value


def _pool(count, **fields):
    return [PoolItem(number, "single", f"A-{number:03d}", **fields) for number in range(count)]


@st.composite
def problems(draw):
    pool = draw(pools(most=6))
    return pool, replace(draw(plans(pool)), pinned=frozenset(), bounds=()), draw(st.integers(1, 2))


@given(problems())
@settings(deadline=None)
def test_a_rule_is_named_exactly_if_it_alone_would_mend_it(problem):
    pool, plan, forms = problem
    infeasible = tried(pool, plan, forms=forms)
    if not isinstance(infeasible, Infeasible):
        return
    eased = {
        "one_per_point": replace(plan, one_per_point=False),
        "enemies": replace(plan, enemies=frozenset()),
        "keys": replace(plan, balance_keys=False),
        "time": replace(plan, seconds=None),
        "uses": replace(plan, max_uses=None),
        "age": replace(plan, max_age_days=None),
        "excluded": replace(plan, excluded=frozenset()),
        "materials": plan,
        "overlap": plan,
    }
    apart = [replace(item, material="") for item in pool]
    mends = {
        rule
        for rule, other in eased.items()
        if exist(
            all_papers(other, apart if rule == "materials" else pool), forms, plan.length if rule == "overlap" else 0
        )
    }
    assert set(infeasible.reliefs) == mends


@given(problems())
@settings(deadline=None)
def test_with_what_is_missing_taken_off_the_cells_it_can_be_done(problem):
    pool, plan, _forms = problem
    plan = replace(plan, balance_keys=False, aims=())
    infeasible = tried(pool, plan)
    if not isinstance(infeasible, Infeasible) or infeasible.broken:
        return
    missing = {one.cell: one.missing for one in infeasible.shortfalls}
    assert missing
    left = [replace(cell, count=cell.count - missing.get(place, 0)) for place, cell in enumerate(plan.cells)]
    shorter = replace(plan, cells=tuple(cell for cell in left if cell.count))
    assert not shorter.cells or all_papers(shorter, pool)


def test_forms_that_use_the_pool_up_name_the_cell_over_all_forms_and_what_would_mend_it():
    infeasible = why(_pool(9), Plan((Cell(3), Cell(2))), forms=2)

    assert infeasible.shortfalls == [Shortfall(cell=1, wanted=4, available=3, eligible=9, rivals=(0,))]
    assert infeasible.reliefs == ["overlap"]


def test_a_bound_that_cannot_be_kept_is_named_with_by_how_much():
    bound = Bound("last", {5: 1}, lowest=2)

    assert why(_pool(6), Plan((Cell(2),), bounds=(bound,))).broken == [("bound last", 1)]


def test_what_shall_be_avoided_is_no_reason_to_be_short():
    infeasible = why(_pool(3), Plan((Cell(2),), avoid=frozenset(range(3))), forms=2)

    assert (infeasible.shortfalls, infeasible.reliefs) == ([Shortfall(0, 4, 3, 3)], ["overlap"])


def test_time_is_said_in_minutes():
    infeasible = why(_pool(4, seconds=100), Plan((Cell(3),), seconds=200))

    assert (infeasible.shortfalls, infeasible.reliefs) == ([Shortfall(0, 3, 2, 4)], ["time"])


def test_items_kept_in_place_that_cannot_stay_are_named():
    pool = _pool(4)

    assert why(pool, Plan((Cell(2),), pinned=frozenset({9}))).lost_pins == (9,)
    assert why(pool, Plan((Cell(1),), pinned=frozenset({0, 1}))).lost_pins in {(0,), (1,)}


def test_a_material_that_does_not_fit_is_the_reason():
    """Half of it would do, if halves could be had: the whole program is asked again."""
    pool = _pool(2, material="case")

    infeasible = why(pool, Plan((Cell(1),)))

    assert (infeasible.shortfalls, infeasible.reliefs) == ([Shortfall(0, 1, 0, 2)], ["materials"])


def test_a_rule_that_is_not_in_force_mends_nothing():
    infeasible = why(_pool(1, material="case"), Plan((Cell(2),), keeps_materials_whole=False))

    assert (infeasible.shortfalls, infeasible.reliefs) == ([Shortfall(0, 2, 1, 1)], [])


def test_without_a_proof_nothing_is_promised(monkeypatch):
    """Items whose amounts add up to two sums or do not: nobody knows before all of them have been tried."""
    monkeypatch.setattr(program, "MOST_NODES", 1)
    dice, pool = Random(7), _pool(40)
    splits = [{item.id: dice.randrange(1000) for item in pool} for _sum in range(3)]
    halves = [sum(amounts.values()) // 2 for amounts in splits]
    bounds = tuple(
        Bound(str(at), one, lowest=half, highest=half)
        for at, (one, half) in enumerate(zip(splits, halves, strict=True))
    )
    plan = Plan((Cell(20),), bounds)

    with pytest.raises(Undecided):
        assemble(pool, plan)
    assert why(pool, replace(plan, excluded=frozenset(range(21)))).reliefs == []


def test_a_plan_that_asks_for_nothing_takes_nothing():
    assert assemble([], Plan(())).picks == ((),)


def test_a_program_that_should_have_had_a_solution_is_undecided():
    impossible = program.Program()
    impossible.row([(impossible.column(upper=1), 1)], lower=2)

    assert impossible.solve(gap=0) is None
    with pytest.raises(Undecided):
        program.decided(impossible.solve(gap=0))
