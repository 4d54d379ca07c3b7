"""A case: parts of any type on shared material, weighted by their shares."""

import copy
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from exams.bank.item_types import ITEM_TYPES, ResponseRefused, get_item_type, part_types
from exams.bank.item_types.base import NotAllJudged
from exams.bank.item_types.questions import CaseQuestion, StatementQuestion
from exams.bank.presentation import explain
from tests.factories.bank import BODIES, KEYS

CASE = get_item_type("case")
BODY = CASE.parse(BODIES["case"])
KEY = KEYS["case"]
MACHINE_KEY = [*KEY[:3], None]
POLICY = "all_or_nothing"


def _case(*parts):
    """A case of these types' examples, each with its share."""
    rows = [{"type": name, "share": share, "body": BODIES[name]} for name, share in parts]
    return CASE.parse({"stem": "材料。", "explanation": "解析。", "parts": rows})


def test_parts_may_be_of_every_type_but_those_with_parts():
    assert set(ITEM_TYPES) - set(part_types()) == {"case", "in_basket"}


def test_a_whole_case_of_every_type():
    names = part_types()
    body = _case(*((name, 1) for name in names[:10]))
    key = [KEYS[name] for name in names[:10]]

    assert CASE.clean_response(body, key) == key
    assert CASE.judged_credit(body, key, POLICY, [Fraction(1)] * len(CASE.guides(body))) == 1


def test_parts_count_by_their_shares():
    body = _case(("single_choice", 2), ("true_false", 1), ("fill_in", 5))

    assert CASE.credit(body, ["a", None, None], POLICY) == Fraction(2, 8)
    assert CASE.credit(body, ["b", False, None], POLICY) == Fraction(1, 8)
    assert CASE.credit(body, ["a", False, ["抱怨率", ""]], POLICY) == Fraction(2 * 2 + 2 + 5, 16)
    assert CASE.credit(body, ["a", False, ["抱怨率", "100%"]], POLICY) == 1
    assert CASE.credit(body, None, POLICY) == 0


def test_it_waits_as_soon_as_a_written_part_is_answered():
    assert CASE.credit(BODY, MACHINE_KEY, POLICY) == Fraction(5, 10)
    assert CASE.credit(BODY, [None, None, None, "写了"], POLICY) is None
    assert CASE.credit(BODY, KEY, POLICY) is None


@given(st.integers(0, 6), st.booleans(), st.booleans())
def test_a_judgement_counts_with_what_the_machine_marked(sixths, chose_right, wrote):
    response = ["a" if chose_right else "c", None, None, "写了" if wrote else None]

    credit = CASE.judged_credit(BODY, response, POLICY, [Fraction(sixths, 6)])

    assert credit == Fraction(2 * chose_right, 10) + (Fraction(5 * sixths, 60) if wrote else 0)
    assert 0 <= credit <= 1


@pytest.mark.parametrize("judged", [[], [Fraction(1), Fraction(1)]])
def test_each_written_part_is_judged_once(judged):
    with pytest.raises(NotAllJudged):
        CASE.judged_credit(BODY, KEY, POLICY, judged)


def test_guides_and_texts_name_their_part():
    body = _case(("essay", 1), ("true_false", 1), ("short_answer", 1))

    assert [guide.number for guide in CASE.guides(body)] == ["1", "3"]
    assert [guide.asked for guide in CASE.guides(body)] == [BODIES["essay"]["stem"], BODIES["short_answer"]["stem"]]
    assert CASE.written(body, ["甲", True, None]) == ("甲", "")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("a", "not_a_list"),
        (["a"], "wrong_number_of_parts"),
        (["x", None, None, None], "no_such_option"),
        ([None, None, ["50"], None], "wrong_number_of_blanks"),
        ([None, None, None, "字" * 301], "answer_too_long"),
    ],
)
def test_a_response_that_does_not_fit_is_refused(value, code):
    with pytest.raises(ResponseRefused) as refused:
        CASE.clean_response(BODY, value)

    assert refused.value.code == code


@pytest.mark.parametrize("value", [[None] * 4, ["", "", ["", " "], " \n"]])
def test_parts_without_an_answer_are_no_answer(value):
    assert CASE.clean_response(BODY, value) is None


def test_in_words():
    assert CASE.describe_response(BODY, ["b", None, ["50", ""], "写了"]) == "（1）90%\n（2）—\n（3）50；—\n（4）写了"
    assert CASE.describe_key(BODY).splitlines()[:3] == ["（1）75%", "（2）正确", "（3）50；25%"]
    assert CASE.machine_key(BODY) == "（1）75%\n（2）正确\n（3）50；25%"


def _refused(change):
    raw = copy.deepcopy(BODIES["case"])
    change(raw["parts"])
    with pytest.raises(ValidationError) as refused:
        CASE.parse(raw)
    return explain(refused.value)


@pytest.mark.parametrize(
    ("change", "refusals"),
    [
        (lambda parts: parts[0].update(type="riddle"), [(("parts", 0, "type"), "小题不能是“riddle”题型。")]),
        (lambda parts: parts[0].update(type="case"), [(("parts", 0, "type"), "小题不能是“case”题型。")]),
        (lambda parts: parts[0].update(type="in_basket"), [(("parts", 0, "type"), "小题不能是“in_basket”题型。")]),
        (lambda parts: parts[1].update(share=0), [(("parts", 1, "share"), "此项不能小于 1。")]),
        (lambda parts: parts.__delitem__(slice(1, None)), [(("parts",), "至少要有 2 项，现有 1 项。")]),
        (
            lambda parts: parts[0]["body"]["options"][0].update(correct=False),
            [(("parts", 0, "body", "options"), "必须恰有一个选项标为正确。")],
        ),
        (lambda parts: parts[2]["body"].pop("explanation"), [(("parts", 2, "body", "explanation"), "此项缺失。")]),
        (
            lambda parts: parts[3]["body"]["rubric"]["criteria"][0].update(points=9),
            [(("parts", 3, "body", "rubric", "criteria", 0, "levels"), "最高一级的分值应等于该评分点的分值。")],
        ),
    ],
)
def test_a_mistake_in_a_part_is_said_at_its_place(change, refusals):
    assert _refused(change) == refusals


def test_a_share_may_be_left_out():
    raw = copy.deepcopy(BODIES["case"])
    for part in raw["parts"]:
        del part["share"]

    assert CASE.credit(CASE.parse(raw), MACHINE_KEY, POLICY) == Fraction(3, 4)


def test_formats_get_a_case_with_its_parts():
    question = CASE.to_question(BODY)

    assert isinstance(question, CaseQuestion)
    assert question.shares == (2, 1, 2, 5)
    assert [type(part).__name__ for part in question.parts] == [
        "ChoiceQuestion",
        "StatementQuestion",
        "BlanksQuestion",
        "OpenQuestion",
    ]


def test_parts_of_formats_without_shares_count_equally():
    part = StatementQuestion(stem="对吗？", general="对。", holds=True)
    body = CASE.parse(CASE.from_question(CaseQuestion(stem="材料。", general="解析。", parts=(part, part))))

    assert [(one.type, one.share) for one in body.parts] == [("true_false", 1), ("true_false", 1)]


def test_a_case_with_a_part_of_no_type_is_no_case_of_ours():
    part = CaseQuestion(stem="材料里的材料。")

    assert CASE.from_question(CaseQuestion(stem="材料。", general="解析。", parts=(part, part))) is None
