"""A chapter as its handout shows it: order, numbers, anchors, terms."""

from datetime import date

import pytest

from courses.presentation.handout import printed_chapter
from tests.factories.courses import ChapterPageFactory, KnowledgePointFactory, LessonPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chapter():
    return ChapterPageFactory(slug="improvement", parent__slug="level-2", parent__title="客户服务管理师（二级）")


def test_lessons_stand_in_their_sections_and_are_numbered_through(chapter):
    for title, section in [("甲", "第一节"), ("乙", "第一节"), ("丙", "第二节")]:
        LessonPageFactory(parent=chapter, title=title, section=section, minutes=25)
    LessonPageFactory(parent=chapter, title="草稿", live=False)
    printed = printed_chapter(chapter)
    assert [
        (section.title, [(lesson.number, lesson.title) for lesson in section.lessons]) for section in printed.sections
    ] == [
        ("第一节", [(1, "甲"), (2, "乙")]),
        ("第二节", [(3, "丙")]),
    ]
    assert (printed.course, printed.title, printed.minutes) == ("客户服务管理师（二级）", "第四章 客户服务改进", 75)
    assert printed.reviewed_on == date(2026, 11, 20)
    assert printed.address.endswith("/level-2/improvement/")


def test_parts_keep_their_points_and_end_with_pitfalls_and_key_points(chapter):
    KnowledgePointFactory(chapter=chapter, syllabus_id="C000.1.2.1", code="B-D-A-009")
    LessonPageFactory(parent=chapter)
    (lesson,) = printed_chapter(chapter).lessons
    assert [(part.anchor, str(part.title), [point.code for point in part.points]) for part in lesson.parts] == [
        ("", "", []),
        ("lesson-1-five-kinds", "五个满意", ["B-D-A-009"]),
        ("lesson-1-pitfalls", "易错点", []),
        ("lesson-1-key-points", "要点", []),
    ]
    assert [block.kind for block in lesson.parts[1].blocks] == [
        *("prose", "definition", "elements", "steps", "table", "formula", "figure", "case"),
    ]


def test_checks_stand_apart_with_letters_and_their_answer(chapter):
    LessonPageFactory(parent=chapter)
    ((check,),) = [lesson.checks for lesson in printed_chapter(chapter).lessons]
    assert [(option.letter, option.text) for option in check.options] == [("A", "行为满意"), ("B", "服务满意")]
    assert (check.answer.letter, [option.letter for option in check.others]) == ("A", ["B"])


def test_anchors_of_equal_headings_in_two_lessons_differ(chapter):
    LessonPageFactory.create_batch(2, parent=chapter)
    printed = printed_chapter(chapter)
    anchors = [part.anchor for lesson in printed.lessons for part in lesson.parts if part.anchor]
    anchors += [check.anchor for lesson in printed.lessons for check in lesson.checks]
    anchors += [term.anchor for term in printed.terms]
    assert len(anchors) == len(set(anchors)) == 10


def test_terms_are_sorted_by_sound(chapter):
    for term in ["投诉", "客户满意", "抱怨"]:
        body = [{"type": "definition", "value": {"term": term, "text": "<p>义。</p>"}}]
        LessonPageFactory(parent=chapter, body=body)
    printed = printed_chapter(chapter)
    assert [term.term for term in printed.terms] == ["抱怨", "客户满意", "投诉"]
    assert not printed.has_checks


@pytest.mark.parametrize("is_live", [True, False])
def test_without_a_published_lesson_there_is_nothing_to_print(chapter, is_live):
    LessonPageFactory(parent=chapter, live=is_live)
    chapter.live = not is_live
    assert printed_chapter(chapter) is None


@pytest.mark.parametrize("count", [1, 3])
def test_reading_costs_one_query_for_the_points_of_each_lesson(chapter, count, django_assert_num_queries):
    LessonPageFactory.create_batch(count, parent=chapter)
    chapter = type(chapter).objects.get(pk=chapter.pk)
    printed_chapter(chapter)
    with django_assert_num_queries(2 + count):
        printed_chapter(chapter)
