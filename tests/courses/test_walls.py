"""A wall keeps closed whatever says what the lessons behind it say: handouts, copies on a device, passages in search."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.models import private_storage
from courses.models import CoursePage, Handout, PrerequisiteRule
from courses.rules import NO_WALLS, walls_before
from courses.services.handouts import make_handout
from courses.services.search import rebuild_entries
from tests.factories.accounts import UserFactory
from tests.factories.courses import (
    NOW,
    ChapterPageFactory,
    CoursePageFactory,
    LessonPageFactory,
    LessonProgressFactory,
    PrerequisiteFactory,
)
from tests.personas import ANONYMOUS

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return CoursePageFactory(title="二级", slug="level-2", prerequisite_rule=PrerequisiteRule.WALL)


@pytest.fixture
def chapters(course):
    titles = {"c1": "第一章", "c2": "第二章", "c3": "第三章"}
    return [ChapterPageFactory(parent=course, title=title, slug=slug) for slug, title in titles.items()]


@pytest.fixture
def lessons(course, chapters):
    """One lesson in each chapter; the second chapter waits for the first."""
    made = [LessonPageFactory(parent=chapter, slug="inner", title=f"{chapter.title}的课") for chapter in chapters]
    PrerequisiteFactory(course=course, chapter=chapters[1], needs=chapters[0])
    for page in (*chapters, *made):
        rebuild_entries(page=page)
    return made


@pytest.fixture
def trainee(persona):
    return persona("trainee")


@pytest.fixture
def reader(client_of):
    return client_of("trainee")


@pytest.fixture
def other_course():
    """A course with one lesson."""
    other = CoursePageFactory(title="三级", slug="level-3")
    LessonPageFactory(parent=ChapterPageFactory(parent=other, slug="c"), slug="l")
    return other


def finish(lesson, trainee):
    LessonProgressFactory(lesson=lesson, trainee=trainee, finished_at=NOW)


def advise():
    CoursePage.objects.update(prerequisite_rule=PrerequisiteRule.ADVICE)


def text_of(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", re.sub("</?mark>", "", html)))


# All walls of a reader


def closed(reader, pages):
    """The titles of what has to be studied before each page."""
    walls = walls_before(reader)
    return [gate and [need.title for need in gate.needs] for gate in (walls.before(page.path) for page in pages)]


def test_chapter_and_its_lessons_are_closed_until_the_other_is_studied(course, chapters, lessons, trainee):
    pages = [course, chapters[0], lessons[0], chapters[1], lessons[1], chapters[2], lessons[2]]
    assert closed(trainee, pages) == [None, None, None, ["第一章"], ["第一章"], None, None]
    finish(lessons[0], UserFactory())
    assert closed(trainee, [lessons[1]]) == [["第一章"]]
    finish(lessons[0], trainee)
    assert walls_before(trainee) == NO_WALLS


def test_course_that_waits_is_closed_but_for_its_own_page(course, chapters, lessons, trainee, other_course):
    PrerequisiteFactory(course=course, needs=other_course)
    assert closed(trainee, [course, chapters[0], lessons[0], lessons[1], other_course]) == [
        None,
        ["三级"],
        ["三级"],
        ["第一章", "三级"],
        None,
    ]


def test_what_is_asked_for_twice_is_named_once(course, chapters, lessons, trainee):
    PrerequisiteFactory(course=course, chapter=chapters[1], needs=chapters[0])
    assert closed(trainee, [lessons[1]]) == [["第一章"]]


def test_advice_is_no_wall_and_what_nobody_can_study_is_not_asked_for(chapters, lessons, trainee):
    advise()
    assert walls_before(trainee) == NO_WALLS
    CoursePage.objects.update(prerequisite_rule=PrerequisiteRule.WALL)
    chapters[0].unpublish()
    assert walls_before(trainee) == NO_WALLS


def test_those_who_edit_pass_and_strangers_do_not(lessons, superuser):
    assert closed(superuser, lessons) == [None, None, None]
    assert closed(AnonymousUser(), lessons) == [None, ["第一章"], None]


@pytest.mark.parametrize("size", [0, 1, 3])
def test_walls_cost_the_same_however_many_there_are(course, chapters, size, django_assert_num_queries):
    for needed in chapters[:size]:
        LessonPageFactory(parent=needed)
        PrerequisiteFactory(course=course, chapter=ChapterPageFactory(parent=course), needs=needed)
    course.get_url()  # the site's root is kept in the cache
    reader = UserFactory()
    with django_assert_num_queries(WALLS if size else 1):
        assert len(walls_before(reader).walls) == size


# Prerequisites, lessons, and what the reader may edit.
WALLS = 4


# Handouts


@pytest.fixture
def made(chapters, lessons):
    make_handout(chapter=chapters[1], now=timezone.now())
    handout = Handout.objects.get()
    yield handout
    private_storage().delete(handout.file.name)


def test_handout_behind_a_wall_is_refused_with_the_reason(reader, trainee, chapters, lessons, made):
    url = f"/study/chapters/{chapters[1].pk}/handout/"
    answer = reader.get(url)
    html = answer.content.decode()
    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (403, "text/html")
    assert "请先学别的内容" in html
    assert "第一章 已学完 0 / 1 课" in text_of(html)
    assert '<a class="button button-primary" href="/level-2/c1/">' in html
    finish(lessons[0], trainee)
    assert reader.get(url).getvalue().startswith(b"%PDF-")


def test_editors_and_the_advised_have_the_handout(client_of, reader, chapters, made):
    url = f"/study/chapters/{chapters[1].pk}/handout/"
    assert client_of("superuser").get(url).getvalue().startswith(b"%PDF-")
    advise()
    assert reader.get(url).getvalue().startswith(b"%PDF-")


def test_nobody_behind_a_wall_has_a_handout_made(reader, trainee, chapters, lessons):
    url = f"/study/chapters/{chapters[1].pk}/handout/ask/"
    assert reader.post(url).status_code == 403
    assert reader.get(url).status_code == 403
    assert Handout.objects.count() == 0
    finish(lessons[0], trainee)
    assert reader.post(url).status_code == 302
    assert Handout.objects.get().chapter_id == chapters[1].pk


# Copies on a device


def kept_pages(reader, course):
    answer = reader.get(f"/study/courses/{course.pk}/copy.json")
    return answer["ETag"], answer.json()["lessons"], [page["url"] for page in answer.json()["pages"]]


def test_list_of_a_copy_names_no_page_behind_a_wall_and_is_another_once_it_opens(reader, trainee, course, lessons):
    before, count, pages = kept_pages(reader, course)
    outside = ["/level-2/", "/level-2/c1/", "/level-2/c1/inner/", "/level-2/c3/", "/level-2/c3/inner/"]
    assert (count, pages) == (2, outside)
    finish(lessons[0], trainee)
    after, count, pages = kept_pages(reader, course)
    assert (count, len(pages)) == (3, 7)
    assert after != before


def test_list_of_a_copy_is_whole_for_editors_and_the_advised(client_of, reader, course, lessons):
    assert kept_pages(client_of("superuser"), course)[1] == 3
    advise()
    assert kept_pages(reader, course)[1] == 3


def test_course_that_waits_is_kept_with_its_own_page_alone(reader, course, lessons, other_course):
    PrerequisiteFactory(course=course, needs=other_course)
    assert kept_pages(reader, course)[1:] == (0, ["/level-2/"])
    assert kept_pages(reader, other_course)[1] == 1


@pytest.mark.parametrize("kind", ["chapter", "lesson"])
def test_page_behind_a_wall_is_not_given_out_as_a_copy(reader, trainee, chapters, lessons, kind):
    url = f"/study/copies/{(chapters if kind == 'chapter' else lessons)[1].pk}/"
    answer = reader.get(url)
    assert answer.status_code == 403
    assert "理念满意" not in answer.content.decode()
    assert trainee.lesson_progress.count() == 0
    finish(lessons[0], trainee)
    assert reader.get(url).status_code == 200


def test_open_pages_are_given_out_as_copies(reader, course, lessons):
    for page in (course, lessons[0], lessons[2]):
        assert reader.get(f"/study/copies/{page.pk}/").status_code == 200


# Search


def found(client):
    """Of each result the heading and what stands beneath it."""
    html = client.get("/search/", {"q": "理念满意"}).content.decode()
    pieces = re.split(r'<li class="search-result">', html)[1:]
    return {text_of(re.search(r"<h2>.*?</h2>", piece)[0]).strip(): text_of(piece) for piece in pieces}


REASON = "请先学完以下内容，学完后自动开放： 第一章 已学完 0 / 1 课"


def test_hit_behind_a_wall_has_its_title_and_the_reason_and_no_passage(reader, trainee, lessons):
    before = found(reader)
    assert list(before) == ["第一章的课", "第二章的课", "第三章的课"]
    assert [REASON in text for text in before.values()] == [False, True, False]
    assert ["理念使人满意" in text for text in before.values()] == [True, False, True]
    finish(lessons[0], trainee)
    assert ["理念使人满意" in text for text in found(reader).values()] == [True, True, True]


def test_editors_and_the_advised_read_every_passage(client_of, reader, lessons):
    assert ["理念使人满意" in text for text in found(client_of("superuser")).values()] == [True, True, True]
    advise()
    assert [(REASON in text, "理念使人满意" in text) for text in found(reader).values()] == [(False, True)] * 3


def test_summary_of_a_chapter_behind_a_wall_is_not_shown(reader, lessons):
    html = reader.get("/search/", {"q": "第二章"}).content.decode()
    assert "先测量，再纠正" not in text_of(html)
    assert "先测量，再纠正" in text_of(reader.get("/search/", {"q": "第三章"}).content.decode())


def test_strangers_are_told_of_no_wall(client_of, lessons):
    texts = found(client_of(ANONYMOUS))
    assert [(REASON in text, "理念使人满意" in text) for text in texts.values()] == [(False, False)] * 3


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow_with_what_is_walled(reader, course, chapters, count, django_assert_num_queries):
    LessonPageFactory(parent=chapters[0])
    for _number in range(count):
        waiting = ChapterPageFactory(parent=course)
        PrerequisiteFactory(course=course, chapter=waiting, needs=chapters[0])
        rebuild_entries(page=LessonPageFactory(parent=waiting))
    found(reader)  # the site's root is kept in the cache
    with django_assert_num_queries(SEARCH + WALLS):
        assert len(found(reader)) == count


# Session, reader, restrictions, and what a search costs.
SEARCH = 7
