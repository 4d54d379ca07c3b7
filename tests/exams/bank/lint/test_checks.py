"""Each check beside an item that it speaks of and one that it must leave alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from exams.bank.item_types import ITEM_TYPES, get_item_type
from exams.bank.lint import CHECKS, lint_item
from exams.bank.presentation.advice import SENTENCES, advice_of
from tests.factories.bank import BODIES

EXPLANATION = "答案合乎定义，其余三项各属别的指标。回看“五项指标”一节。"
OPTIONS = ("客户对企业的褒扬程度", "客户指名消费的程度", "再次消费所占的比例", "产生抱怨的客户比率")


def choice(stem="美誉度衡量的是什么？", options=OPTIONS, key=0, explanation=EXPLANATION):
    marked = [{"text": text, "correct": place == key} for place, text in enumerate(options)]
    return "single_choice", {"stem": stem, "options": marked, "explanation": explanation}


def statement(stem, *, holds):
    return "true_false", {"stem": stem, "answer": holds, "explanation": EXPLANATION}


def blank(stem, *accepted):
    return "fill_in", {"stem": stem, "blanks": [{"accept": list(one)} for one in accepted], "explanation": EXPLANATION}


def codes(item, **context):
    return [(finding.code, finding.place, dict(finding.quotes)) for finding in lint_item(*item, **context)]


@pytest.mark.parametrize(
    ("item", "found"),
    [
        (choice("下列哪一项不属于衡量指标？"), ("negative_unmarked", ("stem",), {"words": "不属于"})),
        (choice("除美誉度以外，下列哪一项更要紧？"), ("negative_unmarked", ("stem",), {"words": "除美誉度以外"})),
        (choice("下列说法中**错误**的**不是**哪一项？"), ("double_negative", ("stem",), {"words": "错误、不是"})),
        (choice("问" * 401), ("stem_long", ("stem",), {"count": 401, "most": 400})),
        (
            statement("只要员工满意，客户就一定满意。", holds=False),
            ("absolute_statement", ("stem",), {"words": "一定"}),
        ),
        (
            choice(options=(*OPTIONS[:3], "以上都对")),
            ("speaks_of_others", ("options", 3, "text"), {"words": "以上都对"}),
        ),
        (
            choice(options=("客户对企业和它的产品与服务的褒扬程度", *OPTIONS[1:])),
            ("key_longest", ("options", 0, "text"), {"key": 18, "next": 9}),
        ),
        (
            choice(options=("褒扬程度", "指名程度", "客户在一年之内再次来到同一家门店消费的次数占全部", "抱怨程度")),
            ("lengths_unlike", ("options",), {"shortest": 4, "longest": 24}),
        ),
        (
            choice(options=(*OPTIONS[:3], "再次消费所占的比例上升")),
            ("options_overlap", ("options", 3, "text"), {"letters": "C、D"}),
        ),
        (
            choice(options=("10%-20%", "15%-30%", "40%-50%", "60%-70%")),
            ("options_overlap", ("options", 1, "text"), {"letters": "A、B"}),
        ),
        (
            choice(options=tuple(f"客户对企业{rest}" for rest in ("褒扬", "指名", "再来", "抱怨"))),
            ("beginning_shared", ("options",), {"words": "客户对企业"}),
        ),
        (choice(options=(f"{OPTIONS[0]}。", *OPTIONS[1:])), ("ends_unlike", ("options",), {})),
        (
            choice(options=(OPTIONS[0], "绝对不会出错", "永远保持第一", OPTIONS[3])),
            ("absolute_distractors", ("options",), {"words": "绝对、永远"}),
        ),
        (
            blank("{{1}}、{{2}}、{{3}}、{{4}}、{{5}}", *(["甲"],) * 5),
            ("blanks_many", ("stem",), {"count": 5, "most": 4}),
        ),
        (
            blank("五项指标之一是{{1}}。", ["客户抱怨率"]),
            ("variant_missing", ("blanks", 0, "accept"), {"number": 1, "variant": "顾客抱怨率"}),
        ),
        (choice(explanation="回看“指标”。"), ("explanation_short", ("explanation",), {"count": 7})),
        (choice(explanation="答案合乎定义，其余三项各属别的指标。"), ("heading_unnamed", ("explanation",), {})),
    ],
)
def test_it_is_noticed_alone(item, found):
    assert codes(item) == [found]


@pytest.mark.parametrize(
    "item",
    [
        choice(),
        choice("下列哪一项**不属于**衡量指标？"),
        choice("下列哪一项++不++属于衡量指标？"),
        choice("客户不满意时，客服代表首先应当做什么？"),
        choice("要看资源用得合不合理，应当怎样判断？"),
        choice("下列哪些是特性，而不是应对方法？"),
        choice("问" * 400),
        choice(options=("客户对企业的褒扬程度之和", *OPTIONS[1:])),
        choice(options=("10%-20%", "20%-30%", "30%-40%", "40%-50%")),
        choice(
            options=("ES < PS，不可接受的质量", "ES > PS，不可接受的质量", "ES > PS，质量惊喜", "ES = PS，满意的质量"),
            key=1,
        ),
        choice(options=("绝对不会出错", OPTIONS[1], "永远保持第一", OPTIONS[3])),
        statement("员工满意推动客户满意。", holds=True),
        statement("“客户永远是对的”就是客户讲的都是事实。", holds=False),
        blank("五项指标之一是{{1}}。", ["客户抱怨率", "顾客抱怨率"]),
    ],
)
def test_a_sound_item_is_left_alone(item):
    assert codes(item) == []


def test_where_lists_compete_the_stem_says_whose_it_follows():
    plain, named = choice("下列哪一项属于服务的特性？"), choice("按本章的讲解，下列哪一项属于服务的特性？")
    counted = choice("服务的四个特性包括下列哪一项？")

    assert codes(plain, competes="服务的特性") == [("list_unnamed", ("stem",), {"topic": "服务的特性"})]
    assert (codes(plain), codes(named, competes="服务的特性"), codes(counted, competes="服务的特性")) == ([], [], [])


def test_every_finding_has_a_sentence_for_people():
    found = lint_item(*choice("下列哪一项不属于衡量指标？", explanation="无。" * 8))

    assert [one.text for one in advice_of(found)] == [
        "题干靠“不属于”反问，容易看漏：请把它**加粗**。",
        "解析没有写明回看哪一节（回看“……”一节）。",
    ]
    assert all(sentence for sentence in SENTENCES.values())
    assert len(CHECKS) == 19


@pytest.mark.parametrize("name", ITEM_TYPES)
@given(text=st.text(max_size=60))
def test_no_text_breaks_a_check(name, text):
    body = {**BODIES[name], "explanation": text}
    try:
        get_item_type(name).parse(body)
    except ValidationError:
        return
    advice_of(lint_item(name, body))


@given(stem=st.text(max_size=60), options=st.lists(st.text(max_size=20), min_size=3, max_size=6))
def test_no_choice_breaks_a_check(stem, options):
    item = choice(stem, options)
    try:
        get_item_type(item[0]).parse(item[1])
    except ValidationError:
        return
    advice_of(lint_item(*item, competes="服务的特性"))


# Parts

CLEAN_CASE = {
    "stem": "一家酒店两周内收到三次同样的投诉。",
    "explanation": "三次都停在口头道歉。回看“投诉处理”一节。",
}


def case(*parts):
    listed = [{"type": name, "body": body} for name, body in parts]
    return "case", {**CLEAN_CASE, "parts": listed}


def test_each_part_of_a_case_is_linted_and_the_advice_names_it():
    name, body = choice("下列哪一项不属于衡量指标？", options=(*OPTIONS[:3], "以上都对"))
    item = case(choice(), (name, {**body, "explanation": "见书。"}))

    assert codes(item) == [
        ("negative_unmarked", ("parts", 1, "body", "stem"), {"words": "不属于"}),
        ("speaks_of_others", ("parts", 1, "body", "options", 3, "text"), {"words": "以上都对"}),
        ("explanation_short", ("parts", 1, "body", "explanation"), {"count": 3}),
    ]
    advice = advice_of(lint_item(*item))
    assert [one.field for one in advice] == ["parts"] * 3
    assert all(one.text.startswith("第 2 小题：") for one in advice)


def test_a_part_need_not_say_again_what_its_case_says():
    name, body = choice(explanation="答案合乎定义，其余三项各属别的指标。")

    assert codes(case((name, body), (name, body)), competes="满意度") == [
        ("list_unnamed", ("stem",), {"topic": "满意度"})
    ]


def test_each_task_of_a_basket_is_linted_and_the_advice_names_it():
    body = BODIES["in_basket"]
    short = {**body["tasks"][0], "longest": 600, "model_answer": "致歉。"}
    found = lint_item("in_basket", {**body, "tasks": [body["tasks"][0], short]})

    [advice] = [one for one in advice_of(found) if one.code == "model_too_short"]
    assert advice.text.startswith("任务 2：")
