"""A malformed file names file, line and reason, and nothing of it is read; the others are."""

from datetime import date

import pytest

from courses.interchange.problems import Problem
from courses.interchange.reader import read_content
from tests.courses.folder import replace
from tests.factories.courses import SVG

# What a file says no engine changes; test_loader.py brings it into the database.
pytestmark = [pytest.mark.django_db, pytest.mark.once]


def ids(content):
    return [page.source.id for page in content.pages]


def test_folder_is_read_in_the_order_of_publishing(folder):
    content = read_content(folder.root)
    assert content.problems == []
    assert ids(content) == ["C000", "C000.1", "C000.1.1", "C000.1.2", "C000.1.3"]
    assert [page.parent_id for page in content.pages] == ["", "C000", "C000.1", "C000.1", "C000.1"]


def test_numbers_in_names_count_as_numbers(folder):
    folder.lesson(2).rename(folder.chapter / "lessons/10-lesson.yaml")
    assert ids(read_content(folder.root))[2:] == ["C000.1.1", "C000.1.3", "C000.1.2"]


def test_lesson_becomes_fields_and_blocks(folder):
    lesson = read_content(folder.root).lessons[0].source
    assert {name: value for name, value in lesson.fields.items() if name != "body"} == {
        "section": "第一节 测量",
        "minutes": 20,
        "reviewed_on": date(2026, 11, 20),
        "supplementary": False,
    }
    by_type = {block["type"]: block["value"] for block in lesson.fields["body"]}
    assert by_type["prose"] == {
        "text": "<p>横着看，<b>“五个满意”</b>是什么？</p><p>第二段。</p>",
        "facts": ["C000.1.2.1#1"],
    }
    assert by_type["figure"]["svg"] == SVG
    assert by_type["figure"]["file"] == "two.svg"


def test_block_ids_and_digest_stay_the_same_from_reading_to_reading(folder):
    first, again = (read_content(folder.root).lessons[0].source for _ in range(2))
    assert [block["id"] for block in first.fields["body"]] == [block["id"] for block in again.fields["body"]]
    assert first.sha256 == again.sha256


def test_figure_is_part_of_the_lessons_digest(folder):
    before = read_content(folder.root).lessons[0].source.sha256
    folder.figure.write_text(SVG.replace('width="10"', 'width="11"'), encoding="utf-8")
    assert read_content(folder.root).lessons[0].source.sha256 != before


@pytest.mark.parametrize(
    ("old", "new", "at", "reason"),
    [
        ("minutes: 20", "minutes: viele", "minutes: viele", "“minutes”必须是范围内的整数。"),
        ("minutes: 20", "minutes: 0", "minutes: 0", "“minutes”必须是范围内的整数。"),
        ("minutes: 20", "minutes: 20\nauthor: x", "author: x", "这里不能有“author”这个键。"),
        ("supplementary: false", "supplementary: maybe", "supplementary: maybe", "“supplementary”只能是 true 或 false。"),
        ("reviewed: 2026-11-20", "reviewed: 2026-13-40", "reviewed: 2026-13-40", "“reviewed”必须是日期，例如 2026-11-20。"),
        ("slug: lesson-2", "slug: Lesson 2", "slug: Lesson 2", "“slug”写法不对，应为：^[a-z0-9]+(-[a-z0-9]+)*$"),
        ("slug: lesson-2", "slug: lesson-1", "slug: lesson-1", "同级页面已用了这个 slug。"),
        ("id: C000.1.2\n", "id: C000.1.1\n", "id: C000.1.1\n", "另一个文件已用了这个 id。"),
        ("id: C000.1.2\n", "id: C000.2.2\n", "id: C000.2.2\n", "id 必须以所属章的 id（C000.1）开头。"),
        ("schema: lesson/1", "schema: lesson/2", "schema: lesson/2", "“schema”只能是：'lesson/1'。"),
        ("  title: 隔夜面包", "  title:", "  title:\n", "“title”是空的。"),
        ("- type: pitfalls", "- type: traps", "- type: traps", "没有“traps”这种内容块。"),
        ("  question: 如果是您？\n", "", "- type: case", "缺少“question”。"),
        ("facts: ['C000.1.2.1#1']", "facts: ['C000.1.2.1#9']", "C000.1.2.1#9", "大纲里没有条目 C000.1.2.1#9。"),
        ("  points: [C000.1.2.1]", "  points: [C000.9.9.9]", "[C000.9.9.9]", "没有哪一章列出鉴定点 C000.9.9.9。"),
        ("列举三个层次, point: C000.1.2.2", "列举, point: C000.9.9.9", "列举, point: C000.9.9.9", "没有哪一章列出鉴定点 C000.9.9.9。"),
        ("  anchor: five-kinds", "  anchor: checks", "  anchor: checks", "本课已有这个锚点。"),
        ("**“五个满意”**", "<i>五个满意</i>", "<i>五个满意</i>", "“<i”：正文只能用段落和 **加粗**。"),
        ("  stem: 停在哪一层？", "  stem: 停在**哪一层**？", "  stem: 停在**哪一层**？", "这里只能是一行普通文字，不能加粗或换行。"),
        ("  file: two.svg", "  file: three.svg", "  file: three.svg", "没有插图文件 courses/C000/C000.1/figures/three.svg。"),
        ("  file: two.svg", "  file: ../../secret.svg", "  file: ../../secret.svg", "“file”写法不对，应为：^[a-z0-9]+(-[a-z0-9]+)*\\.svg$"),
        ("[感受与数, 横向五个, 纵向三层]", "[感受与数]", "[感受与数]", "“items”至少要有 3 项。"),
    ],
)  # fmt: skip
def test_mistake_is_named_with_its_line_and_only_its_file_stays_unread(folder, old, new, at, reason):
    replace(folder.lesson(2), old, new)
    text = folder.lesson(2).read_text(encoding="utf-8")
    line = text[: text.index(at)].count("\n") + 1
    content = read_content(folder.root)
    assert content.problems == [Problem("courses/C000/C000.1/lessons/02-lesson.yaml", line, reason)]
    assert ids(content) == ["C000", "C000.1", "C000.1.1", "C000.1.3"]


