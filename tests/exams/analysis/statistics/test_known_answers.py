"""Classical figures that others have published: Moodle's quiz 00, LSAT section 6."""

import numpy as np
import pytest

from exams.analysis.statistics.figures import Minima
from exams.analysis.statistics.moments import covariance
from exams.analysis.statistics.standing import Standing
from exams.analysis.statistics.summary import analyse
from tests.exams.analysis.published import moodle, patterns, responses

# moodle/moodle, mod/quiz/report/statistics/tests/fixtures/qstats00.csv: facility, sd, effective weight, covariance,
# discrimination index, largest covariance, discriminative efficiency of each slot.
MOODLE_SLOTS = [
    (0.704, 0.4513682901, 21.2922742344, -0.022555556, -7.0650767526, 0.2385555565, -9.4550536967),
    (0.48, 0.5099019514, 18.8979800309, -0.1172777785, -28.8982125772, 0.318833334, -36.7834118938),
    (0.973333332, 0.13333334, 4.443012573, -0.0098888894, -9.1230674268, 0.045666669, -21.6545012165),
    (0.68, 0.4760952286, 18.9347251357, -0.0833888893, -22.6306444113, 0.2652222232, -31.4411395613),
    (0.52, 0.3055050463, 11.1450138688, -0.0436944444, -17.6997047674, 0.2063055556, -21.1794802584),
    (0.64, 0.4898979486, 9.8081339177, -0.2015555547, -45.3785178421, 0.3539999995, -56.9365974439),
    (0.62, 0.331662479, 15.4788602394, -0.0142499998, -5.6543166602, 0.2190833335, -6.5043742058),
]


@pytest.fixture
def quiz():
    return analyse(moodle(), cut_share=0.5, minima=Minima.same(2))


@pytest.mark.parametrize("slot", range(7))
def test_moodle_s_item_statistics(quiz, slot):
    facility, deviation, weight, together, index, largest, efficiency = MOODLE_SLOTS[slot]
    item = quiz.items[slot]
    assert item.facility.value == pytest.approx(facility, rel=1e-6)
    assert item.deviation.value == pytest.approx(deviation, rel=1e-6)
    assert item.effective_weight.value == pytest.approx(weight, rel=1e-6)
    assert item.discrimination_index.value == pytest.approx(index, rel=1e-5)
    assert item.discriminative_efficiency.value == pytest.approx(efficiency, rel=1e-5)
    assert item.intended_weight.value == pytest.approx(100 / 7, rel=1e-12)
    standing = Standing(moodle())
    everybody = np.ones(25, dtype=bool)
    rest = standing.rest(slot, everybody)
    assert covariance(moodle().marks[:, slot], rest) == pytest.approx(together, rel=1e-5)
    assert covariance(np.sort(moodle().marks[:, slot]), np.sort(rest)) == pytest.approx(largest, rel=1e-5)


def test_moodle_s_quiz_statistics(quiz):
    """mod/quiz/report/statistics/tests/stats_from_steps_walkthrough_test.php, with its tolerances."""
    paper = quiz.paper
    found = (paper.median, paper.mean, paper.deviation, paper.skewness, paper.kurtosis, paper.coefficient)
    expected = (4.5, 4.617333332, 0.8117265554, -0.092502502, -0.7073968557, -87.2230935542)
    assert [figure.value for figure in found] == pytest.approx(expected, rel=1.5e-5)
    assert paper.error_ratio.value == pytest.approx(136.8294900795, rel=1.5e-5)
    assert paper.error.value == pytest.approx(1.1106813066, rel=1.5e-5)


def test_lsat_6():
    """Facility, alpha, correlations with and without the item, as `descript` of the R package ltm gives them."""
    found = analyse(responses(patterns("lsat6.csv")))
    shown = [
        [round(figure.value, 3) for figure in figures] for figures in zip(*map(_figures, found.items), strict=True)
    ]
    assert shown == [
        [0.924, 0.709, 0.553, 0.763, 0.87],
        [0.362, 0.567, 0.618, 0.534, 0.435],
        [0.113, 0.153, 0.173, 0.144, 0.122],
        [0.275, 0.238, 0.217, 0.246, 0.266],
    ]
    assert found.paper.alpha.value == pytest.approx(0.294997, abs=5e-7)
    assert found.paper.mean.value == pytest.approx(3.819)


def test_lsat_6_scores():
    """How many candidates have 0 to 5 items right, as `descript` of the R package ltm gives them."""
    totals = responses(patterns("lsat6.csv")).totals
    assert np.bincount(totals.astype(int)).tolist() == [3, 20, 85, 237, 357, 298]


def test_lsat_7():
    """Alpha and item-rest correlations, computed from mirt's data set LSAT7 by another program (R package mirt, LSAT7)."""
    found = analyse(responses(patterns("lsat7.csv")))
    assert found.paper.alpha.value == pytest.approx(0.4534, abs=5e-5)
    assert [round(item.item_rest.value, 3) for item in found.items] == [0.246, 0.247, 0.313, 0.223, 0.175]


def _figures(item):
    return item.facility, item.item_total, item.item_rest, item.alpha_without
