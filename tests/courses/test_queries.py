from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from courses.queries import (
    Extent,
    LessonEntry,
    Place,
    TeachingHeading,
    chapter_sections,
    chapter_standing,
    chapters_missing,
    course_chapters,
    extent,
    last_place,
    lesson_parts,
    neighbours,
    teaching_headings,
    titles_of_ranges,
)
from tests.factories.accounts import UserFactory
from tests.factories.courses import (
    NOW,
    ChapterPageFactory,
    KnowledgePointFactory,
    LessonPageFactory,
    LessonProgressFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def chapter():
    return ChapterPageFactory(slug="improvement", parent__slug="level-2")


@pytest.fixture
def lessons(chapter):
    sections = ["第一节", "第一节", "第二节"]
    return [
        LessonPageFactory(
            parent=chapter, title=f"第 {number} 课", slug=f"l{number}", section=section, minutes=10 * number
        )
        for number, section in enumerate(sections, start=1)
    ]


def test_point_leads_to_the_heading_that_teaches_it(chapter):
    point = KnowledgePointFactory(chapter=chapter, syllabus_id="C000.1.2.1")
    LessonPageFactory(parent=chapter, title="内涵", slug="inner-meaning")
    assert teaching_headings([point.pk]) == {
        point.pk: TeachingHeading(
            "五个满意", "/level-2/improvement/inner-meaning/#five-kinds", "内涵", "第一节 客户满意测量"
        )
    }


def test_first_of_several_headings_in_reading_order_is_named(chapter):
    point = KnowledgePointFactory(chapter=chapter, syllabus_id="C000.1.2.1")
    for slug in ("first", "second"):
        LessonPageFactory(parent=chapter, slug=slug)
    assert teaching_headings([point.pk])[point.pk].url == "/level-2/improvement/first/#five-kinds"


def test_point_that_no_published_lesson_teaches_is_absent(chapter):
    point = KnowledgePointFactory(chapter=chapter, syllabus_id="C000.1.2.1")
    LessonPageFactory(parent=chapter).unpublish()
    assert teaching_headings([point.pk, 999_999]) == {}


def test_a_range_of_points_is_named_by_what_it_is_in_the_course(chapter):
    for section, codes in {"第一节 测量": ["B-D-A-001", "B-D-A-002"], "第二节 纠正": ["B-D-B-001"]}.items():
        ids = [f"C000.{code}" for code in codes]
        for code, syllabus_id in zip(codes, ids, strict=True):
            KnowledgePointFactory(chapter=chapter, code=code, syllabus_id=syllabus_id)
        LessonPageFactory(parent=chapter, slug=codes[0].lower(), section=section, points=tuple(ids))
    other = ChapterPageFactory(parent=chapter.get_parent(), slug="other", title="另一章")
    KnowledgePointFactory(chapter=other, code="B-E-A-001", syllabus_id="C000.other")
    assert titles_of_ranges(["B-D", "B-D-A", "B-D-B", "B-E-A", "B", "C", ""]) == {
        "B-D": chapter.title,
        "B-D-A": "第一节 测量",
        "B-D-B": "第二节 纠正",
        "B-E-A": "另一章",
    }


@pytest.mark.parametrize("item_count", [1, 3])
def test_teaching_headings_are_one_query(chapter, item_count, django_assert_num_queries):
    points = []
    for number in range(item_count):
        syllabus_id = f"C000.1.2.{number + 1}"
        points.append(KnowledgePointFactory(chapter=chapter, syllabus_id=syllabus_id).pk)
        LessonPageFactory(parent=chapter, points=(syllabus_id,))
    chapter.get_url()  # the site's root is kept in the cache
    with django_assert_num_queries(1):
        teaching_headings(points)


def test_lesson_is_divided_at_its_headings_and_its_ending():
    point = KnowledgePointFactory(syllabus_id="C000.1.2.1")
    parts = lesson_parts(LessonPageFactory())
    assert [(part.anchor, str(part.title), [block.block_type for block in part.blocks]) for part in parts] == [
        ("", "", ["scene", "objectives"]),
        (
            "five-kinds",
            "五个满意",
            ["heading", "prose", "definition", "elements", "steps", "table", "formula", "figure", "case"],
        ),
        ("pitfalls", "易错点", ["pitfalls"]),
        ("key-points", "要点", ["key_points"]),
        ("checks", "检查一下", ["check"]),
    ]
    assert [part.points for part in parts] == [[], [point], [], [], []]


@pytest.mark.parametrize(
    ("index", "previous", "following"), [(0, None, "第 2 课"), (1, "第 1 课", "第 3 课"), (2, "第 2 课", None)]
)
def test_neighbours_carry_their_titles(lessons, index, previous, following):
    around = neighbours(lessons[index])
    titles = [around.previous and around.previous.title, around.following and around.following.title]
    assert (titles, around.number, around.total) == ([previous, following], index + 1, 3)


def test_unpublished_lessons_are_no_neighbours(lessons):
    lessons[1].unpublish()
    assert neighbours(lessons[0]).following.title == "第 3 课"


def test_chapter_is_listed_by_section_with_what_the_reader_did(chapter, lessons):
    trainee = UserFactory()
    LessonProgressFactory(lesson=lessons[0], trainee=trainee, finished_at=NOW)
    LessonProgressFactory(lesson=lessons[1], trainee=trainee)
    LessonProgressFactory(lesson=lessons[2], finished_at=NOW)  # somebody else's
    sections = chapter_sections(chapter=chapter, reader=trainee)
    assert [(section.title, section.minutes) for section in sections] == [("第一节", 30), ("第二节", 30)]
    assert [entry for section in sections for entry in section.lessons] == [
        LessonEntry(lessons[0].pk, "第 1 课", "/level-2/improvement/l1/", 10, False, opened=True, finished=True),
        LessonEntry(lessons[1].pk, "第 2 课", "/level-2/improvement/l2/", 20, False, opened=True, finished=False),
        LessonEntry(lessons[2].pk, "第 3 课", "/level-2/improvement/l3/", 30, False, opened=False, finished=False),
    ]


@pytest.mark.parametrize(
    ("section", "title", "is_its_lesson"),
    [
        ("服务利润链", "服务利润链", True),
        ("1.2 客户体验的定义", "客户体验的定义", True),
        ("三、优质服务的标准", "优质服务的标准", True),
        ("第二节 客户满意测量", "客户满意测量", True),
        ("2.1 客户体验的定义", "客户体验", False),
        ("四、客户满意测量的概述", "概述", False),
        ("一致的服务", "致的服务", False),
        ("", "", False),
    ],
)
def test_section_that_is_one_lesson_of_its_name_is_named_once(chapter, section, title, is_its_lesson):
    LessonPageFactory(parent=chapter, title=title or "课", section=section)
    (found,) = chapter_sections(chapter=chapter, reader=AnonymousUser())
    expected = ("", [section]) if is_its_lesson else (section, [title or "课"])
    assert (found.title, [lesson.title for lesson in found.lessons]) == expected


def test_lessons_that_are_sections_stand_together_between_the_others(chapter):
    for section, title in [("一、甲", "甲"), ("二、乙", "乙"), ("三、丙", "丙一"), ("三、丙", "丙"), ("四、丁", "丁")]:
        LessonPageFactory(parent=chapter, title=title, section=section, minutes=10)
    found = chapter_sections(chapter=chapter, reader=AnonymousUser())
    assert [(section.title, [lesson.title for lesson in section.lessons], section.minutes) for section in found] == [
        ("", ["一、甲", "二、乙"], 20),
        ("三、丙", ["丙一", "丙"], 20),
        ("", ["四、丁"], 10),
    ]


def test_chapters_that_nobody_can_study_are_missing(chapter, lessons):
    course = chapter.get_parent().specific

    def missing():
        return chapters_missing(course=course, chapters=course_chapters(course=course, reader=AnonymousUser()))

    ChapterPageFactory(live=False)
    assert missing() == 0
    ChapterPageFactory(parent=course, live=False)
    ChapterPageFactory(parent=course)
    assert missing() == 2
    for lesson in lessons:
        lesson.unpublish()
    assert missing() == 3


def test_course_counts_lessons_minutes_and_what_is_finished(chapter, lessons):
    trainee = UserFactory()
    LessonProgressFactory(lesson=lessons[0], trainee=trainee, finished_at=NOW)
    LessonProgressFactory(lesson=lessons[1], trainee=trainee)
    ChapterPageFactory(parent=chapter.get_parent(), title="第五章")
    rows = course_chapters(course=chapter.get_parent().specific, reader=trainee)
    assert [(row.chapter.title, row.lessons, row.minutes, row.finished) for row in rows] == [
        ("第四章 客户服务改进", 3, 60, 1),
        ("第五章", 0, 0, 0),
    ]


def test_stranger_has_no_progress_and_no_place(chapter, lessons):
    nobody, course = AnonymousUser(), chapter.get_parent().specific
    LessonProgressFactory(lesson=lessons[0])
    assert [
        entry.opened for section in chapter_sections(chapter=chapter, reader=nobody) for entry in section.lessons
    ] == [
        False,
        False,
        False,
    ]
    assert last_place(reader=nobody, course=course) is None


@pytest.mark.parametrize(
    ("anchor", "heading", "url"),
    [
        ("", "", "/level-2/improvement/l1/"),
        ("five-kinds", "五个满意", "/level-2/improvement/l1/#five-kinds"),
        ("gone", "", "/level-2/improvement/l1/"),
    ],
)
def test_last_place_is_the_heading_last_read(lessons, anchor, heading, url):
    row = LessonProgressFactory(lesson=lessons[0], anchor=anchor)
    LessonProgressFactory(lesson=lessons[1], trainee=row.trainee, finished_at=NOW)
    assert last_place(reader=row.trainee) == Place("第 1 课", heading, url)


def test_last_place_is_asked_of_one_course_or_of_all(lessons):
    row = LessonProgressFactory(lesson=lessons[0])
    other = ChapterPageFactory().get_parent().specific
    assert last_place(reader=row.trainee, course=other) is None
    assert last_place(reader=row.trainee).lesson_title == "第 1 课"


def test_after_a_finished_lesson_the_next_unfinished_one_is_the_place(lessons):
    row = LessonProgressFactory(lesson=lessons[0], finished_at=NOW)
    LessonProgressFactory(lesson=lessons[1], trainee=row.trainee, finished_at=NOW, opened_at=NOW - timedelta(days=1))
    LessonPageFactory()  # another course's
    assert last_place(reader=row.trainee) == Place("第 3 课", "", "/level-2/improvement/l3/")
    LessonProgressFactory(lesson=lessons[2], trainee=row.trainee, finished_at=NOW)
    assert last_place(reader=row.trainee) is None


@pytest.mark.parametrize("finished_at", [None, NOW])
def test_last_place_reads_little(lessons, finished_at, django_assert_num_queries):
    row = LessonProgressFactory(lesson=lessons[0], finished_at=finished_at)
    lessons[0].get_url()  # the site's root is kept in the cache
    with django_assert_num_queries(2 if finished_at else 1):
        assert last_place(reader=row.trainee) is not None


def test_extent_takes_the_chapters_together(lessons):
    row = LessonProgressFactory(lesson=lessons[0], finished_at=NOW)
    course = lessons[0].get_parent().get_parent().specific
    found = extent(course_chapters(course=course, reader=row.trainee))
    assert found == Extent(chapters=1, lessons=3, minutes=60, finished=1)
    assert found.hours == 1


@pytest.mark.parametrize(("minutes", "hours"), [(10, 1), (89, 1), (90, 2), (1491, 25)])
def test_hours_are_whole_and_at_least_one(minutes, hours):
    assert Extent(chapters=1, lessons=1, minutes=minutes, finished=0).hours == hours


def test_next_in_a_chapter_is_what_was_begun_else_what_comes_first(lessons, persona):
    trainee = persona("trainee")
    chapter = lessons[0].get_parent().specific

    def found():
        standing = chapter_standing(chapter_sections(chapter=chapter, reader=trainee))
        title = standing.following.title if standing.following else None
        return standing.finished, standing.is_begun, title

    assert found() == (0, False, "第 1 课")
    begun = LessonProgressFactory(trainee=trainee, lesson=lessons[1])
    assert found() == (0, True, "第 2 课")
    begun.finished_at = NOW
    begun.save()
    assert found() == (1, True, "第 1 课")
    for lesson in (lessons[0], lessons[2]):
        LessonProgressFactory(trainee=trainee, lesson=lesson, finished_at=NOW)
    assert found() == (3, True, None)


@pytest.mark.parametrize(
    ("title", "ordinal", "bare"),
    [
        ("第四章 客户服务改进", "第四章", "客户服务改进"),
        ("第十二章：CRM 系统", "第十二章", "CRM 系统"),
        ("第4章 改进", "第4章", "改进"),
        ("CRM 系统", "", "CRM 系统"),
        ("第四章", "", "第四章"),
    ],
)
def test_title_of_a_chapter_in_its_two_parts(title, ordinal, bare):
    chapter = ChapterPageFactory.build(title=title)
    assert (chapter.ordinal, chapter.bare_title) == (ordinal, bare)
