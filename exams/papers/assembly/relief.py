"""Why a plan cannot be met: the cells that are short, by how many, and which rule would have to give way."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil

from exams.papers.assembly.model import FormsModel
from exams.papers.assembly.plan import Plan, PoolItem, RuleName, Task, task_of
from exams.papers.assembly.program import Undecided, decided

# What counts as nothing in a column of broken units.
TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A cell (from 0) over all forms: what it wants, what it can have beside the others, and who competes for it."""

    cell: int
    wanted: int
    available: int
    eligible: int
    rivals: tuple[int, ...] = ()

    @property
    def missing(self) -> int:
        return self.wanted - self.available


class Infeasible(Exception):
    """No form, or not so many, can be had. `reliefs` are the rules each of which, given up alone, would mend it."""

    def __init__(
        self,
        shortfalls: list[Shortfall],
        broken: list[tuple[str, int]],
        reliefs: list[RuleName],
        lost_pins: tuple[int, ...] = (),
    ) -> None:
        super().__init__(f"short: {shortfalls}; broken: {broken}; reliefs: {reliefs}")
        self.shortfalls = shortfalls
        # Bounds that cannot be kept, with by how many units.
        self.broken = broken
        self.reliefs = reliefs
        self.lost_pins = lost_pins


def explain(pool: list[PoolItem], plan: Plan, *, forms: int, overlap: int) -> Infeasible:
    """An elastic solve over the same rules, then one without each rule that is in force."""
    task = task_of(pool, plan)
    model = FormsModel(task, forms=forms, overlap=overlap, is_elastic=True)
    values = _least(model)
    reliefs = [rule for rule, eased in _eased(plan) if _is_feasible(pool, eased, rule, forms, overlap)]
    return Infeasible(list(_shortfalls(model, values)), _broken(model, values), reliefs, _lost(model, values))


def _least(model: FormsModel) -> list[float]:
    """The cheapest way to fall short: what the relaxed program is short of, wherever whole items can be had with it.

    Where all may be short an empty paper is a solution, so that there is one.
    """
    gap = 0.4 / (len(model.task.plan.cells) + 1)
    relaxed = decided(model.program.relaxed())
    missing = {column: float(round(relaxed[column])) for column in model.missing.values()}
    with model.program.fixed(missing):
        values = model.solve(gap=gap)
    if values is not None and model.program.cost(values) <= model.program.cost(relaxed) + gap:
        return values
    return decided(model.solve(gap=gap))


def _shortfalls(model: FormsModel, values: list[float]) -> Iterator[Shortfall]:
    task, forms = model.task, len(model.forms)
    for place, cell in enumerate(task.plan.cells):
        missing = sum(round(values[model.missing[place, form]]) for form in model.forms)
        if missing:
            wanted = cell.count * forms
            yield Shortfall(place, wanted, wanted - missing, len(task.eligible[place]), _rivals(task, place))


def _rivals(task: Task, place: int) -> tuple[int, ...]:
    mine = set(task.eligible[place])
    return tuple(
        other for other, eligible in enumerate(task.eligible) if other != place and not mine.isdisjoint(eligible)
    )


def _broken(model: FormsModel, values: list[float]) -> list[tuple[str, int]]:
    found = []
    for place, bound in enumerate(model.task.bounds):
        by = sum(values[model.broken[place, form]] for form in model.forms)
        if by > TINY:
            found.append((f"{bound.rule or 'bound'} {bound.name}".strip(), ceil(by / bound.unit - TINY)))
    return found


def _lost(model: FormsModel, values: list[float]) -> tuple[int, ...]:
    left_out = {item for item, column in model.left_out.items() if round(values[column])}
    return tuple(sorted(left_out.union(model.task.lost_pins)))


def _eased(plan: Plan) -> Iterator[tuple[RuleName, Plan]]:
    """The plan without each rule that is in force."""
    if plan.one_per_point:
        yield "one_per_point", replace(plan, one_per_point=False)
    if plan.enemies:
        yield "enemies", replace(plan, enemies=frozenset())
    if plan.balance_keys:
        yield "keys", replace(plan, balance_keys=False)
    if plan.seconds is not None:
        yield "time", replace(plan, seconds=None)
    if plan.max_uses is not None:
        yield "uses", replace(plan, max_uses=None)
    if plan.max_age_days is not None:
        yield "age", replace(plan, max_age_days=None)
    if plan.excluded:
        yield "excluded", replace(plan, excluded=frozenset())
    if plan.keeps_materials_whole:
        yield "materials", replace(plan, keeps_materials_whole=False)
    yield "overlap", plan


def _is_feasible(pool: list[PoolItem], plan: Plan, rule: RuleName, forms: int, overlap: int) -> bool:
    if rule == "overlap":
        # Forms that may share everything are as many copies of one.
        if forms == 1 or overlap >= plan.length:
            return False
        forms = 1
    elif rule == "materials" and not any(item.material for item in pool):
        return False
    task = task_of(pool, plan)
    elastic = FormsModel(task, forms=forms, overlap=overlap, is_elastic=True).program
    relaxed = elastic.relaxed()
    if relaxed is None or elastic.cost(relaxed) > TINY:
        return False
    try:
        return FormsModel(task, forms=forms, overlap=overlap).solve(gap=1e6) is not None
    except Undecided:
        return False
