"""What course, chapter and lesson say of enrolment, of prerequisites, and of what is still to do."""

import re

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from courses.models import CoursePage, LessonProgress, Prerequisite, PrerequisiteRule
from tests.factories.courses import (
    NOW,
    ChapterPageFactory,
    CheckAnswerFactory,
    CoursePageFactory,
    EnrolmentFactory,
    LessonPageFactory,
    LessonProgressFactory,
    PrerequisiteFactory,
)
from tests.personas import ANONYMOUS

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return CoursePageFactory(slug="level-2")


@pytest.fixture
def chapters(course):
    return [
        ChapterPageFactory(parent=course, title=title, slug=slug)
        for title, slug in [("第一章", "c1"), ("第二章", "c2")]
    ]


@pytest.fixture
def lessons(chapters):
    return [LessonPageFactory(parent=chapter, slug="l", title=f"{chapter.title}的课") for chapter in chapters]


@pytest.fixture
def trainee(persona):
    return persona("trainee")


@pytest.fixture
def reader(client_of):
    return client_of("trainee")


def text_of(response):
    html = re.sub(
        r"<template.*?</template>|<details.*?</details>|<[^>]*>", " ", response.content.decode(), flags=re.DOTALL
    )
    return re.sub(r"\s+", " ", html)


# Enrolment


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ((False, 0, None), "未报读 报读不收费，课程会留在“我的”页面上。 报读本课程"),
        ((True, 0, None), "已报读 2026年11月23日 报读 开始学习"),
        (
            (True, 1, 5400),
            "已报读 2026年11月23日 报读 已学完 1 课，共 2 课 专注阅读 1 小时 30 分钟 继续学习 第二章的课",
        ),
        ((True, 1, None), "已报读 2026年11月23日 报读 已学完 1 课，共 2 课 继续学习 第二章的课"),
        ((True, 2, 60), "全部学完 2026年11月23日 报读 已学完 2 课，共 2 课 专注阅读 2 分钟 从一个真实的服务场面开始。"),
    ],
)
def test_course_says_where_one_stands(reader, trainee, lessons, fields, words):
    is_enrolled, finished, seconds = fields
    course = lessons[0].get_parent().get_parent().specific
    if is_enrolled:
        EnrolmentFactory(course=course, trainee=trainee)
    for lesson in lessons[:finished]:
        LessonProgressFactory(lesson=lesson, trainee=trainee, finished_at=NOW, active_seconds=seconds)
    assert words in text_of(reader.get("/level-2/"))


def test_lessons_without_measured_time_are_named_beside_the_measured(reader, trainee, course, lessons):
    for lesson, seconds in zip(lessons, [120, None], strict=True):
        LessonProgressFactory(lesson=lesson, trainee=trainee, active_seconds=seconds)
    assert "专注阅读 2 分钟；另有 1 课没有计时" in text_of(reader.get("/level-2/"))
    assert "专注阅读 2 分钟；另有 1 课没有计时" in text_of(reader.get("/me/"))


# What the lesson still asks


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ((False, None), "未做到 检查题都答对过一次：0 / 1 未知 专注阅读：还没有记录。"),
        ((True, 90), "已做到 检查题都答对过一次：1 / 1 未做到 专注阅读：已有 1 分钟，至少 10 分钟"),
        ((False, 600), "未做到 检查题都答对过一次：0 / 1 已做到 专注阅读：已有 10 分钟，至少 10 分钟"),
    ],
)
def test_lesson_says_what_is_missing(reader, trainee, lessons, fields, words):
    is_right, seconds = fields
    LessonProgressFactory(lesson=lessons[0], trainee=trainee, active_seconds=seconds)
    CheckAnswerFactory(lesson=lessons[0], trainee=trainee, option=0 if is_right else 1)
    assert words in text_of(reader.get(lessons[0].url))


@pytest.mark.parametrize(
    ("is_measured", "words"),
    [
        (True, "学完本课。 检查题都答对过，专注阅读 11 分钟。"),
        (False, "学完本课。 阅读时间没有记录，由您本人确认学完。"),
    ],
)
def test_finished_lesson_says_what_it_rests_on(reader, trainee, lessons, is_measured, words):
    LessonProgressFactory(
        lesson=lessons[0], trainee=trainee, finished_at=NOW, active_seconds=700, is_measured=is_measured
    )
    assert words in text_of(reader.get(lessons[0].url))


@pytest.mark.parametrize(("seconds", "count"), [(None, 1), (0, 0), (600, 0)])
def test_own_word_is_offered_only_where_nothing_is_measured(reader, trainee, lessons, seconds, count):
    LessonProgressFactory(lesson=lessons[0], trainee=trainee, active_seconds=seconds)
    assert reader.get(lessons[0].url).content.decode().count("data-without-script>学完了") == count


# Prerequisites


def wait(course, chapters, rule):
    course.prerequisite_rule = rule
    course.save()
    PrerequisiteFactory(course=course, chapter=chapters[1], needs=chapters[0])


