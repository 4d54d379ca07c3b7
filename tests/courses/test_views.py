"""A reader's acts, and what they leave undone for those who may not."""

import re

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import PageViewRestriction

from courses.models import Bookmark, CheckAnswer, Enrolment, LessonProgress, Note, PrerequisiteRule, ReadingSpan
from tests.factories.courses import (
    CHECK_ID,
    ChapterPageFactory,
    CheckAnswerFactory,
    LessonPageFactory,
    LessonProgressFactory,
    PrerequisiteFactory,
)
from tests.personas import ANONYMOUS

pytestmark = pytest.mark.django_db


@pytest.fixture
def chapter():
    return ChapterPageFactory(slug="improvement", parent__slug="level-2")


@pytest.fixture
def lesson(chapter):
    return LessonPageFactory(parent=chapter, slug="inner-meaning")


@pytest.fixture
def reader(client_of):
    return client_of("trainee")


def urls(lesson):
    course = lesson.get_parent().get_parent()
    return {
        "enrol": (reverse("courses:enrol", args=[course.pk]), {}),
        "check": (reverse("courses:check", args=[lesson.pk, CHECK_ID]), {"option": "0"}),
        "place": (reverse("courses:place", args=[lesson.pk]), {"anchor": "five-kinds"}),
        "finish": (reverse("courses:finish", args=[lesson.pk]), {}),
        "time": (reverse("courses:time", args=[lesson.pk]), {"key": "0" * 32, "seconds": "30"}),
        "add_note": (reverse("courses:add_note", args=[lesson.pk]), {"anchor": "five-kinds", "text": "记住。"}),
        "bookmark": (reverse("courses:bookmark", args=[lesson.pk]), {"anchor": "five-kinds", "is_on": "1"}),
    }


ON_A_LESSON = ["check", "place", "finish", "time", "add_note", "bookmark"]


def records():
    return (
        list(Enrolment.objects.values_list("course__title", "trainee__username")),
        list(LessonProgress.objects.values_list("lesson__slug", "trainee__username", "anchor", "finished_at")),
    )


def nothing_is_kept():
    return not any(
        model.objects.exists() for model in [Enrolment, LessonProgress, CheckAnswer, ReadingSpan, Note, Bookmark]
    )


@pytest.mark.parametrize("act", ["enrol", *ON_A_LESSON])
def test_acts_ask_a_stranger_for_a_login_and_record_nothing(client_of, lesson, act):
    url, data = urls(lesson)[act]
    response = client_of(ANONYMOUS).post(url, data)
    assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={url}")
    assert nothing_is_kept()


def test_enrolling_leads_back_to_the_course(reader, lesson):
    url, data = urls(lesson)["enrol"]
    assert reader.post(url, data)["Location"] == "/level-2/"
    assert records() == ([("客户服务管理师（二级）", "trainee")], [])


@pytest.mark.parametrize(
    ("act", "target"),
    [
        ("enrol", "/level-2/"),
        ("check", f"/level-2/improvement/inner-meaning/#check-{CHECK_ID}"),
        ("finish", "/level-2/improvement/inner-meaning/#finish"),
        ("add_note", "/level-2/improvement/inner-meaning/"),
        ("bookmark", "/level-2/improvement/inner-meaning/"),
    ],
)
def test_get_of_an_act_leads_to_its_page_and_does_nothing(reader, lesson, act, target):
    """Where a login or a reload makes a GET of the form's address."""
    assert reader.get(urls(lesson)[act][0])["Location"] == target
    assert nothing_is_kept()


@pytest.mark.parametrize(
    ("option", "words"),
    [("0", "答对了。 问题在运行方式。"), ("1", "再想想。 换再好的人来，章还是要盖四个。 回看“ 五个满意 ”")],
)
def test_answered_check_shows_its_options_own_words(reader, lesson, option, words):
    response = reader.post(urls(lesson)["check"][0], {"option": option})
    html = response.content.decode()
    (answer,) = re.findall(r'<div class="check-answer" role="status">(.*?)</div>', html, flags=re.DOTALL)
    assert re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer)).strip() == words
    assert re.findall(r'value="(\d)" required checked', html) == [option]


@pytest.mark.parametrize("data", [{}, {"option": ""}, {"option": "2"}, {"option": "-1"}, {"option": "x"}])
def test_answer_that_is_no_option_leads_back_to_the_question(reader, lesson, data):
    response = reader.post(urls(lesson)["check"][0], data)
    assert response["Location"] == f"/level-2/improvement/inner-meaning/#check-{CHECK_ID}"


