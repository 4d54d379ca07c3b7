"""Item response theory over responses as they come: what cannot be calibrated is left out, with the reason."""

from dataclasses import dataclass, field
from math import log

import numpy as np
from scipy.optimize import brentq

from exams.analysis.statistics.figures import Figure, Floats, Minima, Reason
from exams.analysis.statistics.intervals import of_log_odds, of_mean_square, of_normal, of_positive
from exams.analysis.statistics.irt import (
    Calibration,
    ItemFit,
    Model,
    Prior,
    ScoreTest,
    WholeFit,
    abilities,
    at_cut,
    calibrate,
    information_at,
    item_fit,
    log_odds_error,
    whole_fit,
)
from exams.analysis.statistics.irt.calibration import PRIOR_BELOW
from exams.analysis.statistics.responses import Responses

LEAST_ITEMS = 3
# No candidate is sought beyond so many deviations.
WIDEST = 6.0
INFORMATION_AT = tuple(float(point) for point in np.arange(-3, 3.5, 0.5))


@dataclass(frozen=True, slots=True)
class Fit:
    """How an item keeps to the model: infit and outfit (1 where it does), and S-X²."""

    infit: Figure
    outfit: Figure
    test: ScoreTest


@dataclass(frozen=True, slots=True)
class Parameters:
    """One item on the scale of ability. In the Rasch model the slope is that of all items, its difficulty in logits.

    `covariance`: the variance of the slope, of the intercept, and their covariance. `information_at_cut`: what the item
    tells where ability just earns the pass mark.
    """

    name: str
    slope: Figure
    intercept: Figure
    difficulty: Figure
    covariance: tuple[float, float, float]
    fit: Fit | None
    information_at_cut: Figure


@dataclass(frozen=True)
class Calibrated:
    """A calibration with figures; `reason` where there is none.

    `cut`: the ability that just earns the pass mark. `form_fits`: of each form by itself, where there are several.
    """

    model: Model
    candidates: int
    items: list[Parameters]
    left_out: dict[str, Reason]
    reason: Reason | None = None
    needed: int | None = None
    prior: Prior | None = None
    log_likelihood: float | None = None
    cycles: int = 0
    latent_variance: Figure | None = None
    reliability: Figure | None = None
    whole_fit: WholeFit | None = None
    form_fits: dict[str, WholeFit] = field(default_factory=dict)
    information: dict[str, Figure] = field(default_factory=dict)
    abilities: list[tuple[float, float]] = field(default_factory=list)
    cut: Figure | None = None


def calibrate_responses(
    responses: Responses, *, model: Model, minima: Minima | None = None, cut_share: float | None = None
) -> Calibrated:
    """Calibrate all right/wrong items that have a spread; below 500 candidates with a prior."""
    minima = minima or Minima()
    left_out = {
        item.name: Reason.NO_SPREAD if constant else Reason.NOT_DICHOTOMOUS
        for item, constant, either in zip(responses.items, responses.constant, responses.dichotomous, strict=True)
        if constant or not either
    }
    kept = responses.columns(responses.dichotomous & ~responses.constant)
    n = responses.candidates
    needed = minima.rasch if model is Model.RASCH else minima.two_parameter
    if n < needed:
        return Calibrated(model, n, [], left_out, reason=Reason.TOO_FEW, needed=needed)
    if len(kept.items) < LEAST_ITEMS:
        return Calibrated(model, n, [], left_out, reason=Reason.ONE_ITEM, needed=LEAST_ITEMS)
    marks = np.where(kept.shown, kept.marks > 0, np.nan).astype(np.float64)
    prior = Prior() if n < PRIOR_BELOW else None
    found = calibrate(tuple(item.name for item in kept.items), marks, model=model, prior=prior)
    if not found.converged and prior is None:
        # A likelihood without a maximum: some item separates right from wrong. The prior gives it one, and is named.
        prior = Prior()
        found = calibrate(found.names, marks, model=model, prior=prior)
    if not found.converged:
        return Calibrated(model, n, [], left_out, reason=Reason.NOT_CONVERGED)
    return _Figures(found, marks, kept, minima, cut_share).calibrated(left_out)


def _cut_of(found: Calibration, maxima: Floats, cut_share: float | None) -> float | None:
    """Where the expected score is the pass mark (the test characteristic curve, inverted); None beyond all candidates."""
    if cut_share is None:
        return None

    def off(ability: float) -> float:
        right = found.curves(np.array([ability])).right[:, 0]
        return float(maxima @ right / maxima.sum()) - cut_share

    return float(brentq(off, -WIDEST, WIDEST)) if off(-WIDEST) < 0 < off(WIDEST) else None


