"""Standard errors: the observed information of the marginal likelihood.

Louis (1982, JRSS B 44): I = E[-h] - E[s sᵀ] + E[s] E[s]ᵀ, each given the answers, summed over candidates, where s and h
are the first and second derivatives of the likelihood of answers and ability together. All three are sums over the
same points as the estimates, so nothing is differenced numerically.
"""

import numpy as np

from exams.analysis.statistics.figures import Floats
from exams.analysis.statistics.irt.curves import Curves
from exams.analysis.statistics.irt.posterior import Answers, Posterior


def observed_information(answers: Answers, posterior: Posterior, curves: Curves, *, common_slope: bool) -> Floats:
    """Of slopes then intercepts; of one slope then the intercepts where it is common."""
    items = len(curves.slopes)
    information = _complete(posterior, curves) + _of_means(answers, posterior, curves)
    for place, point in enumerate(curves.points):
        left = (answers.right - curves.right[:, place]) * answers.shown
        weight = answers.times * posterior.weights[:, place]
        crossed = (left * weight[:, None]).T @ left
        information -= np.block([[point**2 * crossed, point * crossed], [point * crossed, crossed]])
    if not common_slope:
        return np.asarray(information, dtype=np.float64)
    joined = np.zeros((2 * items, items + 1))
    joined[:items, 0] = 1
    joined[items:, 1:] = np.eye(items)
    return np.asarray(joined.T @ information @ joined, dtype=np.float64)


def _complete(posterior: Posterior, curves: Curves) -> Floats:
    weight = posterior.answered * curves.variance
    points = curves.points
    aa, ad, dd = (np.diag(weight @ points**power) for power in (2, 1, 0))
    return np.block([[aa, ad], [ad, dd]])


def _of_means(answers: Answers, posterior: Posterior, curves: Curves) -> Floats:
    score = scores(answers, posterior, curves)
    return np.asarray((score * answers.times[:, None]).T @ score, dtype=np.float64)


def scores(answers: Answers, posterior: Posterior, curves: Curves) -> Floats:
    """Derivatives of each row's log likelihood by slopes, then intercepts."""
    weights, points = posterior.weights, curves.points
    slope = answers.right * (weights @ points)[:, None] - (weights * points) @ curves.right.T
    intercept = answers.right - weights @ curves.right.T
    return np.asarray(np.hstack([slope * answers.shown, intercept * answers.shown]), dtype=np.float64)
