from decimal import Decimal

from tests.exams.papers.booklet.samples import BODIES, frozen, printed


def only(item_type, **fields):
    [question] = printed(frozen((item_type,), **fields)).questions
    return question


def test_marks_are_said_where_a_section_does_not_say_them():
    content = frozen(("short_answer", "short_answer"))
    content.items[1].__dict__["marks"] = Decimal("7.50")

    unequal = printed(content)

    assert [question.shown_marks for question in unequal.questions] == ["5", "7.5"]
    assert [question.shown_marks for question in printed(frozen(("essay",))).questions] == [""]
    assert unequal.sections[0].heading == "一、简答题（第1题～第2题。共12.5分。）"


def test_parts_say_their_marks_all_or_none():
    assert [part.shown_marks for part in only("case", marks=Decimal(10)).parts] == ["2", "1", "2", "5"]
    assert [part.shown_marks for part in only("case", marks=Decimal("0.07")).parts] == [""] * 4


def test_the_sheet_has_a_line_for_each_choice():
    paper = printed(frozen(("single_choice", "true_false", "matching", "case", "fill_in")))

    lines = {section.title: [(one.label, "".join(one.letters)) for one in section.chosen] for section in paper.sections}

    assert lines == {
        "单项选择题": [("1", "ABCD")],
        "判断题": [("2", "√×")],
        "配对题": [("3（1）", "ABCD"), ("3（2）", "ABCD"), ("3（3）", "ABCD")],
        "案例分析题": [("4（1）", "ABCD"), ("4（2）", "√×")],
        "填空题": [],
    }
    assert paper.elsewhere == "第 5 题请在试卷上作答。"
    assert [section.title for section in paper.sections if section.written] == ["案例分析题", "填空题"]


def test_the_sheet_groups_fives_and_keeps_a_question_of_several_lines_whole():
    paper = printed(frozen(("single_choice",) * 12 + ("matching", "case")))

    assert [[line.label for line in block] for section in paper.sections for block in section.sheet_blocks] == [
        ["1", "2", "3", "4", "5"],
        ["6", "7", "8", "9", "10"],
        ["11", "12"],
        ["13（1）", "13（2）", "13（3）"],
        ["14（1）", "14（2）"],
    ]


def test_an_essay_asks_for_its_length_and_has_room_for_it():
    essay = only("essay", essay={**BODIES["essay"], "shortest": 400})

    assert essay.text.endswith("（不少于 400 字）")
    assert essay.lines == 22


def test_a_paper_of_essays_needs_no_sheet():
    paper = printed(frozen(("essay", "short_answer")))

    assert paper.has_sheet is False
    assert not any("答题卡" in line for line in paper.notices)
    assert printed(frozen(("single_choice",)), minutes=90).code_line.endswith("考试时间 90 分钟")
