from fractions import Fraction

import pytest

from exams.papers.booklet.spacing import answer_lines, option_columns


@pytest.mark.parametrize(
    ("texts", "columns"),
    [
        (["客户满意", "客户期望", "客户忠诚", "客户抱怨"], 4),
        (["客户满意度的概念", "客户期望", "客户忠诚", "客户抱怨"], 2),
        (["甲店客户的期望高，感受低于期望"] * 4, 2),
        (["优质服务标准、客户服务偏差纠正和预防"] * 4, 1),
        (["噪声", "信息过滤", "信息过载", "用词太专业", "选择性知觉"], 5),
        (["怎样有效预防投诉"] * 5, 3),
        (["语速比刚才慢了，又说出了一笔新的损失"] * 5, 1),
        (["同一件事讲到第三遍"] * 6, 3),
        (["![图](0123456789abcdef.png)"] * 4, 2),
        (["75%", "90.25%", "83.3%", "100%"], 4),
        (["一段\n\n二段", "甲", "乙"], 1),
        ([], 1),
    ],
)
def test_options_stand_beside_each_other_as_far_as_they_fit(texts, columns):
    assert option_columns(texts) == columns


@pytest.mark.parametrize(
    ("marks", "shortest", "longest", "lines"),
    [
        (Fraction(5), 0, 500, 9),
        (Fraction(5, 3), 0, 500, 4),
        (Fraction(1, 2), 0, 500, 3),
        (Fraction(20), 0, 2000, 31),
        (Fraction(10), 500, 2000, 28),
        (Fraction(10), 0, 100, 5),
        (Fraction(100), 0, 8000, 52),
    ],
)
def test_lines_to_write_on_follow_the_marks(marks, shortest, longest, lines):
    assert answer_lines(marks, shortest=shortest, longest=longest) == lines
