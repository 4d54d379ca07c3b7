"""Item response theory over responses as they come: what cannot be calibrated is left out, with the reason."""

from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import brentq

from exams.analysis.statistics.figures import Figure, Floats, Minima, Reason
from exams.analysis.statistics.intervals import of_normal
from exams.analysis.statistics.irt import (
    Calibration,
    ItemFit,
    Model,
    Prior,
    WholeFit,
    abilities,
    calibrate,
    information_at,
    item_fit,
    whole_fit,
)
from exams.analysis.statistics.irt.calibration import PRIOR_BELOW
from exams.analysis.statistics.responses import Responses

LEAST_ITEMS = 3
# No candidate is sought beyond so many deviations.
WIDEST = 6.0
INFORMATION_AT = tuple(float(point) for point in np.arange(-3, 3.5, 0.5))


@dataclass(frozen=True, slots=True)
class Parameters:
    """One item on the scale of ability. In the Rasch model the slope is that of all items, its difficulty in logits."""

    name: str
    slope: Figure
    intercept: Figure
    difficulty: Figure
    fit: ItemFit | None
    # What the item tells where ability just earns the pass mark; None where there is no such point.
    information_at_cut: float | None = None


@dataclass(frozen=True)
class Calibrated:
    """A calibration with figures; `reason` where there is none."""

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
    reliability: float | None = None
    whole_fit: WholeFit | None = None
    information: dict[str, float] = field(default_factory=dict)
    abilities: list[tuple[float, float]] = field(default_factory=list)
    # The ability that just earns the pass mark.
    cut: float | None = None


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
    return _figures(found, marks, left_out, minima, _cut_of(found, kept.maxima, cut_share))


def _cut_of(found: Calibration, maxima: Floats, cut_share: float | None) -> float | None:
    """Where the expected score is the pass mark (the test characteristic curve, inverted); None beyond all candidates."""
    if cut_share is None:
        return None

    def off(ability: float) -> float:
        right = found.curves(np.array([ability])).right[:, 0]
        return float(maxima @ right / maxima.sum()) - cut_share

    return float(brentq(off, -WIDEST, WIDEST)) if off(-WIDEST) < 0 < off(WIDEST) else None


def _figures(
    found: Calibration, marks: Floats, left_out: dict[str, Reason], minima: Minima, cut: float | None
) -> Calibrated:
    n = found.candidates
    fits: list[ItemFit | None] = list(item_fit(found, marks)) if n >= minima.fit else [None for _name in found.names]
    able = abilities(found, marks)
    points = np.array(INFORMATION_AT)
    return Calibrated(
        model=found.model,
        candidates=n,
        items=[_parameters(found, place, fits[place], marks, cut) for place in range(len(found.names))],
        left_out=left_out,
        prior=found.prior,
        log_likelihood=found.log_likelihood,
        cycles=found.cycles,
        latent_variance=_within(found.latent_variance, found.latent_variance_error, n),
        reliability=able.reliability,
        whole_fit=whole_fit(found, marks) if n >= minima.fit else None,
        information={
            f"{point:g}": float(value) for point, value in zip(points, information_at(found, points), strict=True)
        },
        abilities=[(float(value), float(error)) for value, error in zip(able.values, able.errors, strict=True)],
        cut=cut,
    )


def _parameters(found: Calibration, place: int, fit: ItemFit | None, marks: Floats, cut: float | None) -> Parameters:
    n = int((~np.isnan(marks[:, place])).sum())
    return Parameters(
        name=found.names[place],
        slope=_within(found.slopes[place], found.slope_errors[place], n),
        intercept=_within(found.intercepts[place], found.intercept_errors[place], n),
        difficulty=_within(found.difficulties[place], found.difficulty_errors[place], n),
        fit=fit,
        information_at_cut=None if cut is None else _information(found, place, cut),
    )


def _information(found: Calibration, place: int, ability: float) -> float:
    curves = found.curves(np.array([ability]))
    return float(found.slopes[place] ** 2 * curves.variance[place, 0])


def _within(value: float, error: float, n: int) -> Figure:
    return Figure.of(float(value), n, of_normal(float(value), float(error)))
