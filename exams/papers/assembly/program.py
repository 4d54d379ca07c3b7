"""Integer programs in the words of HiGHS: columns, rows, one thread, one seed, an absolute gap."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import inf

import highspy
import numpy as np

# Not highspy.Highs: that class greets on standard output, where `--json` speaks.
from highspy._core import _Highs as Solver

# Branching stops here: counted in nodes, not in seconds, so that every machine stops at the same place.
MOST_NODES = 5_000


class Undecided(Exception):
    """Neither a solution nor a proof that there is none was found within MOST_NODES."""


def decided(values: list[float] | None) -> list[float]:
    """The values of a program that has a solution by its making; raises Undecided where none was found all the same."""
    if values is None:
        raise Undecided
    return values


@dataclass
class Program:
    """A minimisation; columns and rows are named by their numbers, in the order in which they were added."""

    costs: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    integer: list[bool] = field(default_factory=list)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    indexes: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def column(self, *, cost: float = 0, lower: float = 0, upper: float = inf, integer: bool = True) -> int:
        """A new unknown."""
        self.costs.append(cost)
        self.lower.append(lower)
        self.upper.append(upper)
        self.integer.append(integer)
        return len(self.costs) - 1

    def row(self, terms: Iterable[tuple[int, float]], *, lower: float = -inf, upper: float = inf) -> None:
        """A new condition on a weighted sum of columns."""
        for index, value in terms:
            if value:
                self.indexes.append(index)
                self.values.append(value)
        self.starts.append(len(self.indexes))
        self.row_lower.append(lower)
        self.row_upper.append(upper)

    def solve(self, *, gap: float, seed: int = 0, start: Sequence[float] | None = None) -> list[float] | None:
        """The columns' values, no more than `gap` above the least cost; None where there is no solution.

        Raises Undecided. With a `start` it gives that back, at worst.
        """
        if not self.costs:
            return (
                [] if all(low <= 0 <= high for low, high in zip(self.row_lower, self.row_upper, strict=True)) else None
            )
        solver = _solver(gap=gap, seed=seed)
        solver.passModel(self._model())
        if start is not None:
            solver.setSolution(len(start), np.arange(len(start)), np.array(start, dtype=float))
        solver.run()
        status = solver.getModelStatus()
        if status in {highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible}:
            return None
        found = solver.getSolution()
        if status != highspy.HighsModelStatus.kOptimal and not _is_primal(solver):
            raise Undecided
        return list(found.col_value)

    def relaxed(self) -> list[float] | None:
        """The least values if columns need not be whole: never dearer than `solve`, and soon found."""
        whole, self.integer = self.integer, [False] * len(self.integer)
        try:
            return self.solve(gap=0)
        finally:
            self.integer = whole

    def cost(self, values: Sequence[float]) -> float:
        """What these values cost."""
        return sum(cost * value for cost, value in zip(self.costs, values, strict=True))

    @contextmanager
    def fixed(self, values: Mapping[int, float]) -> Iterator[None]:
        """Within: these columns have these values."""
        bounds = {column: (self.lower[column], self.upper[column]) for column in values}
        for column, value in values.items():
            self.lower[column] = self.upper[column] = value
        try:
            yield
        finally:
            for column, (lower, upper) in bounds.items():
                self.lower[column], self.upper[column] = lower, upper

    def _model(self) -> highspy.HighsLp:
        model = highspy.HighsLp()
        model.num_col_ = len(self.costs)
        model.num_row_ = len(self.row_lower)
        model.col_cost_ = np.array(self.costs, dtype=float)
        model.col_lower_ = np.array(self.lower, dtype=float)
        model.col_upper_ = np.array(self.upper, dtype=float)
        model.row_lower_ = np.array(self.row_lower, dtype=float)
        model.row_upper_ = np.array(self.row_upper, dtype=float)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.array(self.starts, dtype=np.int32)
        model.a_matrix_.index_ = np.array(self.indexes, dtype=np.int32)
        model.a_matrix_.value_ = np.array(self.values, dtype=float)
        kinds = {True: highspy.HighsVarType.kInteger, False: highspy.HighsVarType.kContinuous}
        model.integrality_ = [kinds[is_integer] for is_integer in self.integer]
        return model


def _solver(*, gap: float, seed: int) -> Solver:
    solver = Solver()
    options: dict[str, str | bool | float] = {
        "output_flag": False,
        "threads": 1,
        "parallel": "off",
        "random_seed": seed % 2**31,
        # A relative gap never closes where the best cost is near nought.
        "mip_rel_gap": 0.0,
        "mip_abs_gap": gap,
        "mip_max_nodes": MOST_NODES,
    }
    for name, value in options.items():
        solver.setOptionValue(name, value)
    return solver


def _is_primal(solver: Solver) -> bool:
    return bool(solver.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible)
