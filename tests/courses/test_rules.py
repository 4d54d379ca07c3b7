"""Prerequisites: what stands before a page, and which rules an editor may set."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from courses.models import ChapterPage, CoursePage, Prerequisite, PrerequisiteRule
from courses.rules import Gate, Need, gate_before, may_pass_walls
from tests.factories.accounts import UserFactory
from tests.factories.courses import (
    NOW,
    ChapterPageFactory,
    CoursePageFactory,
    LessonPageFactory,
    LessonProgressFactory,
    PrerequisiteFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return CoursePageFactory(slug="level-2", prerequisite_rule=PrerequisiteRule.WALL)


@pytest.fixture
def chapters(course):
    return [
        ChapterPageFactory(parent=course, title=title, slug=slug)
        for title, slug in [("第一章", "c1"), ("第二章", "c2"), ("第三章", "c3")]
    ]


@pytest.fixture
def lessons(chapters):
    return [LessonPageFactory(parent=chapter, slug="l") for chapter in chapters]


@pytest.fixture
def trainee():
    return UserFactory()


def finish(lesson, trainee):
    LessonProgressFactory(lesson=lesson, trainee=trainee, finished_at=NOW)


def needs(page, reader):
    gate = gate_before(page=page, reader=reader)
    return None if gate is None else [(need.title, need.finished, need.lessons) for need in gate.needs]


def test_without_prerequisites_every_way_is_open(course, chapters, lessons, trainee):
    assert [gate_before(page=page, reader=trainee) for page in [course, chapters[1], lessons[1]]] == [None] * 3


def test_page_of_another_kind_has_no_gate(course, trainee):
    assert gate_before(page=course.get_parent().specific, reader=trainee) is None


def test_chapter_waits_for_another_until_its_lessons_are_studied(course, chapters, lessons, trainee):
    PrerequisiteFactory(course=course, chapter=chapters[1], needs=chapters[0])
    second = LessonPageFactory(parent=chapters[0])
    wall = Gate(is_wall=True, needs=[Need("第一章", "/level-2/c1/", 2, 0)])
    assert gate_before(page=chapters[1], reader=trainee) == wall
    assert gate_before(page=lessons[1], reader=trainee) == wall
    finish(lessons[0], trainee)
    LessonProgressFactory(lesson=second, trainee=trainee)
    finish(second, UserFactory())
    assert needs(lessons[1], trainee) == [("第一章", 1, 2)]
    trainee.lesson_progress.filter(lesson=second).update(finished_at=NOW)
    assert needs(lessons[1], trainee) is None


def test_what_does_not_wait_is_open(course, chapters, lessons, trainee):
    PrerequisiteFactory(course=course, chapter=chapters[1], needs=chapters[0])
    open_pages = [course, chapters[0], lessons[0], chapters[2], lessons[2]]
    assert [gate_before(page=page, reader=trainee) for page in open_pages] == [None] * 5


def test_whole_course_waits_for_another_course(course, chapters, lessons, trainee):
    other = CoursePageFactory(title="三级", slug="level-3")
    lesson = LessonPageFactory(parent=ChapterPageFactory(parent=other))
    PrerequisiteFactory(course=course, needs=other)
    for page in [course, chapters[2], lessons[0]]:
        assert needs(page, trainee) == [("三级", 0, 1)]
    finish(lesson, trainee)
    assert needs(lessons[0], trainee) is None


def test_needs_are_named_once_in_the_courses_order(course, chapters, lessons, trainee):
    for order, needed in enumerate([chapters[1], chapters[0], chapters[1]]):
        PrerequisiteFactory(course=course, chapter=chapters[2], needs=needed, sort_order=order)
    assert needs(lessons[2], trainee) == [("第二章", 0, 1), ("第一章", 0, 1)]


@pytest.mark.parametrize(
    ("rule", "is_wall"),
    [(PrerequisiteRule.NONE, None), (PrerequisiteRule.ADVICE, False), (PrerequisiteRule.WALL, True)],
)
def test_rule_is_the_courses(course, lessons, trainee, rule, is_wall):
    chapters = ChapterPage.objects.order_by("path")
    PrerequisiteFactory(course=course, chapter=chapters[1], needs=chapters[0])
    CoursePage.objects.update(prerequisite_rule=rule)
    gate = gate_before(page=lessons[1], reader=trainee)
    assert (gate and gate.is_wall) == is_wall


def test_what_nobody_can_study_is_not_asked_for(course, chapters, lessons, trainee):
    PrerequisiteFactory(course=course, chapter=chapters[1], needs=chapters[0])
    lessons[0].unpublish()
    assert needs(lessons[1], trainee) is None
    lessons[0].save_revision().publish()
    chapters[0].refresh_from_db()
    chapters[0].unpublish()
    assert needs(lessons[1], trainee) is None


def test_stranger_has_studied_nothing(course, chapters, lessons):
    PrerequisiteFactory(course=course, chapter=chapters[1], needs=chapters[0])
    assert needs(lessons[1], AnonymousUser()) == [("第一章", 0, 1)]


@pytest.mark.parametrize("size", [1, 3])
def test_gate_costs_three_queries(course, chapters, trainee, size, django_assert_num_queries):
    for needed in [chapters[0], chapters[1], CoursePageFactory()][:size]:
        PrerequisiteFactory(course=course, chapter=chapters[2], needs=needed)
    course.get_url()  # the site's root is kept in the cache
    with django_assert_num_queries(3):
        gate_before(page=chapters[2], reader=trainee)


def test_those_who_edit_pass(persona, lessons):
    passing = {name: may_pass_walls(user=persona(name), page=lessons[0]) for name in ["trainee", "superuser", "marker"]}
    assert passing == {"trainee": False, "superuser": True, "marker": False}


# What an editor may set


def refusals(**fields):
    with pytest.raises(ValidationError) as refused:
        Prerequisite(**fields).clean()
    return set(refused.value.message_dict)


def test_lawful_prerequisites(course, chapters):
    other = ChapterPageFactory()
    Prerequisite(course=course, chapter=chapters[1], needs=chapters[0]).clean()
    Prerequisite(course=course, chapter=chapters[0], needs=other).clean()
    Prerequisite(course=course, needs=other.get_parent()).clean()


def test_chapter_that_waits_is_one_of_the_course(course, chapters):
    assert refusals(course=course, chapter=ChapterPageFactory(), needs=chapters[0]) == {"chapter"}


@pytest.mark.parametrize(("waits", "first"), [(0, 0), (0, 1), (None, 0)])
def test_within_a_course_only_what_stands_before_can_be_asked_for(course, chapters, waits, first):
    chapter = None if waits is None else chapters[waits]
    assert refusals(course=course, chapter=chapter, needs=chapters[first]) == {"needs"}


def test_course_cannot_wait_for_itself_nor_for_a_page_that_is_no_course(course, chapters):
    assert refusals(course=course, needs=course) == {"needs"}
    assert refusals(course=course, chapter=chapters[1], needs=course) == {"needs"}
    assert refusals(course=course, needs=course.get_parent()) == {"needs"}


def test_courses_cannot_wait_for_each_other_by_way_of_others(course, chapters):
    second, third = CoursePageFactory(), CoursePageFactory()
    PrerequisiteFactory(course=second, needs=chapters[0])
    PrerequisiteFactory(course=third, needs=second)
    assert refusals(course=course, needs=third) == {"needs"}
    assert refusals(course=course, chapter=chapters[1], needs=second) == {"needs"}
    Prerequisite(course=third, needs=course).clean()


def test_database_refuses_what_waits_for_itself(course, chapters):
    for fields in [{"needs": course}, {"chapter": chapters[0], "needs": chapters[0]}]:
        with pytest.raises(IntegrityError), transaction.atomic():
            PrerequisiteFactory(course=course, **fields)
    assert Prerequisite.objects.count() == 0
