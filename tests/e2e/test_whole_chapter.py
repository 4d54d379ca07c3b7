"""One chapter as it ships, in a real browser, from enrolment to completion, by a trainee who has done nothing yet."""

import shutil
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from wagtail.models import Page, Site

from courses.interchange.loader import load
from courses.interchange.reader import read_content
from courses.models import ChapterPage, LessonPage, Term
from courses.services.site import ensure_site
from tests.architecture.tree import ROOT
from tests.factories.accounts import PersonFactory

pytestmark = pytest.mark.e2e

CONTENT = ROOT / "content"
COURSE, CHAPTER = "C002", "C002.1"
MINUTE = 60_000


@pytest.fixture
def chapter(site, tmp_path):
    """Its three lessons, their figures and knowledge points, loaded from the files alone."""
    below = tmp_path / "courses" / COURSE
    shutil.copytree(CONTENT / "courses" / COURSE / CHAPTER, below / CHAPTER)
    shutil.copy(CONTENT / "courses" / COURSE / "course.yaml", below)
    shutil.copy(CONTENT / "syllabus.yaml", tmp_path)
    home = ensure_site(name="平台", url=site.address, actor=None)
    Site.clear_site_root_paths_cache()
    content = read_content(tmp_path)
    report = load(content, home=home, actor=None, dry_run=False)
    assert (len(report.loaded), content.problems + report.problems) == (5, [])
    chapter = ChapterPage.objects.get(source_id=CHAPTER)
    yield chapter
    # Answers outlive their question, and so do the pages; other tests neither find nor see them.
    Page.objects.descendant_of(chapter.get_parent(), inclusive=True).update(live=False)
    Term.objects.all().delete()


@pytest.fixture
def trainee(site):
    return PersonFactory().user


def answer_checks(page, lesson, *, first_wrong):
    """Every check of the lesson; the first one wrong at first, where that is asked for."""
    checks = [block for block in lesson.body if block.block_type == "check"]
    for number, block in enumerate(checks):
        form = page.locator(f"#check-{block.id}")
        right = next(place for place, option in enumerate(block.value["options"]) if option["correct"])
        if first_wrong and not number:
            form.locator("input[name=option]").nth(1 - min(right, 1)).check()
            form.get_by_role("button", name="看看对不对").click()
            expect(form.locator(".check-answer")).to_contain_text("再想想。")
            expect(page.locator(".study-state")).to_contain_text(f"检查题都答对过一次：0 / {len(checks)}")
        form.locator("input[name=option]").nth(right).check()
        form.get_by_role("button", name="看看对不对").click()
        expect(form.locator(".check-answer")).to_contain_text("答对了。")
        expect(page.locator(".study-state")).to_contain_text(f"检查题都答对过一次：{number + 1} / {len(checks)}")


def read_on(page, trainee, minutes):
    """Somebody who moves through the page minute by minute: its own clock and script do the counting.

    That clock is made to run and the server's is not; so what the server has on record happened longer ago each time.
    """
    for minute in range(minutes):
        past = timezone.now() - timedelta(hours=1)
        trainee.lesson_progress.update(opened_at=past)
        trainee.reading_spans.update(started_at=past, reported_at=past)
        page.mouse.move(100 + minute % 2, 400)
        with page.expect_response("**/time/"):
            page.clock.run_for(MINUTE)


def study(page, lesson, trainee, *, first_wrong=False):
    """The lesson on the screen, from its first line to being counted as studied."""
    expect(page.get_by_role("heading", level=1)).to_have_text(lesson.title)
    answer_checks(page, lesson, first_wrong=first_wrong)
    asked = -(-lesson.minutes // 2)
    read_on(page, trainee, asked - 2)
    expect(page.locator(".study-state")).to_contain_text(f"至少 {asked} 分钟")
    read_on(page, trainee, 3)
    expect(page.locator(".study-state")).to_contain_text("检查题都答对过，专注阅读")


def leave_at(page, lesson, course_url):
    """Read down to the lesson's second heading, and go away; returns the heading."""
    heading = [block.value for block in lesson.body if block.block_type == "heading"][1]
    page.locator(f"[id='{heading['anchor']}']").evaluate("heading => heading.scrollIntoView()")
    expect(page.locator("[data-contents] a[aria-current]")).to_have_text(heading["text"])
    page.goto(course_url)
    return heading


def map_line(page, site, chapter):
    """What the chapter's map says of all points together."""
    page.goto(f"{site.address}/study/chapters/{chapter.pk}/map/")
    return page.locator(".lede").inner_text()


def test_from_enrolment_to_completion(site, open_device, chapter, trainee):
    lessons = list(LessonPage.objects.child_of(chapter).order_by("path"))
    course_url = f"{site.address}{chapter.get_parent().url}"
    page = open_device(trainee)
    page.clock.install()

    page.goto(course_url)
    expect(page.locator("main")).to_contain_text("培训计划 24 学时")
    page.get_by_role("button", name="报读本课程").click()
    expect(page.locator(".enrolment-state")).to_contain_text("已报读")
    assert trainee.enrolments.get().course_id == chapter.get_parent().pk
    assert map_line(page, site, chapter) == "共 9 个鉴定点。 掌握 0 · 熟悉 0 · 接触 0 · 未学 9"

    # The first lesson, by way of the chapter; its section has the same name and stands there once.
    page.goto(course_url)
    page.get_by_role("link", name="开始学习").click()
    expect(page.get_by_role("link", name="服务运营的四个特点及其影响")).to_have_count(1)
    page.get_by_role("link", name="服务运营的四个特点及其影响").click()
    study(page, lessons[0], trainee, first_wrong=True)
    assert map_line(page, site, chapter) == "共 9 个鉴定点。 掌握 0 · 熟悉 3 · 接触 0 · 未学 6"

    # The second: left in the middle, and found again at the same heading on another device.
    page.goto(course_url)
    expect(page.locator(".enrolment-state")).to_contain_text("已学完 1 课，共 3 课")
    page.get_by_role("link", name="继续学习").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(lessons[1].title)
    heading = leave_at(page, lessons[1], course_url)
    phone = open_device(trainee, viewport={"width": 390, "height": 844})
    phone.clock.install()
    phone.goto(course_url)
    expect(phone.locator(".enrolment")).to_contain_text(f"{lessons[1].title} · {heading['text']}")
    phone.get_by_role("link", name="继续学习").click()
    expect(phone).to_have_url(f"{site.address}{lessons[1].url}#{heading['anchor']}")
    study(phone, lessons[1], trainee)

    # The third follows upon the second, and ends the chapter.
    phone.get_by_role("link", name="下一课").click()
    study(phone, lessons[2], trainee)
    phone.get_by_role("link", name="本章学到这里").click()
    expect(phone.locator(".lesson-state")).to_have_text(["已学完"] * 3)
    assert map_line(phone, site, chapter) == "共 9 个鉴定点。 掌握 0 · 熟悉 8 · 接触 1 · 未学 0"
    phone.goto(course_url)
    expect(phone.locator(".enrolment-state")).to_contain_text("全部学完")
    expect(phone.locator(".enrolment-state")).to_contain_text("专注阅读")

    rows = trainee.lesson_progress.order_by("lesson__path")
    assert [(row.lesson_id, row.is_measured) for row in rows] == [(lesson.pk, True) for lesson in lessons]
    assert all(30 * lesson.minutes <= row.active_seconds for lesson, row in zip(lessons, rows, strict=True))
    assert trainee.check_answers.filter(is_right=True).count() == 10
    assert trainee.check_answers.filter(is_right=False).count() == 1
