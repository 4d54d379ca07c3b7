"""Standard errors are those of repeated samples; tests alarm no more often than they say, on one form or on several."""

import numpy as np
import pytest

from exams.analysis.statistics.calibrations import INFORMATION_AT, calibrate_responses
from exams.analysis.statistics.figures import Minima, Reason
from exams.analysis.statistics.irt import (
    Model,
    abilities,
    at_cut,
    calibrate,
    information_at,
    item_fit,
    log_odds_error,
    whole_fit,
)
from exams.analysis.statistics.irt.calibration import PRIOR_BELOW
from exams.analysis.statistics.irt.fit import LEAST_ALIKE
from exams.analysis.statistics.item_curves import Line, chances_at, told_at
from exams.analysis.statistics.responses import Item, Responses
from tests.exams.analysis.published import patterns, responses
from tests.exams.analysis.simulated import marks_of

SLOPES = np.array([0.7, 1.0, 1.3, 1.6, 0.9, 1.2, 1.5, 0.8, 1.1, 1.4])
HARD = np.linspace(-1.5, 1.5, 10)
SAMPLES = 60


def named(marks):
    return tuple(str(number) for number in range(marks.shape[1]))


def sampled(model, seed, candidates=400):
    slopes = np.ones(10) if model is Model.RASCH else SLOPES
    marks = marks_of(np.random.default_rng(seed), candidates=candidates, slopes=slopes, difficulties=HARD)
    return calibrate(named(marks), marks, model=model), marks


@pytest.fixture(scope="module", params=list(Model))
def many(request):
    return [sampled(request.param, seed) for seed in range(SAMPLES)]


def test_errors_of_infit_and_outfit_are_those_of_repeated_samples(many):
    fits = [item_fit(found, marks) for found, marks in many]
    for name in ("infit", "outfit"):
        values = np.array([[getattr(one, name) for one in fit] for fit in fits])
        errors = np.array([[getattr(one, f"{name}_error") for one in fit] for fit in fits])
        assert (values.std(axis=0, ddof=1) / errors.mean(axis=0)).mean() == pytest.approx(1, abs=0.1)
        assert (np.abs(values - 1) < 1.96 * errors).mean() == pytest.approx(0.95, abs=0.03)


@pytest.mark.parametrize(
    ("model", "candidates"), [(Model.TWO_PARAMETER, 200), (Model.TWO_PARAMETER, 500), (Model.RASCH, 200)]
)
def test_of_a_hundred_ranges_of_infit_and_outfit_95_hold_1_where_the_model_holds(model, candidates):
    """As a report has them: below 500 candidates priors hold the estimates, and the ranges are rather too wide."""
    slopes = np.ones(10) if model is Model.RASCH else SLOPES
    rng, items = np.random.default_rng(31), tuple(Item(str(number)) for number in range(10))
    hit: dict[str, list[bool]] = {"infit": [], "outfit": []}
    for _sample in range(40):
        marks = marks_of(rng, candidates=candidates, slopes=slopes, difficulties=HARD)
        found = calibrate_responses(Responses(items, marks), model=model)
        assert (found.prior is not None) == (candidates < PRIOR_BELOW)
        for name, held in hit.items():
            figures = [getattr(one.fit, name) for one in found.items]
            held += [figure.low <= 1 <= figure.high for figure in figures]
    for held in hit.values():
        assert 0.93 <= np.mean(held) <= 0.995


def test_errors_of_information_are_those_of_repeated_samples(many):
    points = np.array([-1.0, 0.0, 1.0])
    told = [information_at(found, points) for found, _marks in many]
    observed = np.std([one.values for one in told], axis=0, ddof=1)
    assert observed / np.mean([one.errors for one in told], axis=0) == pytest.approx(np.ones(3), abs=0.3)


def test_the_error_of_the_reliability_is_that_of_repeated_samples(many):
    able = [abilities(found, marks).reliability for found, marks in many]
    observed = np.std([np.log(one / (1 - one)) for one in able], ddof=1)
    told = np.mean([log_odds_error(found, marks) for found, marks in many])
    assert observed / told == pytest.approx(1, abs=0.25)


