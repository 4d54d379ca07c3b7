"""One writer at a time: another device takes over, another tab takes over, and nothing is lost either way."""

import pytest
from playwright.sync_api import Route, expect

from exams.sittings.models import AnswerEvent, Attempt, Disposition, IntegrityFlag
from tests.e2e import sheet
from tests.e2e.conftest import eventually, fresh

pytestmark = pytest.mark.e2e


def test_another_device_takes_over_and_the_old_queue_is_kept_as_superseded(site, open_device):
    room = site.room()
    old = open_device(room.candidate)
    attempt = sheet.start(site, old, room.registration)
    sheet.choose(old, attempt, 1, "b")
    sheet.expect_saved(old)
    old.context.set_offline(True)
    sheet.choose(old, attempt, 1, "c")
    sheet.choose(old, attempt, 3, "true")
    sheet.expect_state(old, "offline", "离线，已存本机 2 题")

    new = open_device(room.candidate)
    new.goto(site.runner(attempt))
    expect(new.get_by_role("heading", level=1)).to_have_text("您的考试正在另一台设备上进行")
    new.get_by_role("button", name="在本设备继续").click()
    sheet.wait_for_paper(new)
    expect(sheet.go_to(new, attempt, 1).locator("input:checked")).to_have_value("b")
    sheet.choose(new, attempt, 1, "a")
    sheet.expect_answers(attempt, {"1": "a"})

    old.context.set_offline(False)
    sheet.expect_read_only(old, "taken")
    kept = AnswerEvent.objects.filter(attempt=attempt, disposition=Disposition.SUPERSEDED)
    eventually(lambda: kept.count() == 2)
    assert list(kept.order_by("position").values_list("slot", "payload")) == [(1, '"c"'), (3, "true")]
    assert fresh(attempt).answers == {"1": "a"}
    flag = IntegrityFlag.objects.get(attempt=attempt)
    assert (flag.kind, flag.detail) == ("superseded_events", {"events": 2})

    # And back again, from the notice on the old page.
    old.get_by_role("button", name="在本设备继续").click()
    sheet.wait_for_paper(old)
    expect(sheet.go_to(old, attempt, 1).locator("input:checked")).to_have_value("a")
    sheet.choose(old, attempt, 3, "false")
    sheet.expect_answers(attempt, {"1": "a", "3": False})
    sheet.expect_read_only(new, "taken")
    assert fresh(attempt).head_position == 5


# Over plain http, as in a room without certificates, a browser has no locks: the tabs tell each other.
WITHOUT_HTTPS = "Object.defineProperty(navigator, 'locks', {value: undefined});"


@pytest.mark.parametrize("missing", ["", WITHOUT_HTTPS])
def test_a_second_tab_writes_and_the_first_can_only_read(site, open_device, missing):
    room = site.room()
    first = open_device(room.candidate)
    first.context.add_init_script(missing)
    attempt = sheet.start(site, first, room.registration)
    sheet.choose(first, attempt, 1, "b")
    sheet.expect_saved(first)

    second = first.context.new_page()
    second.goto(site.runner(attempt))
    sheet.wait_for_paper(second)
    sheet.expect_read_only(first, "tab")
    sheet.choose(second, attempt, 1, "a")
    sheet.expect_answers(attempt, {"1": "a"})
    clients = AnswerEvent.objects.filter(attempt=attempt).order_by("position").values_list("client_id", flat=True)
    assert len(set(clients)) == 2

    first.bring_to_front()
    first.get_by_role("link", name="在本页作答").click()
    sheet.wait_for_paper(first)
    expect(first.locator(".item input:not([disabled])")).not_to_have_count(0)
    expect(sheet.go_to(first, attempt, 1).locator("input:checked")).to_have_value("a")
    sheet.expect_read_only(second, "tab")
    assert fresh(attempt).head_position == 2


def test_what_a_tab_held_is_sent_by_the_tab_that_takes_over(site, open_device):
    room = site.room()
    first = open_device(room.candidate)
    attempt = sheet.start(site, first, room.registration)
    # The first tab hangs: it can neither save nor say goodbye.
    first.route("**/answers", lambda route: route.abort())
    sheet.choose(first, attempt, 1, "b")
    sheet.expect_state(first, "offline", "离线，已存本机 1 题")

    second = first.context.new_page()
    second.goto(site.runner(attempt))
    sheet.wait_for_paper(second)
    expect(sheet.go_to(second, attempt, 1).locator("input:checked")).to_have_value("b")
    sheet.choose(second, attempt, 1, "a")
    sheet.expect_answers(attempt, {"1": "a"})

    first.unroute("**/answers")
    sheet.expect_read_only(first, "tab")
    expect(first.locator("[data-saved-state]")).to_have_attribute("data-state", "readOnly")
    assert (fresh(attempt).answers, fresh(attempt).head_position) == ({"1": "a"}, 2)


def test_a_page_whose_lease_the_server_does_not_know_keeps_its_answers(site, open_device):
    room = site.room()
    page = open_device(room.candidate)
    attempt = sheet.start(site, page, room.registration)

    def forget_the_lease(route: Route) -> None:
        """Not before the answer is on its way: asking for the clock would close the page first."""
        Attempt.objects.filter(pk=attempt.pk).update(lease_token="x" * 43)
        route.continue_()

    page.route("**/answers", forget_the_lease)
    sheet.choose(page, attempt, 1, "a")
    sheet.expect_read_only(page, "lost")
    sheet.expect_state(page, "unsaved", "未保存 1 题")
    assert fresh(attempt).answers == {}
