"""A course kept on the device: read without the network, with its age in sight; never an exam, never another account."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from wagtail.models import Site as WagtailSite

from courses.models import HomePage
from tests.e2e.conftest import eventually
from tests.factories.courses import ChapterPageFactory, LessonPageFactory
from tests.personas import make_persona

# What the browser keeps no engine changes.
pytestmark = [pytest.mark.e2e, pytest.mark.once]

AGE = re.compile(r"离线副本，存于 \d{4}年\d{1,2}月\d{1,2}日 \d{1,2}:\d{2}.*（?\(?(现在|此刻|这一分钟|\d+\s?分钟前)")


@pytest.fixture
def course(site):
    """A published course of one chapter with two lessons, on the site's own tree."""
    chapter = ChapterPageFactory(title="第四章 客户服务改进")
    for number in (1, 2):
        LessonPageFactory(parent=chapter, title=f"第 {number} 课")
    WagtailSite.objects.update(root_page=HomePage.objects.first())
    return chapter.get_parent().specific


@pytest.fixture
def keep(site, course, open_device):
    """A device on which `name` has kept the course."""

    def make(name="trainee"):
        page = open_device(make_persona(name))
        page.goto(site.address + course.url)
        page.get_by_role("button", name="下载到本机").click()
        page.get_by_text(re.compile("^存于 .*：2 课")).wait_for()
        return page

    return make


def kept_urls(page):
    return set(
        page.evaluate(
            """async () => {
              const names = await caches.keys();
              const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
              return requests.flat().map(({ url }) => new URL(url).pathname);
            }"""
        )
    )


def cache_names(page):
    return page.evaluate("caches.keys()")


def test_the_offer_names_count_and_size(site, course, open_device):
    page = open_device(make_persona("trainee"))
    page.goto(site.address + course.url)
    page.get_by_text(re.compile(r"^共 2 课，约 \d+(\.\d)?\s?(千字节|kB|MB)。下载到本机后")).wait_for()


def test_a_lesson_is_read_without_the_network_and_says_how_old_it_is(site, course, keep):
    page = keep()
    page.context.set_offline(True)
    page.goto(site.address + course.url)
    page.get_by_role("link", name="第四章 客户服务改进").click()
    page.get_by_role("link", name="第 2 课").click()
    expect(page.locator("h1")).to_have_text("第 2 课")
    expect(page.locator(".offline-bar")).to_have_text(AGE)
    expect(page.get_by_text("师傅装好空调")).to_be_visible()
    # Styled, with its figure, its checks answered by script; nothing that would have to be sent.
    assert page.evaluate("getComputedStyle(document.querySelector('.lesson')).display") == "grid"
    expect(page.locator("figure svg")).to_have_count(1)
    page.get_by_label("服务满意").check()
    page.locator(".check .button").click()
    expect(page.get_by_text("换再好的人来")).to_be_visible()
    expect(page.locator("[name=csrfmiddlewaretoken]")).to_have_count(0)


def test_with_the_network_a_page_is_the_servers_own(site, course, keep):
    page = keep()
    page.goto(site.address + course.url)
    expect(page.locator(".offline-bar")).to_have_count(0)
    page.get_by_role("button", name="更新副本").wait_for()


def test_an_exam_is_neither_kept_nor_served(site, course, keep):
    room = site.room()
    page = keep()
    page.goto(f"{site.address}/exams/")
    page.context.set_offline(True)
    for path in ("/exams/", f"/exams/{room.registration.number}/", "/me/", "/certificates/", "/accounts/profile/"):
        with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
            page.goto(site.address + path)
    page.context.set_offline(False)
    page.goto(site.address + "/offline/")
    pages = {url for url in kept_urls(page) if not url.startswith("/static/")}
    lessons = {lesson.get_url() for lesson in course.get_descendants()}
    assert pages == {course.url, "/offline/", "/offline/record", *lessons}


def test_a_page_that_is_not_kept_leads_to_the_list(site, course, keep):
    page = keep()
    page.context.set_offline(True)
    page.goto(site.address + "/")
    expect(page.get_by_text("网络没有回应，本机也没有存这一页。")).to_be_visible()
    entry = page.locator(".shelf-course")
    expect(entry.locator("[data-say]")).to_have_text(re.compile(r"^存于 .*（.*）：2 课"))
    entry.locator("summary").click()
    entry.get_by_role("link", name="第 1 课").click()
    expect(page.locator("h1")).to_have_text("第 1 课")


def test_an_update_takes_what_changed(site, course, keep):
    page = keep()
    lesson = course.get_descendants().last().specific
    lesson.title = "第 2 课（修订）"
    lesson.save_revision().publish()
    page.goto(site.address + course.url)
    page.get_by_text(re.compile("此后有 4 页更新")).wait_for()
    page.get_by_role("button", name="更新副本").click()
    page.get_by_text(re.compile("^存于 .*：2 课，[^。]*。$")).wait_for()
    page.context.set_offline(True)
    page.goto(site.address + lesson.url)
    expect(page.locator("h1")).to_have_text("第 2 课（修订）")


def test_removal_leaves_nothing(site, course, keep):
    page = keep()
    page.goto(site.address + "/offline/")
    page.get_by_role("button", name="从本机删除").click()
    page.get_by_text("已从本机删除。").wait_for()
    assert cache_names(page) == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0


def test_signing_out_removes_every_copy(site, course, keep):
    page = keep()
    assert cache_names(page) != []
    page.locator(".menu-name").click()
    page.locator("form[data-sign-out] button").click()
    page.wait_for_load_state()
    eventually(lambda: cache_names(page) == [])


def test_another_account_finds_nothing_of_the_one_before(site, course, keep):
    page = keep()
    page.context.clear_cookies()
    site.sign_in(page.context, make_persona("stranger"))
    page.goto(site.address + "/me/")
    eventually(lambda: cache_names(page) == [])


def test_a_session_that_is_over_is_said_and_what_is_kept_stays(site, course, keep):
    page = keep()
    page.context.clear_cookies()
    page.goto(site.address + "/offline/")
    page.get_by_role("button", name="更新副本").click()
    page.get_by_text("请重新登录；本机已存的内容还在。").wait_for()
    page.context.set_offline(True)
    page.goto(site.address + course.url)
    expect(page.locator("h1")).to_have_text(course.title)


@pytest.mark.parametrize(("look", "width"), [("dark.large", 320), ("light.medium", 1280)])
def test_bar_list_and_offer_are_accessible(site, course, keep, look, width):
    page = keep()
    page.set_viewport_size({"width": width, "height": 800})
    page.context.add_cookies([{"name": "appearance", "value": look, "url": site.address}])
    faults = {}
    for path, is_offline in [(course.url, False), ("/offline/", True), (course.get_descendants().last().url, True)]:
        page.context.set_offline(is_offline)
        page.goto(site.address + path)
        page.wait_for_load_state("networkidle")
        for details in page.locator("details:not([data-menu])").all():
            details.evaluate("details => { details.open = true }")
        assert page.evaluate("document.documentElement.dataset.theme") == look.partition(".")[0]
        violations = Axe().run(page).response["violations"]
        faults[path] = [f"{violation['id']}: {violation['nodes'][0]['html'][:160]}" for violation in violations]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults[path].append("wider than the screen")
    assert {path: found for path, found in faults.items() if found} == {}
