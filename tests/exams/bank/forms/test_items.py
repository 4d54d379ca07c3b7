import pytest

from exams.bank.forms import ItemForm
from exams.bank.forms.body import BodyTree
from exams.bank.item_types import ITEM_TYPES, get_item_type
from exams.bank.services import stored_body
from tests.factories.bank import BODIES, BankFactory, make_point, make_version

# What a form makes of its fields no engine changes; test_views.py stores it.
pytestmark = [pytest.mark.django_db, pytest.mark.once]

FILLED = {
    "single_choice": {
        "options-0-text": "客户对企业的褒扬程度",
        "options-1-text": "客户指名消费的程度",
        "options-2-text": "再次消费的比例",
        "options-3-text": "产生抱怨的比率",
        "options-mark": "0",
    },
    "multiple_choice": {
        "options-0-text": "物质满意层",
        "options-1-text": "精神满意层",
        "options-2-text": "理念满意",
        "options-3-text": "社会满意层",
        "options-0-correct": "on",
        "options-1-correct": "on",
        "options-3-correct": "on",
    },
    "true_false": {"answer": "false"},
    "fill_in": {"blanks-0-accept": "抱怨率\n客户抱怨率", "blanks-1-accept": "100%"},
    "numeric": {"value": "６２.5", "tolerance": "0.1", "unit": "%"},
    "calculation": {
        "parameters-0-name": "asked",
        "parameters-0-from": "200",
        "parameters-0-to": "400",
        "parameters-0-step": "10",
        "parameters-1-name": "praised",
        "parameters-1-from": "90",
        "parameters-1-to": "180",
        "parameters-1-step": "2",
        "expression": "praised / asked * 100",
        "decimals": "1",
        "tolerance": "0.05",
        "unit": "%",
    },
    "matching": {
        "options-0-text": "服务满意",
        "options-1-text": "理念满意",
        "options-2-text": "行为满意",
        "options-3-text": "视听满意",
        "prompts-0-text": "门店统一了招牌、服装与音乐",
        "prompts-0-match": "D",
        "prompts-1-text": "公司把“为客户着想”写进宗旨，并照此取舍",
        "prompts-1-match": "b",
        "prompts-2-text": "员工的待客动作有章可循、人人做到",
        "prompts-2-match": "Ｃ",
    },
    "classification": {
        "groups-0-text": "企业的口碑",
        "groups-1-text": "客户的行为",
        "elements-0-text": "回头率",
        "elements-0-group": "b",
        "elements-1-text": "美誉度",
        "elements-1-group": "A",
        "elements-2-text": "指名度",
        "elements-2-group": "B",
        "elements-3-text": "知名度",
        "elements-3-group": "a",
    },
    "ordering": {
        "elements-0-text": "听客户说完",
        "elements-0-place": "1",
        "elements-1-text": "按约定时间回访",
        "elements-1-place": "４",
        "elements-2-text": "给出方案并征得同意",
        "elements-2-place": "3",
        "elements-3-text": "记录并复述问题",
        "elements-3-place": "2",
    },
}


def filled(name, **changes):
    """What a browser sends of the form of that type, filled in rightly."""
    bank = BankFactory()
    head = {
        "point": make_point(bank.chapter).pk,
        "facts": "C000.1.1#1 C000.1.1#2",
        "difficulty": "3",
        "cognitive": "apply",
        "stem": BODIES[name]["stem"],
        "explanation": BODIES[name]["explanation"],
    }
    return {**head, **(FILLED.get(name) or of_example(name)), **changes}


def of_example(name):
    """What a browser sends of the body's controls when they hold the type's example."""
    kind = get_item_type(name)
    return _sent(BodyTree(kind.editor).bound(kind.to_editor(stored_body(name, BODIES[name]))))


def _form(name, **changes):
    return ItemForm(filled(name, **changes), item_type=name, bank=BankFactory())


def _errors(form):
    form.is_valid()
    return {**{name: list(errors) for name, errors in form.errors.items()}, **form.body_errors}


def _sent(nodes):
    """What a browser sends of the body's controls as they are shown."""
    sent = {}
    for node in nodes:
        if node.kind in {"text", "lines", "choice"} and node.value not in ("", None):
            sent[node.path] = node.value
        if node.mark_name and node.is_marked:
            sent[node.mark_name] = node.mark_value
        if node.kind == "part":
            sent[f"{node.path}-type"] = node.value
        sent |= _sent(node.children)
    return sent


@pytest.mark.parametrize("name", ITEM_TYPES)
def test_a_filled_form_is_the_versions_content(name):
    form = _form(name)

    assert _errors(form) == {}
    content = form.content()
    assert content.body == stored_body(name, BODIES[name])
    assert (content.point.code, content.facts, content.difficulty, content.cognitive) == (
        "B-D-A-001",
        ("C000.1.1#1", "C000.1.1#2"),
        3,
        "apply",
    )


@pytest.mark.parametrize("name", ITEM_TYPES)
def test_a_stored_version_fills_the_form_and_comes_back_the_same(name):
    version = make_version(name, facts=["C000.1.1#1"])
    form = ItemForm(item_type=name, bank=version.item.bank, version=version)
    sent = {field.name: field.value() for field in form if field.value() not in (None, False, "")}

    again = ItemForm({**sent, **_sent(form.body_nodes)}, item_type=name, bank=version.item.bank)

    assert _errors(again) == {}
    assert again.content().body == version.body
    assert again.content().facts == ("C000.1.1#1",)


