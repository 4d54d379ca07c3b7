"""Draws, forms, options, ties, and what cannot be said."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from exams.analysis.statistics.classical import analyse_items, extremes
from exams.analysis.statistics.figures import Figure, Minima, Reason
from exams.analysis.statistics.responses import Item, Responses
from exams.analysis.statistics.summary import analyse
from tests.exams.analysis.published import responses
from tests.exams.analysis.simulated import good_bank, marks_of, with_options

EVERYTHING = Minima.same(2)


def plain_alpha(marks):
    items = marks.shape[1]
    return items / (items - 1) * (1 - marks.var(axis=0, ddof=1).sum() / marks.sum(axis=1).var(ddof=1))


@given(arrays(float, (12, 5), elements=st.integers(0, 3).map(float)))
def test_where_all_are_shown_the_same_it_is_the_textbook(marks):
    found = analyse(responses(marks, 3.0), minima=EVERYTHING)
    totals = marks.sum(axis=1)
    assert found.paper.mean.value == pytest.approx(totals.mean())
    if totals.std() > 0:
        assert found.paper.alpha.value == pytest.approx(plain_alpha(marks), abs=1e-9)
    for place, item in enumerate(found.items):
        rest = totals - marks[:, place]
        assert item.facility.value == pytest.approx(marks[:, place].mean() / 3)
        if marks[:, place].std() > 0 and rest.std() > 0:
            assert item.item_rest.value == pytest.approx(np.corrcoef(marks[:, place], rest)[0, 1], abs=1e-9)
        else:
            assert (item.item_rest.value, item.item_rest.reason) == (None, Reason.NO_SPREAD)


def test_draws_are_freed_from_their_difficulty():
    """Each candidate has a random half of sixty items of very different difficulty."""
    rng = np.random.default_rng(7)
    marks = marks_of(rng, candidates=4000, slopes=np.full(60, 1.2), difficulties=np.linspace(-2.5, 2.5, 60))
    drawn = np.where(rng.random(marks.shape).argsort(axis=1) < 30, marks, np.nan)
    whole, draws = analyse(responses(marks)), analyse(responses(drawn))
    apart = [one.item_rest.value - other.item_rest.value for one, other in zip(draws.items, whole.items, strict=True)]
    assert np.abs(apart).max() < 0.08
    assert abs(np.mean(apart)) < 0.03
    # Alpha of a paper of thirty such items, by Spearman and Brown from that of all sixty.
    assert draws.paper.alpha.value == pytest.approx(whole.paper.alpha.value / (2 - whole.paper.alpha.value), abs=0.01)
    assert (draws.paper.mean_items, draws.items[0].n) == (30, int((~np.isnan(drawn[:, 0])).sum()))
    naive = [
        np.corrcoef(drawn[rows, place], np.nansum(drawn[rows], axis=1) - drawn[rows, place])[0, 1]
        for place in range(60)
        for rows in [~np.isnan(drawn[:, place])]
    ]
    assert np.mean(naive) < np.mean([item.item_rest.value for item in draws.items])


def test_an_item_in_two_forms_is_analysed_over_both_and_each_form_by_itself():
    rng = np.random.default_rng(8)
    marks = marks_of(rng, candidates=600, slopes=np.ones(15), difficulties=np.linspace(-1, 1, 15))
    second = np.arange(600) % 2 == 1
    marks[second, :5] = np.nan
    marks[~second, 10:] = np.nan
    both = replace(responses(marks), forms=tuple("AB"[int(one)] for one in second))
    assert [item.n for item in analyse_items(both)] == [300] * 5 + [600] * 5 + [300] * 5
    forms = both.by_form()
    assert {name: [item.name for item in form.items] for name, form in forms.items()} == {
        "A": [str(number) for number in range(1, 11)],
        "B": [str(number) for number in range(6, 16)],
    }
    assert forms["A"].complete


def test_options_are_counted_and_set_beside_the_rest():
    bank = good_bank(np.random.default_rng(1), candidates=400, items=12)
    first = analyse_items(bank)[0]
    assert [option.name for option in first.options] == ["A", "B", "C", "D", ""]
    assert [option.keyed for option in first.options] == [True, False, False, False, False]
    assert sum(option.count for option in first.options) == 400
    assert first.options[0].count == bank.marks[:, 0].sum()
    assert first.options[0].correlation.value == pytest.approx(first.item_rest.value)
    assert all(option.correlation.value < 0 for option in first.options[1:4])
    assert first.options[0].upper_share.value > first.options[0].lower_share.value
    assert first.options[4].correlation.reason is Reason.NO_SPREAD


def test_several_options_of_one_answer_count_each():
    chosen = np.array([[0b011], [0b001], [0b110], [0], [-1]], dtype=np.int32)
    marks = np.array([[1.0, 1], [0, 0], [0, 1], [0, 0], [np.nan, 1]])
    items = (Item("1", 1.0, ("A", "B", "C"), frozenset("AB")), Item("2"))
    other = np.full((5, 1), -1, dtype=np.int32)
    first = analyse_items(Responses(items, marks, np.hstack([chosen, other])), EVERYTHING)[0]
    assert [(option.name, option.count) for option in first.options] == [("A", 2), ("B", 2), ("C", 1), ("", 1)]
    assert first.n == 4


@given(st.lists(st.integers(0, 6), min_size=4, max_size=60), st.randoms())
def test_extreme_groups_do_not_depend_on_the_order_of_candidates(scores, dice):
    values = np.array(scores, dtype=float)
    upper, lower = extremes(values)
    assert upper.sum() == pytest.approx(0.27 * len(values))
    assert lower.sum() == pytest.approx(0.27 * len(values))
    order = list(range(len(scores)))
    dice.shuffle(order)
    assert extremes(values[order])[0] == pytest.approx(upper[order])


def test_constant_items_are_undefined_with_a_reason_and_never_a_number():
    marks = marks_of(np.random.default_rng(2), candidates=100, slopes=np.ones(6), difficulties=np.zeros(6))
    marks[:, 2] = 1.0
    item = analyse_items(responses(marks))[2]
    assert item.facility.value == 1.0
    assert {figure.reason for figure in (item.item_rest, item.item_total, item.upper_lower)} == {Reason.NO_SPREAD}
    assert item.effective_weight.value == 0


def test_below_its_minimum_a_figure_is_withheld_and_says_what_is_needed():
    marks = marks_of(np.random.default_rng(2), candidates=20, slopes=np.ones(6), difficulties=np.zeros(6))
    found = analyse(responses(marks), cut_share=0.6)
    assert found.items[0].facility.value is not None
    assert found.items[0].item_rest == Figure(None, 20, reason=Reason.TOO_FEW, needed=30)
    assert found.paper.consistency == Figure(None, 20, reason=Reason.TOO_FEW, needed=50)


@pytest.mark.parametrize("marks", [np.zeros((1, 1)), np.zeros((3, 1)), np.full((2, 2), np.nan), np.ones((4, 3))])
def test_hardly_any_data_never_give_a_number_that_is_none(marks):
    found = analyse(with_options(np.random.default_rng(0), np.nan_to_num(marks)), cut_share=0.5, minima=EVERYTHING)
    figures = [value for value in vars(found.paper).values() if isinstance(value, Figure)]
    assert all(figure.value is None or np.isfinite(figure.value) for figure in figures)
    assert found.paper.alpha.value is None


def test_intervals_of_weights_and_efficiency_are_those_of_repeated_samples():
    """The half of an interval over 1.96 is the spread of the figure from sample to sample."""
    rng = np.random.default_rng(10)
    samples = [
        analyse_items(responses(marks_of(rng, candidates=300, slopes=np.ones(8), difficulties=np.linspace(-1, 1, 8))))
        for _sample in range(200)
    ]
    for name in ("effective_weight", "discriminative_efficiency"):
        figures = [[getattr(item, name) for item in items] for items in samples]
        spread = np.std([[one.value for one in row] for row in figures], axis=0, ddof=1)
        told = np.mean([[(one.high - one.low) / 2 / 1.96 for one in row] for row in figures], axis=0)
        assert told / spread == pytest.approx(np.ones(8), abs=0.2), name


def test_intervals_of_facility_hold_what_they_promise():
    """In at least 93 of 100 samples the true facility lies within its 95 % interval."""
    rng = np.random.default_rng(9)
    within = []
    for _sample in range(200):
        marks = marks_of(rng, candidates=80, slopes=np.full(5, 1e-9), difficulties=np.zeros(5))
        within += [item.facility.low <= 0.5 <= item.facility.high for item in analyse_items(responses(marks))]
    assert 0.93 <= np.mean(within) <= 0.98
