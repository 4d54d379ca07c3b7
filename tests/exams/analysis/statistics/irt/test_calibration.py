"""Recovery, missing answers, priors, and what cannot be estimated."""

from dataclasses import replace

import numpy as np
import pytest

from exams.analysis.statistics.calibrations import calibrate_responses
from exams.analysis.statistics.figures import Minima, Reason
from exams.analysis.statistics.irt import Model, Prior, calibrate, item_fit, whole_fit
from exams.analysis.statistics.irt.curves import Curves, gauss_hermite
from exams.analysis.statistics.irt.scoring import score_likelihood
from tests.exams.analysis.published import responses
from tests.exams.analysis.simulated import marks_of

SLOPES = np.array([0.7, 1.0, 1.3, 1.6, 2.0, 0.9, 1.2, 1.5, 0.8, 1.1])
HARD = np.linspace(-1.5, 1.5, 10)


def simulated(candidates, seed=1):
    return marks_of(np.random.default_rng(seed), candidates=candidates, slopes=SLOPES, difficulties=HARD)


def named(marks):
    return tuple(str(number) for number in range(marks.shape[1]))


def test_parameters_come_back_within_their_standard_errors():
    marks = simulated(5000)
    found = calibrate(named(marks), marks, model=Model.TWO_PARAMETER)
    assert np.abs((found.slopes - SLOPES) / found.slope_errors).max() < 3
    assert np.abs((found.difficulties - HARD) / found.difficulty_errors).max() < 3


def test_answers_that_were_never_asked_for_do_no_harm():
    """Half of the items each: still the same parameters, only less surely."""
    marks = simulated(3000, seed=0)
    whole = calibrate(named(marks), marks, model=Model.TWO_PARAMETER)
    half = np.where(np.random.default_rng(100).random(marks.shape).argsort(axis=1) < 5, marks, np.nan)
    found = calibrate(named(marks), half, model=Model.TWO_PARAMETER)
    assert np.abs((found.slopes - SLOPES) / found.slope_errors).max() < 3
    assert np.abs((found.intercepts + SLOPES * HARD) / found.intercept_errors).max() < 3
    assert (found.slope_errors > whole.slope_errors).all()


def test_standard_errors_are_those_of_repeated_samples():
    spread = [
        calibrate(named(marks), marks, model=Model.RASCH)
        for seed in range(60)
        for marks in [marks_of(np.random.default_rng(seed), candidates=200, slopes=np.ones(8), difficulties=HARD[:8])]
    ]
    observed = np.std([one.difficulties for one in spread], axis=0, ddof=1)
    told = np.mean([one.difficulty_errors for one in spread], axis=0)
    assert observed / told == pytest.approx(np.ones(8), abs=0.3)


def test_infit_and_outfit_are_one_for_items_of_the_model_and_high_for_noise():
    marks = simulated(2000)
    marks[:, 4] = np.random.default_rng(3).integers(0, 2, 2000)
    fits = item_fit(calibrate(named(marks), marks, model=Model.RASCH), marks)
    others = [fit for place, fit in enumerate(fits) if place != 4]
    assert fits[4].outfit > max(fit.outfit for fit in others)
    assert fits[4].p_value < 1e-6
    assert np.mean([fit.infit for fit in others]) == pytest.approx(1, abs=0.06)


@pytest.mark.parametrize("model", Model)
def test_the_whole_fits_where_the_model_holds_and_does_not_where_it_does_not(model):
    """Of 60 samples of the model about one in twenty is called ill-fitting at 0.05; two abilities in one paper always are."""
    slopes = np.ones(8) if model is Model.RASCH else SLOPES[:8]
    rng, called = np.random.default_rng(6), 0
    for _sample in range(60):
        marks = marks_of(rng, candidates=800, slopes=slopes, difficulties=HARD[:8])
        called += whole_fit(calibrate(named(marks), marks, model=model), marks).p_value < 0.05
    assert called <= 7
    two = np.hstack([marks_of(rng, candidates=800, slopes=np.ones(4), difficulties=HARD[:4] * 0) for _half in range(2)])
    assert whole_fit(calibrate(named(two), two, model=model), two).p_value < 1e-6


def test_the_whole_is_not_tested_with_draws_with_a_prior_or_with_too_many_items():
    marks = simulated(600)
    found = calibrate(named(marks), marks, model=Model.TWO_PARAMETER)
    drawn = np.where(np.arange(10) == np.arange(600)[:, None] % 10, np.nan, marks)
    assert whole_fit(found, drawn).reason is Reason.INCOMPLETE
    assert whole_fit(replace(found, prior=Prior()), marks).reason is Reason.PRIOR
    five_times = np.hstack([marks] * 5)
    too_many = whole_fit(replace(found, slopes=np.tile(SLOPES, 5), intercepts=np.tile(-SLOPES * HARD, 5)), five_times)
    assert (too_many.reason, too_many.needed, too_many.candidates) == (Reason.MANY_ITEMS, 40, 600)
    few = calibrate(named(marks[:, :3]), marks[:, :3], model=Model.TWO_PARAMETER)
    assert whole_fit(few, marks[:, :3]).reason is Reason.UNDEFINED


def test_scores_of_all_items_have_probability_one():
    curves = Curves(SLOPES, -SLOPES * HARD, gauss_hermite().points)
    assert score_likelihood(curves).sum(axis=0) == pytest.approx(np.ones(len(gauss_hermite())))
    assert score_likelihood(curves, without=3).shape[0] == 10


def test_gauss_hermite_sums_a_normal_distribution():
    quadrature = gauss_hermite()
    moments = [float(quadrature.weights @ quadrature.points**power) for power in (0, 1, 2, 4, 6)]
    assert moments == pytest.approx([1, 0, 1, 3, 15], abs=1e-3)


def test_a_small_sample_is_held_by_a_prior_which_is_named():
    marks = simulated(60)
    marks[:, 9] = (marks.sum(axis=1) > 4).astype(float)
    found = calibrate_responses(responses(marks), model=Model.TWO_PARAMETER, minima=Minima.same(30))
    assert found.prior is not None
    assert all(item.slope.value < 4 for item in found.items)
    assert all(item.difficulty.low < item.difficulty.value < item.difficulty.high for item in found.items)


def test_a_wrong_key_gives_a_negative_slope():
    marks = simulated(1000)
    marks[:, 5] = 1 - marks[:, 5]
    found = calibrate(named(marks), marks, model=Model.TWO_PARAMETER)
    assert found.slopes[5] < -0.5


def test_constant_and_partial_items_are_left_out_with_the_reason():
    marks = np.hstack([simulated(300), np.ones((300, 1)), np.tile([[0.0], [0.5], [1.0]], (100, 1))])
    found = calibrate_responses(responses(marks), model=Model.RASCH)
    assert found.left_out == {"11": Reason.NO_SPREAD, "12": Reason.NOT_DICHOTOMOUS}
    assert len(found.items) == 10


@pytest.mark.parametrize(("model", "needed"), [(Model.RASCH, 50), (Model.TWO_PARAMETER, 200)])
def test_too_few_candidates_are_not_calibrated(model, needed):
    found = calibrate_responses(responses(simulated(49)), model=model)
    assert (found.items, found.reason, found.needed) == ([], Reason.TOO_FEW, needed)


def test_the_scale_does_not_depend_on_the_order_of_candidates():
    marks = simulated(400)
    one = calibrate(named(marks), marks, model=Model.TWO_PARAMETER)
    other = calibrate(named(marks), marks[::-1], model=Model.TWO_PARAMETER)
    assert replace(one, covariance=None).slopes == pytest.approx(other.slopes)
