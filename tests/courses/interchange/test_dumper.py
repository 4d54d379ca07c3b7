"""Edited pages written back to files: what was edited comes back, nothing else changes, nothing is lost."""

from datetime import date

import pytest

from courses.interchange.dumper import dump
from courses.models import ChapterPage, CoursePage
from courses.services.publishing import Outcome
from tests.courses.folder import replace
from tests.courses.interchange.dumps import LESSONS, blocks, edit_block, files, reasons, written
from tests.courses.interchange.test_loader import ALL, edit, ids, lesson, run
from tests.factories.courses import SVG

pytestmark = pytest.mark.django_db


# Nothing was edited


def test_what_was_loaded_is_written_nowhere(folder):
    run(folder)
    before = files(folder.root)
    report = written(folder)
    assert (report.unchanged, report.created, report.written, report.refused) == (ALL, [], [], [])
    assert files(folder.root) == before


# Edited pages


def test_an_edit_comes_into_its_file_alone_and_loading_adopts_it(folder):
    run(folder)
    before = files(folder.root)
    edit(lesson(2), minutes=25, title="改过的标题", reviewed_on=date(2026, 11, 25))
    report = written(folder)
    assert (report.written, len(report.unchanged)) == ([f"{LESSONS}/02-lesson.yaml"], 4)
    after = files(folder.root)
    text = before[f"{LESSONS}/02-lesson.yaml"]
    for old, new in (("minutes: 20", "minutes: 25"), ("第 2 课", "改过的标题"), ("2026-11-20", "2026-11-25")):
        text = text.replace(old, new)
    assert after == {**before, f"{LESSONS}/02-lesson.yaml": text}
    loaded = run(folder)
    assert (ids(loaded, Outcome.ADOPTED), len(ids(loaded, Outcome.UNCHANGED))) == (["C000.1.2"], 4)
    assert lesson(2).title == "改过的标题"
    assert ids(run(folder), Outcome.UNCHANGED) == ALL


def test_only_the_edited_block_gets_new_lines(folder):
    run(folder)
    path = folder.lesson(1)
    path.write_text("# 审过两遍\n" + path.read_text().replace("- type: case", "# 老韩的案例\n- type: case"))
    edit_block(lesson(1), "scene", text='<p data-block-key="k1">改过的场面。</p><p data-block-key="k2"></p>')
    before = path.read_text().splitlines()
    assert written(folder).written == [f"{LESSONS}/01-lesson.yaml"]
    after = path.read_text().splitlines()
    assert [line for line in after if line not in before] == ["    改过的场面。"]
    assert [line for line in before if line not in after] == ["    师傅装好空调，二十分钟收工。"]
    assert ids(run(folder), Outcome.ADOPTED) == ["C000.1.1"]


def test_course_and_chapter_are_written_too(folder):
    run(folder)
    edit(CoursePage.objects.get(), intro="<p>新的开头。</p>", hours=21)
    edit(ChapterPage.objects.get(), summary="<p>先<strong>学会</strong>测量。</p>")
    assert written(folder).written == ["courses/C000/C000.1/chapter.yaml", "courses/C000/course.yaml"]
    assert "  先**学会**测量。\n" in folder.chapter_file.read_text()
    assert "hours: 21\n" in folder.course_file.read_text()
    assert ids(run(folder), Outcome.ADOPTED) == ["C000", "C000.1"]


def test_blocks_come_in_the_key_order_of_the_readme(folder):
    run(folder)
    body = blocks(lesson(1))
    body.insert(
        3,
        {
            "type": "elements",
            "value": {
                "facts": ["C000.1.2.1#1"],
                "items": [
                    {"sign": "", "text": "<p>理念。</p>", "name": "理念满意"},
                    {"sign": "说话：算数", "text": "<p>一。</p><p>二。</p>", "name": "行为, 满意"},
                ],
                "ordered": False,
                "title": "两个满意",
            },
        },
    )
    body.insert(4, {"type": "table", "value": {"caption": "结果", "header": ["甲", "乙"], "rows": [["0.50", "yes"]]}})
    edit(lesson(1), body=body)
    written(folder)
    assert """\
- type: elements
  title: 两个满意
  ordered: false
  items:
  - {name: 理念满意, text: 理念。}
  - name: 行为, 满意
    text: |
      一。

      二。
    sign: 说话：算数
  facts: [C000.1.2.1#1]
- type: table
  caption: 结果
  header: [甲, 乙]
  rows:
  - ["0.50", "yes"]
""" in folder.lesson(1).read_text()
    assert ids(run(folder), Outcome.ADOPTED) == ["C000.1.1"]


def test_dry_run_says_the_same_and_changes_nothing(folder):
    run(folder)
    edit(lesson(1), minutes=25)
    before = files(folder.root)
    report = dump(folder.root, dry_run=True)
    assert (report.written, files(folder.root)) == ([f"{LESSONS}/01-lesson.yaml"], before)
    assert written(folder).written == report.written


def test_only_one_lesson(folder):
    run(folder)
    for number in (1, 2):
        edit(lesson(number), minutes=25)
    report = written(folder, only="C000.1.2")
    assert (report.written, report.unchanged) == ([f"{LESSONS}/02-lesson.yaml"], [])
    assert written(folder, only="C000").written == [f"{LESSONS}/01-lesson.yaml"]


