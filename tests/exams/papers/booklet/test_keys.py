"""The key of a booklet, recomputed from what the booklet says and from the bodies as they are written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exams.bank.item_types import get_item_type
from exams.bank.item_types.text import plain_text
from exams.papers.booklet.keys import answer_of, key_sections
from tests.exams.papers.booklet.samples import BODIES, EVERY_TYPE, frozen, printed


def entries_of(paper):
    return [entry for section in key_sections(paper, {}) for entry in section.entries]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sampled_from(["single_choice", "multiple_choice", "ordering"]), min_size=1, max_size=6),
    st.sampled_from([1, 2, 3, 4]),
)
def test_letters_of_the_key_name_in_each_order_what_is_right(item_types, order):
    content = frozen(item_types)
    paper = printed(content, order=order)

    for question, entry in zip(paper.questions, entries_of(paper), strict=True):
        body = content.by_slot[question.item.slot].body
        printed_texts = dict(question.options)
        assert entry.number == question.number
        if question.item.item_type == "ordering":
            right = [body["elements"]["abcdefghij".index(letter)] for letter in body["order"]]
            told = [part[-1] for part in entry.answer.split("（")[1:]]
            assert [printed_texts[letter] for letter in told] == right
        else:
            right = {option["text"] for option in body["options"] if option.get("correct")}
            assert {printed_texts[letter] for letter in entry.answer} == right
            assert entry.answer == "".join(sorted(entry.answer))


@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_every_order_asks_the_same_and_numbers_it_anew(order):
    content = frozen()

    paper = printed(content, order=order)

    assert [question.number for question in paper.questions] == [str(n) for n in range(1, len(EVERY_TYPE) + 1)]
    assert sorted(question.item.slot for question in paper.questions) == list(range(1, len(EVERY_TYPE) + 1))
    assert [section.heading for section in paper.sections] == [section.heading for section in printed(content).sections]
    assert paper.code == f"B{order}"


@pytest.mark.parametrize(
    ("item_type", "answer"),
    [
        ("single_choice", "A"),
        ("multiple_choice", "ABD"),
        ("true_false", "×"),
        ("fill_in", "抱怨率 / 客户抱怨率；100%"),
        ("numeric", "62.5%（±0.1）"),
        ("calculation", "67.5%（±0.05）"),
        ("matching", "（1）D（2）B（3）C"),
        ("ordering", "（1）A（2）D（3）C（4）B"),
        ("classification", "（1）B（2）A（3）B（4）A"),
        ("short_answer", "见评分标准"),
        ("essay", "见评分标准"),
        ("case", "（1）A （2）√ （3）50；25% （4）见评分标准"),
        ("in_basket", "见评分标准"),
    ],
)
def test_a_key_reads_like_an_answer_on_paper(item_type, answer):
    kind = get_item_type(item_type)
    body = kind.parse(BODIES[item_type])
    assert answer_of(kind, body, drawn=kind.draw(body, 1)) == answer


def test_short_answers_stand_in_tens_and_others_below_each_other():
    sections = key_sections(
        printed(frozen(("single_choice",) * 23 + ("fill_in", "essay"))), {1: "S-001 v2 · B-D-A-001"}
    )

    assert [len(row) for row in sections[0].rows] == [10, 10, 3]
    assert [section.rows for section in sections[1:]] == [[], []]
    assert sections[0].entries[0].source == "S-001 v2 · B-D-A-001"
    assert sections[0].entries[0].words == plain_text(BODIES["single_choice"]["options"][0]["text"])


def test_a_moved_question_says_where_it_stands_in_the_paper():
    paper = printed(frozen(("single_choice",) * 6), order=2)

    sources = [entry.source for entry in entries_of(paper)]

    assert sources == [
        "" if question.number == str(question.item.slot) else f" · 原卷第 {question.item.slot} 题"
        for question in paper.questions
    ]


def test_rubrics_come_with_the_marks_of_each_part():
    [case] = entries_of(printed(frozen(("case",))))
    [basket] = entries_of(printed(frozen(("in_basket",))))

    assert [(guide.label, guide.scale) for guide in case.guides] == [
        ("1（4）", "评分标准按 5 点计，本题满分 2.5 分，得分 = 所得点数 ÷ 5 × 2.5 分。")
    ]
    assert [guide.label for guide in basket.guides] == ["1（1）", "1（2）"]
    assert [reason.label for reason in case.reasons] == ["", "（1）", "（2）", "（3）", "（4）"]
