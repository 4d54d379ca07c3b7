"""Short answers, essays and schemes: texts that a person marks."""

from fractions import Fraction

import pytest
from pydantic import ValidationError

from exams.bank.item_types import ResponseRefused, get_item_type
from exams.bank.item_types.base import NotAllJudged
from exams.bank.item_types.questions import OpenQuestion
from exams.bank.presentation import explain
from tests.factories.bank import BODIES

WRITTEN = ("short_answer", "essay", "scheme")
every_written = pytest.mark.parametrize("name", WRITTEN)


def _parsed(name, **changes):
    return get_item_type(name).parse({**BODIES[name], **changes})


@every_written
def test_what_is_written_waits_for_a_person_and_what_is_blank_earns_nothing(name):
    kind, body = get_item_type(name), _parsed(name)

    assert kind.credit(body, "写了", "all_or_nothing") is None
    assert kind.credit(body, kind.clean_response(body, " \n\u3000"), "all_or_nothing") == 0
    assert kind.judged_credit(body, "写了", "all_or_nothing", [Fraction(3, 7)]) == Fraction(3, 7)
    assert kind.judged_credit(body, None, "all_or_nothing", [Fraction(1)]) == 0


@every_written
def test_one_judgement_is_needed(name):
    for judged in ([], [Fraction(1), Fraction(1)]):
        with pytest.raises(NotAllJudged):
            get_item_type(name).judged_credit(_parsed(name), "写了", "all_or_nothing", judged)


@every_written
def test_a_text_is_kept_as_written_up_to_its_limit(name):
    kind = get_item_type(name)
    body = _parsed(name, longest=200, model_answer="短。", **({"shortest": 0} if name == "essay" else {}))

    assert kind.clean_response(body, " 甲\n\n乙 ") == " 甲\n\n乙 "
    assert kind.clean_response(body, "字" * 200) == "字" * 200
    with pytest.raises(ResponseRefused) as refused:
        kind.clean_response(body, "字" * 201)
    assert refused.value.code == "answer_too_long"


@every_written
@pytest.mark.parametrize("value", [["甲"], 5, True, {}])
def test_what_is_no_text_is_refused(name, value):
    with pytest.raises(ResponseRefused) as refused:
        get_item_type(name).clean_response(_parsed(name), value)

    assert refused.value.code == "not_a_text"


def test_lines_of_a_plain_form_are_the_lines_of_the_script():
    kind, body = get_item_type("essay"), _parsed("essay")

    assert kind.clean_response(body, "甲\r\n乙\r丙") == "甲\n乙\n丙"
    # Counted as the browser counts: a line's end is one character.
    assert kind.clean_response(body, "甲\r\n" * 400) == "甲\n" * 400


@pytest.mark.parametrize(
    ("name", "changes", "refusals"),
    [
        ("short_answer", {"longest": 20}, [(("model_answer",), "参考答案超过了 20 字的上限。")]),
        ("short_answer", {"longest": 19}, [(("longest",), "此项不能小于 20。")]),
        ("short_answer", {"longest": 2001}, [(("longest",), "此项不能大于 2000。")]),
        ("short_answer", {"longest": "很长"}, [(("longest",), "此项应为整数。")]),
        ("short_answer", {"model_answer": ""}, [(("model_answer",), "此项为空。")]),
        ("short_answer", {"keywords": ["甲；乙"]}, [(("keywords", 0), "此项含有不能使用的字符。")]),
        ("short_answer", {"stem": "{{1}}"}, [(("stem",), "只有填空题的题干可以有填空处。")]),
        ("essay", {"shortest": 900}, [(("shortest",), "最少 900 字不能多于上限 800 字。")]),
        ("scheme", {"requirements": []}, [(("requirements",), "至少要有 1 项，现有 0 项。")]),
        (
            "scheme",
            {"rubric": {"criteria": [{"name": "甲", "points": 3, "levels": [{"points": 2, "text": "乙"}] * 2}]}},
            [(("rubric", "criteria", 0, "levels"), "等级的分值要由高到低，最后一级为 0 分。")],
        ),
        (
            "scheme",
            {
                "rubric": {
                    "criteria": [
                        {
                            "name": "甲",
                            "points": 3,
                            "levels": [{"points": 2, "text": "乙"}, {"points": 0, "text": "丙"}],
                        }
                    ]
                }
            },
            [(("rubric", "criteria", 0, "levels"), "最高一级的分值应等于该评分点的分值。")],
        ),
    ],
)
def test_a_mistake_is_said_at_its_place(name, changes, refusals):
    with pytest.raises(ValidationError) as refused:
        _parsed(name, **changes)

    assert explain(refused.value) == refusals


@pytest.mark.parametrize(("name", "longest"), [("short_answer", 500), ("essay", 2000), ("scheme", 3000)])
def test_limits_may_be_left_out(name, longest):
    body = {field: value for field, value in BODIES[name].items() if field not in {"longest", "shortest", "keywords"}}

    assert get_item_type(name).parse(body).longest == longest


def test_formats_tell_the_three_by_length_and_requirements():
    short = OpenQuestion(stem="为什么？", general="因为。", model="所以。")
    essay = OpenQuestion(stem="为什么？", general="因为。", model="所以。", is_long=True, longest=900)
    scheme = OpenQuestion(stem="情境。\n\n要求：\n\n1. 甲\n2. 乙", general="因为。", model="所以。", is_long=True)
    taken = {
        name: [get_item_type(name).from_question(one) is not None for one in (short, essay, scheme)] for name in WRITTEN
    }

    assert taken == {
        "short_answer": [True, False, False],
        "essay": [False, True, False],
        "scheme": [False, False, True],
    }
    body = get_item_type("scheme").parse(get_item_type("scheme").from_question(scheme))
    assert (body.stem, body.requirements, body.rubric.total) == ("情境。", ("甲", "乙"), 10)
    assert get_item_type("essay").parse(get_item_type("essay").from_question(essay)).longest == 900


@pytest.mark.parametrize("stem", ["要求：\n\n1. 甲", "情境。\n\n要求：\n\n甲", "情境。\n\n要求：\n\n", "情境。"])
def test_a_stem_without_a_list_of_requirements_is_an_essay(stem):
    assert get_item_type("scheme").from_question(OpenQuestion(stem=stem, is_long=True)) is None
