import json

import pytest
from wagtail.models import Page, PageLogEntry, Revision

from courses.interchange.loader import load
from courses.interchange.problems import Problem
from courses.interchange.reader import read_content
from courses.models import ChapterPage, CoursePage, HeadingPoint, KnowledgePoint, LessonPage
from courses.services.publishing import Outcome
from courses.services.site import ensure_site
from tests.courses.folder import replace
from tests.factories.accounts import UserFactory
from tests.factories.courses import SVG

pytestmark = pytest.mark.django_db

ALL = ["C000", "C000.1", "C000.1.1", "C000.1.2", "C000.1.3"]
LESSONS = "courses/C000/C000.1/lessons"


def run(folder, **options):
    home = ensure_site(name="平台", url="http://127.0.0.1:8000", actor=None)
    return load(read_content(folder.root), home=home, actor=None, dry_run=False, **options)


def ids(report, outcome):
    return [row.id for row in report.with_outcome(outcome)]


def lesson(number):
    return LessonPage.objects.get(source_id=f"C000.1.{number}")


def edit(page, *, publish=True, **values):
    """What an editor does in the admin: a revision, published or not."""
    draft = page.get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    revision = draft.save_revision(user=UserFactory())
    if publish:
        revision.publish()


def test_everything_is_published_in_file_order(folder):
    report = run(folder)
    assert (ids(report, Outcome.CREATED), report.problems, report.points_changed) == (ALL, [], 2)
    pages = Page.objects.filter(depth__gt=2).order_by("path")
    assert [(page.url, page.live) for page in pages] == [
        ("/improvement/", True),
        ("/improvement/measuring/", True),
        ("/improvement/measuring/lesson-1/", True),
        ("/improvement/measuring/lesson-2/", True),
        ("/improvement/measuring/lesson-3/", True),
    ]


def test_history_shows_that_it_was_published(folder):
    run(folder)
    acts = PageLogEntry.objects.filter(page=lesson(1)).order_by("pk").values_list("action", flat=True)
    assert list(acts) == ["wagtail.create", "wagtail.publish"]
    assert lesson(1).live_revision_id == lesson(1).latest_revision_id == lesson(1).loaded_revision_id


def test_points_of_the_chapter_and_their_headings_are_written(folder):
    run(folder)
    points = KnowledgePoint.objects.values_list("code", "syllabus_id", "importance", "weight", "title")
    assert list(points) == [
        ("B-D-A-001", "C000.1.2.1", "X", 4, "五个满意"),
        ("B-D-A-002", "C000.1.2.2", "Y", 2, "三个层次"),
    ]
    assert list(HeadingPoint.objects.values_list("lesson__source_id", "anchor", "point__code")) == [
        ("C000.1.1", "five-kinds", "B-D-A-001"),
        ("C000.1.2", "five-kinds", "B-D-A-001"),
        ("C000.1.3", "five-kinds", "B-D-A-001"),
    ]


def test_again_changes_nothing(folder):
    run(folder)
    revisions = Revision.objects.count()
    report = run(folder)
    assert (ids(report, Outcome.UNCHANGED), report.points_changed) == (ALL, 0)
    assert Revision.objects.count() == revisions


def test_only_what_the_file_changed_is_published_again(folder):
    run(folder)
    before = {page.source_id: page.latest_revision_id for page in LessonPage.objects.all()}
    replace(folder.lesson(2), "    第二段。", "    另一段。")
    report = run(folder)
    assert ids(report, Outcome.UPDATED) == ["C000.1.2"]
    changed = [page.source_id for page in LessonPage.objects.all() if before[page.source_id] != page.latest_revision_id]
    assert changed == ["C000.1.2"]
    assert "另一段。" in str(lesson(2).body[3].value["text"])


def test_changed_figure_updates_the_lessons_that_show_it(folder):
    run(folder)
    folder.figure.write_text(SVG.replace('width="10"', 'width="11"'), encoding="utf-8")
    assert ids(run(folder), Outcome.UPDATED) == ["C000.1.1", "C000.1.2", "C000.1.3"]


def test_page_that_an_editor_published_is_a_conflict_and_stays(folder):
    run(folder)
    edit(lesson(2), title="编辑改过的标题")
    replace(folder.lesson(2), "minutes: 20", "minutes: 30")
    report = run(folder)
    assert [(row.id, row.file_changed) for row in report.with_outcome(Outcome.CONFLICT)] == [("C000.1.2", True)]
    assert (lesson(2).title, lesson(2).minutes) == ("编辑改过的标题", 20)
    assert ids(report, Outcome.UNCHANGED) == ["C000", "C000.1", "C000.1.1", "C000.1.3"]


def test_edited_page_is_named_as_such_while_the_file_stands_still(folder):
    run(folder)
    edit(lesson(2), title="编辑改过的标题")
    for _ in range(2):
        rows = run(folder).with_outcome(Outcome.CONFLICT)
        assert [(row.id, row.file_changed) for row in rows] == [("C000.1.2", False)]


