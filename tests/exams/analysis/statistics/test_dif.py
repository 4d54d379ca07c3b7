import numpy as np
import pytest

from exams.analysis.statistics.dif import Size, compare, mantel_haenszel
from exams.analysis.statistics.figures import Minima, Reason
from tests.exams.analysis.published import responses
from tests.exams.analysis.simulated import marks_of

# Admissions to Berkeley by department, men and women (Bickel, Hammel & O'Connell 1975, Science 187; R: UCBAdmissions).
BERKELEY = np.array(
    [
        [[512, 313], [89, 19]],
        [[353, 207], [17, 8]],
        [[120, 205], [202, 391]],
        [[138, 279], [131, 244]],
        [[53, 138], [94, 299]],
        [[22, 351], [24, 317]],
    ],
    dtype=float,
)


def test_berkeley():
    """R's mantelhaen.test(UCBAdmissions): 1.4269, p 0.2323, odds ratio 0.9046968 (0.7719074 to 1.0603298)."""
    found = mantel_haenszel(BERKELEY)
    assert found.chi_square == pytest.approx(1.4269, abs=5e-5)
    assert found.p_value == pytest.approx(0.2323, abs=5e-5)
    assert found.odds_ratio == pytest.approx(0.9046968, abs=5e-8)
    bounds = np.exp(np.log(found.odds_ratio) + np.array([-1, 1]) * 1.959964 * found.log_error)
    assert bounds == pytest.approx([0.7719074, 1.0603298], rel=1e-5)


def test_an_item_that_is_harder_for_one_group_is_large_and_the_others_are_not():
    rng = np.random.default_rng(3)
    focal = np.arange(2000) % 2 == 1
    hard = np.zeros(20)
    reference_marks = marks_of(rng, candidates=2000, slopes=np.ones(20), difficulties=hard)
    focal_marks = marks_of(rng, candidates=2000, slopes=np.ones(20), difficulties=np.where(np.arange(20) == 4, 1.2, 0))
    found = compare(responses(np.where(focal[:, None], focal_marks, reference_marks)), focal)
    assert [one.name for one in found if one.size is not Size.NEGLIGIBLE] == ["5"]
    assert found[4].size is Size.LARGE
    assert found[4].delta.high < -1.5
    assert found[4].odds_ratio.low > 1


def test_a_less_able_group_alone_is_no_difference():
    rng = np.random.default_rng(4)
    focal = np.arange(2000) >= 1000
    ability = rng.normal(np.where(focal, -1.0, 0.0), 1)
    marks = marks_of(rng, candidates=2000, slopes=np.ones(20), difficulties=np.linspace(-1, 1, 20), ability=ability)
    assert [one.name for one in compare(responses(marks), focal) if one.size is not Size.NEGLIGIBLE] == []


def test_a_large_number_that_chance_explains_is_negligible_and_one_it_half_explains_is_moderate():
    """Delta 2.13 thrice. Its errors: 1.37 (p 0.20); 0.97 (p 0.04, but 2.13 less 1.645 of them is below 1); 0.43."""
    sizes = []
    for times in (1, 2, 10):
        marks = np.repeat([1, 0, 1, 0], np.array([17, 8, 12, 14]) * times).astype(float)
        focal = np.repeat([False, True], np.array([25, 26]) * times)
        # With its opposite beside it everybody has one point: a single stratum.
        told, _opposite = compare(responses(np.column_stack([marks, 1 - marks])), focal, Minima.same(10))
        sizes.append(told.size)
    assert sizes == [Size.NEGLIGIBLE, Size.MODERATE, Size.LARGE]


def test_small_groups_and_partial_credit_are_withheld():
    marks = np.tile([[0.0, 0.5], [1.0, 1.0]], (100, 1))
    small, partial = compare(responses(marks), np.arange(200) < 60)
    assert (small.delta.reason, small.delta.n, small.delta.needed) == (Reason.TOO_FEW, 60, 100)
    assert partial.odds_ratio.reason is Reason.NOT_DICHOTOMOUS
