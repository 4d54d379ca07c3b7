"""Choosing items for papers: a pool, what the paper shall be, and the solver. No Django here."""

from exams.papers.assembly.drafts import Pick
from exams.papers.assembly.draws import draw
from exams.papers.assembly.faults import Fault, faults
from exams.papers.assembly.forms import Forms, assemble
from exams.papers.assembly.plan import Aim, Bound, Cell, Plan, PoolItem
from exams.papers.assembly.program import Undecided
from exams.papers.assembly.relief import Infeasible, Shortfall

__all__ = [
    "Aim",
    "Bound",
    "Cell",
    "Fault",
    "Forms",
    "Infeasible",
    "Pick",
    "Plan",
    "PoolItem",
    "Shortfall",
    "Undecided",
    "assemble",
    "draw",
    "faults",
]
