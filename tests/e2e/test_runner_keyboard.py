"""A whole exam without a pointer."""

import re

import pytest
from playwright.sync_api import expect

from exams.sittings.models import Attempt, AttemptState, Registration
from tests.e2e import sheet
from tests.e2e.conftest import fresh
from tests.factories.sittings import ALL_RIGHT

# What a key does in the page no engine changes; test_runner_types.py saves by keyboard on both.
pytestmark = [pytest.mark.e2e, pytest.mark.once]


def test_an_exam_by_keyboard_alone(site, open_device):
    room = site.room()
    Registration.objects.update(pledged_at=None)
    page = open_device(room.candidate)
    page.goto(f"{site.address}/exams/")
    sheet.tab_to(page, "进入考试")
    page.keyboard.press("Enter")
    page.wait_for_url(site.place(room.registration))
    sheet.tab_to(page, "我已阅读并将遵守以上规则")
    page.keyboard.press("Space")
    sheet.tab_to(page, "确认并继续")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="开始考试")).to_be_visible()
    sheet.tab_to(page, "开始考试")
    page.keyboard.press("Enter")
    sheet.wait_for_paper(page)
    attempt = Attempt.objects.get(registration=room.registration)

    for number, entry in enumerate(attempt.snapshot.layout, start=1):
        expect(page.locator(f'.item[data-slot="{entry["slot"]}"]')).to_be_visible()
        if number == 2:
            page.keyboard.press("m")
        answer_by_keyboard(page, attempt, entry["slot"])
        if number < 4:
            sheet.tab_to(page, "下一题")
            page.keyboard.press("Enter")
    sheet.expect_answers(attempt, {str(s): v for s, v in ALL_RIGHT.items()})

    sheet.tab_to(page, "检查并交卷")
    page.keyboard.press("Enter")
    expect(page.locator(".review-sum")).to_have_text("共 4 题：已答 4，未答 0，标记 1。")
    sheet.tab_to(page, "交卷…")
    page.keyboard.press("Enter")
    sheet.tab_to(page, "确认交卷")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/receipt/$"))

    closed = fresh(attempt)
    assert closed.state == AttemptState.SUBMITTED
    assert closed.flags == [attempt.snapshot.layout[1]["slot"]]
    expect(page.locator(".digest")).to_have_text(closed.receipt)


def answer_by_keyboard(page, attempt, slot):
    """Letters for the choices, arrows in a radio group, typing in a blank; typed letters are no shortcuts."""
    if slot == 1:
        page.keyboard.press(sheet.letter(attempt, 1, "a"))
    elif slot == 2:
        for option in ("d", "b", "a"):
            page.keyboard.press(sheet.letter(attempt, 2, option))
    elif slot == 3:
        sheet.tab_into(page, '.item[data-slot="3"] input')
        page.keyboard.press("ArrowDown")
    else:
        sheet.tab_into(page, '.item[data-slot="4"] input')
        page.keyboard.type("npm")
        for _letter in "npm":
            page.keyboard.press("Backspace")
        page.keyboard.insert_text("抱怨率")


def test_shortcuts_move_and_can_be_switched_off(site, open_device):
    room = site.room()
    page = open_device(room.candidate)
    attempt = sheet.start(site, page, room.registration)
    slots = [entry["slot"] for entry in attempt.snapshot.layout]

    page.keyboard.press("n")
    expect(page.locator(f'.item[data-slot="{slots[1]}"]')).to_be_visible()
    expect(page.locator('[data-number="2"]')).to_have_attribute("aria-current", "true")
    expect(page).to_have_url(f"{site.runner(attempt)}?q=2")
    page.keyboard.press("p")
    expect(page.locator(f'.item[data-slot="{slots[0]}"]')).to_be_visible()
    page.go_back()
    expect(page.locator(f'.item[data-slot="{slots[1]}"]')).to_be_visible()

    page.keyboard.press("?")
    page.get_by_label("使用快捷键（输入文字时不起作用）").uncheck()
    page.get_by_role("button", name="关闭").click()
    page.keyboard.press("n")
    page.keyboard.press("m")
    expect(page.locator(f'.item[data-slot="{slots[1]}"]')).to_be_visible()
    page.reload()
    sheet.wait_for_paper(page)
    page.keyboard.press("n")
    expect(page.locator(f'.item[data-slot="{slots[1]}"]')).to_be_visible()
    assert fresh(attempt).head_position == 0
