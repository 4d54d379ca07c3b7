"""GIFT: every kind of question, escapes, text formats, and what is named because it is not kept."""

from decimal import Decimal

import pytest

from exams.bank.item_types.questions import (
    Alternative,
    BlanksQuestion,
    ChoiceQuestion,
    MatchQuestion,
    NumberQuestion,
    OpenQuestion,
    StatementQuestion,
)
from tests.exams.bank.interchange.test_examiner_text import read


def one(text):
    batch = read(text, "gift")
    assert len(batch.items) == 1
    return batch.items[0]


def codes(item):
    return [found.code for found in item.findings]


CASES = {
    "哪个？{=甲 ~乙 ~丙}": ChoiceQuestion(
        stem="哪个？",
        alternatives=(Alternative("甲", True), Alternative("乙", False), Alternative("丙", False)),
        is_multiple=False,
    ),
    "::标题:: 哪个？{\n=甲#对了\n~乙#错了\n####总的说明}": ChoiceQuestion(
        stem="哪个？",
        general="总的说明",
        alternatives=(Alternative("甲", True, "对了"), Alternative("乙", False, "错了")),
        is_multiple=False,
    ),
    "哪些？{~%50%甲 ~%50%乙 ~%-100%丙}": ChoiceQuestion(
        stem="哪些？",
        alternatives=(Alternative("甲", True), Alternative("乙", True), Alternative("丙", False)),
        is_multiple=True,
    ),
    "地球是{~平的 =圆的 ~方的}，对吗？": ChoiceQuestion(
        stem="地球是____，对吗？",
        alternatives=(Alternative("平的", False), Alternative("圆的", True), Alternative("方的", False)),
        is_multiple=False,
    ),
    "太阳从东边升起。{T}": StatementQuestion(stem="太阳从东边升起。", holds=True),
    "太阳从西边升起。{FALSE#不对#对}": StatementQuestion(stem="太阳从西边升起。", holds=False, general="不对\n\n对"),
    "首都是{=北京 =北京市}。": BlanksQuestion(stem="首都是{{1}}。", accepted=(("北京", "北京市"),)),
    "首都是哪里？{=北京}": BlanksQuestion(stem="首都是哪里？{{1}}", accepted=(("北京",),)),
    "首都是哪里？ {=北京}": BlanksQuestion(stem="首都是哪里？ {{1}}", accepted=(("北京",),)),
    "圆周率{#3.14:0.01}": NumberQuestion(stem="圆周率", value=Decimal("3.14"), tolerance=Decimal("0.01")),
    "圆周率{#3.141..3.142}": NumberQuestion(stem="圆周率", value=Decimal("3.1415"), tolerance=Decimal("0.0005")),
    "连线{=甲 -> 一 =乙 -> 二 = -> 三}": MatchQuestion(stem="连线", pairs=(("甲", "一"), ("乙", "二")), extras=("三",)),
    "谈谈服务。{}": OpenQuestion(stem="谈谈服务。", is_long=True),
    r"集合\{1\} 中 a\=b\: {=a\~b ~c\#d ~e\\f}": ChoiceQuestion(
        stem="集合{1} 中 a=b:",
        alternatives=(Alternative("a~b", True), Alternative("c#d", False), Alternative("e\\f", False)),
        is_multiple=False,
    ),
    "[html]<p>选<b>错</b>的：x<sup>2</sup></p>{=甲 ~<u>乙</u> ~丙}": ChoiceQuestion(
        stem="选**错**的：x^{2}",
        alternatives=(Alternative("甲", True), Alternative("++乙++", False), Alternative("丙", False)),
        is_multiple=False,
    ),
    "[markdown]选**错**的{=甲 ~乙}": ChoiceQuestion(
        stem="选**错**的", alternatives=(Alternative("甲", True), Alternative("乙", False)), is_multiple=False
    ),
    "[plain]价格**不变**<b>{=甲 ~乙}": ChoiceQuestion(
        stem="价格＊＊不变＊＊<b>", alternatives=(Alternative("甲", True), Alternative("乙", False)), is_multiple=False
    ),
}


@pytest.mark.parametrize("text", CASES)
def test_a_question_of_every_kind(text):
    assert one(text).question == CASES[text]


def test_questions_are_parted_by_blank_lines_and_know_their_lines():
    batch = read("// 注释\n$CATEGORY: 课程/投诉\n\n::一:: 甲{T}\n\n乙\n{=丙\n~丁}\n\n只是说明。\n", "gift")

    assert [item.place.at for item in batch.items] == ["4", "6"]
    assert [(found.code, found.place and found.place.at) for found in batch.findings] == [
        ("comment", "1"),
        ("category", "4"),
        ("description", "10"),
        ("titles", None),
    ]
    assert codes(batch.items[0]) == []


def test_a_comment_right_above_a_question_is_its_own():
    assert codes(one("// 注释\n甲{T}")) == ["comment"]


def test_tags_of_comments_are_kept():
    assert one("// [id:Q7] [tag:投诉] [tag:满意]\n甲{F}").tags == ("投诉", "满意")


NAMED = {
    "哪个？{=甲 ~%50%乙 ~丙}": ["weights"],
    "哪些？{~%60%甲 ~%40%乙 ~丙}": ["weights"],
    "首都{=北京 =%50%北平}": ["weights"],
    "首都{=北京#好}": ["feedback_lost"],
    "数{#=5:0 =%50%5:2}": ["weights"],
    "[html]<i>斜</i>{T}": ["lost"],
}


@pytest.mark.parametrize("text", NAMED)
def test_what_is_not_kept_is_named(text):
    item = one(text)
    assert item.question is not None
    assert codes(item) == NAMED[text]


WRONG = {
    "没有收尾{=甲": "braces",
    "两对{=甲}{=乙}": "braces",
    "没有正确项{~甲 ~乙}": "no_answer",
    "不认识{甲}": "answers",
    "{=甲 ~乙}": "no_stem",
    "数{#abc}": "number",
    "[html]<img src='@@PLUGINFILE@@/a.png'>看图{T}": "lost",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_cannot_be_read_says_why(text):
    item = one(text)
    assert [found.code for found in item.findings if found.level == "error"] == [WRONG[text]]