def test_draft_is_a_conflict_and_stays_the_draft(folder):
    run(folder)
    edit(lesson(2), publish=False, title="草稿")
    replace(folder.lesson(2), "minutes: 20", "minutes: 30")
    assert ids(run(folder), Outcome.CONFLICT) == ["C000.1.2"]
    assert lesson(2).get_latest_revision_as_object().title == "草稿"
    assert (lesson(2).title, lesson(2).minutes) == ("第 2 课", 20)


def test_draft_is_a_conflict_also_while_the_file_stands_still(folder):
    run(folder)
    edit(lesson(2), publish=False, title="草稿")
    assert [(row.id, row.file_changed) for row in run(folder).with_outcome(Outcome.CONFLICT)] == [("C000.1.2", False)]
    replace(folder.lesson(2), "minutes: 20", "minutes: 30")
    assert ids(run(folder), Outcome.CONFLICT) == ["C000.1.2"]


def test_page_that_an_editor_unpublished_stays_unpublished(folder):
    run(folder)
    lesson(2).unpublish()
    replace(folder.lesson(2), "minutes: 20", "minutes: 30")
    assert ids(run(folder), Outcome.CONFLICT) == ["C000.1.2"]
    assert lesson(2).live is False


def test_page_edited_into_what_the_file_says_is_taken_up_again(folder):
    run(folder)
    edit(lesson(2), minutes=30)
    replace(folder.lesson(2), "minutes: 20", "minutes: 30")
    assert ids(run(folder), Outcome.ADOPTED) == ["C000.1.2"]
    assert ids(run(folder), Outcome.UNCHANGED) == ALL
    replace(folder.lesson(2), "minutes: 30", "minutes: 40")
    assert ids(run(folder), Outcome.UPDATED) == ["C000.1.2"]
    assert lesson(2).minutes == 40


def test_what_the_editors_widgets_add_is_no_difference(folder):
    """Draftail keys its paragraphs and writes bold in its own way; every list item gets an id."""
    run(folder)
    draft = lesson(2).get_latest_revision_as_object()
    stream = json.dumps([block.get_prep_value() for block in draft.body], ensure_ascii=False)
    assert '"type": "item"' in stream
    draft.body = json.loads(
        stream.replace("<p>", '<p data-block-key=\\"a1b2c\\">').replace("<b>", "<strong>").replace("</b>", "</strong>")
    )
    draft.save_revision(user=UserFactory()).publish()
    assert ids(run(folder), Outcome.ADOPTED) == ["C000.1.2"]


def test_reverting_an_edit_ends_the_conflict(folder):
    run(folder)
    loaded = lesson(2).latest_revision
    edit(lesson(2), title="手滑")
    loaded.as_object().save_revision(user=UserFactory()).publish()
    assert ids(run(folder), Outcome.ADOPTED) == ["C000.1.2"]


def test_publishing_an_old_version_does_not_make_the_loader_forget(folder):
    """The loader's memory belongs to the page: no revision carries an older one back."""
    run(folder)
    first = lesson(2).latest_revision
    replace(folder.lesson(2), "minutes: 20", "minutes: 30")
    run(folder)
    known = lesson(2).source_sha256, lesson(2).loaded_revision_id
    first.as_object().save_revision(user=UserFactory()).publish()
    assert (lesson(2).minutes, lesson(2).source_sha256, lesson(2).loaded_revision_id) == (20, *known)
    assert ids(run(folder), Outcome.CONFLICT) == ["C000.1.2"]


def test_new_lesson_in_the_middle_stands_in_the_middle(folder):
    folder.lesson(2).rename(folder.root / "aside.yaml")
    run(folder)
    (folder.root / "aside.yaml").rename(folder.lesson(2))
    assert ids(run(folder), Outcome.CREATED) == ["C000.1.2"]
    assert list(LessonPage.objects.order_by("path").values_list("source_id", flat=True)) == ALL[2:]
    assert ids(run(folder), Outcome.UNCHANGED) == ALL


def test_pages_follow_when_files_change_their_order(folder):
    run(folder)
    folder.lesson(1).rename(folder.chapter / f"{LESSONS.rpartition('/')[2]}/09-lesson.yaml")
    run(folder)
    assert list(LessonPage.objects.order_by("path").values_list("source_id", flat=True)) == [
        "C000.1.2",
        "C000.1.3",
        "C000.1.1",
    ]


def test_bad_file_keeps_only_itself_out(folder):
    line = replace(folder.lesson(2), "minutes: 20", "minutes: x")
    report = run(folder)
    assert report.problems == [Problem(f"{LESSONS}/02-lesson.yaml", line, "“minutes”必须是范围内的整数。")]
    assert ids(report, Outcome.CREATED) == ["C000", "C000.1", "C000.1.1", "C000.1.3"]


