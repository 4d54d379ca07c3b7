from decimal import Decimal
from fractions import Fraction

import pytest

from exams.papers.booklet.words import in_booklet, notices, ordinal, scaled, section_heading, trace_line


@pytest.mark.parametrize(
    ("numbers", "marks_each", "total", "heading"),
    [
        ((1, 60), Decimal("1.00"), Decimal("60.00"), "一、单项选择题（第1题～第60题。每题1分，共60分。）"),
        ((1, 60), Decimal("1.50"), Decimal(90), "一、单项选择题（第1题～第60题。每题1.5分，共90分。）"),
        ((1, 8), None, Decimal(20), "一、单项选择题（第1题～第8题。共20分。）"),
        ((81, 81), Decimal(20), Decimal(20), "一、单项选择题（第81题。共20分。）"),
    ],
)
def test_a_section_says_which_questions_it_has_and_for_how_many_marks(numbers, marks_each, total, heading):
    said = section_heading(number=1, title="单项选择题", numbers=numbers, marks_each=marks_each, total=total)
    assert said == heading


def test_sections_are_counted_in_chinese():
    assert [ordinal(number) for number in (1, 10, 11, 13)] == ["一", "十", "十一", "十三"]


def test_points_of_a_rubric_become_marks_exactly():
    assert scaled(6, Fraction(6)) == ""
    assert scaled(6, Fraction(15, 2)) == "评分标准按 6 点计，本题满分 7.5 分，得分 = 所得点数 ÷ 6 × 7.5 分。"
    assert scaled(6, Fraction(10, 3)) == "评分标准按 6 点计，本题满分 10/3 分，得分 = 所得点数 ÷ 6 × 10/3 分。"


def test_the_sheet_names_what_it_does_not_hold():
    assert in_booklet([("53", "60")]) == "第 53 题至第 60 题请在试卷上作答。"
    assert in_booklet([("4", "5"), ("6", "6"), ("9", "9")]) == "第 4 题至第 6 题、第 9 题请在试卷上作答。"


def test_notices_speak_of_what_there_is():
    assert len(notices(has_sheet=True, has_space=True)) == 5
    assert not any("答题卡" in line for line in notices(has_sheet=False, has_space=True))
    assert not any("签字笔" in line for line in notices(has_sheet=True, has_space=False))


def test_the_trace_says_who_when_and_which_paper():
    said = trace_line(who="孙知衡", at="2026-11-23 17:00", trace="ACDE", digest="0123456789abcdef")
    assert said == "孙知衡 于 2026-11-23 17:00 打印\n追踪码 ACDE　卷面摘要 0123456789ab"
    assert trace_line(who="孙", at="x", trace="ACDE", digest="").endswith("追踪码 ACDE　未发布")
