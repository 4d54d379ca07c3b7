import pytest
import yaml

from courses.interchange.problems import ContentRefused
from exams.bank.interchange.bank_files import read_bank_file
from exams.bank.item_types import ITEM_TYPES, get_item_type
from exams.bank.services import stored_body
from tests.factories.bank import BODIES

ITEM = """\
- key: S-001
  type: single_choice
  point: C000.1.2.1
  facts: [C000.1.2.1#1]
  difficulty: 2
  cognitive: understand
  stem: 属于哪一种满意？
  options:
  - {text: 理念满意}
  - {text: 行为满意, correct: true}
  - {text: 视听满意}
  explanation: |
    因为行为。
"""
STATEMENT = """\
- key: T-001
  type: true_false
  point: C000.1.2.1
  difficulty: 1
  cognitive: remember
  stem: 抱怨率越高越好。
  answer: false
  explanation: 逆向指标。
"""
HEAD = "schema: items/1\nbank: C001.4\nitems:\n"


def _read(tmp_path, text):
    path = tmp_path / "items.yaml"
    path.write_text(text, encoding="utf-8")
    return read_bank_file(path, root=tmp_path)


def _problems(tmp_path, text):
    with pytest.raises(ContentRefused) as refused:
        _read(tmp_path, text)
    return [(problem.file, problem.line, problem.reason) for problem in refused.value.problems]


def test_a_good_file_is_read_to_stored_bodies(tmp_path):
    filed = _read(tmp_path, HEAD + ITEM + STATEMENT)

    single, statement = filed.items
    assert filed.bank == "C001.4"
    assert (single.head.key, single.head.point, single.head.facts, single.head.difficulty) == (
        "S-001",
        "C000.1.2.1",
        ["C000.1.2.1#1"],
        2,
    )
    assert single.body == {
        "stem": "属于哪一种满意？",
        "explanation": "因为行为。",
        "options": [
            {"text": "理念满意", "correct": False},
            {"text": "行为满意", "correct": True},
            {"text": "视听满意", "correct": False},
        ],
    }
    assert statement.body["answer"] is False


@pytest.mark.parametrize("name", ITEM_TYPES)
def test_a_file_holds_items_of_every_type(tmp_path, name):
    kind = get_item_type(name)
    head = {"key": f"{kind.key_prefix}-001", "type": name, "point": "C000.1.2.1", "difficulty": 2, "cognitive": "apply"}
    file = {"schema": "items/1", "bank": "C001.4", "items": [{**head, **BODIES[name]}]}

    (item,) = _read(tmp_path, yaml.safe_dump(file, allow_unicode=True)).items

    assert item.body == stored_body(name, BODIES[name])


def test_a_mistake_inside_a_part_of_a_case_is_named_with_its_line(tmp_path):
    text = (
        HEAD
        + """\
- key: C-001
  type: case
  point: C000.1.2.1
  difficulty: 3
  cognitive: analyse
  stem: 材料。
  parts:
  - type: true_false
    body: {stem: 甲。, answer: true, explanation: 乙。}
  - type: fill_in
    body:
      stem: "{{1}}。"
      blanks:
      - {accept: ["。"]}
      explanation: 丙。
  explanation: 丁。
"""
    )

    ((_file, line, reason),) = _problems(tmp_path, text)

    assert line == 17
    assert reason == "parts.2.body.blanks.1.accept.1: 接受的答案要有文字或数字。"


@pytest.mark.parametrize(
    ("before", "after", "line", "reason"),
    [
        ("difficulty: 2", "difficulty: 7", 8, "“difficulty”必须是范围内的整数。"),
        ("type: single_choice", "type: riddle", 5, None),
        ("  point: C000.1.2.1\n", "", 4, "缺少“point”。"),
        ("key: S-001", "key: S1", 4, None),
        ("cognitive: understand", "cognitive: guess", 9, None),
        ("facts: [C000.1.2.1#1]", "facts: [C000.1.2.1]", 7, None),
        ("stem: 属于", "stem: '**属于", 10, "stem: ** 标记没有成对。"),
        ("{text: 视听满意}", "{text: ''}", 14, "options.3.text: 此项为空。"),
        ("{text: 视听满意}", "{text: 理念满意}", 12, "options: 有两个选项文字相同。"),
        (", correct: true", "", 12, "options: 必须恰有一个选项标为正确。"),
        ("  explanation: |\n    因为行为。\n", "", 4, "explanation: 此项缺失。"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path, before, after, line, reason):
    text = HEAD + ITEM
    assert before in text
    if "stem: '" in after:
        text = text.replace("满意？", "满意？'", 1)

    ((file, found, why),) = _problems(tmp_path, text.replace(before, after))

    assert (file, found) == ("items.yaml", line)
    assert reason is None or why == reason


def test_every_mistake_of_a_file_is_named(tmp_path):
    text = HEAD + ITEM.replace("difficulty: 2", "difficulty: 9") + STATEMENT.replace("answer: false", "answer: 也许")

    assert [line for _file, line, _reason in _problems(tmp_path, text)] == [8, 23]


def test_a_key_used_twice_is_a_mistake(tmp_path):
    assert _problems(tmp_path, HEAD + ITEM + ITEM) == [("items.yaml", 17, "这个题号在文件中出现了两次。")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("schema: items/2\nbank: C001.4\nitems:\n" + ITEM, 1),
        (HEAD + "  []\n", 4),
        ("schema: items/1\nitems:\n" + ITEM, 1),
        (HEAD + "- key: S-001\n\ttype: x\n", 5),
        ("- 只是列表\n", 1),
    ],
)
def test_a_file_of_the_wrong_shape_is_refused_at_its_line(tmp_path, text, line):
    assert _problems(tmp_path, text)[0][:2] == ("items.yaml", line)