def test_file_that_breaks_later_leaves_its_page_as_it_was(folder):
    run(folder)
    replace(folder.lesson(2), "minutes: 20", "minutes: x")
    run(folder)
    assert (lesson(2).minutes, lesson(2).live) == (20, True)


def test_lessons_of_a_bad_chapter_wait_for_it(folder):
    replace(folder.chapter_file, "number: 1", "number: x")
    report = run(folder)
    assert ids(report, Outcome.CREATED) == ["C000"]
    # Their points are the chapter's, and it lists none.
    assert {problem.file for problem in report.problems} == {
        "courses/C000/C000.1/chapter.yaml",
        *(f"{LESSONS}/0{number}-lesson.yaml" for number in (1, 2, 3)),
    }
    replace(folder.chapter_file, "number: x", "number: 1")
    assert ids(run(folder), Outcome.CREATED) == ALL[1:]


def test_lessons_of_a_chapter_that_broke_later_are_loaded_below_its_page(folder):
    run(folder)
    replace(folder.chapter_file, "number: 1", "number: x")
    replace(folder.lesson(2), "minutes: 20", "minutes: 30")
    report = run(folder)
    assert ids(report, Outcome.UPDATED) == ["C000.1.2"]
    assert [problem.file for problem in report.problems] == ["courses/C000/C000.1/chapter.yaml"]


def test_slug_that_an_editors_page_holds_is_a_problem_and_the_rest_is_loaded(folder):
    folder.lesson(2).rename(folder.root / "aside.yaml")
    run(folder)
    chapter = ChapterPage.objects.get()
    chapter.add_child(instance=LessonPage(title="编辑的课", slug="lesson-2"))
    (folder.root / "aside.yaml").rename(folder.lesson(2))
    replace(folder.lesson(3), "minutes: 20", "minutes: 30")
    report = run(folder)
    assert [(problem.file, problem.line) for problem in report.problems] == [(f"{LESSONS}/02-lesson.yaml", 1)]
    assert "lesson-2" in report.problems[0].reason
    assert ids(report, Outcome.UPDATED) == ["C000.1.3"]


@pytest.mark.parametrize(
    ("only", "loaded"), [("C000", ALL), ("C000.1", ALL[1:]), ("C000.1.2", ["C000.1.2"]), ("C000.9", [])]
)
def test_only_selects_a_page_and_what_is_below_it(folder, only, loaded):
    run(folder)
    report = run(folder, only=only)
    assert [row.id for row in report.loaded] == loaded


def test_stopped_run_is_finished_by_the_next(folder):
    """Each file is a transaction: whatever stood when a run was killed is unchanged to the next one."""
    home = ensure_site(name="平台", url="http://127.0.0.1:8000", actor=None)
    content = read_content(folder.root)
    content.lessons = content.lessons[:1]
    load(content, home=home, actor=None, dry_run=False)
    report = run(folder)
    assert ids(report, Outcome.UNCHANGED) == ALL[:3]
    assert ids(report, Outcome.CREATED) == ALL[3:]


def test_dry_run_foresees_and_changes_nothing(folder):
    report = load(read_content(folder.root), home=None, actor=None, dry_run=True)
    assert (ids(report, Outcome.CREATED), report.points_changed) == (ALL, 2)
    assert (CoursePage.objects.count(), KnowledgePoint.objects.count()) == (0, 0)
    run(folder)
    edit(lesson(1), title="编辑改过的标题")
    replace(folder.lesson(2), "minutes: 20", "minutes: 30")
    revisions = Revision.objects.count()
    report = load(read_content(folder.root), home=None, actor=None, dry_run=True)
    assert ids(report, Outcome.CONFLICT) == ["C000.1.1"]
    assert ids(report, Outcome.UPDATED) == ["C000.1.2"]
    assert (Revision.objects.count(), lesson(2).minutes) == (revisions, 20)


def test_changed_point_is_changed_and_a_dropped_one_stays(folder):
    run(folder)
    replace(folder.chapter_file, "weight: 4, title: 五个满意", "weight: 5, title: 五个满意")
    assert run(folder).points_changed == 1
    assert KnowledgePoint.objects.get(code="B-D-A-001").weight == 5


def test_report_reads_as_one_json_object(folder):
    run(folder)
    edit(lesson(1), title="编辑改过的标题")
    line = replace(folder.lesson(2), "minutes: 20", "minutes: x")
    assert run(folder).as_json() == {
        "dry_run": False,
        "files": 4,
        "created": [],
        "updated": [],
        "unchanged": ["C000", "C000.1", "C000.1.3"],
        "adopted": [],
        "points_changed": 0,
        "conflicts": [
            {"file": f"{LESSONS}/01-lesson.yaml", "id": "C000.1.1", "title": "第 1 课", "file_changed": False}
        ],
        "problems": [{"file": f"{LESSONS}/02-lesson.yaml", "line": line, "reason": "“minutes”必须是范围内的整数。"}],
    }
