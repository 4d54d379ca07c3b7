"""Item parameters by marginal maximum likelihood, with an EM algorithm over Gauss-Hermite points.

Bock & Aitkin (1981, Psychometrika 46): the E step expects how many at each point of ability answered an item and how
many rightly; the M step is a logistic regression for each item. The Rasch model is fitted as one slope common to all
items over a standard normal ability, which is the same model as slopes of 1 over an ability of variance slope²
(Thissen 1982, Psychometrika 47). Standard errors are from the observed information (`information_matrix`).
"""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

import numpy as np

from exams.analysis.statistics.figures import Floats
from exams.analysis.statistics.irt.curves import Curves, Quadrature, gauss_hermite
from exams.analysis.statistics.irt.information_matrix import observed_information
from exams.analysis.statistics.irt.posterior import Answers, Posterior

CYCLES, NEAR_ENOUGH = 2000, 1e-6
# A step of Newton's method may not leap, and a slope beyond this is a likelihood without a maximum.
LONGEST_STEP, STEEPEST = 1.0, 8.0
# From this many candidates on no prior is needed.
PRIOR_BELOW = 500


class Model(StrEnum):
    """Which parameters an item has."""

    RASCH = "rasch"
    TWO_PARAMETER = "2pl"


@dataclass(frozen=True, slots=True)
class Prior:
    """Normal priors that keep small samples from running away (Mislevy 1986, Psychometrika 51): slopes, intercepts.

    A slope may be negative: an item with a wrong key must be seen, not forbidden.
    """

    slope_mean: float = 1.0
    slope_deviation: float = 0.5
    intercept_deviation: float = 2.0


@dataclass(frozen=True)
class Calibration:
    """Items on one scale on which ability is standard normal: P = 1/(1+exp(-(aθ+d)))."""

    model: Model
    names: tuple[str, ...]
    slopes: Floats
    intercepts: Floats
    covariance: Floats
    log_likelihood: float
    cycles: int
    converged: bool
    candidates: int
    prior: Prior | None = field(default=None)

    @property
    def difficulties(self) -> Floats:
        """B = -d/a; in the Rasch model -d, in logits (slope 1)."""
        return -self.intercepts if self.model is Model.RASCH else -self.intercepts / self.slopes

    @property
    def latent_variance(self) -> float:
        """Of ability in logits: slope² in the Rasch model, else 1."""
        return float(self.slopes[0] ** 2) if self.model is Model.RASCH else 1.0

    @property
    def latent_variance_error(self) -> float:
        """By the delta method."""
        return float(2 * self.slopes[0] * self.slope_errors[0]) if self.model is Model.RASCH else 0.0

    @cached_property
    def _errors(self) -> Floats:
        with np.errstate(invalid="ignore"):
            return np.asarray(np.sqrt(np.diag(self.covariance)), dtype=np.float64)

    @property
    def slope_errors(self) -> Floats:
        items = len(self.names)
        return np.repeat(self._errors[0], items) if self.model is Model.RASCH else self._errors[:items]

    @property
    def intercept_errors(self) -> Floats:
        return self._errors[-len(self.names) :]

    @property
    def difficulty_errors(self) -> Floats:
        """By the delta method."""
        if self.model is Model.RASCH:
            return self.intercept_errors
        items = len(self.names)
        crossed = np.diag(self.covariance[:items, items:])
        hard = self.difficulties
        variance = self.intercept_errors**2 + hard**2 * self.slope_errors**2 + 2 * hard * crossed
        return np.asarray(np.sqrt(np.maximum(variance, 0)) / np.abs(self.slopes), dtype=np.float64)

    def curves(self, points: Floats) -> Curves:
        return Curves(self.slopes, self.intercepts, points)

    def by_parameters(self, derivatives: Floats) -> Floats:
        """Derivatives by slopes, then intercepts, as those by the model's own parameters: the Rasch model has one slope."""
        if self.model is not Model.RASCH:
            return derivatives
        items = len(self.names)
        return np.hstack([derivatives[:, :items].sum(axis=1, keepdims=True), derivatives[:, items:]])

    def errors_of(self, by_slopes: Floats, by_intercepts: Floats) -> Floats:
        """Standard errors by the delta method of what has these derivatives (a row each) by each item's parameters."""
        by_all = self.by_parameters(np.hstack([by_slopes, by_intercepts]))
        variances = ((by_all @ self.covariance) * by_all).sum(axis=1)
        return np.asarray(np.sqrt(np.maximum(variances, 0)), dtype=np.float64)

    def covariance_of(self, place: int) -> tuple[float, float, float]:
        """Of one item: the variance of its slope, of its intercept, and their covariance."""
        items = len(self.names)
        slope, intercept = 0 if self.model is Model.RASCH else place, len(self.covariance) - items + place
        both = self.covariance[np.ix_([slope, intercept], [slope, intercept])]
        return float(both[0, 0]), float(both[1, 1]), float(both[0, 1])


