"""One item over several exams."""

from math import atanh, sqrt, tanh

import pytest

from exams.analysis.statistics.figures import Figure, Reason
from exams.analysis.statistics.intervals import of_share
from exams.analysis.statistics.pooled import pooled_correlation, pooled_share

WITHHELD = Figure.withheld(Reason.TOO_FEW, 5, 10)


def test_shares_are_pooled_by_candidates():
    found = pooled_share([Figure.of(0.5, 100), Figure.of(0.8, 300), WITHHELD])
    assert (found.value, found.n) == (pytest.approx(0.725), 400)
    assert (found.low, found.high) == of_share(290, 400)


def test_correlations_are_pooled_by_fisher_s_z():
    found = pooled_correlation([Figure.of(0.2, 103), Figure.of(0.4, 303), WITHHELD, Figure.of(1.0, 50)])
    middle = (100 * atanh(0.2) + 300 * atanh(0.4)) / 400
    assert (found.value, found.n) == (pytest.approx(tanh(middle)), 406)
    assert found.low == pytest.approx(tanh(middle - 1.959964 / sqrt(400)))


@pytest.mark.parametrize("pooled", [pooled_share, pooled_correlation])
def test_of_nothing_known_nothing_is_said(pooled):
    assert pooled([WITHHELD]) == Figure.withheld(Reason.UNDEFINED, 0)
