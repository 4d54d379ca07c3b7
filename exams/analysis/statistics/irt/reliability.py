"""How surely the reliability of abilities is known."""

import numpy as np

from exams.analysis.statistics.figures import Floats
from exams.analysis.statistics.irt.calibration import Calibration
from exams.analysis.statistics.irt.curves import gauss_hermite
from exams.analysis.statistics.irt.information_matrix import scores
from exams.analysis.statistics.irt.posterior import Answers, Posterior


def log_odds_error(calibration: Calibration, marks: Floats) -> float:
    """Standard error of log(V/M), the log odds of the empirical reliability V/(V+M): the infinitesimal jackknife.

    V is the variance of the EAP estimates v, M the mean of their squared errors e². Leaving out one candidate moves the
    log odds by ((v - v̄)²/V - e²/M)/n, and also through the items' parameters, which their scores move by the inverse
    information (Jaeckel 1972; Efron 1982, The Jackknife, the Bootstrap and Other Resampling Plans, 6.3).
    """
    answers, quadrature = Answers.of(marks), gauss_hermite()
    curves = calibration.curves(quadrature.points)
    posterior = Posterior.of(answers, curves, quadrature)
    n, often = answers.times.sum(), answers.times / answers.times.sum()
    first, second, third = (posterior.weights @ quadrature.points**power for power in (1, 2, 3))
    squares = second - first**2
    far = first - often @ first
    variance, error = float(often @ far**2), float(often @ squares)
    # E[θᵏP(θ)] of each row and item.
    mixed = [posterior.weights @ (quadrature.points**power * curves.right).T for power in range(4)]
    by_first = _covariances(answers, mixed, (first, second), first, power=1)
    by_second = _covariances(answers, mixed, (second, third), first, power=2)
    by_squares = by_second - 2 * first[:, None] * by_first
    moved = 2 * (often * far) @ by_first / variance - often @ by_squares / error
    by_parameters = calibration.by_parameters(moved[None, :])[0]
    score = calibration.by_parameters(scores(answers, posterior, curves))
    whole = far**2 / variance - squares / error + n * (score @ (calibration.covariance @ by_parameters))
    return float(np.sqrt(often @ (whole - often @ whole) ** 2 / n))


def _covariances(
    answers: Answers, mixed: list[Floats], moments: tuple[Floats, Floats], mean: Floats, *, power: int
) -> Floats:
    """Derivatives of each row's E[θᵏ] by slopes, then intercepts: its covariances with θ(x - P) and with x - P.

    `moments`: E[θᵏ] and E[θᵏ⁺¹].
    """
    own, higher = moments
    by_slopes = answers.right * (higher - own * mean)[:, None] - (mixed[power + 1] - own[:, None] * mixed[1])
    by_intercepts = -(mixed[power] - own[:, None] * mixed[0])
    return np.asarray(np.hstack([by_slopes * answers.shown, by_intercepts * answers.shown]), dtype=np.float64)
