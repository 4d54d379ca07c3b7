"""Everything works as plain forms, without any script."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from exams.sittings.models import Attempt, AttemptState, Registration
from tests.e2e import sheet
from tests.e2e.conftest import fresh
from tests.factories.sittings import ALL_RIGHT

pytestmark = pytest.mark.e2e


def test_an_exam_without_script(site, open_device):
    room = site.room()
    Registration.objects.filter(pk=room.registration.pk).update(pledged_at=None)
    page = open_device(room.candidate, java_script_enabled=False)
    page.goto(site.place(room.registration))
    page.get_by_label("我已阅读并将遵守以上规则").check()
    page.get_by_role("button", name="确认并继续").click()
    page.get_by_role("button", name="开始考试").click()
    attempt = Attempt.objects.get(registration=room.registration)
    expect(page.locator("[data-clock-time]")).to_have_text(f"{timezone.localtime(attempt.deadline):%H:%M:%S}")

    for number, entry in enumerate(attempt.snapshot.layout, start=1):
        slot = entry["slot"]
        expect(page.locator(".item")).to_have_attribute("data-slot", str(slot))
        for value in {1: ["a"], 2: ["a", "b", "d"], 3: ["false"]}.get(slot, []):
            page.locator(f'input[value="{value}"]').check()
        if slot == 4:
            page.locator("input.blank").fill("抱怨率")
            # Enter in a blank saves and stays.
            page.keyboard.press("Enter")
            expect(page.locator("input.blank")).to_have_value("抱怨率")
        if number == 2:
            page.get_by_role("button", name="标记", exact=True).click()
            expect(page.get_by_role("button", name="取消标记")).to_be_visible()
        page.get_by_role("button", name="下一题" if number < 4 else "检查并交卷").click()

    expect(page.locator(".review-sum")).to_have_text("共 4 题：已答 4，未答 0，标记 1。")
    page.get_by_role("link", name="返回作答").click()
    assert page.url.endswith("?q=4")
    page.get_by_role("button", name="交卷", exact=True).click()
    page.get_by_text("交卷…").click()
    page.get_by_role("button", name="确认交卷").click()
    page.wait_for_url(re.compile("/receipt/$"))

    closed = fresh(attempt)
    assert closed.state == AttemptState.SUBMITTED
    assert closed.answers == {str(slot): value for slot, value in ALL_RIGHT.items()}
    assert closed.flags == [attempt.snapshot.layout[1]["slot"]]


def test_on_a_phone_a_list_stands_for_the_numbers(site, open_device):
    room = site.room()
    page = open_device(room.candidate, java_script_enabled=False, viewport={"width": 390, "height": 844})
    page.goto(site.place(room.registration))
    page.get_by_role("button", name="开始考试").click()
    attempt = Attempt.objects.get(registration=room.registration)
    expect(page.locator(".number-grid")).to_be_hidden()
    page.get_by_role("combobox", name="题号").select_option("3")
    page.get_by_role("button", name="跳转").click()
    expect(page.locator(".item")).to_have_attribute("data-slot", str(attempt.snapshot.layout[2]["slot"]))


def test_a_stale_page_does_not_write_over_a_newer_answer(site, open_device):
    room = site.room()
    page = open_device(room.candidate, java_script_enabled=False)
    page.goto(site.place(room.registration))
    page.get_by_role("button", name="开始考试").click()
    attempt = Attempt.objects.get(registration=room.registration)
    number = sheet.number_of(attempt, 1)
    page.goto(f"{site.runner(attempt)}?q={number}")
    stale = page.context.new_page()
    stale.goto(page.url)
    page.locator('input[value="a"]').check()
    page.get_by_role("button", name="交卷", exact=True).click()
    stale.get_by_role("button", name="交卷", exact=True).click()
    assert fresh(attempt).answers == {"1": "a"}


def test_what_a_plain_page_sends_after_another_device_took_over_is_kept_aside(site, open_device):
    room = site.room()
    old = open_device(room.candidate, java_script_enabled=False)
    old.goto(site.place(room.registration))
    old.get_by_role("button", name="开始考试").click()
    attempt = Attempt.objects.get(registration=room.registration)
    old.goto(f"{site.runner(attempt)}?q={sheet.number_of(attempt, 1)}")
    new = open_device(room.candidate, java_script_enabled=False)
    new.goto(site.runner(attempt))
    new.get_by_role("button", name="在本设备继续").click()
    expect(new.locator(".item")).to_be_visible()

    old.locator('.item[data-slot="1"] input[value="a"]').check()
    old.locator('[data-turn="1"]').click()
    expect(old.get_by_role("alert")).to_contain_text("刚才从本页提交的内容已另存")
    assert fresh(attempt).answers == {}
    assert [event.disposition for event in attempt.events.all()] == ["superseded"]


def test_without_script_the_server_closes_the_attempt_and_the_next_act_shows_the_receipt(site, open_device):
    room = site.room(grace_seconds=0)
    page = open_device(room.candidate, java_script_enabled=False)
    page.goto(site.place(room.registration))
    page.get_by_role("button", name="开始考试").click()
    attempt = Attempt.objects.get(registration=room.registration)
    begun = timezone.now() - timedelta(hours=1)
    Attempt.objects.filter(pk=attempt.pk).update(started_at=begun, deadline=begun + timedelta(minutes=59))
    page.get_by_role("button", name="下一题").click()
    page.wait_for_url(re.compile("/receipt/$"))
    assert fresh(attempt).state == AttemptState.EXPIRED
