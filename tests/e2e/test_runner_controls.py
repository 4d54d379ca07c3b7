"""Controls and the sealed answer file, as candidate and invigilator meet them."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from exams.sittings.models import (
    Attempt,
    ControlEvent,
    ControlKind,
    IntegrityFlag,
    KeyPurpose,
    Registration,
    Room,
    SealedUpload,
)
from exams.sittings.services import close_if_overdue
from exams.sittings.services.controls import change_controls
from exams.sittings.signing import create_exam_key
from tests.e2e import sheet
from tests.e2e.conftest import eventually, fresh
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.e2e


def invigilator():
    return UserFactory(roles=["invigilator"])


def switch(room, **values):
    actor = UserFactory()
    now = timezone.now()
    change_controls(sitting=room.sitting, values=values, room_ranges={}, reason="试行", actor=actor, now=now)


def noted(attempt):
    return [str(kind) for kind in ControlEvent.objects.filter(attempt=attempt).values_list("kind", flat=True)]


def test_an_exam_that_ends_without_network_comes_in_by_sealed_file(site, open_device, settings, tmp_path):
    settings.SIGNING_KEY_FOLDER = site.folder / "keys"
    create_exam_key(purpose=KeyPurpose.SEALING, now=timezone.now())
    room = site.room(late_policy="count")
    page = open_device(room.candidate)
    attempt = sheet.start(site, page, room.registration)
    sheet.choose(page, attempt, 1, "b")
    sheet.expect_saved(page)

    page.context.set_offline(True)
    sheet.choose(page, attempt, 1, "a")
    sheet.write(page, attempt, 4, "抱怨率")
    page.locator("[data-review]").click()
    notice = page.locator('[data-notice="hand-in-offline"]')
    expect(notice).to_be_visible()
    with page.expect_download() as download:
        notice.get_by_role("button", name="保存密封答案文件").click()
    file = tmp_path / download.value.suggested_filename
    assert file.name == f"{room.registration.number}.answers"
    download.value.save_as(file)
    assert "抱怨率" not in file.read_text()
    assert json.loads(file.read_text())["attempt"] == attempt.pk
    # The network stays away (a page that is closed would still send, past the emulation);
    # an hour later the server closes the attempt.
    started = timezone.now() - timedelta(minutes=62)
    Attempt.objects.filter(pk=attempt.pk).update(started_at=started, deadline=started + timedelta(hours=1))
    assert close_if_overdue(attempt=Attempt.objects.get(pk=attempt.pk), now=timezone.now())
    assert fresh(attempt).answers == {"1": "b"}

    desk = open_device(invigilator())
    desk.goto(f"{site.address}/admin/exam-day/{room.sitting.pk}/")
    desk.get_by_role("link", name="密封答案文件").click()
    desk.get_by_label("准考证号").fill(room.registration.number)
    desk.get_by_label("密封答案文件").set_input_files(file)
    desk.get_by_role("button", name="提交文件").click()
    expect(desk.get_by_role("row", name=room.registration.number)).to_contain_text("计分: 2")
    assert fresh(attempt).answers == {"1": "a", "4": ["抱怨率"]}
    assert SealedUpload.objects.get(attempt=attempt).former_receipt


def test_leaving_copying_and_printing_are_hindered_and_counted_but_change_nothing(site, open_device):
    room = site.room()
    switch(room, focus_log=True, hinder_copying=True, watermark=True, full_screen=True)
    page = open_device(room.candidate)
    page.goto(site.place(room.registration))
    expect(page.get_by_text("离开和返回考试页面会被记录。")).to_be_visible()
    attempt = sheet.start(site, page, room.registration)
    expect(page.locator(".watermark")).to_contain_text(room.registration.number)
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    # Playwright's pages always have the focus: what the browser would say is said for it.
    page.evaluate(
        "() => { document.hasFocus = () => false; dispatchEvent(new Event('blur'));"
        " setTimeout(() => { delete document.hasFocus; dispatchEvent(new Event('focus')); }, 600); }"
    )
    eventually(lambda: {"copy", "left", "returned"} <= set(noted(attempt)))
    page.locator("[data-full-screen] button").click()
    expect(page.locator("[data-full-screen]")).to_be_hidden()
    page.evaluate("() => document.exitFullscreen()")
    eventually(lambda: noted(attempt)[-2:] == ["full_entered", "full_left"])
    page.emulate_media(media="print")
    expect(page.locator(".print-notice")).to_be_visible()
    expect(page.locator(".item").first).to_be_hidden()
    page.emulate_media(media="screen")
    sheet.choose(page, attempt, 1, "a")
    sheet.expect_answers(attempt, {"1": "a"})
    assert fresh(attempt).answers == {"1": "a"}

    desk = open_device(invigilator())
    desk.goto(f"{site.address}/admin/exam-day/{room.sitting.pk}/controls/")
    row = desk.get_by_role("row", name=room.registration.number)
    expect(row).to_contain_text("离开页面 × 1")
    expect(row).to_contain_text("尝试复制 × 1")


def test_a_room_starts_by_the_code_on_its_board_and_the_invigilator_turns_it_off(site, open_device):
    room = site.room()
    place = Room.objects.create(sitting=room.sitting, name="301")
    Registration.objects.filter(pk=room.registration.pk).update(room=place)
    desk, page = open_device(invigilator()), open_device(room.candidate)
    desk.goto(f"{site.address}/admin/exam-day/{room.sitting.pk}/controls/")
    desk.get_by_label("考场公布的入场码").select_option("拒绝开考")
    desk.get_by_label("变更原因").fill("开考")
    desk.get_by_role("button", name="保存管控设置").click()
    code = desk.get_by_role("row", name="301").locator("strong").inner_text()

    page.goto(site.place(room.registration))
    page.get_by_label("考场公布的入场码").fill("000000")
    page.get_by_role("button", name="开始考试").click()
    expect(page.get_by_text("入场码与考场公布的不符")).to_be_visible()
    page.get_by_label("考场公布的入场码").fill(code.lower())
    page.get_by_role("button", name="开始考试").click()
    sheet.wait_for_paper(page)
    attempt = Attempt.objects.get(registration=room.registration)
    assert ControlEvent.objects.filter(registration=room.registration, kind=ControlKind.CODE_WRONG).count() == 1
    assert not IntegrityFlag.objects.filter(attempt=attempt).exists()
