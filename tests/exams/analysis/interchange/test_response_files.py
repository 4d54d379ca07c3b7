"""What stands in a file, and what is wrong with it: place and reason."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.interchange.problems import ContentRefused
from exams.analysis.interchange.response_files import Blank, Columns, read_responses

KEY = "item,key,marks,options\n1,A,2,A B C D\n2,AC|B,1,A B C\n"


@pytest.fixture
def read(tmp_path):
    def _read(responses, key=KEY, **known):
        files = [tmp_path / "answers.csv", tmp_path / "key.csv"]
        files[0].write_bytes(responses if isinstance(responses, bytes) else responses.encode())
        if key is None:
            return read_responses(files[0], **known)
        files[1].write_text(key, encoding="utf-8")
        return read_responses(files[0], files[1], **known)

    return _read


@pytest.fixture
def refused(read):
    def _refused(*args, **known):
        with pytest.raises(ContentRefused) as caught:
            read(*args, **known)
        return [(one.file, one.line, one.column, one.reason) for one in caught.value.problems]

    return _refused


def test_options_are_marked_by_the_key(read):
    responses = read("candidate,1,2\n欧阳·买买提,A,A\n𬭎,Ｂ,ca\n3,,B\n4,NA,C\n").responses
    assert [(item.name, item.maximum, item.options, item.key) for item in responses.items] == [
        ("1", 2.0, ("A", "B", "C", "D"), frozenset("A")),
        ("2", 1.0, ("A", "B", "C"), frozenset("ABC")),
    ]
    np.testing.assert_array_equal(responses.marks, [[2, 0], [0, 1], [0, 1], [np.nan, 0]])
    np.testing.assert_array_equal(responses.chosen, [[1, 1], [2, 5], [0, 2], [-1, 4]])


def test_a_blank_counts_as_wrong_or_as_never_shown_by_a_stated_rule(read):
    text = "candidate,1,2\n1,,B\n2,A,\n"
    np.testing.assert_array_equal(read(text).responses.marks, [[0, 1], [2, 0]])
    never = read(text, blank=Blank.NOT_SHOWN).responses
    np.testing.assert_array_equal(never.marks, [[np.nan, 1], [2, np.nan]])
    np.testing.assert_array_equal(never.chosen, [[-1, 2], [1, -1]])


def test_marks_need_no_key(read):
    responses = read("q1;q2\n1;0.5\n0;2\n", key=None).responses
    assert [(item.name, item.maximum) for item in responses.items] == [("q1", 1.0), ("q2", 2.0)]
    assert responses.marks.tolist() == [[1.0, 0.5], [0.0, 2.0]]
    assert responses.chosen is None


def test_full_marks_may_stand_in_the_key_file(read):
    responses = read("q1,q2\n1,3\n0,2\n", key="item,marks\nq1,1\nq2,5\n").responses
    assert [item.maximum for item in responses.items] == [1.0, 5.0]


def test_forms_groups_and_periods_are_no_items(read):
    found = read(
        "id,form,sex,period,q\n1,A,f,2026-04,1\n2,B,,2026-10,0\n", key=None, columns=Columns("id", group="sex")
    )
    assert [item.name for item in found.responses.items] == ["q"]
    assert (found.responses.forms, found.responses.groups) == (("A", "B"), ("f", ""))
    assert found.periods == ("2026-04", "2026-10")


def test_files_of_chinese_spreadsheets_are_read(read):
    found = read("考号,甲\n1,1\n2,0\n".encode("gb18030"), key=None, columns=Columns("考号"))
    assert [item.name for item in found.responses.items] == ["甲"]


def test_options_without_a_list_are_the_letters_up_to_the_last_one_seen(read):
    responses = read("1\nA\nE\n", key="item,key\n1,B\n").responses
    assert responses.items[0].options == ("A", "B", "C", "D", "E")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("answers.csv", 1, "", "文件是空的：第一行应为列名。")]),
        ("1,2\n", [("answers.csv", 1, "", "只有表头，没有考生。")]),
        ("candidate,1,1\na,A,B\n", [("answers.csv", 1, "1", "“1”列出现了两次。")]),
        ("candidate,1,\na,A,B\n", [("answers.csv", 1, "", "有一列没有列名。")]),
        ("candidate,1,2\na,A\nb,A,B,C\n", [
            ("answers.csv", 2, "", "本行有 2 格，表头有 3 列。"),
            ("answers.csv", 3, "", "本行有 4 格，表头有 3 列。"),
        ]),
        ("candidate,1,2\na,E,B\nb,A,AD\nc,?,B\n", [
            ("answers.csv", 2, "1", "“E”不是选项。"),
            ("answers.csv", 3, "2", "“AD”不是选项。"),
            ("answers.csv", 4, "1", "“?”不是选项。"),
        ]),
        ("candidate,1,2\na,A,B\nb,A,B\na,B,B\n", [("answers.csv", 4, "candidate", "考生 a 已在第 2 行出现。")]),
        ("candidate,1,2,3\na,A,B,C\n", [("answers.csv", 1, "3", "答案文件中没有试题 3。")]),
        ("candidate,1\na,A\n", [("answers.csv", 1, "", "key.csv 第 3 行：作答文件中没有试题 2。")]),
        (b"\xff\xff\xff", [("answers.csv", 1, "", "文件不是 UTF-8 或 GB 18030 编码的文本。")]),
    ],
)  # fmt: skip
def test_bad_answers_are_told_by_line_and_column(refused, text, expected):
    assert refused(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("q\n1\nx\n", [("answers.csv", 3, "q", "“x”不是分数：须为 0，或在 0.001 到 100000 之间。")]),
        ("q\nnan\ninf\n-1\n", [
            ("answers.csv", 2, "q", "“nan”不是分数：须为 0，或在 0.001 到 100000 之间。"),
            ("answers.csv", 3, "q", "“inf”不是分数：须为 0，或在 0.001 到 100000 之间。"),
            ("answers.csv", 4, "q", "“-1”不是分数：须为 0，或在 0.001 到 100000 之间。"),
        ]),
        ("q\n1e400\n1e-4\n100000\n0\n", [
            ("answers.csv", 2, "q", "“1e400”不是分数：须为 0，或在 0.001 到 100000 之间。"),
            ("answers.csv", 3, "q", "“1e-4”不是分数：须为 0，或在 0.001 到 100000 之间。"),
        ]),
    ],
)  # fmt: skip
def test_what_is_no_mark_is_told_by_line_and_column(refused, text, expected):
    assert refused(text, None) == expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("question,key\n1,A\n", ("key.csv", 1, "", "答案文件须有名为 item 的列。")),
        ("item,key\n1,A\n2,B\n1,C\n", ("key.csv", 4, "item", "试题 1 出现了两次。")),
        ("item,key,options\n1,E,A B\n2,A,A B\n", ("key.csv", 2, "key", "“E”不是选项。")),
        ("item,key,marks\n1,A,0\n2,B,1\n", ("key.csv", 2, "marks", "“0”不能作为满分：须在 0.001 到 100000 之间。")),
        ("item,key,marks\n1,A,1e6\n2,B,1\n", ("key.csv", 2, "marks", "“1e6”不能作为满分：须在 0.001 到 100000 之间。")),
        ("item,key\n,A\n1,A\n", ("key.csv", 2, "item", "试题没有名称。")),
    ],
)
def test_a_bad_key_is_told_by_line_and_column(refused, key, expected):
    assert refused("candidate,1,2\na,A,B\n", key) == [expected]


def test_more_than_the_full_marks_is_told(refused):
    assert refused("q\n1\n7\n", "item,marks\nq,5\n") == [("answers.csv", 3, "q", "7 超过满分 5。")]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_bytes(content)
    try:
        candidates = read_responses(path).responses.candidates
    except ContentRefused as caught:
        candidates = len(caught.problems)
    assert candidates > 0