@pytest.mark.parametrize("model", Model)
def test_the_cut_and_its_information_move_with_the_parameters_as_told(model):
    """The derivatives by hand: each parameter is moved a little, the cut sought anew."""
    found, _marks = sampled(model, 1)
    maxima, share, step = np.arange(1.0, 11.0), 0.6, 1e-5

    def cut_and_told(slopes, intercepts):
        low, high = -6.0, 6.0
        for _halving in range(80):
            middle = (low + high) / 2
            right = 1 / (1 + np.exp(-(slopes * middle + intercepts)))
            low, high = (low, middle) if maxima @ right / maxima.sum() > share else (middle, high)
        right = 1 / (1 + np.exp(-(slopes * low + intercepts)))
        return np.array([low, *(slopes**2 * right * (1 - right))])

    def moved(place):
        slope, intercept = np.zeros(10), np.zeros(10)
        slopes = 1 if model is Model.RASCH else 10
        if place < slopes:
            slope[slice(None) if model is Model.RASCH else place] = step
        else:
            intercept[place - slopes] = step
        up = cut_and_told(found.slopes + slope, found.intercepts + intercept)
        down = cut_and_told(found.slopes - slope, found.intercepts - intercept)
        return (up - down) / (2 * step)

    by_all = np.array([moved(place) for place in range(len(found.covariance))])
    expected = np.sqrt(np.einsum("pf,pq,qf->f", by_all, found.covariance, by_all))
    cut, *told = cut_and_told(found.slopes, found.intercepts)
    error, known = at_cut(found, maxima, cut)
    assert known.values == pytest.approx(told)
    assert [error, *known.errors] == pytest.approx(expected, rel=1e-4)


def test_the_information_of_a_paper_moves_with_the_parameters_as_told():
    """Of one item alone it is that of the item's own line."""
    found, _marks = sampled(Model.TWO_PARAMETER, 2)
    line = Line(found.slopes[3], found.intercepts[3], found.covariance_of(3))
    points = np.array([-1.0, 0.5])
    alone = told_at(line, points, 400)
    step = 1e-6
    for figure, point in zip(alone, points, strict=True):
        by = [
            (told_at(Line(line.slope + a, line.intercept + d, None), np.array([point]), 400)[0].value - figure.value)
            / step
            for a, d in ((step, 0), (0, step))
        ]
        of_slope, of_intercept, crossed = line.covariance
        error = np.sqrt(by[0] ** 2 * of_slope + by[1] ** 2 * of_intercept + 2 * by[0] * by[1] * crossed)
        assert np.log(figure.high / figure.value) == pytest.approx(1.959964 * error / figure.value, rel=1e-4)
    chance = chances_at(line, points, 400)[0]
    assert 0 < chance.low < chance.value < chance.high < 1


def test_figures_of_a_calibration_have_their_ranges():
    found = calibrate_responses(responses(patterns("lsat7.csv")), model=Model.TWO_PARAMETER, cut_share=0.6)
    assert found.reliability.low < found.reliability.value < found.reliability.high
    assert found.cut.low < found.cut.value < found.cut.high
    assert set(found.information) == {f"{point:g}" for point in INFORMATION_AT}
    figures = [*found.information.values(), *(one.information_at_cut for one in found.items)]
    figures += [figure for one in found.items for figure in (one.fit.infit, one.fit.outfit)]
    assert all(0 < figure.low < figure.value < figure.high for figure in figures)
    assert all(one.fit.infit.low < 1 < one.fit.infit.high for one in found.items)
    uncut = calibrate_responses(responses(patterns("lsat7.csv")), model=Model.TWO_PARAMETER)
    assert (uncut.cut.reason, uncut.items[0].information_at_cut.reason) == (Reason.NO_CUT, Reason.NO_CUT)


