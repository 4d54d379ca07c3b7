"""The browser is killed in mid-exam and comes back on the same profile."""

import pytest
from playwright.sync_api import expect

from exams.sittings.models import AnswerEvent, Attempt, Disposition, RetiredLease
from tests.e2e import sheet
from tests.e2e.conftest import eventually, fresh, kill_browser

pytestmark = pytest.mark.e2e


def test_what_a_killed_browser_had_not_sent_counts_when_it_comes_back(site, open_profile):
    room = site.room()
    context, process = open_profile()
    site.sign_in(context, room.candidate)
    page = context.pages[0]
    attempt = sheet.start(site, page, room.registration)
    sheet.choose(page, attempt, 1, "a")
    sheet.expect_saved(page)
    context.set_offline(True)
    sheet.choose(page, attempt, 2, "a", "b")
    sheet.write(page, attempt, 4, "抱怨率")
    page.locator("[data-flag]").click()
    sheet.expect_state(page, "offline", "离线，已存本机 2 题")
    # What the screen shows already may not be on the disk yet; only what is there can outlive the kill.
    eventually(lambda: "flag" in sheet.kinds_on_device(page))
    kill_browser(process)
    assert Attempt.objects.get(pk=attempt.pk).answers == {"1": "a"}

    # Chromium writes cookies to the disk twice a minute: this one lost its lease cookie and found it in the journal.
    context, _process = open_profile()
    site.sign_in(context, room.candidate)
    page = context.pages[0]
    page.goto(site.runner(attempt))
    sheet.wait_for_paper(page)
    sheet.expect_answers(attempt, {"1": "a", "2": ["a", "b"], "4": ["抱怨率"]})
    sheet.expect_saved(page)
    assert len(sheet.answered(page)) == 3
    expect(sheet.go_to(page, attempt, 4).locator("input")).to_have_value("抱怨率")
    expect(page.locator("[data-flag]")).to_have_text("取消标记")

    assert fresh(attempt).flags == [4]
    dispositions = AnswerEvent.objects.filter(attempt=attempt).values_list("disposition", flat=True)
    assert set(dispositions) == {Disposition.COUNTED}
    assert not RetiredLease.objects.filter(attempt=attempt).exists()
