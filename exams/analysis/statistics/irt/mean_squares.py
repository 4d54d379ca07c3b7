"""Infit and outfit of items, and how far chance alone moves them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from exams.analysis.statistics.figures import Floats
from exams.analysis.statistics.irt.calibration import Calibration, prior_precision
from exams.analysis.statistics.irt.curves import gauss_hermite
from exams.analysis.statistics.irt.information_matrix import scores
from exams.analysis.statistics.irt.posterior import Answers, Posterior

# So many candidates are drawn from the model at least, always the same ones.
DRAWN, SEED = 10_000, 20261128


@dataclass(frozen=True, slots=True)
class _Terms:
    """What each row adds to the mean squares: squares beside their due, and odds beside how many were shown."""

    answers: Answers
    squares: Floats
    due: Floats
    odds: Floats
    score: Floats

    @classmethod
    def of(cls, calibration: Calibration, marks: Floats) -> "_Terms":
        quadrature, answers = gauss_hermite(), Answers.of(marks)
        curves = calibration.curves(quadrature.points)
        posterior = Posterior.of(answers, curves, quadrature)

        def over(when_right: Floats, when_wrong: Floats) -> Floats:
            right, wrong = posterior.weights @ when_right.T, posterior.weights @ when_wrong.T
            return np.asarray(np.where(answers.right > 0, right, wrong) * answers.shown, dtype=np.float64)

        right = curves.right
        return cls(
            answers,
            squares=over((1 - right) ** 2, right**2),
            due=over(curves.variance, curves.variance),
            odds=over((1 - right) / right, right / (1 - right)),
            score=calibration.by_parameters(scores(answers, posterior, curves)),
        )


def mean_squares(calibration: Calibration, marks: Floats) -> Iterator[tuple[float, float, float, float]]:
    """Infit Σ(x-P)²/ΣW and outfit Σ((x-P)²/W)/n of W = P(1-P) (Wright & Masters 1982, ch. 5), each with its error.

    Each term is its mean over the candidate's posterior. The errors are those of an item that keeps to the model.
    """
    told = _Terms.of(calibration, marks)
    times = told.answers.times
    infit = times @ told.squares / (times @ told.due)
    outfit = times @ told.odds / (times @ told.answers.shown)
    of_infit, of_outfit = _errors(calibration, marks)
    yield from zip(infit.tolist(), of_infit.tolist(), outfit.tolist(), of_outfit.tolist(), strict=True)


def _errors(calibration: Calibration, marks: Floats) -> tuple[Floats, Floats]:
    """Of infit and outfit under the model, from candidates drawn from it: the sample's own terms have tails too long.

    The parameters were made to fit the same answers. With C their covariance, D that of the terms with the scores and
    no prior, the terms vary by what a regression on the scores leaves of them, Σt² - D'CD (Pierce 1982, Annals of
    Statistics 10). A prior of precision Λ makes C the inverse of information and Λ together: the parameters follow the
    answers less, and miss the true ones by CΛ times how far these are from the prior's mean. On average over the prior
    both together are Σt² - D'CD again.
    """
    drawn = _Terms.of(calibration, _drawn(calibration, marks))
    weight = drawn.answers.times * (len(marks) / drawn.answers.times.sum())
    weighed = drawn.score * weight[:, None]
    precision = weighed.T @ drawn.score + np.diag(
        prior_precision(len(calibration.names), calibration.model, calibration.prior)
    )

    def left(terms: Floats) -> Floats:
        shared = weighed.T @ terms
        explained = (shared * np.linalg.lstsq(precision, shared, rcond=None)[0]).sum(axis=0)
        return np.asarray(np.sqrt(np.maximum(weight @ terms**2 - explained, 0)), dtype=np.float64)

    shown = drawn.answers.shown
    return left(drawn.squares - drawn.due) / (weight @ drawn.due), left(drawn.odds - shown) / (weight @ shown)


def _drawn(calibration: Calibration, marks: Floats) -> Floats:
    """Answers as the model gives them, to the items that each candidate was shown: all candidates, as often as it takes."""
    rng = np.random.default_rng(SEED)
    hidden = np.tile(np.isnan(marks), (-(-DRAWN // len(marks)), 1))
    chances = expit(rng.standard_normal((len(hidden), 1)) * calibration.slopes + calibration.intercepts)
    return np.where(hidden, np.nan, rng.random(hidden.shape) < chances)
