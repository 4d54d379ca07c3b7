"""The dossier: a text for each task, weighted by the points of its rubric."""

from fractions import Fraction

import pytest
from pydantic import ValidationError

from exams.bank.item_types import ResponseRefused, get_item_type
from exams.bank.item_types.base import NotAllJudged
from exams.bank.presentation import explain
from tests.factories.bank import BODIES

IN_BASKET = get_item_type("in_basket")
BODY = IN_BASKET.parse(BODIES["in_basket"])


@pytest.mark.parametrize(
    ("response", "judged", "credit"),
    [
        (["甲", "乙"], [Fraction(1), Fraction(1)], Fraction(1)),
        (["甲", "乙"], [Fraction(1, 2), Fraction(0)], Fraction(3, 10)),
        (["甲", None], [Fraction(1), Fraction(1)], Fraction(6, 10)),
        ([None, "乙"], [Fraction(0), Fraction(3, 4)], Fraction(3, 10)),
        (None, [Fraction(1), Fraction(1)], Fraction(0)),
    ],
)
def test_tasks_count_by_their_points_and_blank_ones_nothing(response, judged, credit):
    assert [guide.rubric.total for guide in IN_BASKET.guides(BODY)] == [6, 4]
    assert IN_BASKET.judged_credit(BODY, response, "all_or_nothing", judged) == credit


def test_each_task_is_judged():
    with pytest.raises(NotAllJudged):
        IN_BASKET.judged_credit(BODY, ["甲", "乙"], "all_or_nothing", [Fraction(1)])


@pytest.mark.parametrize(
    ("value", "response"),
    [
        (["甲", "乙"], ["甲", "乙"]),
        (["甲", " "], ["甲", None]),
        ([None, "乙\r\n丙"], [None, "乙\n丙"]),
        (["", " \n"], None),
        ([None, None], None),
    ],
)
def test_a_response_is_a_text_or_nothing_for_each_task(value, response):
    assert IN_BASKET.clean_response(BODY, value) == response


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("甲", "not_a_list"),
        (["甲"], "wrong_number_of_parts"),
        (["甲", "乙", "丙"], "wrong_number_of_parts"),
        (["甲", 5], "not_a_text"),
        (["字" * 401, None], "answer_too_long"),
    ],
)
def test_a_response_that_does_not_fit_is_refused(value, code):
    with pytest.raises(ResponseRefused) as refused:
        IN_BASKET.clean_response(BODY, value)

    assert refused.value.code == code


def test_in_words():
    assert IN_BASKET.describe_response(BODY, ["甲", None]) == "1. 甲\n2. —"
    assert IN_BASKET.describe_key(BODY).startswith("1. 周女士，您好。")
    assert IN_BASKET.describe_key(BODY).splitlines()[1].startswith("2. 河滨店一周")


@pytest.mark.parametrize(
    ("changes", "refusals"),
    [
        ({"documents": []}, [(("documents",), "至少要有 1 项，现有 0 项。")]),
        ({"tasks": []}, [(("tasks",), "至少要有 1 项，现有 0 项。")]),
        (
            {"documents": [{"title": "甲", "kind": "fax", "text": "乙"}]},
            [(("documents", 0, "kind"), "此项不是可以使用的值。")],
        ),
        (
            {"documents": [{"title": "甲", "kind": "note", "text": "**乙"}]},
            [(("documents", 0, "text"), "** 标记没有成对。")],
        ),
        (
            {"tasks": [{**BODIES["in_basket"]["tasks"][0], "longest": 30}]},
            [(("tasks", 0, "model_answer"), "参考答案超过了 30 字的上限。")],
        ),
    ],
)
def test_a_mistake_is_said_at_its_place(changes, refusals):
    with pytest.raises(ValidationError) as refused:
        IN_BASKET.parse({**BODIES["in_basket"], **changes})

    assert explain(refused.value) == refusals


def test_no_format_has_a_dossier():
    assert IN_BASKET.to_question(BODY) is None