def test_check_that_the_lesson_has_not_is_not_found(reader, lesson):
    url = reverse("courses:check", args=[lesson.pk, CHECK_ID.replace("0d", "1d")])
    assert reader.post(url, {"option": "0"}).status_code == 404


def test_place_is_kept_of_a_lesson_that_was_opened(reader, persona, lesson):
    LessonProgressFactory(lesson=lesson, trainee=persona("trainee"))
    url, data = urls(lesson)["place"]
    assert reader.post(url, data).status_code == 204
    assert records()[1] == [("inner-meaning", "trainee", "five-kinds", None)]


def test_place_that_is_no_anchor_is_refused(reader, persona, lesson):
    LessonProgressFactory(lesson=lesson, trainee=persona("trainee"))
    assert reader.post(urls(lesson)["place"][0], {"anchor": "<b>"}).status_code == 422
    assert records()[1] == [("inner-meaning", "trainee", "", None)]


def test_finishing_marks_the_lesson_and_shows_what_comes_next(reader, persona, lesson):
    CheckAnswerFactory(lesson=lesson, trainee=persona("trainee"))
    url, data = urls(lesson)["finish"]
    response = reader.post(url, data)
    assert response["Location"] == "/level-2/improvement/inner-meaning/#finish"
    ((slug, trainee, _anchor, finished_at),) = records()[1]
    assert (slug, trainee, finished_at is not None) == ("inner-meaning", "trainee", True)


@pytest.mark.parametrize("act", ON_A_LESSON)
def test_acts_on_an_unpublished_lesson_find_nothing(reader, lesson, act):
    lesson.unpublish()
    url, data = urls(lesson)[act]
    assert reader.post(url, data).status_code == 404
    assert nothing_is_kept()


@pytest.mark.parametrize("act", ON_A_LESSON)
def test_acts_on_a_lesson_kept_for_a_group_find_nothing(reader, chapter, lesson, act):
    restriction = PageViewRestriction.objects.create(page=chapter, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(Group.objects.create(name="付费班"))
    url, data = urls(lesson)[act]
    assert reader.post(url, data).status_code == 404
    assert nothing_is_kept()


@pytest.mark.parametrize("act", ON_A_LESSON)
def test_acts_behind_a_wall_are_refused(reader, chapter, lesson, act):
    course = chapter.get_parent().specific
    course.prerequisite_rule = PrerequisiteRule.WALL
    course.save()
    other = LessonPageFactory()
    PrerequisiteFactory(course=course, chapter=chapter, needs=other.get_parent())
    url, data = urls(lesson)[act]
    assert reader.post(url, data).status_code == 403
    assert nothing_is_kept()


def test_finishing_too_early_is_refused_and_says_where_to_look(reader, lesson):
    url, data = urls(lesson)["finish"]
    page = reader.post(url, data, follow=True)
    assert "暂不能记为学完，缺什么请看本课末尾。" in page.content.decode()
    assert records()[1] == [("inner-meaning", "trainee", "", None)]


def test_answer_is_recorded_with_and_without_script(reader, lesson):
    url, data = urls(lesson)["check"]
    reader.post(url, data | {"option": "1"})
    piece = reader.post(url, data, headers={"X-Requested-With": "XMLHttpRequest"}).content.decode()
    assert list(CheckAnswer.objects.values_list("option", "is_right")) == [(1, False), (0, True)]
    assert piece.startswith('<div class="study-state" data-study-state>')
    assert "检查题都答对过一次：1 / 1" in piece


def test_reading_is_counted_and_answered_with_the_state(reader, persona, lesson):
    LessonProgressFactory(lesson=lesson, trainee=persona("trainee"))
    url, data = urls(lesson)["time"]
    piece = reader.post(url, data | {"seconds": "130"}).content.decode()
    assert "专注阅读：已有 2 分钟，至少 10 分钟" in piece
    assert LessonProgress.objects.get().active_seconds == 130
    reader.post(url, data | {"seconds": "130"})
    assert list(ReadingSpan.objects.values_list("seconds", flat=True)) == [130]


@pytest.mark.parametrize("wrong", [{"key": "x"}, {"seconds": "-1"}, {"seconds": "86401"}, {"seconds": ""}])
def test_report_that_is_none_is_refused(reader, persona, lesson, wrong):
    LessonProgressFactory(lesson=lesson, trainee=persona("trainee"))
    url, data = urls(lesson)["time"]
    assert reader.post(url, data | wrong).status_code == 422
    assert LessonProgress.objects.get().active_seconds is None
