"""The workbook that examiners fill in: the columns with lists to choose from, a sheet of help, and one of examples."""

import re
from collections.abc import Iterable
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from exams.bank.interchange.sheets.columns import COLUMNS

ITEMS, HELP, EXAMPLES, VALUES = "试题", "填写说明", "示例", "选项值"
# Rows that offer the lists.
_ROWS = 1000
_KINDS = ("单选题", "多选题", "判断题", "填空题", "简答题", "论述题", "计算题", "匹配题", "排序题")
_DEGREES = ("1", "2", "3", "4", "5")
_LEVELS = ("识记", "理解", "应用", "分析")
_WIDTHS = {"stem": 48, "explanation": 40, "answer": 16, "point": 30, "data": 14, "rubric": 24}
# What a spreadsheet might run, and what stands before it when it was made harmless.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_NEUTRALISED = re.compile(r"'+[=+\-@\t\r]")
_HELP = (
    ("每行一道题。", "表头的名称和顺序可以改，常见的叫法都认识；不认识的列会指出来，不会悄悄丢掉。"),
    ("题型", "从下拉列表中选；不填时按选项和答案判断。"),
    ("题干", "可以换行。填空题的空写成 ____。**加粗**、++下划线++、^{上标}、_{下标}；表格每行写成 | 甲 | 乙 |。"),
    ("选项A … 选项H", "选择题用，从 A 起连续填写。"),
    ("答案", "单选 B；多选 ABD；判断写 正确/错误 或 √/×；填空用；隔开各空，同一空的几种答案用 / 隔开。"),
    ("匹配题、排序题", "匹配题的答案每行一对：左 = 右；排序题的答案写 A→C→B，或每行一项。"),
    ("解析", "为什么对，每个干扰项为什么错。不填的题会带“（解析待补）”成为草稿。"),
    ("难度", "1 到 5，或 易、较易、中、较难、难。"),
    ("认知层次", "识记、理解、应用、分析。"),
    ("知识点", "本章鉴定点的代码或名称，从下拉列表中选。"),
    ("条目", "大纲条目编号，用空格隔开，如 C000.1.2.1#1。"),
    ("公式", "单元格里不要用公式：公式不会计算，该行会被指出。要写以 = 开头的文字，请先输入一个撇号 '。"),
    ("图片", "放在题干、选项或解析单元格里的浮动图片会读入该格；放在其他格的归题干。"),
    ("数据", "其他题型：题型写系统内的名称，这里写 JSON。平时不用。"),
)
_EXAMPLES: tuple[dict[str, str], ...] = (
    {
        "kind": "单选题",
        "stem": "衡量客户对企业褒扬程度的指标是（　　）。",
        "option_A": "知名度",
        "option_B": "美誉度",
        "option_C": "回头率",
        "option_D": "抱怨率",
        "answer": "B",
        "explanation": "美誉度是褒扬程度；知名度只说明有多少人知道。",
        "difficulty": "2",
        "cognitive": "识记",
    },
    {
        "kind": "多选题",
        "stem": "处理投诉时，正确的做法有（　　）。",
        "option_A": "先听客户说完",
        "option_B": "复述客户的要求",
        "option_C": "当场争辩责任",
        "option_D": "告知处理时限",
        "answer": "ABD",
        "explanation": "争辩责任会使客户更不满。",
        "difficulty": "3",
        "cognitive": "理解",
    },
    {
        "kind": "判断题",
        "stem": "抱怨率越高，客户满意度越高。",
        "answer": "错误",
        "explanation": "抱怨率是逆向指标。",
        "difficulty": "1",
        "cognitive": "理解",
    },
    {
        "kind": "填空题",
        "stem": "五项指标中唯一的逆向指标是____，它的满分是____。",
        "answer": "抱怨率/客户抱怨率；100%",
        "explanation": "其余四项越高越好。",
        "difficulty": "3",
        "cognitive": "应用",
    },
)


def template_workbook(points: Iterable[str]) -> bytes:
    """The template with the chapter's knowledge points to choose from, each as “code title”."""
    buffer = BytesIO()
    new_workbook(points).save(buffer)
    return buffer.getvalue()


def new_workbook(points: Iterable[str], note: str = "") -> Workbook:
    """The template as a workbook; `note` stands on top of the sheet of help."""
    workbook = Workbook()
    items = workbook.active
    items.title = ITEMS
    _head(items)
    values = workbook.create_sheet(VALUES)
    values.sheet_state = "hidden"
    lists = {"kind": _KINDS, "difficulty": _DEGREES, "cognitive": _LEVELS, "point": tuple(map(neutral, points))}
    for place, (name, choices) in enumerate(lists.items(), 1):
        for row, choice in enumerate(choices, 1):
            values.cell(row, place, choice)
        _offer(items, name, get_column_letter(place), len(choices))
    _help(workbook.create_sheet(HELP), note)
    examples = workbook.create_sheet(EXAMPLES)
    _head(examples)
    for row, example in enumerate(_EXAMPLES, 2):
        for place, name in enumerate(COLUMNS, 1):
            examples.cell(row, place, example.get(name, "")).alignment = Alignment(wrap_text=True, vertical="top")
    return workbook


def _head(sheet: Any) -> None:
    for place, (name, word) in enumerate(COLUMNS.items(), 1):
        sheet.cell(1, place, word).font = Font(bold=True)
        column = sheet.column_dimensions[get_column_letter(place)]
        column.width = _WIDTHS.get(name, 12)
        # What is typed stays text: no dates out of 1-2, no formulas out of =.
        column.number_format = "@"
    sheet.freeze_panes = "A2"


def _offer(sheet: Any, name: str, source: str, count: int) -> None:
    """A list to choose from in the column; another value is allowed, since the import knows more words."""
    if not count:
        return
    column = get_column_letter(list(COLUMNS).index(name) + 1)
    choice = DataValidation(type="list", formula1=f"'{VALUES}'!${source}$1:${source}${count}", allow_blank=True)
    choice.showErrorMessage = False
    sheet.add_data_validation(choice)
    choice.add(f"{column}2:{column}{_ROWS}")


def _help(sheet: Any, note: str) -> None:
    sheet.column_dimensions["A"].width = 18
    sheet.column_dimensions["B"].width = 100
    for row, (head, text) in enumerate((("导出记录", note), *_HELP) if note else _HELP, 1):
        sheet.cell(row, 1, head).font = Font(bold=True)
        sheet.cell(row, 2, neutral(text)).alignment = Alignment(wrap_text=True, vertical="top")


def neutral(text: str) -> str:
    """A text that no spreadsheet takes for a formula; `restored` is the inverse."""
    return f"'{text}" if _FORMULA.match(text) else text


def restored(text: str) -> str:
    """A text as it was before `neutral`."""
    return text[1:] if _NEUTRALISED.match(text) else text
