"""Faults are found; what chance makes is not."""

from dataclasses import replace

import numpy as np
import pytest

from exams.analysis.statistics.figures import Minima
from exams.analysis.statistics.findings import Action, Kind, findings
from exams.analysis.statistics.report import report
from exams.analysis.statistics.summary import analyse
from tests.exams.analysis.simulated import good_bank, marks_of, with_options

BANKS = 200
LEVEL = 0.05


def found_in(bank, **known):
    return report(bank, **known).findings


def test_of_two_hundred_good_banks_no_more_than_the_level_are_accused():
    """30 items of four options, 300 candidates, two groups and two periods that do not matter: 330 tests each."""
    rng = np.random.default_rng(20261127)
    accused = 0
    for _bank in range(BANKS):
        bank = good_bank(rng)
        labels = tuple(rng.choice(["1", "2"], 300))
        told = found_in(replace(bank, groups=labels), periods=tuple(rng.permutation(labels)))
        accused += bool(told)
    assert accused / BANKS <= LEVEL


@pytest.mark.parametrize("candidates", [40, 300])
def test_coin_throws_are_never_called_a_wrong_key(candidates):
    """No item tells anything. That they are weak may be found; that they run against the rest, or a key is wrong, not."""
    rng = np.random.default_rng(11)
    accused = 0
    for _bank in range(BANKS):
        marks = marks_of(rng, candidates=candidates, slopes=np.full(20, 1e-9), difficulties=np.zeros(20))
        kinds = {one.kind for one in found_in(with_options(rng, marks))}
        accused += bool(kinds - {Kind.WEAK})
    assert accused / BANKS <= LEVEL


def test_a_wrong_key_is_found_with_the_option_that_should_be_it():
    bank = good_bank(np.random.default_rng(12), candidates=400)
    chosen = bank.chosen.copy()
    chosen[:, 6] = np.where(bank.chosen[:, 6] == 1, 4, np.where(bank.chosen[:, 6] == 4, 1, bank.chosen[:, 6]))
    marks = bank.marks.copy()
    marks[:, 6] = chosen[:, 6] == 1
    (told,) = found_in(replace(bank, marks=marks, chosen=chosen))
    assert (told.kind, told.item, told.option, told.action) == (Kind.KEY, "Q7", "C", Action.CHECK_KEY)
    assert told.p_value < told.level < LEVEL


def test_a_distractor_that_nobody_chooses_is_found():
    bank = good_bank(np.random.default_rng(13), candidates=400)
    chosen = bank.chosen.copy()
    chosen[chosen[:, 3] == 2, 3] = 4
    (told,) = found_in(replace(bank, chosen=chosen))
    assert (told.kind, told.item, told.option) == (Kind.UNCHOSEN, "Q4", "B")
    assert told.figure.value == 0


def test_items_that_all_or_hardly_any_know_are_found():
    rng = np.random.default_rng(14)
    bank = good_bank(rng, candidates=500)
    marks = bank.marks.copy()
    marks[:, 0], marks[:, 1] = 1.0, (rng.random(500) < 0.05).astype(float)
    told = findings(analyse(replace(bank, marks=marks, chosen=None)).items)
    assert {(one.item, one.kind) for one in told} >= {("Q1", Kind.EASY), ("Q2", Kind.HARD)}


def test_an_item_that_became_easier_drifts():
    rng = np.random.default_rng(15)
    late = np.arange(1600) >= 800
    easy = marks_of(rng, candidates=1600, slopes=np.ones(20), difficulties=np.where(np.arange(20) == 2, -1.5, 0))
    marks = marks_of(rng, candidates=1600, slopes=np.ones(20), difficulties=np.zeros(20))
    bank = with_options(rng, np.where(late[:, None], easy, marks))
    told = found_in(bank, periods=tuple(np.where(late, "2026-10", "2026-04")))
    assert [(one.item, one.kind, one.action) for one in told] == [("Q3", Kind.DRIFT, Action.SUSPEND)]


def test_a_few_candidates_are_never_reason_enough():
    bank = good_bank(np.random.default_rng(16), candidates=25)
    reversed_bank = replace(bank, marks=1 - bank.marks)
    assert found_in(reversed_bank) == []
    assert found_in(reversed_bank, minima=Minima()) == []
