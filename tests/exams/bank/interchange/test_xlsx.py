"""Excel: columns by many names, values as shown, formulas refused, and our own template."""

from datetime import date
from io import BytesIO

from openpyxl import Workbook, load_workbook

from exams.bank.interchange.sheets.columns import COLUMNS, column_of, columns_of
from exams.bank.interchange.sheets.template import _EXAMPLES, template_workbook
from exams.bank.item_types.examples import example_of
from tests.exams.bank.interchange.files import saved, xlsx
from tests.exams.bank.interchange.test_examiner_text import read, summary

HEAD = ["题型", "题干", "选项A", "选项B", "选项C", "选项D", "答案", "解析"]


def items(data):
    return [summary(item) for item in read(data, "xlsx").items]


def test_a_row_is_an_item():
    data = xlsx(
        [*HEAD, "难度", "认知层次", "知识点", "条目"],
        ["单选题", "题干一", "甲", "乙", "丙", "丁", "B", "因为乙", 4, "应用", "B-D-A-001 鉴定点", "C000.1.2.1#1"],
        ["判断题", "题干二", None, None, None, None, "错误", None, "易"],
        ["填空题", "甲是____。", None, None, None, None, "乙/丙"],
    )

    assert items(data) == [
        {
            "line": "试题!2",
            "choice": "题干一",
            "options": ["甲", "乙", "丙", "丁"],
            "key": "B",
            "explanation": "因为乙",
            "difficulty": 4,
            "point": "B-D-A-001 鉴定点",
            "cognitive": "apply",
        },
        {"line": "试题!3", "statement": "题干二", "holds": False, "difficulty": 1},
        {"line": "试题!4", "blanks": "甲是{{1}}。", "accepted": [["乙", "丙"]]},
    ]
    assert read(data, "xlsx").items[0].facts == ("C000.1.2.1#1",)


def test_columns_may_have_other_names_and_another_order():
    data = xlsx(
        ["某某题库"],
        ["序号", "参考答案", "试题内容", "A", "B", "C", "试题类型", "难度系数"],
        [1, "A、C", "题干", "甲", "乙", "丙", "多选", 0.5],
    )

    assert items(data) == [
        {"line": "试题!3", "choices": "题干", "options": ["甲", "乙", "丙"], "key": "AC", "difficulty": 4}
    ]


def test_heads_are_recognised():
    heads = {
        "题目（必填）": "stem",
        "选项 b": "option_B",
        "C选项": "option_C",
        "备选答案3": "option_C",
        "正确答案*": "answer",
    }
    assert {head: column_of(head) for head in heads} == heads
    assert column_of("出题人") == ""
    assert columns_of(["题干", "出题人"]) is None


def test_all_options_may_stand_in_one_cell():
    data = xlsx(["题干", "选项", "答案"], ["题干", "A.甲\nB.乙\nC.丙", "C"])

    assert items(data) == [{"line": "试题!2", "choice": "题干", "options": ["甲", "乙", "丙"], "key": "C"}]


def test_values_are_read_as_the_sheet_shows_them():
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(["题干", "选项A", "选项B", "选项C", "选项D", "答案"])
    sheet.append(["多少？", 0.15, 2, 1.5, "'=3", "A"])
    sheet["B2"].number_format = "0%"
    sheet.append(["对吗？", None, None, None, None, True])

    read_items = items(saved(workbook))
    assert read_items[0]["options"] == ["15%", "2", "1.5", "=3"]
    assert read_items[1] == {"line": "Sheet!3", "statement": "对吗？", "holds": True}


def test_a_formula_is_refused_with_its_address():
    batch = read(xlsx(HEAD, ["单选题", "题", "甲", '=HYPERLINK("http://x")', "丙", "丁", "A"]), "xlsx")

    assert [(one.level, one.code, one.place.kind, one.place.at) for one in batch.items[0].findings] == [
        ("error", "formula", "cell", "试题!D2")
    ]


def test_a_date_is_named():
    batch = read(xlsx(HEAD, ["单选题", "题", date(2026, 1, 2), "乙", "丙", "丁", "B"]), "xlsx")

    assert [(one.level, one.code, one.place.at) for one in batch.items[0].findings] == [("warning", "date", "试题!C2")]


def test_unknown_columns_and_sheets_without_a_head_are_named():
    workbook = load_workbook(BytesIO(xlsx(["题干", "答案", "出题人"], ["对吗", "对", "张"])))
    workbook.create_sheet("别的").append(["随便", "写写"])
    batch = read(saved(workbook), "xlsx")

    assert [(one.code, one.place and one.place.at, dict(one.words)) for one in batch.findings] == [
        ("column_unread", "试题!C1", {"column": "出题人"}),
        ("no_head", None, {"sheet": "别的"}),
    ]


def test_a_missing_option_is_named():
    item = read(xlsx(HEAD, ["单选题", "题", "甲", None, "丙", "丁", "A"]), "xlsx").items[0]

    assert [(one.code, dict(one.words)) for one in item.findings] == [("option_missing", {"letter": "B"})]


def test_a_type_that_no_columns_hold_comes_as_data():
    body = example_of("single_choice")["body"]
    data = xlsx(
        ["题型", "难度", "数据"],
        ["single_choice", 2, __import__("json").dumps(body)],
        ["no_such", 2, "{}"],
        ["single_choice", 2, "["],
    )

    first, second, third = read(data, "xlsx").items
    assert (first.item_type, first.body, first.difficulty, first.findings) == ("single_choice", body, 2, [])
    assert [one.code for one in second.findings] == ["kind"]
    assert [one.code for one in third.findings] == ["data"]


def test_what_a_row_becomes_is_the_same_when_its_text_is_read_again():
    data = xlsx(
        HEAD,
        ["多选题", "题干\n第二行", "甲", "乙", "丙", "丁", "AB", "解析\n两行"],
        ["填空题", "甲____乙____", None, None, None, None, "一；二"],
    )

    for item in read(data, "xlsx").items:
        assert [one.question for one in read(item.source).items] == [item.question]


def test_the_template_filled_with_its_examples_is_read_without_a_remark():
    workbook = load_workbook(BytesIO(template_workbook(["B-D-A-001 客户满意", "=不是公式"])))
    for row, example in enumerate(_EXAMPLES, 2):
        for place, name in enumerate(COLUMNS, 1):
            if name in example:
                workbook["试题"].cell(row, place, example[name])

    batch = read(saved(workbook), "xlsx")

    assert [type(item.question).__name__ for item in batch.items] == [
        "ChoiceQuestion",
        "ChoiceQuestion",
        "StatementQuestion",
        "BlanksQuestion",
    ]
    assert [one.code for item in batch.items for one in item.findings] + batch.findings == []


def test_the_empty_template_offers_the_points_and_holds_no_formula():
    workbook = load_workbook(BytesIO(template_workbook(["B-D-A-001 客户满意", "=不是公式"])))

    assert [cell.value for cell in next(workbook["选项值"].iter_cols(4, 4))][:2] == ["B-D-A-001 客户满意", "'=不是公式"]
    assert not any(cell.data_type == "f" for sheet in workbook for row in sheet.iter_rows() for cell in row)
    assert workbook["选项值"].sheet_state == "hidden"
    assert read(template_workbook([]), "xlsx").items == []
