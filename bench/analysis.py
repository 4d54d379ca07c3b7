"""The analysis's part of the bench: a large examination by numpy, beside the same figures in a plain loop.

The plain loop is what the formulas say, one item and one candidate after the other; it computes only facility,
deviation, item-rest correlation and alpha (classical), or one cycle of the same EM algorithm on the same points (2PL).
"""

import math
import resource
import statistics
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from scipy.special import expit

from bench.assembly import timed
from bench.report import grid
from exams.analysis.statistics.figures import Floats
from exams.analysis.statistics.irt import Calibration, Model, calibrate
from exams.analysis.statistics.irt.curves import gauss_hermite
from exams.analysis.statistics.responses import Item, Responses
from exams.analysis.statistics.summary import Analysis, analyse

OPTIONS = ("A", "B", "C", "D")
AIMS = {"classical": 2.0, "two_parameter": 20.0}
MOST_MEMORY = 1024
ROUNDS = 3
# The plain EM cycle is measured on this many of the candidates and multiplied.
PLAIN_SHARE = 20


def measure(*, candidates: int, items: int) -> dict[str, Any]:
    """Seconds, wall and CPU, and the largest memory of this process."""
    responses = problem(candidates, items)
    marks = responses.marks
    names = tuple(item.name for item in responses.items)
    found: dict[str, Any] = {"candidates": candidates, "items": items, "times": {}}
    for _round in range(ROUNDS):
        analysis, classical = timed(lambda: analyse(responses, cut_share=0.6))
        _keep_best(found["times"], "classical", classical)
        calibration, fitted = timed(lambda: calibrate(names, marks, model=Model.TWO_PARAMETER))
        _keep_best(found["times"], "two_parameter", fitted)
    found["memory"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    found["cycles"] = calibration.cycles
    rows = marks.tolist()
    plain, found["times"]["plain_classical"] = timed(lambda: plain_classical(rows))
    found["apart"] = _apart(analysis, plain)
    few = rows[: candidates // PLAIN_SHARE]
    _none, cycle = timed(lambda: plain_cycle(few, calibration))
    found["times"]["plain_two_parameter"] = {
        clock: seconds * PLAIN_SHARE * calibration.cycles for clock, seconds in cycle.items()
    }
    found["times"] = {
        name: {clock: round(seconds, 2) for clock, seconds in times.items()} for name, times in found["times"].items()
    }
    return found


def table(found: dict[str, Any]) -> list[str]:
    """Markdown: a row for each aim."""
    intro = f"{found['candidates']:,} candidates, {found['items']} items of four options. Seconds, best of {ROUNDS}."
    return [intro, "", *grid(["", "aim", "wall", "CPU"], _rows(found))]


def _rows(found: dict[str, Any]) -> Iterable[list[str]]:
    words = {
        "classical": "classical analysis with options, intervals and decisions",
        "plain_classical": "of it facility, deviation, item-rest correlation and alpha in a plain loop",
        "two_parameter": f"two-parameter model with standard errors ({found['cycles']} cycles)",
        "plain_two_parameter": f"the same cycles in a plain loop (one on 1/{PLAIN_SHARE} of the candidates, multiplied)",
    }
    for name, said in words.items():
        aim = f"under {AIMS[name]:g}" if name in AIMS else "–"
        yield [said, aim, *(f"{found['times'][name][clock]:.2f}" for clock in ("wall", "cpu"))]
    yield ["largest memory, MB", f"under {MOST_MEMORY}", f"{found['memory']}", ""]
    yield ["farthest figure from the plain loop's", "–", f"{found['apart']:.0e}", ""]


def problem(candidates: int, items: int) -> Responses:
    """Answers as the two-parameter model gives them; who does not know chooses one of the other options."""
    rng = np.random.default_rng(20261127)
    slopes, hard = np.exp(rng.normal(0, 0.3, items)), rng.normal(0, 1, items)
    chance = expit(slopes * (rng.normal(size=(candidates, 1)) - hard))
    marks = (rng.random(chance.shape) < chance).astype(np.float64)
    chosen = np.where(marks > 0, 1, 1 << rng.integers(1, len(OPTIONS), marks.shape)).astype(np.int32)
    columns = tuple(Item(f"Q{number}", 1.0, OPTIONS, frozenset("A")) for number in range(1, items + 1))
    return Responses(columns, marks, chosen)


def plain_classical(rows: list[list[float]]) -> list[tuple[float, float, float]]:
    """Facility, deviation and item-rest correlation of each item; alpha comes last."""
    totals = [sum(row) for row in rows]
    found, variances = [], 0.0
    for place in range(len(rows[0])):
        marks = [row[place] for row in rows]
        rest = [total - mark for total, mark in zip(totals, marks, strict=True)]
        deviation = statistics.stdev(marks)
        variances += deviation**2
        found.append((statistics.fmean(marks), deviation, statistics.correlation(marks, rest)))
    items = len(rows[0])
    alpha = items / (items - 1) * (1 - variances / statistics.variance(totals))
    return [*found, (alpha, 0.0, 0.0)]


def plain_cycle(rows: list[list[float]], calibration: Calibration) -> Floats:
    """Expected right answers at each point, by candidate, point and item."""
    quadrature = gauss_hermite()
    points, weights = quadrature.points.tolist(), quadrature.weights.tolist()
    curves = calibration.curves(quadrature.points).right.T.tolist()
    right = [[0.0] * len(rows[0]) for _point in points]
    for row in rows:
        likelihood = [weight * _product(row, chances) for weight, chances in zip(weights, curves, strict=True)]
        whole = sum(likelihood)
        for expected, one in zip(right, likelihood, strict=True):
            for place, mark in enumerate(row):
                expected[place] += mark * one / whole
    return np.array(right)


def _product(row: Sequence[float], chances: Sequence[float]) -> float:
    return math.prod(chance if mark else 1 - chance for mark, chance in zip(row, chances, strict=True))


def _apart(analysis: Analysis, plain: list[tuple[float, float, float]]) -> float:
    ours = [(item.facility.value, item.deviation.value, item.item_rest.value) for item in analysis.items]
    ours.append((analysis.paper.alpha.value, 0.0, 0.0))
    return float(np.abs(np.array(ours, dtype=np.float64) - np.array(plain)).max())


def _keep_best(times: dict[str, dict[str, float]], name: str, taken: dict[str, float]) -> None:
    if name not in times or taken["wall"] < times[name]["wall"]:
        times[name] = taken
