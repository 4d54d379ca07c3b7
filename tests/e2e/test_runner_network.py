"""The network goes and comes back; reloads in between; nothing is lost and nothing counts twice."""

import pytest
from playwright.sync_api import expect

from exams.sittings.models import AnswerEvent, Attempt, Disposition, IntegrityFlag
from tests.e2e import sheet
from tests.e2e.conftest import eventually, fresh

pytestmark = pytest.mark.e2e


def test_answers_given_without_network_are_all_saved_when_it_returns(site, open_device):
    room = site.room()
    page = open_device(room.candidate)
    attempt = sheet.start(site, page, room.registration)
    sheet.choose(page, attempt, 1, "b")
    sheet.expect_saved(page)

    page.context.set_offline(True)
    sheet.choose(page, attempt, 1, "a")
    sheet.choose(page, attempt, 2, "a", "c", "b", "c")
    sheet.write(page, attempt, 4, "抱怨率")
    page.locator("[data-flag]").click()
    sheet.expect_state(page, "offline", "离线，已存本机 3 题")
    expect(page.locator('[data-notice="offline"]')).to_contain_text("您的作答已存在本机，恢复后自动上传")
    page.locator("[data-review]").click()
    expect(page.locator('[data-notice="hand-in-offline"]')).to_be_visible(timeout=8000)
    assert Attempt.objects.get(pk=attempt.pk).answers == {"1": "b"}

    page.context.set_offline(False)
    sheet.expect_answers(attempt, {"1": "a", "2": ["a", "b"], "4": ["抱怨率"]})
    sheet.expect_saved(page)
    expect(page.locator("[data-notice]:visible")).to_have_count(0)
    assert fresh(attempt).flags == [4]
    assert set(AnswerEvent.objects.filter(attempt=attempt).values_list("disposition", flat=True)) == {
        Disposition.COUNTED
    }
    assert not IntegrityFlag.objects.filter(attempt=attempt).exists()


def test_a_server_in_trouble_is_called_by_its_name(site, open_device):
    room = site.room()
    page = open_device(room.candidate)
    attempt = sheet.start(site, page, room.registration)
    page.route("**/answers", lambda route: route.fulfill(status=503, json={"status": "try_again"}))
    sheet.choose(page, attempt, 1, "a")
    sheet.expect_state(page, "unsaved", "未保存 1 题")
    expect(page.locator('[data-notice="server"]')).to_be_visible()

    page.unroute("**/answers")
    sheet.expect_answers(attempt, {"1": "a"})
    sheet.expect_saved(page)
    assert fresh(attempt).head_position == 1


def test_an_answer_that_was_stored_but_not_acknowledged_counts_once(site, open_device):
    room = site.room()
    page = open_device(room.candidate)
    attempt = sheet.start(site, page, room.registration)
    lost = []

    def lose_the_reply(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch())
        return route.abort()

    page.route("**/answers", lose_the_reply)
    sheet.choose(page, attempt, 1, "a")
    sheet.expect_saved(page)
    assert len(lost) == 1
    assert (fresh(attempt).answers, fresh(attempt).head_position) == ({"1": "a"}, 1)


def test_one_answer_that_is_refused_does_not_hold_up_the_others(site, open_device):
    room = site.room()
    page = open_device(room.candidate)
    attempt = sheet.start(site, page, room.registration)
    # An option that the paper does not have: a browser extension, or a fault of ours.
    page.locator('.item[data-slot="1"] input').first.evaluate("input => (input.value = 'z')")
    page.context.set_offline(True)
    sheet.choose(page, attempt, 1, "z")
    sheet.choose(page, attempt, 2, "a")
    sheet.choose(page, attempt, 3, "true")
    page.context.set_offline(False)
    sheet.expect_answers(attempt, {"2": ["a"], "3": True})
    sheet.expect_state(page, "unsaved", "未保存 1 题")
    expect(page.locator('[data-notice="refused"]')).to_be_visible()

    item = sheet.go_to(page, attempt, 1)
    item.locator("input").nth(1).click()
    sheet.expect_saved(page)
    expect(page.locator("[data-notice]:visible")).to_have_count(0)
    assert sorted(fresh(attempt).answers) == ["1", "2", "3"]


