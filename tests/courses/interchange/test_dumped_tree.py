"""Pages made, copied and moved in the back office: they get ids and files, and files follow their order."""

from datetime import date

import pytest
import yaml

from courses.interchange.dumper import dump
from courses.models import ChapterPage, CoursePage, LessonPage
from courses.services.publishing import Outcome
from tests.courses.interchange.dumps import LESSONS, blocks, written
from tests.courses.interchange.test_loader import ids, lesson, run

pytestmark = pytest.mark.django_db


def new_lesson(**values):
    chapter = ChapterPage.objects.get(source_id="C000.1")
    page = LessonPage(
        **{
            "title": "新课",
            "slug": "brand-new",
            "section": "第一节 测量",
            "minutes": 10,
            "reviewed_on": date(2026, 11, 25),
            "body": blocks(lesson(1)),
            "live": False,
            **values,
        }
    )
    chapter.add_child(instance=page)
    page.save_revision().publish()
    return LessonPage.objects.get(pk=page.pk)


def test_a_lesson_made_in_the_back_office_gets_an_id_and_a_file(folder):
    run(folder)
    page = new_lesson()
    foreseen = dump(folder.root, dry_run=True)
    page.refresh_from_db()
    assert (foreseen.ids_given, page.source_id) == ({"C000.1.901": "新课"}, "")
    report = written(folder)
    assert (report.ids_given, report.created) == ({"C000.1.901": "新课"}, [f"{LESSONS}/04-brand-new.yaml"])
    loaded = run(folder)
    assert (ids(loaded, Outcome.ADOPTED), ids(loaded, Outcome.CREATED), loaded.problems) == (["C000.1.901"], [], [])
    assert LessonPage.objects.count() == 4
    new_lesson(title="又一课", slug="another")
    assert written(folder).ids_given == {"C000.1.902": "又一课"}


def test_a_whole_course_made_in_the_back_office(folder):
    run(folder)
    home = CoursePage.objects.get().get_parent()
    course = home.add_child(instance=CoursePage(title="新课程", slug="new", intro="<p>开头。</p>", hours=1))
    chapter = course.add_child(instance=ChapterPage(title="新章", slug="first", number=1, summary="<p>概要。</p>"))
    for page in (course, chapter):
        page.save_revision().publish()
    report = written(folder)
    assert report.ids_given == {"C901": "新课程", "C901.901": "新章"}
    assert yaml.safe_load((folder.root / "courses/C901/C901.901/chapter.yaml").read_text())["points"] == []
    assert ids(run(folder), Outcome.ADOPTED) == ["C901", "C901.901"]


def test_a_copied_page_is_a_page_of_its_own(folder):
    run(folder)
    lesson(1).copy(update_attrs={"slug": "copy", "title": "副本"}, keep_live=True)
    assert LessonPage.objects.get(slug="copy").source_id == ""
    assert written(folder).ids_given == {"C000.1.901": "副本"}


def test_a_new_order_of_pages_renames_the_files(folder):
    run(folder)
    lesson(3).move(lesson(1), pos="left")
    report = written(folder)
    assert report.renamed == {
        f"{LESSONS}/03-lesson.yaml": f"{LESSONS}/01-lesson.yaml",
        f"{LESSONS}/01-lesson.yaml": f"{LESSONS}/02-lesson.yaml",
        f"{LESSONS}/02-lesson.yaml": f"{LESSONS}/03-lesson.yaml",
    }
    assert "id: C000.1.3\n" in folder.lesson(1).read_text()
    assert ids(run(folder), Outcome.UNCHANGED) == ["C000", "C000.1", "C000.1.3", "C000.1.1", "C000.1.2"]
    order = LessonPage.objects.order_by("path").values_list("source_id", flat=True)
    assert list(order) == ["C000.1.3", "C000.1.1", "C000.1.2"]
