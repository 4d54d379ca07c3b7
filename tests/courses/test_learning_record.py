from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from courses.learning_record import (
    CourseTime,
    LessonRecord,
    Standing,
    StudyState,
    StudyTime,
    bookmarks_of,
    by_course,
    notebook_of,
    notes_of,
    questions_of,
    standing,
    study_state,
    study_time,
    study_times,
)
from courses.queries import course_chapters
from tests.factories.accounts import UserFactory
from tests.factories.courses import (
    NOW,
    BookmarkFactory,
    ChapterPageFactory,
    CheckAnswerFactory,
    CoursePageFactory,
    EnrolmentFactory,
    LessonPageFactory,
    LessonProgressFactory,
    NoteFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return CoursePageFactory(title="二级", slug="level-2")


@pytest.fixture
def lessons(course):
    chapter = ChapterPageFactory(parent=course, slug="c4")
    return [LessonPageFactory(parent=chapter, title=f"第 {number} 课", slug=f"l{number}") for number in (1, 2, 3)]


@pytest.fixture
def trainee():
    return UserFactory()


def test_state_of_a_lesson_never_opened(lessons, trainee):
    assert study_state(lesson=lessons[0], trainee=trainee, progress=None) == StudyState(1, 0, None, 600)
    assert study_state(lesson=lessons[0], trainee=AnonymousUser(), progress=None) == StudyState(1, 0, None, 600)


def test_question_answered_right_twice_is_right_once(lessons, trainee):
    for minutes in (0, 5):
        CheckAnswerFactory(lesson=lessons[0], trainee=trainee, answered_at=NOW + timedelta(minutes=minutes))
    CheckAnswerFactory(lesson=lessons[1], trainee=trainee)
    assert study_state(lesson=lessons[0], trainee=trainee, progress=None).right == 1


@pytest.mark.parametrize(("seconds", "minutes"), [(None, 0), (59, 0), (60, 1), (601, 10)])
def test_minutes_read_are_whole_ones(seconds, minutes):
    assert StudyState(1, 0, seconds, 601).minutes == minutes
    assert StudyState(1, 0, seconds, 601).minutes_asked == 11


def test_time_of_a_course_is_the_sum_of_its_lessons_and_the_unknown_ones_are_counted(course, lessons, trainee):
    for lesson, seconds in zip(lessons, [3600, 125, None], strict=True):
        LessonProgressFactory(lesson=lesson, trainee=trainee, active_seconds=seconds)
    LessonProgressFactory(lesson=lessons[0], active_seconds=999)
    elsewhere = LessonProgressFactory(trainee=trainee, active_seconds=60)
    time = study_time(course=course, trainee=trainee)
    assert (time, time.hours, time.minutes) == (StudyTime(3725, 1), 1, 2)
    other = elsewhere.lesson.get_parent().get_parent()
    assert study_times(trainee) == [
        CourseTime("二级", "/level-2/", StudyTime(3725, 1)),
        CourseTime(other.title, other.get_url(), StudyTime(60, 0)),
    ]


def test_nobody_and_a_beginner_have_no_time(course, trainee):
    assert study_time(course=course, trainee=AnonymousUser()) == StudyTime(0, 0)
    assert study_times(trainee) == []


def test_standing_tells_enrolment_lessons_and_time(course, lessons, trainee):
    chapters = course_chapters(course=course, reader=trainee)
    assert standing(course=course, reader=trainee, chapters=chapters) == Standing(None, 3, 0, StudyTime(0, 0))
    EnrolmentFactory(course=course, trainee=trainee)
    EnrolmentFactory(course=course)
    for lesson in lessons:
        LessonProgressFactory(lesson=lesson, trainee=trainee, finished_at=NOW, active_seconds=60)
    chapters = course_chapters(course=course, reader=trainee)
    found = standing(course=course, reader=trainee, chapters=chapters)
    assert (found, found.is_complete) == (Standing(NOW, 3, 3, StudyTime(180, 0)), True)


def test_course_without_lessons_is_not_complete(course, trainee):
    assert standing(course=course, reader=trainee, chapters=[]).is_complete is False


def test_notebook_of_a_lesson_holds_only_ones_own(lessons, trainee):
    note = NoteFactory(lesson=lessons[0], trainee=trainee)
    BookmarkFactory(lesson=lessons[0], trainee=trainee, anchor="pitfalls")
    for lesson, reader in [(lessons[1], trainee), (lessons[0], UserFactory())]:
        NoteFactory(lesson=lesson, trainee=reader)
        BookmarkFactory(lesson=lesson, trainee=reader)
    found = notebook_of(lesson=lessons[0], trainee=trainee)
    assert {anchor: (kept.notes, kept.is_bookmarked) for anchor, kept in found.items()} == {
        "five-kinds": ([note], False),
        "pitfalls": ([], True),
    }
    assert notebook_of(lesson=lessons[0], trainee=AnonymousUser()) == {}


@pytest.mark.parametrize("notes", [0, 1])
def test_a_record_asks_once_what_the_reader_left_and_once_more_for_notes(
    lessons, trainee, notes, django_assert_num_queries
):
    lesson = lessons[0]
    kept = NoteFactory.create_batch(notes, lesson=lesson, trainee=trainee)
    BookmarkFactory(lesson=lesson, trainee=trainee, anchor="pitfalls")
    for minutes in (0, 5):
        CheckAnswerFactory(lesson=lesson, trainee=trainee, answered_at=NOW + timedelta(minutes=minutes))
    CheckAnswerFactory(lesson=lesson)
    record = LessonRecord(lesson, trainee, None, {}, questions_of(lesson))
    with django_assert_num_queries(3 if notes else 1):
        found = {anchor: (part.notes, part.is_bookmarked) for anchor, part in record.notebook.items()}
        assert found == ({"five-kinds": (kept, False)} if notes else {}) | {"pitfalls": ([], True)}
        assert record.study == study_state(
            lesson=lesson, trainee=trainee, progress=None, questions=questions_of(lesson), right=questions_of(lesson)
        )
    nobody = LessonRecord(lesson, AnonymousUser(), None, {}, questions_of(lesson))
    assert (nobody.notebook, nobody.study.right) == ({}, 0)


def test_lists_stand_by_course_and_lesson_in_reading_order(lessons, trainee):
    later = NoteFactory(lesson=lessons[1], trainee=trainee)
    first = NoteFactory(lesson=lessons[0], trainee=trainee, created_at=NOW + timedelta(hours=1))
    second = NoteFactory(lesson=lessons[0], trainee=trainee, created_at=NOW + timedelta(hours=2))
    other = NoteFactory(trainee=trainee)
    other.lesson.unpublish()
    NoteFactory()
    courses = by_course(notes_of(trainee))
    assert [(kept.title, [(one.title, one.url, one.kept) for one in kept.lessons]) for kept in courses] == [
        ("二级", [("第 1 课", "/level-2/c4/l1/", [first, second]), ("第 2 课", "/level-2/c4/l2/", [later])]),
        ("客户服务管理师（二级）", [(other.lesson.title, "", [other])]),
    ]


@pytest.mark.parametrize("size", [1, 3])
def test_lists_cost_two_queries(lessons, trainee, size, django_assert_num_queries):
    for lesson in lessons[:size]:
        NoteFactory(lesson=lesson, trainee=trainee)
        BookmarkFactory(lesson=lesson, trainee=trainee)
    lessons[0].get_url()  # the site's root is kept in the cache
    for kept in (notes_of, bookmarks_of):
        with django_assert_num_queries(2):
            assert [len(one.lessons) for one in by_course(kept(trainee))] == [size]
