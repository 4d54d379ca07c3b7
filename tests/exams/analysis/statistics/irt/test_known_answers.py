"""Calibrations that others have published: mirt's own tests (philchalmers/mirt, tests/testthat/test-01-mirtOne.R)."""

import numpy as np
import pytest

from exams.analysis.statistics.irt import (
    Model,
    abilities,
    calibrate,
    item_fit,
    item_information,
    sum_scores,
    whole_fit,
)
from exams.analysis.statistics.irt.approximation import approximation
from tests.exams.analysis.published import patterns

NAMES = ("1", "2", "3", "4", "5")


def fitted(name, model):
    return calibrate(NAMES, patterns(name), model=model)


def test_lsat_6_by_two_parameters():
    found = fitted("lsat6.csv", Model.TWO_PARAMETER)
    assert found.log_likelihood == pytest.approx(-2466.653, abs=5e-4)
    assert found.slopes == pytest.approx([0.8257, 0.7227, 0.8909, 0.6884, 0.6569], abs=1e-4)
    assert found.intercepts == pytest.approx([2.7732, 0.9902, 0.2491, 1.2848, 2.0533], abs=1e-4)
    first = item_fit(found, patterns("lsat6.csv"))[0]
    assert first.p_value == pytest.approx(0.7984, abs=5e-5)


def test_lsat_6_by_the_rasch_model():
    found = fitted("lsat6.csv", Model.RASCH)
    assert found.log_likelihood == pytest.approx(-2466.9376, abs=1e-4)
    assert -found.difficulties == pytest.approx([2.73, 0.999, 0.24, 1.306, 2.099], abs=6e-4)
    assert found.latent_variance == pytest.approx(0.57, abs=5e-4)
    low, high = (-found.difficulties + sign * 1.96 * found.difficulty_errors for sign in (-1, 1))
    assert low == pytest.approx([2.478, 0.845, 0.1, 1.143, 1.896], rel=1e-2)
    assert high == pytest.approx([2.983, 1.152, 0.38, 1.47, 2.303], rel=1e-2)
    spread = 1.96 * found.latent_variance_error
    # mirt's interval here comes from derivatives of its EM cycles, taken numerically.
    assert (found.latent_variance - spread, found.latent_variance + spread) == pytest.approx((0.371, 0.77), rel=2e-2)


def test_lsat_7_by_two_parameters():
    found = fitted("lsat7.csv", Model.TWO_PARAMETER)
    assert found.log_likelihood == pytest.approx(-2658.8051, abs=1e-4)
    assert found.slopes == pytest.approx([0.988, 1.081, 1.706, 0.765, 0.736], rel=1e-3)
    assert found.intercepts == pytest.approx([1.8561, 0.808, 1.8043, 0.486, 1.8545], rel=1e-3)
    low, high = (found.slopes + sign * 1.96 * found.slope_errors for sign in (-1, 1))
    assert low == pytest.approx([0.6406, 0.7501, 1.0779, 0.5022, 0.4395], rel=1e-3)
    assert high == pytest.approx([1.3354, 1.4119, 2.334, 1.028, 1.032], rel=2e-3)
    low, high = (found.intercepts + sign * 1.96 * found.intercept_errors for sign in (-1, 1))
    assert low == pytest.approx([1.5984, 0.6291, 1.4036, 0.3392, 1.6302], rel=1e-3)
    assert high == pytest.approx([2.1138, 0.9869, 2.205, 0.6328, 2.0787], rel=2e-3)


def test_lsat_7_by_one_slope():
    found = fitted("lsat7.csv", Model.RASCH)
    assert found.log_likelihood == pytest.approx(-2664.9009, abs=1e-4)
    assert found.slopes == pytest.approx([1.011] * 5, abs=5e-4)
    assert found.intercepts == pytest.approx([1.868, 0.791, 1.461, 0.521, 1.993], abs=6e-4)


