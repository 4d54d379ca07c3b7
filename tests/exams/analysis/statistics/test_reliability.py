from dataclasses import astuple

import numpy as np
import pytest
from scipy import stats

from exams.analysis.statistics.figures import Minima
from exams.analysis.statistics.intervals import of_alpha, of_share
from exams.analysis.statistics.reliability import Dependence, decisions, error_at, length_for, lengthened
from exams.analysis.statistics.summary import analyse
from tests.exams.analysis.published import responses
from tests.exams.analysis.simulated import marks_of


def test_decisions_are_those_of_two_parallel_papers():
    """Forty equal items, true shares beta(6, 3): the method's own model, so it must foretell what two papers do."""
    rng = np.random.default_rng(1)
    true = rng.beta(6, 3, 200_000)
    one, other = rng.binomial(40, true), rng.binomial(40, true)
    reliability = stats.pearsonr(one, other).statistic
    found = decisions(mean=one.mean(), deviation=one.std(), reliability=reliability, maximum=40.0, cut=24.0)
    passed, again = one >= 24, other >= 24
    assert found.effective_items == pytest.approx(40, abs=1)
    assert found.consistency == pytest.approx((passed == again).mean(), abs=0.005)
    assert found.accuracy == pytest.approx((passed == (true >= 0.6)).mean(), abs=0.005)
    chance = passed.mean() ** 2 + (1 - passed.mean()) ** 2
    assert found.kappa == pytest.approx(((passed == again).mean() - chance) / (1 - chance), abs=0.01)


@pytest.mark.parametrize("reliability", [0.0, -0.5, 1.0])
def test_no_decision_is_foretold_from_no_reliability(reliability):
    assert decisions(mean=20.0, deviation=4.0, reliability=reliability, maximum=40.0, cut=24.0) is None


def test_error_at_a_score_is_lord_s_where_items_are_equal():
    """With alpha equal to KR-21 the correction is 1: 24 of 40 has the error √(24·16/39)."""
    share, items = 0.6, 40
    spread = share * (1 - share) / 20
    kr21 = items / (items - 1) * (1 - share * (1 - share) / (items * spread))
    covariance = (kr21 / items) * spread * items**2 / items
    variance = spread * items - (items - 1) * covariance
    dependence = Dependence(variance, covariance, items, 100)
    assert dependence.alpha == pytest.approx(kr21)
    assert error_at(24.0, 24.0, dependence, 40.0, alpha=kr21) == pytest.approx(np.sqrt(24 * 16 / 39))


def test_spearman_and_brown():
    assert lengthened(0.5, 2) == pytest.approx(2 / 3)
    assert lengthened(0.6, length_for(0.6)) == pytest.approx(0.8)
    assert np.isnan(length_for(-0.2))


def test_feldt_s_interval():
    """Limits by the F distribution at (n-1) and (n-1)(k-1) degrees of freedom; 95 % of samples lie within."""
    low, high = of_alpha(0.8, 41, 11)
    assert low == pytest.approx(1 - 0.2 * stats.f.ppf(0.975, 40, 400))
    assert high == pytest.approx(1 - 0.2 * stats.f.ppf(0.025, 40, 400))
    rng = np.random.default_rng(2)
    true = 10 * 0.5 / (1 + 9 * 0.5)
    within = 0
    for _sample in range(400):
        marks = rng.normal(size=(60, 1)) + rng.normal(size=(60, 10))
        alpha = analyse(responses(marks + 10, 20.0), minima=Minima.same(2)).paper.alpha
        within += alpha.low <= true <= alpha.high
    assert 0.92 <= within / 400 <= 0.98


def test_wilson_s_interval():
    """Newcombe (1998, Statistics in Medicine 17, table I): 81 of 263, 15 of 148, none of 20, 1 of 29."""
    shown = [tuple(round(end, 4) for end in of_share(*case)) for case in [(81, 263), (15, 148), (0, 20), (1, 29)]]
    assert shown == [(0.2553, 0.3662), (0.0624, 0.1605), (0.0, 0.1611), (0.0061, 0.1718)]


def test_a_pass_mark_gives_decisions_with_limits():
    rng = np.random.default_rng(3)
    marks = marks_of(rng, candidates=500, slopes=np.ones(40), difficulties=np.linspace(-1.5, 1, 40))
    paper = analyse(responses(marks), cut_share=0.6).paper
    for figure in (paper.consistency, paper.accuracy, paper.kappa):
        assert 0 < figure.low < figure.value < figure.high < 1
    assert paper.accuracy.value > paper.consistency.value
    assert paper.cut == pytest.approx(24)
    assert all(np.isfinite(value) for value in astuple(paper.error_at_cut)[:1])