@pytest.mark.parametrize(
    ("name", "changes", "errors"),
    [
        ("single_choice", {"stem": ""}, {"stem": ["请填写这一项。"]}),
        ("single_choice", {"stem": "**哪一项？"}, {"stem": ["** 标记没有成对。"]}),
        ("single_choice", {"explanation": "{{1}}"}, {"explanation": ["只有填空题的题干可以有填空处。"]}),
        ("single_choice", {"options-mark": ""}, {"options": ["必须恰有一个选项标为正确。"]}),
        ("single_choice", {"options-mark": "5"}, {"options-5-text": ["此项为空。"]}),
        ("single_choice", {"options-2-text": "", "options-3-text": ""}, {"options": ["至少要有 3 项，现有 2 项。"]}),
        ("single_choice", {"options-2-text": "", "options-3-text": "**坏"}, {"options-3-text": ["** 标记没有成对。"]}),
        ("single_choice", {"options-1-text": "再次消费的比例"}, {"options": ["有两个选项文字相同。"]}),
        ("single_choice", {"facts": "C000.1.1"}, {"facts": ["“C000.1.1”不是知识条目编号。"]}),
        (
            "multiple_choice",
            {"options-0-correct": "", "options-1-correct": ""},
            {"options": ["至少两个选项标为正确，且至少一个不是。"]},
        ),
        ("multiple_choice", {"options-7-correct": "on"}, {"options-7-text": ["此项为空。"]}),
        ("true_false", {"answer": ""}, {"answer": ["此项缺失。"]}),
        ("fill_in", {"blanks-1-accept": ""}, {"blanks": ["题干中第 1 至第 1 空应各出现一次。"]}),
        ("fill_in", {"blanks-1-accept": "。"}, {"blanks-1-accept": ["接受的答案要有文字或数字。"]}),
        ("fill_in", {"stem": "没有空。"}, {"blanks": ["题干中第 1 至第 2 空应各出现一次。"]}),
        ("numeric", {"value": "很多"}, {"value": ["此项应为数字，至多一个小数点，如 12.5。"]}),
        ("numeric", {"tolerance": "-1"}, {"tolerance": ["允许误差不能小于 0。"]}),
        (
            "calculation",
            {"parameters-1-step": "0"},
            {"parameters-1": ["从最小值到最大值，按步长应有 2 至 10000 个取值。"]},
        ),
        (
            "calculation",
            {"expression": "praised / asked *"},
            {"expression": ["这不是算式。可用数字、参数、+ - * / ** ( ) 和 min、max、round、abs。"]},
        ),
        ("calculation", {"stem": "没有数。"}, {"parameters": ["题干没有给出参数“asked”：请写作 {{asked}}。"]}),
        ("matching", {"prompts-1-match": "e"}, {"prompts": ["第 2 行填的“e”没有对应的选项。"]}),
        ("matching", {"prompts-1-match": ""}, {"prompts-1-match": ["此处应填一个字母，如 b。"]}),
        # An empty row before a filled one would turn every later letter into another one's.
        ("matching", {"options-0-text": ""}, {"options-0": ["此项为空。"]}),
        ("classification", {"groups-1-text": "", "groups-2-text": "客户的行为"}, {"groups-1": ["此项为空。"]}),
        ("classification", {"elements-0-group": "a", "elements-2-group": "a"}, {"elements": ["组别 B 中没有要素。"]}),
        ("ordering", {"elements-3-place": "3"}, {"elements": ["每个要素各占一个位置：1 至 4 各用一次。"]}),
    ],
)
def test_a_mistake_is_said_at_its_field(name, changes, errors):
    assert _errors(_form(name, **changes)) == errors


def test_empty_rows_between_options_do_not_count():
    form = _form("single_choice", **{"options-1-text": "", "options-4-text": "客户指名消费的程度", "options-mark": "4"})

    assert _errors(form) == {}
    assert [option["text"] for option in form.content().body["options"]] == [
        "客户对企业的褒扬程度",
        "再次消费的比例",
        "产生抱怨的比率",
        "客户指名消费的程度",
    ]
    assert form.content().body["options"][3]["correct"] is True


def test_a_tolerance_left_empty_is_none():
    form = _form("numeric", tolerance="")

    assert _errors(form) == {}
    assert form.content().body["tolerance"] == "0"


def test_an_empty_row_at_the_end_of_lettered_ones_does_not_count():
    form = _form("matching", **{"options-4-text": " ", "options-5-text": ""})

    assert _errors(form) == {}
    assert len(form.content().body["options"]) == 4


def test_a_point_of_another_chapter_is_no_choice():
    other = make_version(
        bank=BankFactory(code="C001.3"), point=None or make_point(BankFactory(code="C001.3").chapter, 9)
    )

    assert "point" in _form("single_choice", point=other.point.pk).errors


def test_the_body_is_whole_before_the_rest_is():
    form = _form("true_false", point="", explanation="说明。")

    assert not form.is_valid()
    assert form.body_if_whole() == stored_body("true_false", {**BODIES["true_false"], "explanation": "说明。"})


def test_a_body_with_a_part_missing_is_not_whole():
    form = _form("true_false", answer="")

    assert not form.is_valid()
    assert form.body_if_whole() is None
