"""试答 and 设备检查, for anyone, without an account; and axe on them and on the runner in every theme."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from accounts.appearance import Theme
from exams.bank.item_types import ITEM_TYPES
from exams.sittings.models import AnswerEvent, Attempt
from tests.e2e import sheet
from tests.e2e.conftest import eventually

# All of it happens in the browser, and nothing is stored.
pytestmark = [pytest.mark.e2e, pytest.mark.once]

THEMES = [theme.value for theme in Theme if theme != Theme.AUTO]
WIDTHS = (390, 1440)


@pytest.fixture
def stranger(site, browser):
    """A page of a new device on which nobody is signed in; a fault in its script fails the test."""
    contexts, faults = [], []

    def make(**options):
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "locale": "zh-CN", **options})
        contexts.append(context)
        context.on("weberror", lambda fault: faults.append(str(fault.error)))
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
    assert faults == []


def begin(site, page, query=""):
    page.goto(f"{site.address}/exams/rehearsal/{query}")
    expect(page.locator("[data-items] > .item")).to_have_count(len(ITEM_TYPES))
    expect(page.locator("body[data-tools]")).to_have_count(1)


def test_a_whole_rehearsal_by_keyboard_without_an_account(site, stranger):
    page = stranger()
    attempts, events = Attempt.objects.count(), AnswerEvent.objects.count()
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    begin(site, page)
    sheet.expect_state(page, "local", "试答：只存在此浏览器")
    page.keyboard.press("b")
    page.keyboard.press("Shift+C")
    page.keyboard.press("m")
    page.keyboard.press("n")
    page.keyboard.press("a")
    page.keyboard.press("c")
    page.keyboard.press("w")
    page.keyboard.insert_text("草稿一行")
    page.keyboard.press("Escape")
    eventually(lambda: "note" in sheet.kinds_on_device(page))
    expect(page.locator("[data-counts]")).to_have_text(f"已答 2 / {len(ITEM_TYPES)}")

    begin(site, page)
    assert sheet.answered(page) == [1, 2]
    expect(page.locator('.item[data-slot="1"] input[value="b"]')).to_be_checked()
    expect(page.locator('.item[data-slot="1"] [data-option="c"]')).to_have_attribute("data-struck", "")
    begin(site, page, "?q=2")
    page.keyboard.press("w")
    expect(page.get_by_label("第 2 题草稿")).to_have_value("草稿一行")
    page.keyboard.press("Escape")

    page.keyboard.press("r")
    page.wait_for_url("**/rehearsal/review/**")
    total = len(ITEM_TYPES)
    expect(page.locator("[data-review-sum]")).to_have_text(f"共 {total} 题：已答 2，未答 {total - 2}，标记 1。")
    assert sent == []
    sheet.tab_to(page, "交卷…")
    page.keyboard.press("Enter")
    sheet.tab_to(page, "确认交卷")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/rehearsal/end/$"))
    expect(page.locator("body[data-cleared]")).to_have_count(1)
    assert [url.split("/exams/")[1] for url in sent] == ["rehearsal/end/"]

    begin(site, page)
    assert sheet.answered(page) == []
    expect(page.locator("[data-struck]")).to_have_count(0)
    assert (Attempt.objects.count(), AnswerEvent.objects.count()) == (attempts, events)


def test_the_rehearsal_without_script(site, stranger):
    page = stranger(java_script_enabled=False)
    page.goto(f"{site.address}/exams/rehearsal/")
    for number in range(1, len(ITEM_TYPES)):
        expect(page.locator(".item-number")).to_have_text(f"第 {number} 题")
        page.get_by_role("button", name="下一题").click()
    page.get_by_role("button", name="检查并交卷").click()
    page.get_by_text("交卷…").click()
    page.get_by_role("button", name="确认交卷").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("试答到此结束")


def test_the_rehearsals_clock_hides_and_the_warnings_are_spoken_once(site, stranger):
    page = stranger()
    page.clock.install()
    begin(site, page)
    page.keyboard.press("t")
    expect(page.locator("[data-clock-time]")).to_be_hidden()
    page.clock.fast_forward("20:01")
    expect(page.get_by_role("dialog", name="距考试结束还有 10 分钟")).to_be_visible()
    page.clock.fast_forward("00:12")
    page.clock.fast_forward("04:50")
    expect(page.locator("[data-clock-time]")).to_be_visible()
    expect(page.locator("[data-spoken]")).to_have_text("距考试结束还有 5 分钟")


def test_the_device_check_says_what_it_finds_and_what_to_do(site, stranger):
    page = stranger()
    page.goto(f"{site.address}/exams/device/")
    for check in ("script", "storage", "database", "trip", "clock", "screen"):
        expect(page.locator(f'[data-check="{check}"]')).to_have_attribute("data-state", "ok")
    expect(page.locator("[data-verdict]")).to_have_text("本设备可以用于考试。请阅读标有“请留意”的说明。")
    page.get_by_label("请在此按任意字母或数字键").press("k")
    expect(page.locator('[data-check="keyboard"] [data-said]')).to_have_text("正常：收到“k”")
    page.get_by_role("button", name="播放测试音").click()
    page.get_by_role("button", name="听到了").click()
    expect(page.locator("[data-verdict]")).to_have_text("本设备可以用于考试。")

    page.context.set_offline(True)
    page.get_by_role("button", name="重新检查").click()
    expect(page.locator('[data-check="trip"] [data-said]')).to_have_text(
        "请处理：服务器没有应答。请检查网络后重新检查。"
    )
    expect(page.locator("[data-verdict]")).to_have_text("请在考前处理标有“请处理”的项目，或换用其他设备。")
    page.context.set_offline(False)


def test_the_device_check_tells_a_wrong_clock_and_missing_storage(site, stranger):
    page = stranger(viewport={"width": 390, "height": 844})
    page.add_init_script("const now = Date.now; Date.now = () => now() + 7_200_000;")
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { get() { throw new Error('none'); } });")
    page.goto(f"{site.address}/exams/device/")
    expect(page.locator('[data-check="clock"] [data-said]')).to_have_text(
        re.compile("请留意：相差 7200 秒。考试以服务器时间为准")
    )
    expect(page.locator('[data-check="database"]')).to_have_attribute("data-state", "warn")
    expect(page.locator('[data-check="screen"] [data-said]')).to_have_text(re.compile("手机大小"))


def test_the_device_check_without_script_says_so(site, stranger):
    page = stranger(java_script_enabled=False)
    page.goto(f"{site.address}/exams/device/")
    expect(page.locator("[data-verdict]")).to_contain_text("此浏览器未运行脚本。考试仍可进行")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(site, stranger, theme, width):
    page = stranger(viewport={"width": width, "height": 900})
    page.context.add_cookies([{"name": "appearance", "value": f"{theme}.medium", "url": site.address}])
    faults = {}

    def look(name):
        found = Axe().run(page).response["violations"]
        faults.update({f"{name}: {one['id']}": one["nodes"][0]["html"] for one in found})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults[f"{name}: too wide"] = ""

    page.goto(f"{site.address}/exams/device/")
    expect(page.locator('[data-check="clock"]')).to_have_attribute("data-state", "ok")
    look("device")
    begin(site, page)
    page.keyboard.press("b")
    page.keyboard.press("Shift+C")
    page.keyboard.press("x")
    page.keyboard.press("h")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    look("runner")
    page.keyboard.press("w")
    look("notes")
    page.keyboard.press("Escape")
    page.keyboard.press("k")
    look("calculator")
    page.keyboard.press("Escape")
    page.keyboard.press("l")
    look("lock")
    page.keyboard.press("Enter")
    begin(site, page, "?q=13")
    look("case")
    page.keyboard.press("r")
    page.wait_for_url("**/review/**")
    look("review")
    page.goto(f"{site.address}/exams/rehearsal/end/")
    look("end")
    assert faults == {}
