"""A kept lesson is what a fresh one would be, after every change and for every reader; nobody gets another's."""

import re

import pytest
from django.db import connection
from wagtail.models import PageViewRestriction, Site

from accounts.models import Person
from courses import page_cache
from courses.models import KnowledgePoint, LessonPage, PublicationStamp, Term, UnderStamp, found_under
from courses.stamp import drop_triggers, publication_stamp, write_triggers
from tests.factories.courses import (
    NOW,
    BookmarkFactory,
    ChapterPageFactory,
    CoursePageFactory,
    KnowledgePointFactory,
    LessonPageFactory,
    LessonProgressFactory,
    NoteFactory,
    PrerequisiteFactory,
    lesson_blocks,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_is_kept_yet():
    page_cache.forget_lessons()
    yield
    page_cache.forget_lessons()


@pytest.fixture
def chapter():
    return ChapterPageFactory(slug="improvement", parent__slug="level-2")


@pytest.fixture
def lesson(chapter):
    return LessonPageFactory(parent=chapter, title="第一课")


@pytest.fixture
def reader(client_of):
    return client_of("trainee")


def shown(browser, lesson):
    """The page without what differs from one request to the next."""
    response = browser.get(lesson.url)
    assert response.status_code == 200
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "TOKEN", response.content.decode())


def kept_and_fresh(browser, lesson):
    """The page as it is served now, and as it is with nothing kept."""
    served = shown(browser, lesson)
    page_cache.forget_lessons()
    return served, shown(browser, lesson)


