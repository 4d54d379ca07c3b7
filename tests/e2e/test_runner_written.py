"""An exam that people mark in part: written by keyboard, kept over a reload, handed in, marked, and the result seen."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from exams.sittings.models import Attempt
from tests.e2e import sheet
from tests.e2e.conftest import fresh
from tests.factories.sittings import WRITTEN_TYPES
from tests.personas import make_persona

pytestmark = pytest.mark.e2e

ESSAY = "我不同意。\n投诉少，也可能是客户不再开口。"
NOTICE = "各位业主：未完成的 20 件周五前完成。"
ANSWERS = {
    "1": ESSAY,
    "2": ["周女士，今天就派人取大衣。", None],
    "3": ["a", True, ["50", "25%"], NOTICE],
    "4": False,
}


@pytest.fixture
def room(site):
    return site.room(items=WRITTEN_TYPES, shuffle_items=False)


def write_into(page, selector, text):
    """Tab to a field and type."""
    sheet.tab_into(page, selector)
    for line, words in enumerate(text.split("\n")):
        if line:
            page.keyboard.press("Enter")
        page.keyboard.insert_text(words)


def next_question(page):
    sheet.tab_to(page, "下一题")
    page.keyboard.press("Enter")


def answer_everything(page):
    write_into(page, 'textarea[name="slot-1"]', ESSAY)
    next_question(page)
    write_into(page, 'textarea[name="slot-2-1"]', "周女士，今天就派人取大衣。")
    next_question(page)
    sheet.tab_into(page, '[name="slot-3-1"]')
    page.keyboard.press("Space")
    sheet.tab_into(page, '[name="slot-3-2"]')
    page.keyboard.press("Space")
    write_into(page, '[name="slot-3-3-1"]', "50")
    write_into(page, '[name="slot-3-3-2"]', "25%")
    write_into(page, '[name="slot-3-4"]', NOTICE)
    next_question(page)
    sheet.tab_into(page, '[name="slot-4"]')
    page.keyboard.press("ArrowDown")


def hand_in(page):
    sheet.tab_to(page, "检查并交卷")
    page.keyboard.press("Enter")
    expect(page.locator(".review-sum")).to_have_text("共 4 题：已答 4，未答 0，标记 0。")
    sheet.tab_to(page, "交卷…")
    page.keyboard.press("Enter")
    sheet.tab_to(page, "确认交卷")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/receipt/$"))


def choose_levels(page, *points):
    """The level that earns so many points, criterion by criterion, and send them."""
    criteria = page.locator(".marking-criterion")
    expect(criteria).to_have_count(len(points))
    for place, earned in enumerate(points):
        criteria.nth(place).locator(f'input[value="{earned}"]').check()
    page.get_by_role("button", name="提交评分").click()


def test_written_by_keyboard_marked_by_a_person_and_the_result_seen(site, open_device, room):
    page = open_device(room.candidate)
    attempt = sheet.start(site, page, room.registration)
    answer_everything(page)
    sheet.expect_answers(attempt, ANSWERS)

    page.reload()
    sheet.wait_for_paper(page)
    item = sheet.go_to(page, attempt, 1)
    expect(item.locator("textarea")).to_have_value(ESSAY)
    expect(item.locator(".text-limit")).to_have_text("200～800 字 · 已写 21 字")
    item = sheet.go_to(page, attempt, 3)
    expect(item.locator('[name="slot-3-1"][value="a"]')).to_be_checked()
    expect(item.locator('[name="slot-3-4"]')).to_have_value(NOTICE)
    sheet.go_to(page, attempt, 4)
    hand_in(page)
    expect(page.locator(".notice")).to_contain_text("等待人工阅卷")
    assert fresh(attempt).answers == ANSWERS

    desk = open_device(make_persona("marker"))
    desk.goto(f"{site.address}/admin/marking/")
    assert "欧阳" not in desk.content()
    pile = desk.locator(f"form:has(input[name=component][value='{room.component.pk}'])")
    pile.get_by_role("button", name="按卷评阅").click()
    expect(desk.locator(".marking-answer")).to_have_text(re.compile("我不同意。\\s*投诉少"))
    choose_levels(desk, 4, 2, 0)
    expect(desk.locator(".marking-text")).to_have_count(2)
    choose_levels(desk, 2, 4)
    expect(desk.locator(".marking-answer")).to_have_text(NOTICE)
    choose_levels(desk, 3, 2)
    desk.wait_for_url(f"{site.address}/admin/marking/")

    page.reload()
    page.get_by_role("link", name="查看成绩").click()
    # 40 × 6/10, 20 × 6/10, 30 × 10/10, 10.
    assert room.registration.results.get().components.get().score == Decimal("76.00")
    expect(page.locator(".score-number").first).to_have_text(re.compile("76.00"))


def test_without_script_a_long_answer_is_the_same(site, open_device, room):
    page = open_device(room.candidate, java_script_enabled=False)
    page.goto(site.place(room.registration))
    page.get_by_role("button", name="开始考试").click()
    page.locator('textarea[name="slot-1"]').fill(ESSAY)
    page.get_by_role("button", name="下一题").click()
    page.locator('textarea[name="slot-2-1"]').fill("周女士，今天就派人取大衣。")
    page.get_by_role("button", name="下一题").click()
    page.locator('[name="slot-3-1"][value="a"]').check()
    page.locator('[name="slot-3-2"][value="true"]').check()
    page.locator('[name="slot-3-3-1"]').fill("50")
    page.locator('[name="slot-3-3-2"]').fill("25%")
    page.locator('[name="slot-3-4"]').fill(NOTICE)
    page.get_by_role("button", name="下一题").click()
    page.locator('[name="slot-4"][value="false"]').check()
    page.get_by_role("button", name="上一题").click()

    attempt = Attempt.objects.get(registration=room.registration)
    assert attempt.answers == ANSWERS
    assert attempt.head_position == 4
    expect(page.locator('[name="slot-3-4"]')).to_have_value(NOTICE)


def test_letters_choose_in_the_part_that_has_the_focus(site, open_device, room):
    page = open_device(room.candidate)
    attempt = sheet.start(site, page, room.registration)
    item = sheet.go_to(page, attempt, 3)

    item.focus()
    page.keyboard.press("a")
    expect(item.locator(":checked")).to_have_count(0)
    item.locator('[name="slot-3-2"]').first.focus()
    page.keyboard.press("b")
    sheet.expect_answers(attempt, {"3": [None, False, None, None]})