@dataclass(frozen=True)
class _Figures:
    """A calibration and what it is of."""

    found: Calibration
    marks: Floats
    responses: Responses
    minima: Minima
    cut_share: float | None

    def calibrated(self, left_out: dict[str, Reason]) -> Calibrated:
        found, n = self.found, self.found.candidates
        able = abilities(found, self.marks)
        cut, at = self._cut()
        fits: list[Fit | None] = [None] * len(found.names)
        if n >= self.minima.fit:
            fits = [self._fit(place, fit) for place, fit in enumerate(item_fit(found, self.marks))]
        return Calibrated(
            model=found.model,
            candidates=n,
            items=[self._parameters(place, fits[place], at[place]) for place in range(len(found.names))],
            left_out=left_out,
            prior=found.prior,
            log_likelihood=found.log_likelihood,
            cycles=found.cycles,
            latent_variance=_within(found.latent_variance, found.latent_variance_error, n),
            reliability=self._reliability(able.reliability),
            whole_fit=self._whole_fit(self.marks),
            form_fits=self._form_fits(),
            information=self._information(),
            abilities=[(float(value), float(error)) for value, error in zip(able.values, able.errors, strict=True)],
            cut=cut,
        )

    def _parameters(self, place: int, fit: Fit | None, at_cut: Figure) -> Parameters:
        found, n = self.found, self._shown(place)
        return Parameters(
            name=found.names[place],
            slope=_within(found.slopes[place], found.slope_errors[place], n),
            intercept=_within(found.intercepts[place], found.intercept_errors[place], n),
            difficulty=_within(found.difficulties[place], found.difficulty_errors[place], n),
            covariance=found.covariance_of(place),
            fit=fit,
            information_at_cut=at_cut,
        )

    def _fit(self, place: int, fit: ItemFit) -> Fit:
        n = self._shown(place)
        infit = Figure.of(fit.infit, n, of_mean_square(fit.infit, fit.infit_error))
        return Fit(infit, Figure.of(fit.outfit, n, of_mean_square(fit.outfit, fit.outfit_error)), fit.test)

    def _shown(self, place: int) -> int:
        return int((~np.isnan(self.marks[:, place])).sum())

    def _information(self) -> dict[str, Figure]:
        known, n = information_at(self.found, np.array(INFORMATION_AT)), self.found.candidates
        return {
            f"{point:g}": Figure.of(float(value), n, of_positive(float(value), float(error)))
            for point, value, error in zip(INFORMATION_AT, known.values, known.errors, strict=True)
        }

    def _cut(self) -> tuple[Figure, list[Figure]]:
        """The ability at the pass mark, and what each item tells there; withheld where there is no such point."""
        n, items = self.found.candidates, len(self.found.names)
        cut = _cut_of(self.found, self.responses.maxima, self.cut_share)
        if cut is None:
            why = Figure.withheld(Reason.NO_CUT if self.cut_share is None else Reason.UNDEFINED, n)
            return why, [why] * items
        error, told = at_cut(self.found, self.responses.maxima, cut)
        figures = [
            Figure.of(float(value), self._shown(place), of_positive(float(value), float(each)))
            for place, (value, each) in enumerate(zip(told.values, told.errors, strict=True))
        ]
        return _within(cut, error, n), figures

    def _reliability(self, value: float) -> Figure:
        n = self.found.candidates
        if not 0 < value < 1:
            return Figure.of(value, n)
        return Figure.of(value, n, of_log_odds(log(value / (1 - value)), log_odds_error(self.found, self.marks)))

    def _whole_fit(self, marks: Floats) -> WholeFit:
        if len(marks) < self.minima.fit:
            return WholeFit(len(marks), reason=Reason.TOO_FEW, needed=self.minima.fit)
        return whole_fit(self.found, marks)

    def _form_fits(self) -> dict[str, WholeFit]:
        """Of each form by itself; nothing where there is one only."""
        forms = np.array(self.responses.forms)
        names = sorted(set(self.responses.forms))
        return {name: self._whole_fit(self.marks[forms == name]) for name in names} if len(names) > 1 else {}


def _within(value: float, error: float, n: int) -> Figure:
    return Figure.of(float(value), n, of_normal(float(value), float(error)))