def publish(page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def test_the_second_reader_gets_what_the_first_had_drawn(reader, client_of, lesson, monkeypatch):
    first = shown(reader, lesson)
    monkeypatch.setattr(page_cache.Drawing, "pieces", lambda *_: pytest.fail("drawn again"))
    assert shown(reader, lesson) == first
    assert "第一课" in shown(client_of("stranger"), lesson)


CHANGES = {
    "the lesson's text": lambda lesson: publish(lesson, section="改过的一节"),
    "its title": lambda lesson: publish(lesson, title="改过的题目"),
    "its body": lambda lesson: publish(lesson, body=lesson_blocks()[1:]),
    "a bulk write": lambda _lesson: LessonPage.objects.update(minutes=55),
    "a neighbour": lambda lesson: LessonPageFactory(parent=lesson.get_parent(), title="新来的一课"),
    "the chapter's title": lambda lesson: publish(lesson.get_parent().specific, title="第四章 改名"),
    "the course's address": lambda lesson: publish(lesson.get_parent().get_parent().specific, slug="renamed"),
    "a term elsewhere": lambda lesson: Term.objects.create(
        lesson=LessonPageFactory(parent=lesson.get_parent(), body=lesson_blocks()[:4]),
        term="押金",
        reading="ya jin",
        definition="<p>先付的钱。</p>",
        position=1,
    ),
    "a term's text": lambda _lesson: Term.objects.update(definition="<p>改过的定义。</p>"),
    "a point's code": lambda _lesson: KnowledgePoint.objects.update(code="B-D-A-999"),
    "a figure": lambda lesson: publish(lesson, body=[*lesson_blocks()[:-5], *lesson_blocks()[-4:]]),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_nothing_that_is_published_is_shown_late(reader, lesson, change):
    KnowledgePointFactory(chapter=lesson.get_parent().specific, syllabus_id="C000.1.2.1")
    shown(reader, lesson)
    stamp = publication_stamp()
    change(lesson)
    assert publication_stamp() != stamp
    served, fresh = kept_and_fresh(reader, LessonPage.objects.get(pk=lesson.pk))
    assert served == fresh


def test_a_neighbour_that_goes_or_moves_away_is_no_longer_named(reader, chapter, lesson):
    follower = LessonPageFactory(parent=chapter, title="跟着的一课")
    assert "跟着的一课" in shown(reader, lesson)
    follower.unpublish()
    assert "跟着的一课" not in shown(reader, lesson)
    publish(follower)
    assert "跟着的一课" in shown(reader, lesson)
    follower.move(ChapterPageFactory(parent=chapter.get_parent().specific), pos="last-child")
    assert "跟着的一课" not in shown(reader, lesson)
    LessonPage.objects.get(pk=follower.pk).delete()
    assert shown(reader, lesson) == kept_and_fresh(reader, lesson)[1]


def test_a_lesson_that_is_unpublished_or_moved_is_not_found_where_it_was(reader, chapter, lesson):
    shown(reader, lesson)
    before = lesson.url
    lesson.unpublish()
    assert reader.get(before).status_code == 404
    publish(lesson)
    lesson.move(ChapterPageFactory(parent=chapter.get_parent().specific, slug="elsewhere"), pos="last-child")
    moved = LessonPage.objects.get(pk=lesson.pk)
    assert (reader.get(before).status_code, reader.get(before)["Location"]) == (301, moved.url)
    assert "第一课" in shown(reader, moved)


def test_a_draft_moves_no_stamp_and_is_shown_to_no_reader(reader, lesson):
    shown(reader, lesson)
    stamp = publication_stamp()
    lesson.title = "草稿里的题目"
    lesson.save_revision()
    assert publication_stamp() == stamp
    assert "草稿里的题目" not in shown(reader, lesson)


def test_each_reader_finds_their_own_and_nobody_elses(reader, client_of, persona, lesson):
    other, own = client_of("stranger"), persona("trainee")
    Person.objects.filter(user=own).update(full_name="欧阳独一")
    shown(other, lesson)
    NoteFactory(lesson=lesson, trainee=own, text="我自己记的话")
    BookmarkFactory(lesson=lesson, trainee=own)
    mine, theirs = shown(reader, lesson), shown(other, lesson)
    assert ("我自己记的话" in mine, "part-mark is-on" in mine) == (True, True)
    assert ("我自己记的话" in theirs, "part-mark is-on" in theirs) == (False, False)
    assert ("欧阳独一" in mine, "欧阳独一" in theirs) == (True, False)
    served, fresh = kept_and_fresh(reader, lesson)
    assert served == fresh == mine


def test_every_form_has_the_readers_own_token(reader, client_of, lesson):
    tokens = {}
    for name, browser in (("mine", reader), ("other", client_of("stranger"))):
        page = browser.get(lesson.url).content.decode()
        tokens[name] = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page))
        assert page.count("csrfmiddlewaretoken") > 4
        assert "kept-piece-token" not in page
    assert all(len(found) >= 1 for found in tokens.values())
    assert tokens["mine"] & tokens["other"] == set()


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_each_language_has_its_own_and_it_is_what_a_fresh_one_is(client, client_of, persona, lesson, language):
    browser = client_of("trainee")
    shown(browser, lesson)
    NoteFactory(lesson=lesson, trainee=persona("trainee"), text="简体的话不变")
    browser.cookies["django_language"] = language
    shown(browser, lesson)
    served, fresh = kept_and_fresh(browser, lesson)
    assert served == fresh
    assert f'<html lang="{language}"' in served
    assert "简体的话不变" in served
    terms = re.findall("<dfn>(.+?)</dfn>", served)
    assert terms == (["客戶滿意"] if language == "zh-hant" else ["客户满意"])


def test_the_theme_is_the_readers(reader, lesson):
    assert 'data-theme="auto"' in shown(reader, lesson)
    reader.post("/appearance/", {"theme": "dark", "size": "large", "next": "/"})
    assert 'data-theme="dark" data-size="large"' in shown(reader, lesson)


def test_a_kept_lesson_is_closed_to_whom_it_is_closed(reader, client_of, persona, chapter, lesson):
    shown(reader, lesson)
    assert client_of("anonymous").get(lesson.url).status_code == 302
    needed = LessonPageFactory(parent=ChapterPageFactory(parent=chapter.get_parent().specific))
    course = chapter.get_parent().specific
    publish(course, prerequisite_rule="wall")
    PrerequisiteFactory(course=course, chapter=chapter, needs=needed.get_parent())
    assert reader.get(lesson.url).status_code == 403
    LessonProgressFactory(lesson=needed, trainee=persona("trainee"), finished_at=NOW)
    assert reader.get(lesson.url).status_code == 200
    PageViewRestriction.objects.create(page=chapter, restriction_type=PageViewRestriction.GROUPS)
    assert reader.get(lesson.url).status_code != 200