def two_forms(rng, candidates=600):
    """Items 1-10 on form A, 6-15 on form B."""
    marks = marks_of(rng, candidates=candidates, slopes=np.resize(SLOPES, 15), difficulties=np.resize(HARD, 15))
    first = np.arange(candidates) % 2 == 0
    marks[np.ix_(first, np.arange(10, 15))] = np.nan
    marks[np.ix_(~first, np.arange(5))] = np.nan
    return marks, tuple("A" if one else "B" for one in first)


def test_fit_on_two_forms_alarms_as_often_as_it_says():
    """S-X² of the common items is added up over both forms; M2 is tested form by form."""
    rng, of_items, of_forms = np.random.default_rng(8), [], []
    for _sample in range(40):
        marks, forms = two_forms(rng)
        found = calibrate(named(marks), marks, model=Model.TWO_PARAMETER)
        of_items += [one.p_value for one in item_fit(found, marks)]
        of_forms += [whole_fit(found, marks[np.array(forms) == form]).p_value for form in "AB"]
    assert np.mean(np.array(of_items) < 0.05) == pytest.approx(0.05, abs=0.03)
    assert np.mean(np.array(of_forms) < 0.05) <= 0.125


def test_fit_on_two_forms_says_on_how_many_papers_and_candidates_it_rests():
    marks, forms = two_forms(np.random.default_rng(9))
    items = tuple(Item(str(number)) for number in range(1, 16))
    found = calibrate_responses(Responses(items, marks, forms=forms), model=Model.TWO_PARAMETER)
    tests = [one.fit.test for one in found.items]
    assert [(one.papers, one.candidates) for one in tests] == [(1, 300)] * 5 + [(2, 600)] * 5 + [(1, 300)] * 5
    assert tests[7].degrees > tests[2].degrees
    assert found.whole_fit.reason is Reason.INCOMPLETE
    assert {form: (one.candidates, one.degrees) for form, one in found.form_fits.items()} == {
        "A": (300, 10 + 45 - 20),
        "B": (300, 10 + 45 - 20),
    }


def test_an_item_that_misfits_on_two_forms_is_seen_on_both_together():
    marks, forms = two_forms(np.random.default_rng(10))
    marks[:, 7] = np.random.default_rng(3).integers(0, 2, len(marks))
    found = calibrate(named(marks), marks, model=Model.RASCH)
    assert item_fit(found, marks)[7].p_value < 1e-6
    assert whole_fit(found, marks[np.array(forms) == "A"]).p_value < 1e-3


def test_with_a_draw_for_each_nobody_is_alike_and_the_test_is_withheld():
    marks = marks_of(
        np.random.default_rng(4), candidates=400, slopes=np.resize(SLOPES, 20), difficulties=np.resize(HARD, 20)
    )
    drawn = np.where(np.random.default_rng(5).random(marks.shape).argsort(axis=1) < 10, marks, np.nan)
    fits = item_fit(calibrate(named(drawn), drawn, model=Model.RASCH), drawn)
    assert {(one.test.chi_square, one.test.papers, one.test.candidates) for one in fits} == {(None, 0, 0)}
    assert all(one.infit_error > 0 for one in fits)


def test_a_form_of_few_is_left_out_of_the_test():
    marks, _forms = two_forms(np.random.default_rng(11))
    few = marks[: 2 * LEAST_ALIKE + 200]
    few = few[np.isnan(few[:, 0]) <= (np.arange(len(few)) < 2 * LEAST_ALIKE - 2)]
    tests = [one.test for one in item_fit(calibrate(named(few), few, model=Model.RASCH), few)]
    assert (tests[0].papers, tests[7].papers, tests[12].papers) == (1, 1, 0)


def test_a_small_form_has_no_test_of_the_whole():
    marks, forms = two_forms(np.random.default_rng(12), candidates=700)
    forms = tuple("A" if one == "A" else "B" for one in forms)
    found = calibrate_responses(
        Responses(tuple(Item(str(number)) for number in range(15)), marks, forms=forms),
        model=Model.RASCH,
        minima=Minima(fit=351),
    )
    assert {(one.reason, one.needed) for one in found.form_fits.values()} == {(Reason.TOO_FEW, 351)}
