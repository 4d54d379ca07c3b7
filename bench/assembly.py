"""The assembly's part of the bench: forms, draws and explanations over a random calibrated pool, on one thread.

Beside the four aims the same four forms as one program, an unknown for every item and form and the farthest form as
its cost: what one would write first.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from math import exp
from statistics import median
from typing import Any, TypeVar

from bench.report import grid
from exams.papers.assembly import Aim, Cell, Infeasible, Plan, PoolItem, Undecided, assemble, draw, faults
from exams.papers.assembly.plan import task_of
from exams.papers.assembly.program import Program

Result = TypeVar("Result")
RANGES, POINTS, LENGTH, ENEMIES = 20, 200, 100, 20
# Near enough: 0.05 in the sum of the information at the cut, 0.05 in the mean of the difficulty.
GAP = 0.05
ROUNDS = 5
AIMS = {"one": 1.0, "four": 5.0, "draws": 20.0, "explained": 2.0}


def measure(*, items: int, draws: int) -> dict[str, Any]:
    """Seconds, wall and CPU, of each aim and of the naive program; what came out is checked."""
    rounds = [_round(seed, items=items, draws=draws if seed == 0 else 0) for seed in range(ROUNDS)]
    times = {
        name: [one[name] for one in rounds if name in one] for name in ("one", "four", "draws", "explained", "naive")
    }
    found = {
        name: {clock: round(median(one[clock] for one in some), 2) for clock in ("wall", "cpu")}
        | {"worst": round(max(one["wall"] for one in some), 2)}
        for name, some in times.items()
    }
    return {
        "items": items,
        "draws": draws,
        "rounds": ROUNDS,
        "times": found,
        "naive_ratio": round(found["naive"]["cpu"] / found["four"]["cpu"], 1),
        "naive_undecided": sum(one["naive_undecided"] for one in rounds),
        "faults": sum(one["faults"] for one in rounds),
        "exposure": rounds[0]["exposure"],
    }


def table(found: dict[str, Any]) -> list[str]:
    """Markdown: a row for each aim."""
    intro = f"{found['items']:,} items, {RANGES} ranges, forms of {LENGTH}; {found['rounds']} pools. Seconds."
    return [intro, "", *grid(["", "aim", "wall", "CPU", "worst wall"], _rows(found))]


def _rows(found: dict[str, Any]) -> Iterable[list[str]]:
    words = {
        "one": "one form",
        "four": f"four forms without a common item, each within {GAP} of the target information",
        "draws": f"{found['draws']:,} draws for candidates",
        "explained": "four forms that cannot be: which cell is short, what would mend it",
        "naive": f"the four forms as one naive program, absolute gap {GAP}",
    }
    for name, said in words.items():
        times = found["times"][name]
        aim = f"under {AIMS[name]:g}" if name in AIMS else "–"
        yield [said, aim, *(f"{times[clock]:.2f}" for clock in ("wall", "cpu", "worst"))]
    undecided = found["naive_undecided"]
    yield [f"times slower, naive (of CPU; undecided: {undecided})", "–", "", f"{found['naive_ratio']:g}", ""]
    yield ["forms or draws that break a rule", "0", str(found["faults"]), "", ""]
    shown = found["exposure"]
    yield ["papers of the draws that an item stands on: least, most", "–", f"{shown[0]}", f"{shown[1]}", ""]


def _round(seed: int, *, items: int, draws: int) -> dict[str, Any]:
    pool, plan = problem(seed, items=items)
    mean = Aim("difficulty", sum(item.difficulty for item in pool) / len(pool), GAP)
    wrong = 0
    (single,), one = timed(lambda: assemble(pool, plan, seed=seed).picks)
    four_picks, four = timed(lambda: assemble(pool, plan, forms=4, seed=seed).picks)
    wrong += sum(bool(faults(plan, pool, [pick.item for pick in picks])) for picks in (single, *four_picks))
    wrong += len({pick.item for picks in four_picks for pick in picks}) != 4 * LENGTH
    found: dict[str, Any] = {"one": one, "four": four, "exposure": []}
    if draws:
        easy = replace(plan, aims=(mean,))
        task = task_of(pool, easy)
        drawn, found["draws"] = timed(
            lambda: list(draw(task, assemble(pool, easy, seed=seed).picks[0], count=draws, seed=seed))
        )
        wrong += sum(bool(faults(easy, pool, [pick.item for pick in picks])) for picks in drawn)
        shown = Counter(pick.item for picks in drawn for pick in picks)
        found["exposure"] = [min(shown[item.id] for item in pool), max(shown.values())]
    cells = (replace(plan.cells[0], count=plan.cells[0].count * 4), *plan.cells[1:])
    reasons, found["explained"] = timed(lambda: _why(pool, replace(plan, cells=cells)))
    wrong += not reasons
    solved, found["naive"] = timed(lambda: naive(pool, plan, forms=4))
    return {**found, "naive_undecided": int(not solved), "faults": wrong}


def problem(seed: int, *, items: int) -> tuple[list[PoolItem], Plan]:
    """A pool calibrated by the two-parameter model, and a plan with every kind of rule."""
    dice = random.Random(seed)
    pool = [_item(number, dice) for number in range(items)]
    pairs = (sorted(dice.sample(range(items), 2)) for _number in range(ENEMIES))
    information = sum(item.information for item in pool) / items
    return pool, Plan(
        cells=tuple(Cell(LENGTH // RANGES, Decimal(1), f"{chr(ord('A') + place)}-") for place in range(RANGES)),
        one_per_point=True,
        balance_keys=True,
        enemies=frozenset((first, second) for first, second in pairs),
        seconds=65 * LENGTH,
        aims=(Aim("information", information * 1.1, GAP / LENGTH),),
    )


def _item(number: int, dice: random.Random) -> PoolItem:
    slope, place = exp(dice.gauss(0, 0.3)), dice.gauss(0, 1)
    right = 1 / (1 + exp(slope * place))
    point = dice.randrange(POINTS)
    kind = dice.choices(["single_choice", "multiple_choice", "true_false"], [6, 2, 2])[0]
    keys = {"single_choice": "ABCD", "true_false": "TF"}.get(kind, "")
    return PoolItem(
        id=number,
        item_type=kind,
        point=f"{chr(ord('A') + point % RANGES)}-{point:03d}",
        difficulty=min(5, max(1, round(3 + place))),
        key=dice.choice(keys) if keys else "",
        seconds=dice.randrange(30, 91),
        information=slope**2 * right * (1 - right),
    )


def naive(pool: list[PoolItem], plan: Plan, *, forms: int) -> bool:
    """All forms in one program with an unknown for every item and form; whether it came to an end."""
    task, program = task_of(pool, plan), Program()
    (aim,) = plan.aims
    taken = {(item, form): program.column(upper=1) for item in task.items for form in range(forms)}
    for item in task.items:
        program.row([(taken[item, form], 1.0) for form in range(forms)], upper=1)
    points = {item.point for item in pool}
    farthest = program.column(cost=1, integer=False)
    for form in range(forms):
        for cell, eligible in zip(plan.cells, task.eligible, strict=True):
            program.row([(taken[item, form], 1.0) for item in eligible], lower=cell.count, upper=cell.count)
        for point in sorted(points):
            program.row([(taken[item.id, form], 1.0) for item in pool if item.point == point], upper=1)
        for first, second in sorted(plan.enemies):
            program.row([(taken[first, form], 1.0), (taken[second, form], 1.0)], upper=1)
        for bound in task.bounds:
            amounts = [(taken[item, form], float(amount)) for item, amount in bound.amounts.items()]
            program.row(amounts, lower=bound.lowest, upper=bound.highest)
        information = [(taken[item.id, form], item.information) for item in pool]
        wanted = aim.target * LENGTH
        program.row([*information, (farthest, -1.0)], upper=wanted)
        program.row([*information, (farthest, 1.0)], lower=wanted)
    try:
        return program.solve(gap=GAP) is not None
    except Undecided:
        return False


def _why(pool: list[PoolItem], plan: Plan) -> list[object]:
    try:
        assemble(pool, plan, forms=4)
    except Infeasible as infeasible:
        return [*infeasible.shortfalls, *infeasible.reliefs]
    return []


def timed(act: Callable[[], Result]) -> tuple[Result, dict[str, float]]:
    """What it gives, and the seconds that it takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = act()
    return result, {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
