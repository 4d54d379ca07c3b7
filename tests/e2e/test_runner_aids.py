"""What a candidate may use at the screen: struck options, highlighter, notes, calculator, lock, sections, the log."""

import json
import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.utils import timezone
from playwright.sync_api import expect

from exams.sittings.models import Attempt, Exam
from exams.sittings.queries import scratch_notes
from exams.sittings.services import set_sections
from tests.e2e import sheet
from tests.e2e.conftest import eventually, fresh

pytestmark = pytest.mark.e2e


def begin(site, page, room):
    attempt = sheet.start(site, page, room.registration)
    wait_for_aids(page)
    return attempt


def wait_for_aids(page):
    sheet.wait_for_paper(page)
    expect(page.locator("body[data-tools]")).to_have_count(1)


def struck(page, slot):
    rows = page.locator(f'.item[data-slot="{slot}"] [data-struck]').all()
    return sorted(row.get_attribute("data-option") for row in rows)


def highlighted(page, slot):
    return page.locator(f'.item[data-slot="{slot}"] mark.highlight').all_text_contents()


def test_options_are_struck_by_key_and_by_pointer_and_the_answer_stays(site, open_device):
    room = site.room()
    page = open_device(room.candidate)
    attempt = begin(site, page, room)
    item = sheet.go_to(page, attempt, 1)

    page.keyboard.press(sheet.letter(attempt, 1, "a"))
    sheet.expect_answers(attempt, {"1": "a"})
    page.keyboard.press("Shift+" + sheet.letter(attempt, 1, "a").upper())
    page.keyboard.press("Shift+" + sheet.letter(attempt, 1, "c").upper())
    assert struck(page, 1) == ["a", "c"]
    expect(item.locator('input[value="a"]')).to_be_checked()
    expect(item.locator('[data-option="c"] label')).to_contain_text("（已排除）")

    expect(item.locator(".strike").first).to_be_hidden()
    page.keyboard.press("x")
    item.locator('[data-option="c"] .strike').click()
    item.locator('[data-option="d"] .strike').click()
    assert struck(page, 1) == ["a", "d"]
    page.reload()
    wait_for_aids(page)
    assert struck(page, 1) == ["a", "d"]
    assert fresh(attempt).answers == {"1": "a"}
    assert fresh(attempt).head_position == 1


def test_highlights_by_keyboard_and_pointer_outlive_a_reload(site, open_device):
    room = site.room()
    page = open_device(room.candidate)
    attempt = begin(site, page, room)

    sheet.go_to(page, attempt, 1)
    page.keyboard.press("h")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert highlighted(page, 1) == ["美誉度衡量什么？"]
    item = sheet.go_to(page, attempt, 3)
    item.locator(".item-stem").evaluate(SELECT, [0, 3])
    page.get_by_role("button", name="荧光笔").click()
    assert highlighted(page, 3) == ["抱怨率"]

    page.reload()
    wait_for_aids(page)
    assert (highlighted(page, 1), highlighted(page, 3)) == (["美誉度衡量什么？"], ["抱怨率"])
    item = sheet.go_to(page, attempt, 3)
    page.keyboard.press("h")
    item.locator("mark.highlight").click()
    expect(item.locator("mark.highlight")).to_have_count(0)
    expect(item.locator(".item-stem")).to_contain_text("抱怨率越高，满意度越高。")
    assert fresh(attempt).head_position == 0


SELECT = """(stem, [from, to]) => {
  const text = document.createTreeWalker(stem, NodeFilter.SHOW_TEXT);
  while (text.nextNode() && !text.currentNode.data.trim());
  const lead = text.currentNode.data.search(/\\S/);
  getSelection().setBaseAndExtent(text.currentNode, lead + from, text.currentNode, lead + to);
}"""