def test_terms_of_closed_lessons_are_in_nobodys_page_to_whom_they_are_closed(reader, client_of, lesson):
    closed = ChapterPageFactory(parent=CoursePageFactory(slug="closed"))
    secret = LessonPageFactory(parent=closed, title="内部一课", body=lesson_blocks()[:4])
    Term.objects.create(lesson=secret, term="押金", reading="ya jin", definition="<p>内部定义。</p>", position=1)
    publish(
        lesson,
        body=[
            {"type": "heading", "value": {"text": "退", "anchor": "back", "points": []}},
            {"type": "prose", "value": {"text": "<p>退一笔押金。</p>"}},
        ],
    )
    assert "内部定义" in shown(reader, lesson)
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.GROUPS)
    assert "内部定义" not in shown(reader, lesson)
    assert "内部定义" in shown(client_of("superuser"), lesson)
    assert "内部定义" not in shown(reader, lesson)


def test_another_site_has_its_own(reader, lesson):
    shown(reader, lesson)
    stamp = publication_stamp()
    Site.objects.update(site_name="改名")
    assert publication_stamp() != stamp


def test_without_a_stamp_nothing_is_kept(reader, lesson):
    PublicationStamp.objects.all().delete()
    shown(reader, lesson)
    publish(lesson, title="马上看见")
    assert "马上看见" in shown(reader, lesson)


def test_triggers_are_written_again_and_can_be_taken_away(lesson):
    stamp = publication_stamp()
    write_triggers(connection)
    assert publication_stamp() == stamp
    drop_triggers(connection)
    LessonPage.objects.update(minutes=44)
    assert publication_stamp() == stamp
    write_triggers(connection)
    LessonPage.objects.update(minutes=45)
    assert publication_stamp() != stamp


def test_another_release_finds_nothing_of_this_ones(reader, lesson, monkeypatch):
    first = shown(reader, lesson)
    monkeypatch.setattr(page_cache, "release", lambda: "another")
    drawn = []
    pieces = page_cache.Drawing.pieces
    monkeypatch.setattr(page_cache.Drawing, "pieces", lambda self, html: drawn.append(1) or pieces(self, html))
    assert (shown(reader, lesson), drawn) == (first, [1])


def test_a_restriction_and_a_prerequisite_move_the_stamp(chapter, lesson):
    course = chapter.get_parent().specific
    stamps = [publication_stamp()]
    PageViewRestriction.objects.create(page=chapter, restriction_type=PageViewRestriction.LOGIN)
    stamps.append(publication_stamp())
    needs = ChapterPageFactory(parent=course)
    stamps[-1] = publication_stamp()
    PrerequisiteFactory(course=course, chapter=chapter, needs=needs)
    stamps.append(publication_stamp())
    type(course).objects.filter(pk=course.pk).update(prerequisite_rule="wall")
    stamps.append(publication_stamp())
    assert len(set(stamps)) == 4


def test_a_kept_lesson_asks_what_may_not_be_kept_and_no_more(reader, lesson, django_assert_num_queries):
    """The stamp, the session, the account, the place in the lesson, and where the reader left anything in it."""
    shown(reader, lesson)
    shown(reader, lesson)
    with django_assert_num_queries(5):
        reader.get(lesson.url)


def test_outside_of_a_request_for_a_lesson_nothing_is_taken_from_memory(lesson):
    found = UnderStamp(LessonPage.objects.count)
    assert found() == 1
    LessonPageFactory(parent=lesson.get_parent())
    assert found() == 2
    token = found_under.set(publication_stamp())
    try:
        assert found() == 2
        LessonPage.objects.filter(pk=lesson.pk).update(draft_title="kein neuer Stempel")
        assert found() == 2
        LessonPageFactory(parent=lesson.get_parent())
        assert found() == 2
        found_under.set(publication_stamp())
        assert found() == 3
    finally:
        found_under.reset(token)
