"""The four pages as a reader gets them."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.safestring import SafeString

from courses import panels
from courses.models import CoursePage, LessonProgress
from courses.wagtail_hooks import record_opening
from tests.factories.courses import (
    CHECK_ID,
    NOW,
    ChapterPageFactory,
    EnrolmentFactory,
    KnowledgePointFactory,
    LessonPageFactory,
    LessonProgressFactory,
    make_home,
)
from tests.personas import ANONYMOUS

pytestmark = pytest.mark.django_db


@pytest.fixture
def chapter():
    return ChapterPageFactory(slug="improvement", parent__slug="level-2")


@pytest.fixture
def reader(client_of):
    return client_of("trainee")


def lessons(chapter, count):
    return [LessonPageFactory(parent=chapter, title=f"第 {number} 课") for number in range(1, count + 1)]


def text_of(response):
    """The page without its tags, white space folded."""
    return re.sub(
        r"\s+", " ", re.sub(r"<template.*?</template>|<[^>]*>", " ", response.content.decode(), flags=re.DOTALL)
    )


@pytest.mark.parametrize("path", ["/", "/level-2/", "/level-2/improvement/"])
def test_home_course_and_chapter_are_open_to_everybody(client_of, chapter, path):
    lessons(chapter, 1)
    assert client_of(ANONYMOUS).get(path).status_code == 200


def test_lesson_asks_for_a_login_and_records_nothing(client_of, chapter):
    (lesson,) = lessons(chapter, 1)
    response = client_of(ANONYMOUS).get(lesson.url)
    assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={lesson.url}")
    assert LessonProgress.objects.count() == 0


def test_home_without_a_course_says_so(client):
    make_home()
    assert "第一门课程正在编写，请稍后再来。" in text_of(client.get("/"))


def test_home_leads_into_the_course_and_back_to_the_place(reader, chapter):
    lesson = lessons(chapter, 1)[0]
    assert '<a class="button button-primary" href="/level-2/">开始学习</a>' in reader.get("/").content.decode()
    reader.get(lesson.url)
    assert f'<a class="button button-primary" href="{lesson.url}">继续学习</a>' in reader.get("/").content.decode()


def test_course_says_how_much_there_is(reader, chapter):
    for title in ("一", "二", "三"):
        LessonPageFactory(parent=chapter, title=title, minutes=40)
    said = "1 章 · 3 课 · 课文约 2 小时 建议培训计划 140 学时：除课文外还有练习、实操与面授，由培训机构安排，不在本站计时。"
    assert said in text_of(reader.get("/level-2/"))


@pytest.mark.parametrize("hours", [0, 2])
def test_course_names_no_plan_that_holds_no_more_than_its_lessons(reader, chapter, hours):
    LessonPageFactory(parent=chapter, minutes=120)
    CoursePage.objects.update(hours=hours)
    page = text_of(reader.get("/level-2/"))
    assert ("课文约 2 小时" in page, "培训计划" in page) == (True, False)


def test_course_says_that_a_chapter_is_missing(reader, chapter):
    lessons(chapter, 3)
    draft = ChapterPageFactory(parent=chapter.get_parent(), live=False)
    missing = "不在本站计时。 还有 1 章在编写。"
    assert missing in text_of(reader.get("/level-2/"))
    draft.delete()
    assert "在编写" not in text_of(reader.get("/level-2/"))


def test_chapter_shows_a_section_that_is_its_lesson_once(reader, chapter):
    LessonPageFactory(parent=chapter, title="服务利润链", section="二、服务利润链", minutes=20)
    html = reader.get("/level-2/improvement/").content.decode()
    main = re.search(r"<main.*</main>", html, flags=re.DOTALL)[0]
    sections = "".join(re.findall(r'<section class="chapter-section">.*?</section>', main, flags=re.DOTALL))
    assert sections.count("服务利润链") == 1
    assert re.search(r'<a href="[^"]+" lang="zh-Hans">二、服务利润链</a>', main)
    assert "<h2" not in re.search(r'<section class="chapter-section">.*?</section>', main, flags=re.DOTALL)[0]


def test_course_offers_the_login_then_enrolment_then_the_first_chapter(client_of, reader, persona, chapter):
    assert "登录后学习" in text_of(client_of(ANONYMOUS).get("/level-2/"))
    assert "报读本课程" in text_of(reader.get("/level-2/"))
    EnrolmentFactory(course=chapter.get_parent().specific, trainee=persona("trainee"))
    page = reader.get("/level-2/")
    assert "报读本课程" not in text_of(page)
    assert '<a class="button button-primary" href="/level-2/improvement/">开始学习</a>' in page.content.decode()


def test_chapter_shows_state_by_word(reader, persona, chapter):
    first, second, _third = lessons(chapter, 3)
    LessonProgressFactory(lesson=first, trainee=persona("trainee"), finished_at=NOW)
    LessonProgressFactory(lesson=second, trainee=persona("trainee"))
    text = text_of(reader.get(chapter.url))
    assert "第 1 课 已学完 20 分钟 第 2 课 在学 20 分钟 第 3 课 20 分钟" in text


def test_chapter_shows_what_higher_apps_registered(reader, chapter, monkeypatch):
    monkeypatch.setattr(panels, "_chapter_panels", [])

    def panel(request, page):
        return SafeString(f"<p>{request.user.username} 参加 {page.title} 考试</p>")

    assert "chapter-panels" not in reader.get(chapter.url).content.decode()
    panels.register_chapter_panel(panel)
    panels.register_chapter_panel(panel)
    assert text_of(reader.get(chapter.url)).count("trainee 参加 第四章 客户服务改进 考试") == 1


def test_lesson_shows_all_its_parts(reader, chapter):
    KnowledgePointFactory(chapter=chapter, code="B-D-A-009", syllabus_id="C000.1.2.1", importance="X")
    lesson = LessonPageFactory(parent=chapter, title="内涵", supplementary=True)
    page = reader.get(lesson.url)
    text = text_of(page)
    for words in [
        "第一节 客户满意测量 · 第 1 课，共 1 课 内涵 约 20 分钟 审核于 2026年11月20日 补充内容",
        "教材在这里只有标题。本课正文是按行业通行的说法补写的。",
        "本课内容 五个满意 易错点 要点 检查一下",
        "学完这一课，您能 区分五个满意",
        "B-D-A-009 X 核心",
        "理念满意 理念使人满意。 怎样认出 说话算数",
        "三种结果 比较 感受 低于期望 不满意",
        "回头率 = 再次消费 ÷ 消费过 口径。",
        "两个方向 横的并列，竖的递进。",
        "案例 隔夜面包 老韩到店里。 如果是您？",
        "满意 / 满意度 看分母。",
        "感受与数 横向五个 纵向三层",
        "本章学到这里，回到 第四章 客户服务改进",
    ]:
        assert words in text
    html = page.content.decode()
    assert '<svg viewBox="0 0 640 200" role="img" aria-label="一横一竖两条线" font-family="inherit">' in html
    assert '<a href="#five-kinds" lang="zh-Hans">五个满意</a>' in html
    assert '<h2 id="five-kinds">五个满意</h2>' in html


def test_every_id_stands_once_and_every_link_inside_leads_somewhere(reader, chapter):
    html = reader.get(LessonPageFactory(parent=chapter).url).content.decode()
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted(set(ids)) == sorted(ids)
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)
    assert set(re.findall(r'aria-labelledby="([^"]+)"', html)) <= set(ids)


def test_no_style_script_or_handler_stands_inside_the_page(reader, chapter):
    html = reader.get(LessonPageFactory(parent=chapter).url).content.decode()
    assert re.findall(r"<style|<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=", html) == []


def test_wrong_answers_have_their_words_and_the_way_back(reader, chapter):
    html = reader.get(LessonPageFactory(parent=chapter).url).content.decode()
    templates = re.findall(r'<template data-feedback="(\d)">(.*?)</template>', html, flags=re.DOTALL)
    assert [(place, re.sub(r"<[^>]*>|\s+", "", words)) for place, words in templates] == [
        ("0", "答对了。问题在运行方式。"),
        ("1", "再想想。换再好的人来，章还是要盖四个。回看“五个满意”"),
    ]
    assert f'<div class="check-answer" role="status"></div>' in html  # noqa: F541 -- reads like the line above
    assert f'id="check-{CHECK_ID}"' in html


def test_opening_is_recorded_and_the_place_offered_next_time(reader, persona, chapter):
    lesson = LessonPageFactory(parent=chapter)
    reader.get(lesson.url)
    progress = LessonProgress.objects.get()
    assert (progress.lesson, progress.trainee) == (lesson, persona("trainee"))
    LessonProgress.objects.update(anchor="five-kinds")
    assert "接着上次读到的“ 五个满意 ”往下学" in text_of(reader.get(lesson.url))


def test_finished_lesson_says_when_and_offers_the_next(reader, persona, chapter):
    first, second = lessons(chapter, 2)
    LessonProgressFactory(lesson=first, trainee=persona("trainee"), finished_at=NOW)
    text = text_of(reader.get(first.url))
    assert "您已于 2026年11月23日 学完本课。 阅读时间没有记录，由您本人确认学完。" in text
    assert "上一课 第 1 课" in text_of(reader.get(second.url))


def test_lesson_shown_to_nobody_in_particular_is_not_recorded(rf, chapter):
    request = rf.get("/")
    request.user = AnonymousUser()
    assert record_opening(LessonPageFactory(parent=chapter), request, (), {}) is None
    assert LessonProgress.objects.count() == 0


@pytest.mark.parametrize("item_count", [1, 3])
@pytest.mark.parametrize("path", ["/", "/level-2/", "/level-2/improvement/"])
def test_lists_cost_the_same_whatever_their_length(reader, chapter, item_count, path, django_assert_num_queries):
    lessons(chapter, item_count)
    reader.get(path)
    with django_assert_num_queries({"/": 11, "/level-2/": 16, "/level-2/improvement/": 16}[path]):
        reader.get(path)


@pytest.mark.parametrize("item_count", [1, 3])
def test_lesson_costs_few_queries(reader, chapter, item_count, django_assert_num_queries):
    lesson = lessons(chapter, item_count)[0]
    reader.get(lesson.url)
    with django_assert_num_queries(5):
        reader.get(lesson.url)