def test_lsat_7_fit():
    """S-X² of Orlando and Thissen."""
    fits = item_fit(fitted("lsat7.csv", Model.TWO_PARAMETER), patterns("lsat7.csv"))
    assert [fit.test.chi_square for fit in fits] == pytest.approx([4.749, 14.451, 1.270, 5.237, 0.941], abs=3e-3)
    assert [fit.test.degrees for fit in fits] == [2] * 5


def test_lsat_7_abilities():
    found, marks = fitted("lsat7.csv", Model.TWO_PARAMETER), patterns("lsat7.csv")
    table = sum_scores(found, marks)
    assert [row.observed for row in table] == [12, 40, 114, 205, 321, 308]
    assert [row.ability for row in table] == pytest.approx(
        [-1.86979, -1.431861, -0.9488463, -0.4131963, 0.1517289, 0.7271877], abs=1e-4
    )
    assert [row.error for row in table] == pytest.approx(
        [0.6927032, 0.6838697, 0.6942298, 0.7210951, 0.758772, 0.8009335], abs=1e-4
    )
    assert [row.expected for row in table] == pytest.approx(
        [10.08994, 44.65882, 109.773, 207.7391, 319.1854, 308.5536], abs=1e-2
    )
    assert reliability_of(table) == pytest.approx(0.432, abs=5e-4)
    by_pattern = np.unique(abilities(found, marks).values.round(6))
    assert by_pattern[:3] == pytest.approx([-1.8665957, -1.5266920, -1.5134024], abs=1e-2)


def reliability_of(table):
    """mirt's empirical reliability rxx of abilities by number right."""
    counts, values, errors = np.array([(row.observed, row.ability, row.error) for row in table]).T
    explained = np.average((values - np.average(values, weights=counts)) ** 2, weights=counts)
    return explained / (explained + np.average(errors**2, weights=counts))


def test_lsat_7_as_a_whole():
    """mirt's M2."""
    found = whole_fit(fitted("lsat7.csv", Model.TWO_PARAMETER), patterns("lsat7.csv"))
    assert (found.statistic, found.degrees) == (pytest.approx(11.938, abs=2e-3), 5)


def test_lsat_6_as_a_whole():
    """mirt's M2 of the model with one slope."""
    found = whole_fit(fitted("lsat6.csv", Model.RASCH), patterns("lsat6.csv"))
    assert (found.statistic, found.degrees) == (pytest.approx(5.292, abs=2e-3), 9)
    assert (found.rmsea.value, found.rmsea.low) == (0, 0)


def test_lsat_7_is_off_by_as_much_as_published():
    """RMSEA with its range of 90 %: mirt's manual of M2 (philchalmers/mirt, reference/M2.md)."""
    rmsea = whole_fit(fitted("lsat7.csv", Model.TWO_PARAMETER), patterns("lsat7.csv")).rmsea
    assert [round(one, 3) for one in (rmsea.value, rmsea.low, rmsea.high)] == [0.037, 0.009, 0.065]


@pytest.mark.parametrize(
    ("chi_square", "degrees", "n", "expected"),
    [(16.519, 15, 2000, 0.007), (29.453, 15, 2000, 0.022), (11.718, 15, 2000, 0.0), (233.224, 18, 2000, 0.077)],
)
def test_items_are_off_by_as_much_as_published(chi_square, degrees, n, expected):
    """RMSEA of S-X²: mirt's manual of itemfit (philchalmers/mirt, reference/itemfit.md)."""
    found = approximation(chi_square, degrees, n)
    assert round(found.value, 3) == expected
    assert found.low <= found.value <= found.high


@pytest.mark.parametrize(("slope", "expected"), [(1.0, -15.57702), (1.5, -15.12525)])
def test_information(slope, expected):
    """choi-phd/TestDesign, tests/testthat/test_calcFisher_value.R: difficulty 0.5, the whole abilities from -3 to 3."""
    information = item_information(slope, 0.5, np.arange(-3.0, 4.0))
    assert np.log(information.prod()) == pytest.approx(expected, rel=1e-6)
