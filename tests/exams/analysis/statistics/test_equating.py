import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.analysis.statistics.equating import (
    Anchored,
    Line,
    Parameters,
    chained_linear,
    circle_arc,
    linear_equating,
    mean_equating,
    mean_sigma,
    stocking_lord,
    tucker,
)
from tests.exams.analysis.published import scores

ENDS = {"x_range": (0.0, 40.0), "y_range": (0.0, 40.0)}


def test_act_mathematics():
    """The vignette of the R package equate: means, deviations, the mean equating's intercept and its range."""
    x, y = scores("form_x"), scores("form_y")
    assert (len(x), x.mean(), x.std(ddof=1)) == pytest.approx((4329, 19.85239, 8.212585), rel=1e-6)
    assert (len(y), y.mean(), y.std(ddof=1)) == pytest.approx((4152, 18.97977, 8.940397), rel=1e-6)
    moved = mean_equating(x, y)
    assert moved.intercept == pytest.approx(-0.8726, abs=5e-5)
    assert [round(float(score), 2) for score in moved(np.array([1.0, 40.0]))] == [0.13, 39.13]
    line = linear_equating(x, y)
    assert line.slope == pytest.approx(1.08862, abs=5e-6)
    assert (line(x).mean(), line(x).std(ddof=1)) == pytest.approx((y.mean(), y.std(ddof=1)))


def test_circle_arc_passes_its_three_points_and_moves_nobody_off_the_scale():
    x, y = scores("form_x"), scores("form_y")
    arc = circle_arc(x, y, **ENDS)
    assert arc(np.array([0.0, x.mean(), 40.0])) == pytest.approx([0.0, y.mean(), 40.0])
    moved = arc(np.arange(41.0))
    assert (np.diff(moved) > 0).all()
    assert (moved <= np.arange(41) + 1e-9).all()


def test_circle_arc_of_equal_means_is_straight():
    x = scores("form_x")
    assert circle_arc(x, x, **ENDS)(np.arange(41.0)) == pytest.approx(np.arange(41.0))


def test_tucker_and_chained_find_a_form_that_is_two_marks_easier():
    """The group that took the easier form is less able; only the common items can tell."""
    rng = np.random.default_rng(5)
    able, less = rng.normal(0.5, 1, 20_000), rng.normal(-0.5, 1, 20_000)

    def taken(ability, easier):
        true = 30 + 6 * ability
        return Anchored(true + easier + rng.normal(0, 1, len(true)), 10 + 2 * ability + rng.normal(0, 0.3, len(true)))

    x, y = taken(less, 2.0), taken(able, 0.0)
    for line in (tucker(x, y), chained_linear(x, y), tucker(x, y, linear=False)):
        assert float(line(np.array([32.0]))[0]) == pytest.approx(30.0, abs=0.25)
    assert float(mean_equating(x.totals, y.totals)(np.array([32.0]))[0]) == pytest.approx(36.0, abs=0.25)


@given(slope=st.floats(0.5, 2.0), intercept=st.floats(-1.0, 1.0), seed=st.integers(0, 10_000))
def test_scales_that_differ_by_a_line_are_brought_together(slope, intercept, seed):
    rng = np.random.default_rng(seed)
    x = Parameters(rng.uniform(0.5, 2.0, 8), rng.normal(0, 1, 8))
    y = x.on(Line(slope, intercept))
    for line in (mean_sigma(x, y), stocking_lord(x, y)):
        assert (line.slope, line.intercept) == pytest.approx((slope, intercept), abs=1e-3)
