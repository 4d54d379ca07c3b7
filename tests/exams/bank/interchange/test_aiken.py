"""Aiken, and what is wrong with it by line."""

from exams.bank.item_types.questions import Alternative, ChoiceQuestion
from tests.exams.bank.interchange.test_examiner_text import read


def test_questions_with_their_lines():
    batch = read("Which one?\nA. one\nB) two\nANSWER: B\n\n第二题\n分两行\nA. 甲\nB. 乙\nC. 丙\nANSWER: A\n", "aiken")

    assert [item.question for item in batch.items] == [
        ChoiceQuestion(
            stem="Which one?", alternatives=(Alternative("one", False), Alternative("two", True)), is_multiple=False
        ),
        ChoiceQuestion(
            stem="第二题\n分两行",
            alternatives=(Alternative("甲", True), Alternative("乙", False), Alternative("丙", False)),
            is_multiple=False,
        ),
    ]
    assert [item.place.at for item in batch.items] == ["1", "6"]


def test_mistakes_are_named_by_line():
    batch = read(
        "甲\nA. 一\nC. 二\nANSWER: A\n乙\nA. 一\nB. 二\nANSWER: D\n丙\nA. 一\n多余\nANSWER: A\n丁\nA. 一\n", "aiken"
    )

    assert [[(found.code, found.place.at) for found in item.findings] for item in batch.items] == [
        [("letter", "3")],
        [("no_such_option", "8")],
        [("stray", "11")],
        [("no_answer", "13")],
    ]
    assert [item.question for item in batch.items] == [None] * 4
