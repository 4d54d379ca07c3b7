import pytest

from courses.interchange.documents import read_document
from courses.interchange.problems import ContentRefused, Problem


def read(tmp_path, raw):
    path = tmp_path / "a.yaml"
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return read_document(path, root=tmp_path)


def test_scalars_stay_what_was_written(tmp_path):
    document = read(tmp_path, "a: 0.50\nb: yes\nc: 12:30\nd: 2026-11-20\ne:\n")
    assert document.data == {"a": "0.50", "b": "yes", "c": "12:30", "d": "2026-11-20", "e": ""}


def test_every_place_knows_its_line(tmp_path):
    document = read(tmp_path, "a: 1\nb:\n- x\n- {c: 2,\n   d: 3}\n")
    assert [document.line(place) for place in ((), ("a",), ("b", 0), ("b", 1, "d"), ("b", 1, "missing"), ("b", 9))] == [
        1,
        1,
        3,
        5,
        4,
        3,
    ]


@pytest.mark.parametrize(
    ("raw", "line", "reason"),
    [
        ("a: 1\nb: [1\n", 3, "YAML 不合语法：did not find expected ',' or ']'"),
        ("a: 1\n\tb: 2\n", 2, "YAML 不合语法：found a tab character that violates indentation"),
        ("a: 1\nb: 2\na: 3\n", 3, "这里的键重复，或者不是普通文字。"),
        ("[a]: 1\n", 1, "这里的键重复，或者不是普通文字。"),
        ("a: &x [1]\nb: *x\n", 2, "不能用 YAML 的锚点和别名。"),
        ("a: 1\nb: " + "[" * 400_000, 2, "文件嵌套太深。"),
        ("- a\n- b\n", 1, "文件内容必须是一组键和值。"),
        ("", 1, "文件内容必须是一组键和值。"),
        ("a: 1\n---\nb: 2\n", 2, "YAML 不合语法：but found another document"),
        (b"a: 1\nb: \xff\n", 2, "文件不是 UTF-8 编码。"),
        (b"a" * 1_000_001, 1, "文件超过 1000000 字节。"),
    ],
)
def test_file_that_is_no_mapping_is_refused_with_its_line(tmp_path, raw, line, reason):
    with pytest.raises(ContentRefused) as refusal:
        read(tmp_path, raw)
    assert refusal.value.problems == [Problem("a.yaml", line, reason)]


def test_problem_reads_as_file_line_reason():
    assert str(Problem("a/b.yaml", 7, "缺少“id”。")) == "a/b.yaml 第 7 行：缺少“id”。"