def test_a_page_edited_again_before_it_is_loaded_is_written_again(folder):
    run(folder)
    edit(lesson(1), minutes=25)
    written(folder)
    edit(lesson(1), minutes=30)
    assert written(folder).written == [f"{LESSONS}/01-lesson.yaml"]
    assert "minutes: 30\n" in folder.lesson(1).read_text()


# What must not be lost


def test_a_draft_is_not_written_and_said_to_be_there(folder):
    run(folder)
    edit(lesson(1), publish=False, minutes=25)
    before = files(folder.root)
    report = written(folder)
    assert (report.written, [note.id for note in report.notes]) == ([], ["C000.1.1"])
    assert report.notes[0].reason == "这一页有未发布的改动；只写出已发布的内容。"
    assert files(folder.root) == before
    assert ids(run(folder), Outcome.CONFLICT) == ["C000.1.1"]


def test_a_file_changed_since_it_was_loaded_is_not_overwritten(folder):
    run(folder)
    edit(lesson(1), minutes=25)
    replace(folder.lesson(1), "师傅装好空调", "另一位师傅装好空调")
    replace(folder.lesson(2), "师傅装好空调", "另一位师傅装好空调")
    before = files(folder.root)
    report = written(folder)
    assert reasons(report) == {"C000.1.1": "页面和文件都改过：请先把文件的改动搬进页面。"}
    assert [(note.id, note.reason) for note in report.notes] == [("C000.1.2", "文件比页面新：用 load_content 装入。")]
    assert files(folder.root) == before


def test_a_figure_changed_on_disk_is_not_overwritten(folder):
    run(folder)
    edit_block(lesson(1), "figure", svg=SVG.replace("一横一竖", "编辑改的"))
    folder.figure.write_text(SVG.replace("一横一竖", "手工改的"))
    before = files(folder.root)
    assert set(reasons(written(folder))) == {"C000.1.1"}
    assert files(folder.root) == before


def test_points_changed_in_the_file_are_not_overwritten(folder):
    run(folder)
    edit(ChapterPage.objects.get(), number=2)
    replace(folder.chapter_file, "weight: 4", "weight: 5")
    before = files(folder.root)
    assert set(reasons(written(folder))) == {"C000.1"}
    assert files(folder.root) == before


def test_a_file_with_mistakes_is_not_overwritten(folder):
    run(folder)
    edit(lesson(1), minutes=25)
    replace(folder.lesson(1), "minutes: 20", "minutes: viele")
    before = files(folder.root)
    assert reasons(written(folder)) == {
        "C000.1.1": f"它的文件 {LESSONS}/01-lesson.yaml 有错误：请先改好（load_content 会逐条指出）。"
    }
    assert files(folder.root) == before


def test_an_unpublished_page_keeps_its_file(folder):
    run(folder)
    lesson(1).unpublish()
    before = files(folder.root)
    report = written(folder)
    assert [(note.id, note.reason) for note in report.notes] == [("C000.1.1", "这一页未发布；文件保持不变。")]
    assert files(folder.root) == before


def test_a_file_without_page_is_named(folder):
    run(folder)
    lesson(3).delete()
    report = written(folder)
    assert [(note.id, note.file) for note in report.notes] == [("C000.1.3", f"{LESSONS}/03-lesson.yaml")]
    assert folder.lesson(3).is_file()


@pytest.mark.parametrize(
    ("kind", "values", "reason"),
    [
        ("scene", {"text": '<p>看<a href="/x">这里</a></p>'}, "链接不能写进文件：请用文字说明到哪里看。"),
        ("scene", {"text": "<p>一<br/>二</p>"}, "段内换行不能写进文件：请另起一段。"),
        ("scene", {"text": "<p>二**三</p>"}, "文字里有两个星号；在文件里它们表示加粗。"),
        ("scene", {"text": "<p># 一</p>"}, "“#”：正文只能用段落和 **加粗**。"),
        ("case", {"text": "<p>用`x`</p>"}, "“`”：正文只能用段落和 **加粗**。"),
    ],
)
def test_what_a_file_cannot_say_is_named_with_its_block(folder, kind, values, reason):
    run(folder)
    edit_block(lesson(1), kind, **values)
    edit(lesson(2), minutes=25)
    before = files(folder.root)
    report = written(folder)
    number = {"scene": 1, "case": 6}[kind]
    label = {"scene": "开头场面", "case": "案例"}[kind]
    assert reasons(report) == {"C000.1.1": f"第 {number} 块（{label}）：{reason}"}
    assert report.written == [f"{LESSONS}/02-lesson.yaml"]
    assert folder.lesson(1).read_text() == before[f"{LESSONS}/01-lesson.yaml"]


def test_what_the_loader_would_refuse_is_not_written(folder):
    run(folder)
    body = [block for block in blocks(lesson(1)) if block["type"] != "pitfalls"]
    edit(lesson(1), body=body)
    edit_block(lesson(2), "heading", anchor="content")
    edit_block(lesson(3), "case", title="题" * 201, question="")
    before = files(folder.root)
    assert reasons(written(folder)) == {
        "C000.1.1": "一课应有 1 至 1 个“pitfalls”块，这里有 0 个。",
        "C000.1.2": "本课已有这个锚点。",
        "C000.1.3": "第 6 块（案例）：“title”超过 200 个字。 第 6 块（案例）：“question”是空的。",
    }
    assert files(folder.root) == before
