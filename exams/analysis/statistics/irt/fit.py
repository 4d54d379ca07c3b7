"""Whether an item behaves as the model says."""

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from exams.analysis.statistics.figures import Floats
from exams.analysis.statistics.irt.calibration import Calibration, Model
from exams.analysis.statistics.irt.curves import Quadrature, gauss_hermite
from exams.analysis.statistics.irt.posterior import Answers, Posterior
from exams.analysis.statistics.irt.scoring import score_likelihood

# Neighbouring scores are taken together until this many are expected.
LEAST_EXPECTED = 1.0


@dataclass(frozen=True, slots=True)
class ItemFit:
    """Infit and outfit are 1 where the model holds; S-X² has `degrees` and a probability, None where it has no cells."""

    infit: float
    outfit: float
    chi_square: float | None = None
    degrees: int | None = None
    p_value: float | None = None


def item_fit(calibration: Calibration, marks: Floats) -> list[ItemFit]:
    """Fit of each item; S-X² only of candidates who were all shown the same items."""
    quadrature = gauss_hermite()
    curves = calibration.curves(quadrature.points)
    posterior = Posterior.of(Answers.of(marks), curves, quadrature)
    squares = posterior.right * (1 - curves.right) ** 2 + (posterior.answered - posterior.right) * curves.right**2
    infit = squares.sum(axis=1) / (posterior.answered * curves.variance).sum(axis=1)
    outfit = (squares / curves.variance).sum(axis=1) / posterior.answered.sum(axis=1)
    if np.isnan(marks).any():
        return [ItemFit(float(one), float(other)) for one, other in zip(infit, outfit, strict=True)]
    tests = _score_tests(calibration, marks, quadrature)
    return [ItemFit(float(one), float(other), *test) for one, other, test in zip(infit, outfit, tests, strict=True)]


def _score_tests(
    calibration: Calibration, marks: Floats, quadrature: Quadrature
) -> list[tuple[float | None, int | None, float | None]]:
    """S-X² (Orlando & Thissen 2000, APM 24): observed and expected share of right answers among equal number right."""
    items = marks.shape[1]
    curves = calibration.curves(quadrature.points)
    scores = marks.sum(axis=1).astype(np.int64)
    sizes = np.asarray(np.bincount(scores, minlength=items + 1)[1:items], dtype=np.float64)
    all_items = score_likelihood(curves) @ quadrature.weights
    tests = []
    for place in range(items):
        others = score_likelihood(curves, without=place) * curves.right[place] @ quadrature.weights
        expected = np.clip(others[: items - 1] / all_items[1:items], 1e-12, 1 - 1e-12)
        right = np.asarray(np.bincount(scores, weights=marks[:, place], minlength=items + 1), dtype=np.float64)[1:items]
        parameters = 1 if calibration.model is Model.RASCH else 2
        tests.append(_chi_square(sizes, right, sizes * expected, parameters))
    return tests


def _chi_square(
    sizes: Floats, right: Floats, expected: Floats, parameters: int
) -> tuple[float | None, int | None, float | None]:
    cells = _joined(sizes, right, expected)
    degrees = len(cells) - parameters
    if degrees < 1:
        return None, None, None
    value = float(sum((o - e) ** 2 / e + (o - e) ** 2 / (n - e) for n, o, e in cells))
    return value, degrees, float(chdtrc(degrees, value))


def _joined(sizes: Floats, right: Floats, expected: Floats) -> list[tuple[float, float, float]]:
    """Scores from the lowest up, joined with the next until enough right and wrong answers are expected."""
    cells: list[tuple[float, float, float]] = []
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