@pytest.mark.parametrize("page", ["chapter", "lesson"])
def test_wall_says_what_to_do_first_and_records_nothing(reader, course, chapters, lessons, page):
    wait(course, chapters, PrerequisiteRule.WALL)
    response = reader.get({"chapter": chapters[1], "lesson": lessons[1]}[page].url)
    assert response.status_code == 403
    assert "请先学别的内容 本课程按顺序学习。" in text_of(response)
    assert "第一章 已学完 0 / 1 课" in text_of(response)
    assert '<a class="button button-primary" href="/level-2/c1/">去学“第一章”</a>' in response.content.decode()
    assert '<a class="button" href="/level-2/">客户服务管理师（二级）</a>' in response.content.decode()
    assert LessonProgress.objects.count() == 0


def test_wall_opens_when_the_rest_is_studied(reader, trainee, course, chapters, lessons):
    wait(course, chapters, PrerequisiteRule.WALL)
    LessonProgressFactory(lesson=lessons[0], trainee=trainee, finished_at=NOW)
    page = reader.get(lessons[1].url)
    assert page.status_code == 200
    assert "请先学完以下内容" not in text_of(page)


def test_editors_pass_the_wall_and_see_what_it_asks(client_of, course, chapters, lessons):
    wait(course, chapters, PrerequisiteRule.WALL)
    page = client_of("superuser").get(lessons[1].url)
    assert page.status_code == 200
    assert "请先学完以下内容，学完后自动开放： 第一章" in text_of(page)


def test_stranger_sees_the_list_of_lessons_and_is_asked_for_a_login_at_the_lesson(client_of, course, chapters, lessons):
    wait(course, chapters, PrerequisiteRule.WALL)
    page = client_of(ANONYMOUS).get(chapters[1].url)
    assert (page.status_code, "请先学完以下内容" in text_of(page)) == (200, True)
    assert client_of(ANONYMOUS).get(lessons[1].url).status_code == 302


def test_advice_is_a_notice_and_no_more(reader, course, chapters, lessons):
    wait(course, chapters, PrerequisiteRule.ADVICE)
    for page in (chapters[1], lessons[1]):
        response = reader.get(page.url)
        assert response.status_code == 200
        assert "建议先学以下内容；您也可以直接往下学： 第一章 已学完 0 / 1 课" in text_of(response)
    assert "建议先学以下内容" not in text_of(reader.get(lessons[0].url))


def test_course_that_waits_for_another_says_so_and_stays_open(reader, course, chapters, lessons):
    other = CoursePageFactory(title="三级", slug="level-3")
    LessonPageFactory(parent=ChapterPageFactory(parent=other))
    course.prerequisite_rule = PrerequisiteRule.WALL
    course.save()
    PrerequisiteFactory(course=course, needs=other)
    page = reader.get("/level-2/")
    assert (page.status_code, "请先学完以下内容，学完后自动开放： 三级 已学完 0 / 1 课" in text_of(page)) == (200, True)
    assert (
        '<a class="button button-primary" href="/level-3/">去学“<span lang="zh-Hans">三级</span>”</a>'
        in page.content.decode()
    )
    assert page.content.decode().count("button-primary") == 1
    assert reader.get(lessons[0].url).status_code == 403


# Set by an editor in the back office


def form_of(course, rule, rows):
    return nested_form_data(
        {
            "title": course.title,
            "slug": course.slug,
            "subtitle": "",
            "intro": rich_text("<p>介绍。</p>", features=["bold", "link"]),
            "hours": 140,
            "prerequisite_rule": rule,
            "prerequisites": inline_formset(rows),
            "comments": inline_formset([]),
            "action-publish": "1",
        }
    )


def test_superuser_sets_prerequisites_in_order(client_of, course, chapters, lessons):
    other = CoursePageFactory()
    rows = [{"needs": chapters[0].pk, "chapter": chapters[1].pk}, {"needs": other.pk, "chapter": ""}]
    url = reverse("wagtailadmin_pages:edit", args=[course.pk])
    assert "先修要求的作用" in client_of("superuser").get(url).content.decode()
    response = client_of("superuser").post(url, form_of(course, "wall", rows))
    assert response.status_code == 302, response.context["form"].errors
    assert CoursePage.objects.get(pk=course.pk).prerequisite_rule == PrerequisiteRule.WALL
    assert list(Prerequisite.objects.order_by("sort_order").values_list("needs", "chapter")) == [
        (chapters[0].pk, chapters[1].pk),
        (other.pk, None),
    ]


def test_prerequisite_that_nobody_could_meet_is_refused_in_the_editor(client_of, course, chapters):
    url = reverse("wagtailadmin_pages:edit", args=[course.pk])
    rows = [{"needs": chapters[1].pk, "chapter": chapters[0].pk}]
    response = client_of("superuser").post(url, form_of(course, "wall", rows))
    assert response.status_code == 200
    assert response.context["form"].formsets["prerequisites"].errors == [
        {"needs": ["在同一课程内，请选择排在前面的章。"]}
    ]
    assert Prerequisite.objects.count() == 0
