"""The clock: warnings, added time, and the hand-in at zero."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from exams.sittings.models import AnswerEvent, Attempt, AttemptState, Disposition
from exams.sittings.services import add_time
from tests.e2e import sheet
from tests.e2e.conftest import fresh, fresh_name
from tests.factories.sittings import make_user

pytestmark = pytest.mark.e2e


def leave(attempt, page, **left):
    """Let the attempt end after this much more time, and the page know it."""
    Attempt.objects.filter(pk=attempt.pk).update(deadline=timezone.now() + timedelta(**left))
    page.reload()
    sheet.wait_for_paper(page)


def test_at_zero_the_paper_is_handed_in_with_the_last_second_s_answer(site, open_device):
    room = site.room(grace_seconds=20)
    page = open_device(room.candidate)
    attempt = sheet.start(site, page, room.registration)
    sheet.choose(page, attempt, 1, "a")
    leave(attempt, page, seconds=4)
    item = sheet.go_to(page, attempt, 4)
    expect(page.locator("[data-clock-time]")).to_have_text("00:00:01")
    item.locator("input").fill("抱怨率")

    page.wait_for_url(re.compile("/receipt/$"))
    closed = fresh(attempt)
    assert closed.state == AttemptState.SUBMITTED
    assert closed.answers == {"1": "a", "4": ["抱怨率"]}
    assert closed.closed_at - closed.deadline < timedelta(seconds=5)
    expect(page.get_by_role("heading", level=1)).to_have_text("试卷已提交")


def test_what_was_answered_in_time_counts_though_the_network_returns_after_zero(site, open_device):
    room = site.room(grace_seconds=30)
    page = open_device(room.candidate)
    attempt = sheet.start(site, page, room.registration)
    leave(attempt, page, seconds=4)
    page.context.set_offline(True)
    sheet.choose(page, attempt, 1, "a")
    expect(page.locator('[data-notice="time-up-offline"]')).to_be_visible(timeout=12_000)
    expect(page.locator(".item input:not([disabled])")).to_have_count(0)

    page.context.set_offline(False)
    page.wait_for_url(re.compile("/receipt/$"))
    assert (fresh(attempt).state, fresh(attempt).answers) == (AttemptState.SUBMITTED, {"1": "a"})
    assert AnswerEvent.objects.get(attempt=attempt).disposition == Disposition.COUNTED


def test_what_arrives_after_the_server_closed_is_kept_as_late(site, open_device):
    room = site.room(grace_seconds=0)
    page = open_device(room.candidate)
    attempt = sheet.start(site, page, room.registration)
    leave(attempt, page, seconds=3)
    page.context.set_offline(True)
    sheet.choose(page, attempt, 1, "a")
    expect(page.locator('[data-notice="time-up-offline"]')).to_be_visible(timeout=12_000)

    page.context.set_offline(False)
    page.wait_for_url(re.compile("/receipt/$"))
    assert (fresh(attempt).state, fresh(attempt).answers) == (AttemptState.EXPIRED, {})
    assert AnswerEvent.objects.get(attempt=attempt).disposition == Disposition.LATE
    expect(page.get_by_role("heading", level=1)).to_have_text("考试时间到，试卷已自动提交")


def test_added_time_is_seen_and_said_within_seconds(site, open_device):
    room = site.room()
    page = open_device(room.candidate)
    attempt = sheet.start(site, page, room.registration)
    page.get_by_role("button", name="隐藏").click()
    expect(page.locator("[data-clock-time]")).to_be_hidden()
    leave(attempt, page, minutes=3)
    expect(page.locator("[data-clock-time]")).to_have_text(re.compile("00:02:5."))
    expect(page.get_by_role("button", name="隐藏")).to_be_hidden()

    officer = make_user(fresh_name("invigilator"))
    add_time(attempts=[attempt], seconds=600, reason="停电", actor=officer, now=timezone.now())
    sheet.choose(page, attempt, 1, "a")
    expect(page.locator('[data-notice="extended"]')).to_have_text("您的考试时间延长了 10 分钟，已计入剩余时间。")
    expect(page.locator("[data-spoken]")).to_have_text("您的考试时间延长了 10 分钟，已计入剩余时间。")
    expect(page.locator("[data-clock-time]")).to_have_text(re.compile("00:12:.."))
    sheet.expect_answers(attempt, {"1": "a"})


def test_a_computer_whose_clock_jumps_by_a_day_changes_nothing(site, open_device):
    """The server's clock alone counts, and between its answers the page's monotonic one."""
    room = site.room()
    page = open_device(room.candidate)
    page.clock.install()
    attempt = sheet.start(site, page, room.registration)
    for slot, days in ((1, 1), (3, -1)):
        page.clock.set_system_time(timezone.now() + timedelta(days=days))
        assert abs(page.evaluate("Date.now()") / 1000 - timezone.now().timestamp()) > 80_000
        sheet.choose(page, attempt, slot, {1: "a", 3: "true"}[slot])
        expect(page.locator("[data-clock-time]")).to_have_text(re.compile("00:5[89]:.."))
    sheet.expect_answers(attempt, {"1": "a", "3": True})
    spent = (timezone.now() - fresh(attempt).started_at).total_seconds()
    for event in AnswerEvent.objects.filter(attempt=attempt):
        assert event.disposition == Disposition.COUNTED
        assert 0 <= event.client_ms / 1000 <= spent
    assert fresh(attempt).deadline == attempt.deadline


def test_ten_minutes_before_the_end_a_window_says_so_and_goes_by_itself(site, open_device):
    room = site.room()
    page = open_device(room.candidate)
    page.clock.install()
    attempt = sheet.start(site, page, room.registration)
    leave(attempt, page, minutes=10, seconds=3)
    window = page.get_by_role("dialog", name="距考试结束还有 10 分钟")
    expect(window).to_be_visible()
    expect(page.locator("[data-spoken]")).to_have_text("距考试结束还有 10 分钟")
    page.keyboard.press("n")
    expect(page.locator('[data-number="1"]')).to_have_attribute("aria-current", "true")
    page.clock.fast_forward(9_000)
    expect(window).to_be_visible()
    page.clock.fast_forward(1_000)
    expect(window).to_be_hidden()
    page.keyboard.press("n")
    expect(page.locator('[data-number="2"]')).to_have_attribute("aria-current", "true")