def test_notes_are_saved_and_follow_to_another_device(site, open_device):
    room = site.room()
    page = open_device(room.candidate)
    attempt = begin(site, page, room)
    slot = attempt.snapshot.layout[0]["slot"]

    page.keyboard.press("w")
    page.keyboard.insert_text("先排除 C")
    page.get_by_label("整卷草稿").fill("第 4 题回头看")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="草稿 （有）")).to_be_focused()
    eventually(lambda: scratch_notes(Attempt.objects.get(pk=attempt.pk)) == {slot: "先排除 C", 0: "第 4 题回头看"}, 15)
    sheet.expect_saved(page)

    page.reload()
    wait_for_aids(page)
    page.keyboard.press("w")
    expect(page.get_by_label("第 1 题草稿")).to_have_value("先排除 C")

    other = open_device(room.candidate)
    other.goto(site.runner(attempt))
    other.get_by_role("button", name="在本设备继续").click()
    wait_for_aids(other)
    other.keyboard.press("w")
    expect(other.get_by_label("第 1 题草稿")).to_have_value("先排除 C")
    expect(other.get_by_label("整卷草稿")).to_have_value("第 4 题回头看")
    other.get_by_label("第 1 题草稿").press("Escape")
    other.keyboard.press("n")
    other.keyboard.press("w")
    expect(other.get_by_label("第 2 题草稿")).to_have_value("")
    assert fresh(attempt).answers == {}


SUMS = {
    "0.1+0.2": ("0.3", True),
    "（１２０＋30）÷200": ("0.75", True),
    "25%×80": ("20", True),
    "2/3": ("0.666666666667", False),
    "-2×(3−5)": ("4", True),
    "1÷8": ("0.125", True),
    "99999999999999999999×99999999999999999999": ("9999999999999999999800000000000000000001", True),
    "1,000-0.999": ("999.001", True),
    "10/4/5": ("0.5", True),
    "0-1/3": ("-0.333333333333", False),
}


def test_the_calculator_is_there_where_it_is_allowed_and_is_exact(site, open_device):
    room = site.room(allows_calculator=True)
    page = open_device(room.candidate)
    begin(site, page, room)
    page.keyboard.press("k")
    for words, (value, is_exact) in SUMS.items():
        page.get_by_label("算式").fill(words)
        page.keyboard.press("Enter")
        expect(page.locator("[data-sum-result]")).to_have_text(f"{words} {'=' if is_exact else '≈'} {value}")
    for words, said in {"1÷0": "除数不能为零", "2+": "算式不完整", "abc": "算式不完整", "(1": "算式不完整"}.items():
        page.get_by_label("算式").fill(words)
        page.keyboard.press("Enter")
        expect(page.locator("[data-sum-result]")).to_have_text(said)
    page.get_by_role("button", name="清除").click()
    for key in "7×8":
        page.locator("[data-sum-keys]").get_by_role("button", name=key, exact=True).click()
    page.get_by_role("button", name="计算", exact=True).click()
    expect(page.locator("[data-sum-result]")).to_have_text("7×8 = 56")
    page.keyboard.press("Escape")
    expect(page.locator("#calculator")).to_be_hidden()


def test_what_the_exam_does_not_allow_is_not_there(site, open_device):
    nothing = ("allows_notes", "allows_highlighter", "allows_eliminator")
    room = site.room(screen_lock="off", **dict.fromkeys(nothing, False))
    page = open_device(room.candidate)
    attempt = begin(site, page, room)
    expect(page.locator("[data-tool]")).to_have_count(0)
    for key in ("h", "x", "w", "k", "l", "Shift+A"):
        page.keyboard.press(key)
    expect(page.locator(".aid, dialog[open], [data-struck]")).to_have_count(0)
    assert fresh(attempt).head_position == 0


def test_a_locked_screen_stays_locked_after_a_reload_and_opens_by_password(site, open_device):
    room = site.room(screen_lock="password")
    # The server's own hasher; the suite's is a quick one.
    room.candidate.password = PBKDF2PasswordHasher().encode("secret-pass-1", "salt", 1000)
    room.candidate.save(update_fields=["password"])
    page = open_device(room.candidate)
    attempt = begin(site, page, room)
    page.keyboard.press("l")
    lock = page.get_by_role("dialog", name="屏幕已锁定")
    expect(lock).to_be_visible()
    expect(lock.locator("[data-lock-clock]")).to_have_text(re.compile(r"00:\d\d:\d\d"))
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(lock).to_be_visible()
    page.get_by_label("您的密码").fill("wrong")
    page.keyboard.press("Enter")
    expect(lock.get_by_role("alert")).to_have_text("密码不正确，请重试。")

    page.reload()
    expect(page.get_by_role("heading", name="屏幕已锁定")).to_be_visible()
    expect(page.locator(".item")).to_have_count(0)
    page.get_by_label("您的密码").fill("secret-pass-1")
    page.keyboard.press("Enter")
    wait_for_aids(page)
    assert page.url == site.runner(attempt)


