import re
from pathlib import Path

import pytest
from django.utils import translation
from pydantic import ValidationError

from exams.bank import item_types
from exams.bank.item_types import get_item_type
from exams.bank.item_types.calculation.schema import _MESSAGES
from exams.bank.presentation import explain, policy_label, render_text, type_choices, type_label, words
from tests.factories.bank import BODIES


@pytest.mark.parametrize(("language", "label"), [("en", "Table"), ("zh-hans", "表格")])
def test_a_table_is_named_in_its_readers_language(language, label):
    with translation.override(language):
        assert f'aria-label="{label}"' in render_text("| 门店 | 件 |\n| 东门 | 3 |")


def test_types_and_policies_have_chinese_names():
    assert dict(type_choices()).items() >= {
        ("single_choice", "单项选择题"),
        ("multiple_choice", "多项选择题"),
        ("true_false", "判断题"),
        ("fill_in", "填空题"),
        ("numeric", "数值题"),
        ("calculation", "计算题"),
        ("matching", "配对题"),
        ("classification", "归类题"),
        ("ordering", "排序题"),
        ("short_answer", "简答题"),
        ("essay", "论述题"),
        ("scheme", "方案设计题"),
        ("in_basket", "公文筐测验"),
        ("case", "案例分析题"),
    }
    assert type_label("fill_in") == "填空题"
    assert policy_label("ripkey") == "按选对的比例得分，多于答案项数不得分"


def _refusals(name, **changes):
    with pytest.raises(ValidationError) as refused:
        get_item_type(name).parse({**BODIES[name], **changes})
    return explain(refused.value)


@pytest.mark.parametrize(
    ("name", "changes", "refusals"),
    [
        ("single_choice", {"stem": ""}, [(("stem",), "此项为空。")]),
        ("single_choice", {"stem": 5}, [(("stem",), "此项应为文字。")]),
        ("single_choice", {"stem": "字" * 6001}, [(("stem",), "此项超过 6000 个字符。")]),
        ("single_choice", {"stem": "**不属于"}, [(("stem",), "** 标记没有成对。")]),
        ("single_choice", {"stem": "{{1}}"}, [(("stem",), "只有填空题的题干可以有填空处。")]),
        ("single_choice", {"key": "b"}, [(("key",), "“key”不是这种题型的字段。")]),
        ("single_choice", {"options": "甲乙"}, [(("options",), "此项应为列表。")]),
        (
            "single_choice",
            {"options": ["甲", "乙", "丙"]},
            [(("options", n), "此项应为一组带名称的字段。") for n in range(3)],
        ),
        (
            "single_choice",
            {"options": BODIES["single_choice"]["options"][:2]},
            [(("options",), "至少要有 3 项，现有 2 项。")],
        ),
        (
            "single_choice",
            {"options": [{"text": f"第{n}", "correct": n == 1} for n in range(7)]},
            [(("options",), "至多可有 6 项，现有 7 项。")],
        ),
        ("single_choice", {"options": [{"text": t} for t in "甲乙丙"]}, [(("options",), "必须恰有一个选项标为正确。")]),
        ("single_choice", {"options": [{"text": "甲"}] * 3}, [(("options",), "有两个选项文字相同。")]),
        (
            "multiple_choice",
            {"options": [{"text": t} for t in "甲乙丙丁"]},
            [(("options",), "至少两个选项标为正确，且至少一个不是。")],
        ),
        ("true_false", {"answer": "maybe"}, [(("answer",), "此项应为 true 或 false。")]),
        ("fill_in", {"stem": "{{}}"}, [(("stem",), "填空处写作双花括号中的数字，如 {{1}}。")]),
        ("fill_in", {"stem": "没有空。"}, [(("blanks",), "题干中第 1 至第 2 空应各出现一次。")]),
        (
            "fill_in",
            {"blanks": [{"accept": ["。"]}, {"accept": ["甲"]}]},
            [(("blanks", 0, "accept", 0), "接受的答案要有文字或数字。")],
        ),
    ],
)
def test_a_refusal_names_its_place_and_says_why(name, changes, refusals):
    assert _refusals(name, **changes) == refusals


def test_what_is_missing_is_named():
    with pytest.raises(ValidationError) as refused:
        get_item_type("true_false").parse({})

    assert explain(refused.value) == [((field,), "此项缺失。") for field in ("stem", "explanation", "answer")]


def test_every_refusal_that_item_types_invent_has_words():
    folder = Path(item_types.__file__).parent
    codes = {
        code
        for path in folder.rglob("*.py")
        for code in re.findall(r"(?:PydanticCustomError|_about|ExpressionRefused)\(\s*\"([a-z_]+)\"", path.read_text())
    }

    assert codes | set(_MESSAGES) <= set(words._REASONS)


def test_every_place_of_a_body_is_said_in_chinese():
    """Also of those that are no field of the form: reports of exports name them."""
    bodies = {
        name: BODIES[name] for name in ("ordering", "matching", "single_choice", "short_answer") if name in BODIES
    }

    for name, body in bodies.items():
        said = {field: words.path_in_words(get_item_type(name), (field,)) for field in body if field != "keys"}
        assert {field: label for field, label in said.items() if re.search("[A-Za-z_]", label)} == {}
    assert words.path_in_words(get_item_type("ordering"), ("order",)) == "正确次序"