def test_everything_wrong_with_a_file_is_named_at_once(folder):
    first = replace(folder.lesson(1), "minutes: 20", "minutes: x")
    second = replace(folder.lesson(1), "    第二段。", "    **第二段。")
    assert [problem.line for problem in read_content(folder.root).problems] == [first, second]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            "- type: scene\n  text: |\n    师傅装好空调，二十分钟收工。\n",
            "",
            "一课应有 1 至 1 个“scene”块，这里有 0 个。",
        ),
        (
            "- type: key_points",
            "- type: key_points\n  items: [a, b, c]\n- type: key_points",
            "一课应有 1 至 1 个“key_points”块，这里有 2 个。",
        ),
        (
            "- type: check\n  point: C000.1.2.2",
            "- type: prose\n  text: 后话。\n- type: check\n  point: C000.1.2.2",
            "pitfalls、key_points、check 之后不能再有别的块。",
        ),
    ],
)
def test_lesson_has_what_a_lesson_has(folder, old, new, reason):
    replace(folder.lesson(2), old, new)
    assert read_content(folder.root).problems == [Problem("courses/C000/C000.1/lessons/02-lesson.yaml", 1, reason)]


@pytest.mark.parametrize(
    ("old", "new", "at", "reason"),
    [
        (", correct: true, feedback: 问题在运行。", ", feedback: 问题在运行。", "- type: check", "必须有且只有一个选项写 correct: true。"),
        ("功能已过关。", "功能已过关。, correct: true", "- type: check\n  point: C000.1.2.2", "必须有且只有一个选项写 correct: true。"),
    ],
)  # fmt: skip
def test_check_has_one_correct_option(folder, old, new, at, reason):
    replace(folder.lesson(2), old, new)
    text = folder.lesson(2).read_text(encoding="utf-8")
    line = text[: text.index(at)].count("\n") + 1
    assert read_content(folder.root).problems == [Problem("courses/C000/C000.1/lessons/02-lesson.yaml", line, reason)]


def test_unsafe_figure_is_named_at_its_own_line_and_keeps_its_lessons_out(folder):
    folder.figure.write_text(SVG.replace("<rect", "<script/><rect"), encoding="utf-8")
    content = read_content(folder.root)
    problem = Problem("courses/C000/C000.1/figures/two.svg", 4, "插图里不能用元素“script”。")
    assert content.problems == [problem]
    assert content.lessons == []


def test_chapter_with_a_point_twice_is_refused(folder):
    line = replace(folder.chapter_file, "code: B-D-A-002", "code: B-D-A-001")
    content = read_content(folder.root)
    assert content.problems[0] == Problem("courses/C000/C000.1/chapter.yaml", line, "“B-D-A-001”前面已列为鉴定点。")
    assert content.chapters == []


def test_folder_and_id_must_agree(folder):
    line = replace(folder.course_file, "id: C000", "id: C009")
    assert read_content(folder.root).problems == [
        Problem("courses/C000/course.yaml", line, "id 必须与所在文件夹同名，即 C000。")
    ]


def test_missing_syllabus_is_a_problem_of_its_own(folder):
    (folder.root / "syllabus.yaml").unlink()
    content = read_content(folder.root)
    assert content.problems == [Problem("syllabus.yaml", 1, "文件不存在。")]
    assert len(content.lessons) == 3
