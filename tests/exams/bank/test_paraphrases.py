"""How well near-duplicates are told from questions that only share words: a hand-made set, measured."""

from pathlib import Path

import pytest
import yaml

from exams.bank.alike import PLAIN
from exams.bank.similarity import Wording, duplicates, likeness, rarity_of, wording_of


def groups_of(name: str) -> list[dict]:
    return yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))


GROUPS = groups_of("paraphrases.yaml")
UNSEEN = groups_of("unseen_paraphrases.yaml")


def choice(stem: str, options: list[str], key: int, *, turned: bool = False) -> Wording:
    marked = [{"text": text, "correct": place == key} for place, text in enumerate(options)]
    body = {"stem": stem, "options": marked[::-1] if turned else marked, "explanation": "略。"}
    return wording_of("single_choice", body)


# Every second one has its options in another order.
SAME = [
    (choice(one, group["options"], key), choice(other, group["options"], key, turned=bool(number % 2)))
    for group in GROUPS
    for number, (key, one, other) in enumerate(group["same"])
]
OTHER = [
    (choice(one, group["options"], key), choice(other, group["options"], other_key))
    for group in GROUPS
    for key, one, other_key, other in group["other"]
]
# The same words over another list: 7 days of one thing and 7 days of another are no duplicates either.
ELSEWHERE = [
    (choice(group["same"][0][1], group["options"], 0), choice(group["same"][0][2], following["options"], 0))
    for group, following in zip(GROUPS, GROUPS[1:] + GROUPS[:1], strict=True)
]
# Written after the thresholds were set; every second one has its options in other words and in another order.
UNSEEN_SAME = [
    (
        choice(one, group["options"], key),
        choice(other, group["again"] if number % 2 else group["options"], key, turned=bool(number % 2)),
    )
    for group in UNSEEN
    for number, (key, one, other) in enumerate(group["same"])
]
UNSEEN_OTHER = [
    (choice(one, group["options"], key), choice(other, group["options"], other_key))
    for group in UNSEEN
    for key, one, other_key, other in group["other"]
]
BANK = [one for pair in (*SAME, *OTHER) for one in pair]


def found_in(pairs, rarity):
    return [likeness(one, other, rarity).is_duplicate for one, other in pairs]


def test_the_set_is_as_large_as_it_says():
    assert (len(SAME), len(OTHER), len(ELSEWHERE)) == (40, 40, 10)


@pytest.mark.parametrize("rarity", [rarity_of(BANK), PLAIN], ids=["over the bank", "while writing"])
def test_recall_and_precision(rarity):
    same, other = found_in(SAME, rarity), found_in([*OTHER, *ELSEWHERE], rarity)

    assert (sum(same), sum(other)) == (40, 0)


def test_a_whole_bank_finds_them_as_well():
    found = {(pair.first, pair.second) for pair in duplicates(BANK)}

    assert {(2 * number, 2 * number + 1) for number in range(len(SAME))} <= found
    others = {(2 * number, 2 * number + 1) for number in range(len(SAME), len(SAME) + len(OTHER))}
    assert found & others == set()


@pytest.mark.parametrize(
    ("rarity", "hits"),
    [(rarity_of([one for pair in (*UNSEEN_SAME, *UNSEEN_OTHER) for one in pair]), 13), (PLAIN, 15)],
    ids=["over the bank", "while writing"],
)
def test_pairs_that_set_no_threshold_are_measured(rarity, hits):
    """What a strange bank brings: fewer are found, and still hardly a false alarm. Better figures are welcome here."""
    same, other = found_in(UNSEEN_SAME, rarity), found_in(UNSEEN_OTHER, rarity)

    assert (len(same), len(other)) == (32, 32)
    assert (sum(same), sum(other)) == (hits, 1)