FORGET_THE_NUMBERS = """attempt => new Promise((done, fail) => {
  const request = indexedDB.open("exam-journal");
  request.onerror = fail;
  request.onsuccess = () => {
    const work = request.result.transaction("clients", "readwrite");
    const clients = work.objectStore("clients");
    clients.get(attempt).onsuccess = ({target}) => clients.put({...target.result, seq: 0});
    work.oncomplete = done;
  };
})"""


def test_a_journal_that_fell_back_in_time_takes_new_numbers(site, open_device):
    room = site.room()
    page = open_device(room.candidate)
    attempt = sheet.start(site, page, room.registration)
    sheet.choose(page, attempt, 1, "b")
    sheet.expect_saved(page)
    page.evaluate(FORGET_THE_NUMBERS, attempt.pk)
    page.reload()
    sheet.wait_for_paper(page)
    sheet.choose(page, attempt, 1, "a")
    sheet.choose(page, attempt, 3, "false")
    sheet.expect_answers(attempt, {"1": "a", "3": False})
    sheet.expect_saved(page)
    assert fresh(attempt).head_position == 3
    assert IntegrityFlag.objects.get(attempt=attempt).kind == "seq_conflict"


def test_a_reload_keeps_answers_flags_and_place(site, open_device):
    room = site.room()
    page = open_device(room.candidate)
    attempt = sheet.start(site, page, room.registration)
    sheet.choose(page, attempt, 1, "a")
    sheet.choose(page, attempt, 2, "a", "d")
    sheet.choose(page, attempt, 3, "false")
    sheet.write(page, attempt, 4, "抱怨率")
    page.locator("[data-flag]").click()
    eventually(lambda: Attempt.objects.get(pk=attempt.pk).flags == [4])
    events = fresh(attempt).head_position

    page.reload()
    sheet.wait_for_paper(page)
    assert page.url.endswith(f"?q={sheet.number_of(attempt, 4)}")
    expect(page.locator('.item[data-slot="4"] input')).to_have_value("抱怨率")
    expect(page.locator("[data-flag]")).to_have_text("取消标记")
    assert sheet.answered(page) == [1, 2, 3, 4]
    sheet.expect_saved(page)
    for slot, values in {1: ["a"], 2: ["a", "d"], 3: ["false"]}.items():
        item = sheet.go_to(page, attempt, slot)
        assert sorted(one.input_value() for one in item.locator("input:checked").all()) == values
    assert fresh(attempt).head_position == events


WITHOUT_HTTPS = "Object.defineProperty(navigator, 'locks', {value: undefined});"
WITHOUT_DATABASE = "Object.defineProperty(window, 'indexedDB', {value: undefined});"


@pytest.mark.parametrize(("missing", "clients"), [("", 1), (WITHOUT_DATABASE, 1), (WITHOUT_HTTPS, 2)])
def test_a_reload_goes_on_with_what_was_not_sent(site, open_device, missing, clients):
    room = site.room()
    page = open_device(room.candidate)
    page.add_init_script(missing)
    attempt = sheet.start(site, page, room.registration)
    page.route("**/answers", lambda route: route.abort())
    sheet.choose(page, attempt, 1, "a")
    sheet.choose(page, attempt, 2, "b")
    sheet.expect_state(page, "offline", "离线，已存本机 2 题")
    page.reload()
    sheet.wait_for_paper(page)
    sheet.expect_state(page, "offline", "离线，已存本机 2 题")
    expect(page.locator('.item[data-slot="2"] input:checked')).to_have_value("b")
    sheet.choose(page, attempt, 2, "a")

    page.unroute("**/answers")
    sheet.expect_answers(attempt, {"1": "a", "2": ["a", "b"]})
    fresh(attempt)
    assert AnswerEvent.objects.filter(attempt=attempt).values("client_id").distinct().count() == clients
