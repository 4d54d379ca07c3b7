"""Whether an item behaves as the model says."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from exams.analysis.statistics.figures import Floats
from exams.analysis.statistics.irt.approximation import Approximation, approximation
from exams.analysis.statistics.irt.calibration import Calibration, Model
from exams.analysis.statistics.irt.curves import Curves, gauss_hermite
from exams.analysis.statistics.irt.mean_squares import mean_squares
from exams.analysis.statistics.irt.scoring import score_likelihood

# Neighbouring scores are taken together until this many are expected.
LEAST_EXPECTED = 1.0
# Fewer candidates who were shown the same items say nothing of the shape of a curve.
LEAST_ALIKE = 50

Places = NDArray[np.intp]
# Candidates, right answers seen, right answers expected.
Cell = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class ScoreTest:
    """S-X² with its degrees, probability and RMSEA, None where it has too few cells; of how many candidates and papers."""

    candidates: int = 0
    papers: int = 0
    chi_square: float | None = None
    degrees: int | None = None
    p_value: float | None = None
    rmsea: Approximation | None = None


@dataclass(frozen=True, slots=True)
class ItemFit:
    """Infit and outfit are 1 where the model holds, each with its standard error there."""

    infit: float
    infit_error: float
    outfit: float
    outfit_error: float
    test: ScoreTest

    @property
    def p_value(self) -> float | None:
        return self.test.p_value


def item_fit(calibration: Calibration, marks: Floats) -> list[ItemFit]:
    """Fit of each item; S-X² of candidates who were shown the same items, paper by paper and added up."""
    tests = _score_tests(calibration, marks)
    return [ItemFit(*squares, test) for squares, test in zip(mean_squares(calibration, marks), tests, strict=True)]


def _score_tests(calibration: Calibration, marks: Floats) -> list[ScoreTest]:
    """S-X² (Orlando & Thissen 2000, APM 24): observed and expected share of right answers among equal number right.

    Equal scores are equal only on the same items: the cells are those of each paper by itself. An item's parameters
    are the same on all of them and cost their degrees once.
    """
    items = marks.shape[1]
    cells: list[list[Cell]] = [[] for _item in range(items)]
    candidates, papers = np.zeros(items, dtype=int), np.zeros(items, dtype=int)
    for rows, columns in _alike(marks):
        candidates[columns] += len(rows)
        papers[columns] += 1
        points = gauss_hermite().points
        curves = Curves(calibration.slopes[columns], calibration.intercepts[columns], points)
        for place, found in zip(columns, _cells(curves, marks[np.ix_(rows, columns)]), strict=True):
            cells[place] += found
    parameters = 1 if calibration.model is Model.RASCH else 2
    return [
        _score_test(found, parameters, int(many), int(those))
        for found, many, those in zip(cells, candidates, papers, strict=True)
    ]


def _alike(marks: Floats) -> Iterator[tuple[Places, Places]]:
    """Rows who were all shown the same columns, and these, where there are enough of them."""
    shown = ~np.isnan(marks)
    patterns, paper_of, sizes = np.unique(shown, axis=0, return_inverse=True, return_counts=True)
    for place in np.flatnonzero(sizes >= LEAST_ALIKE):
        yield np.flatnonzero(paper_of.reshape(-1) == place), np.flatnonzero(patterns[place])


def _cells(curves: Curves, marks: Floats) -> Iterator[list[Cell]]:
    """Of each item of one paper."""
    items, quadrature = marks.shape[1], gauss_hermite()
    totals = marks.sum(axis=1).astype(np.int64)
    sizes = np.asarray(np.bincount(totals, minlength=items + 1)[1:items], dtype=np.float64)
    all_items = score_likelihood(curves) @ quadrature.weights
    for place in range(items):
        others = score_likelihood(curves, without=place) * curves.right[place] @ quadrature.weights
        expected = np.clip(others[: items - 1] / all_items[1:items], 1e-12, 1 - 1e-12)
        right = np.asarray(np.bincount(totals, weights=marks[:, place], minlength=items + 1), dtype=np.float64)[1:items]
        yield _joined(sizes, right, sizes * expected)


def _score_test(cells: list[Cell], parameters: int, candidates: int, papers: int) -> ScoreTest:
    degrees = len(cells) - parameters
    if degrees < 1:
        return ScoreTest(candidates, papers)
    value = float(sum((o - e) ** 2 / e + (o - e) ** 2 / (n - e) for n, o, e in cells))
    chance = float(chdtrc(degrees, value))
    return ScoreTest(candidates, papers, value, degrees, chance, approximation(value, degrees, candidates))


def _joined(sizes: Floats, right: Floats, expected: Floats) -> list[Cell]:
    """Scores from the lowest up, joined with the next until enough right and wrong answers are expected."""
    cells: list[Cell] = []
    n = o = e = 0.0
    for size, seen, due in zip(sizes, right, expected, strict=True):
        n, o, e = n + size, o + seen, e + due
        if min(e, n - e) >= LEAST_EXPECTED:
            cells.append((n, o, e))
            n = o = e = 0.0
    if n and cells:
        last = cells.pop()
        cells.append((last[0] + n, last[1] + o, last[2] + e))
    return cells