def test_a_locked_screen_opens_by_continue_and_without_network(site, open_device):
    room = site.room()
    page = open_device(room.candidate)
    begin(site, page, room)
    page.get_by_role("button", name="暂离锁屏").click()
    page.keyboard.press("Enter")
    expect(page.locator("#lock")).to_be_hidden()

    Exam.objects.filter(pk=room.exam.pk).update(screen_lock="password")
    page.reload()
    wait_for_aids(page)
    page.keyboard.press("l")
    page.context.set_offline(True)
    page.get_by_label("您的密码").fill("anything")
    page.keyboard.press("Enter")
    expect(page.locator("#lock")).to_be_hidden()
    expect(page.locator('[data-notice="unlocked"]')).to_have_text("服务器没有应答，屏幕已免密解锁。")
    page.context.set_offline(False)


def test_a_section_closes_at_its_time_and_the_next_stays_open(site, open_device):
    room = site.room(minutes=60)
    set_sections(paper=room.component.paper, sections=[("选择题", 2, 20), ("其他题", 4, 40)])
    page = open_device(room.candidate)
    attempt = begin(site, page, room)
    expect(page.locator("[data-section-time]")).to_have_text(re.compile(r"选择题：剩余 (19|20):\d\d"))

    # The first section has three seconds left.
    started = timezone.now() - timedelta(minutes=20) + timedelta(seconds=6)
    Attempt.objects.filter(pk=attempt.pk).update(started_at=started, deadline=started + timedelta(minutes=60))
    page.reload()
    wait_for_aids(page)
    number = sheet.number_of(attempt, 1)
    sheet.go_to(page, attempt, 1)
    page.keyboard.press(sheet.letter(attempt, 1, "b"))
    expect(page.locator('[data-notice="section"]')).to_have_text("“选择题”时间已到，题目可以查看，不能再作答。")
    expect(page.locator("[data-section-time]")).to_have_text("选择题：时间已到")
    expect(page.locator('.item[data-slot="1"] input').first).to_be_disabled()
    expect(page.locator(f'[data-number="{number}"]')).to_have_attribute("aria-label", f"{number}，已答，已截止")
    sheet.choose(page, attempt, 3, "false")
    expect(page.locator("[data-section-time]")).to_have_text(re.compile("其他题：剩余"))
    sheet.expect_answers(attempt, {"1": "b", "3": False})
    assert fresh(attempt).answers == {"1": "b", "3": False}

    plain = open_device(room.candidate, java_script_enabled=False)
    plain.context.add_cookies(page.context.cookies())
    plain.goto(f"{site.runner(attempt)}?q={number}")
    expect(plain.locator("[data-section-over]")).to_be_visible()
    expect(plain.locator('.item input[value="b"]')).to_be_disabled()
    plain.get_by_role("button", name="下一题").click()
    assert fresh(attempt).answers == {"1": "b", "3": False}


def test_the_receipt_gives_the_log_and_the_browser_forgets_the_aids(site, open_device):
    room = site.room()
    page = open_device(room.candidate)
    attempt = begin(site, page, room)
    sheet.go_to(page, attempt, 1)
    page.keyboard.press(sheet.letter(attempt, 1, "a"))
    page.keyboard.press("Shift+D")
    page.keyboard.press("r")
    page.wait_for_url("**/review/**")
    page.get_by_text("交卷…").click()
    page.get_by_role("button", name="确认交卷").click()
    page.wait_for_url(re.compile("/receipt/$"))
    with page.expect_download() as download:
        page.get_by_role("link", name="JSON（含哈希链）").click()
    log = json.loads(download.value.path().read_text("utf-8"))
    assert (log["answers"], log["receipt"]) == ({"1": "a"}, fresh(attempt).receipt)
    with page.expect_download() as download:
        page.get_by_role("link", name="可读文本").click()
    letter = sheet.letter(attempt, 1, "a").upper()
    number = sheet.number_of(attempt, 1)
    assert f"第 {number} 题 · 作答：{letter} · 计入" in download.value.path().read_text("utf-8")
    eventually(lambda: page.evaluate(KEPT) == 0)


KEPT = """() => new Promise((resolve) => {
  indexedDB.open("exam-aids").onsuccess = ({ target: { result } }) => {
    result.transaction("aids").objectStore("aids").count().onsuccess = ({ target }) => resolve(target.result);
  };
})"""
