from datetime import timedelta

import pytest

from courses.chapter_map import LevelCount, answers_to_checks, chapter_map
from courses.mastery import Evidence, Level
from courses.services.headings import refresh_heading_points
from tests.factories.accounts import UserFactory
from tests.factories.courses import (
    NOW,
    ChapterPageFactory,
    CheckAnswerFactory,
    KnowledgePointFactory,
    LessonPageFactory,
    LessonProgressFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def chapter():
    return ChapterPageFactory(slug="improvement", parent__slug="level-2")


@pytest.fixture
def trainee():
    return UserFactory()


def point(chapter, number, importance="Y"):
    return KnowledgePointFactory(
        chapter=chapter, code=f"B-D-A-{number:03}", syllabus_id=f"C000.1.2.{number}", importance=importance
    )


def lesson_on(chapter, *numbers, section="第一节"):
    return LessonPageFactory(parent=chapter, section=section, points=tuple(f"C000.1.2.{number}" for number in numbers))


def answer(point, lesson, trainee, *, right=True, days=0):
    CheckAnswerFactory(
        lesson=lesson,
        trainee=trainee,
        point=point,
        option=0 if right else 1,
        answered_at=NOW + timedelta(days=days),
    )


def test_points_stand_by_section_in_reading_order_with_the_untaught_last(chapter, trainee):
    for number in (1, 2, 3, 4):
        point(chapter, number)
    point(ChapterPageFactory(), 9)
    lesson_on(chapter, 4, section="第一节")
    lesson_on(chapter, 2, 4, section="第二节")
    lesson_on(chapter, 1, section="第二节")
    found = chapter_map(chapter=chapter, trainee=trainee)
    assert [(section.title, [one.point.code for one in section.points]) for section in found.sections] == [
        ("第一节", ["B-D-A-004"]),
        ("第二节", ["B-D-A-002", "B-D-A-001"]),
        ("", ["B-D-A-003"]),
    ]
    assert found.total == 4
    assert [one.heading.title if one.heading else None for one in found.points] == [
        "五个满意",
        "五个满意",
        "五个满意",
        None,
    ]


def test_level_comes_from_the_trainees_own_opening_and_answers(chapter, trainee):
    points = [point(chapter, number) for number in (1, 2, 3, 4, 5)]
    lesson = lesson_on(chapter, 1, 2, 3, 4)
    lesson_on(chapter, 5)
    LessonProgressFactory(lesson=lesson, trainee=trainee)
    answer(points[1], lesson, trainee)
    answer(points[2], lesson, trainee)
    answer(points[2], lesson, trainee, days=1)
    answer(points[3], lesson, trainee)
    answer(points[3], lesson, trainee, right=False, days=1)
    answer(points[4], lesson, UserFactory())
    found = chapter_map(chapter=chapter, trainee=trainee)
    assert [(one.level, one.right, one.answers) for one in found.points] == [
        (Level.MET, 0, 0),
        (Level.FAMILIAR, 1, 1),
        (Level.MASTERED, 2, 2),
        (Level.MET, 1, 2),
        (Level.NEW, 0, 0),
    ]
    assert found.counts == [
        LevelCount(Level.MASTERED, 1, 0),
        LevelCount(Level.FAMILIAR, 1, 1),
        LevelCount(Level.MET, 2, 2),
        LevelCount(Level.NEW, 1, 4),
    ]


def test_core_points_that_are_least_known_are_proposed_first(chapter, trainee):
    importances = ["Z", "Y", "X", "X", "X", "X"]
    points = [point(chapter, number, importance) for number, importance in enumerate(importances, 1)]
    lesson = lesson_on(chapter, 1, 2, 3, 4, 6)
    answer(points[2], lesson, trainee)
    answer(points[5], lesson, trainee)
    answer(points[5], lesson, trainee, days=1)
    found = chapter_map(chapter=chapter, trainee=trainee)
    # 5 is not taught, 6 is mastered.
    assert [one.point.code for one in found.proposed] == ["B-D-A-004", "B-D-A-003", "B-D-A-002"]


def test_checks_are_a_source_of_mastery(chapter, trainee):
    one, other = point(chapter, 1), point(chapter, 2)
    lesson = lesson_on(chapter, 1)
    answer(one, lesson, trainee, right=False)
    answer(other, lesson, trainee)
    answer(one, lesson, UserFactory())
    (evidence,) = answers_to_checks(trainee.pk, [one.pk])
    question = evidence.question.removeprefix("check:")
    assert evidence == Evidence(one.pk, f"check:{question}", False, NOW)
    assert len(question) == 64


@pytest.mark.parametrize("size", [1, 3])
def test_map_costs_seven_queries(chapter, trainee, size, django_assert_num_queries):
    lesson = lesson_on(chapter, *range(1, size + 1))
    for number in range(1, size + 1):
        answer(point(chapter, number), lesson, trainee)
    refresh_heading_points(lesson=lesson)
    chapter.get_url()  # the site's root is kept in the cache
    with django_assert_num_queries(7):
        assert chapter_map(chapter=chapter, trainee=trainee).total == size