def calibrate(names: tuple[str, ...], marks: Floats, *, model: Model, prior: Prior | None = None) -> Calibration:
    """Fit the model to marks of 0 and 1 (NaN: not shown). No item may be constant: such an item has no estimate."""
    answers, quadrature = Answers.of(marks), gauss_hermite()
    slopes, intercepts, cycles, converged = _maximise(answers, quadrature, model, prior)
    curves = Curves(slopes, intercepts, quadrature.points)
    posterior = Posterior.of(answers, curves, quadrature)
    information = observed_information(answers, posterior, curves, common_slope=model is Model.RASCH)
    information += np.diag(prior_precision(len(names), model, prior))
    return Calibration(
        model=model,
        names=names,
        slopes=slopes,
        intercepts=intercepts,
        covariance=_inverse(information),
        log_likelihood=posterior.log_likelihood,
        cycles=cycles,
        converged=converged and bool((np.abs(slopes) < STEEPEST).all()),
        candidates=len(marks),
        prior=prior,
    )


def _maximise(
    answers: Answers, quadrature: Quadrature, model: Model, prior: Prior | None
) -> tuple[Floats, Floats, int, bool]:
    shares = answers.facility
    slopes = np.ones(len(shares))
    intercepts = np.log(shares / (1 - shares)) * 1.2
    for cycle in range(1, CYCLES + 1):
        curves = Curves(slopes, intercepts, quadrature.points)
        expected = Posterior.of(answers, curves, quadrature)
        step_a, step_d = _newton(curves, expected, prior, common=model is Model.RASCH)
        slopes = np.clip(slopes + step_a, -STEEPEST, STEEPEST)
        intercepts = intercepts + step_d
        if max(np.abs(step_a).max(), np.abs(step_d).max()) < NEAR_ENOUGH:
            return slopes, intercepts, cycle, True
    return slopes, intercepts, CYCLES, False


def _newton(curves: Curves, expected: Posterior, prior: Prior | None, *, common: bool) -> tuple[Floats, Floats]:
    """One step of Newton's method for the expected logistic regressions, (a, d) of each item or one a for all."""
    points = curves.points
    left = expected.right - expected.answered * curves.right
    weight = expected.answered * curves.variance
    slope, intercept = left @ points, left.sum(axis=1)
    aa, ad, dd = weight @ points**2, weight @ points, weight.sum(axis=1)
    if prior is not None:
        intercept = intercept - curves.intercepts / prior.intercept_deviation**2
        dd = dd + prior.intercept_deviation**-2
        times = 1 / len(slope) if common else 1.0
        slope = slope - times * (curves.slopes - prior.slope_mean) / prior.slope_deviation**2
        aa = aa + times * prior.slope_deviation**-2
    if common:
        whole = (slope - ad / dd * intercept).sum() / (aa - ad**2 / dd).sum()
        step_a = np.full(len(slope), whole)
    else:
        step_a = (slope - ad / dd * intercept) / (aa - ad**2 / dd)
    step_a = np.clip(step_a, -LONGEST_STEP, LONGEST_STEP)
    return step_a, np.clip((intercept - ad * step_a) / dd, -LONGEST_STEP, LONGEST_STEP)


def prior_precision(items: int, model: Model, prior: Prior | None) -> Floats:
    """Of slopes then intercepts (of one slope where it is common); 0 without a prior."""
    slopes = 1 if model is Model.RASCH else items
    if prior is None:
        return np.zeros(slopes + items)
    return np.concatenate([np.full(slopes, prior.slope_deviation**-2), np.full(items, prior.intercept_deviation**-2)])


def _inverse(information: Floats) -> Floats:
    try:
        return np.asarray(np.linalg.inv(information), dtype=np.float64)
    except np.linalg.LinAlgError:
        return np.full_like(information, np.nan)
