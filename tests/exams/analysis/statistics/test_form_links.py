"""Forms on one scale: known answers where the truth is known."""

import numpy as np
import pytest

from exams.analysis.statistics.figures import Minima, Reason
from exams.analysis.statistics.form_links import Method, link_forms
from exams.analysis.statistics.responses import Item, Responses
from tests.exams.analysis.simulated import marks_of


def two_forms(rng, *, candidates, common, easier=0.0):
    """Two forms of 20 items, the first `common` on both; the own items of B are easier by so many logits."""
    base = np.linspace(-1, 1, 20)
    first = marks_of(rng, candidates=candidates, slopes=np.ones(20), difficulties=base)
    second = marks_of(
        rng, candidates=candidates, slopes=np.ones(20), difficulties=base - easier * (np.arange(20) >= common)
    )
    marks = np.full((2 * candidates, 40 - common), np.nan)
    marks[:candidates, :20] = first
    marks[candidates:, :common] = second[:, :common]
    marks[candidates:, 20:] = second[:, common:]
    items = tuple(Item(f"Q{number}") for number in range(marks.shape[1]))
    return Responses(items, marks, forms=("1",) * candidates + ("2",) * candidates)


@pytest.mark.parametrize(
    ("candidates", "common", "method"),
    [(400, 8, Method.TUCKER), (60, 8, Method.TUCKER_MEAN), (400, 0, Method.LINEAR), (60, 0, Method.CIRCLE_ARC)],
)
def test_equal_forms_are_worth_the_same(candidates, common, method):
    responses = two_forms(np.random.default_rng(2), candidates=candidates, common=common)
    (link,) = link_forms(responses, cut_share=0.6, minima=Minima())
    assert (link.form, link.base, link.common, link.method) == ("2", "1", common, method)
    assert link.worth.low < 60 < link.worth.high


def test_the_pass_mark_of_an_easier_form_is_worth_less():
    responses = two_forms(np.random.default_rng(2), candidates=500, common=8, easier=1.0)
    (link,) = link_forms(responses, cut_share=0.6, minima=Minima())
    assert link.worth.high < 58


def test_few_candidates_link_nothing():
    responses = two_forms(np.random.default_rng(3), candidates=10, common=8)
    (link,) = link_forms(responses, cut_share=0.6, minima=Minima())
    assert (link.method, link.worth.reason, link.worth.needed) == (None, Reason.TOO_FEW, 30)


def test_one_form_or_no_pass_mark_has_nothing_to_link():
    responses = two_forms(np.random.default_rng(4), candidates=40, common=8)
    assert link_forms(responses, cut_share=None, minima=Minima()) == []
    assert link_forms(responses.by_form()["1"], cut_share=0.6, minima=Minima()) == []
