"""The exam day in two browsers: what an invigilator does on the board, the candidate sees within five seconds."""

import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from exams.sittings.models import (
    AccessCode,
    Accommodation,
    Attempt,
    KeyPurpose,
    Registration,
    Sitting,
    SittingControls,
    TimeAdjustment,
)
from exams.sittings.signing import create_exam_key
from tests.e2e import sheet
from tests.e2e.conftest import Site, fresh
from tests.e2e.desk import faults_of
from tests.personas import make_persona

pytestmark = pytest.mark.e2e


def act(board: Page, kind: str, reason: str, *, minutes: str = "", text: str = "") -> None:
    """Fill in the form that is on the page and send it."""
    board.get_by_label("操作", exact=False).first.select_option(kind)
    if minutes:
        board.locator("[name=minutes]").fill(minutes)
    if text:
        board.locator("[name=text]").fill(text)
    board.locator("[name=reason]").fill(reason)
    board.get_by_role("button", name="执行").click()


def test_the_board_moves_by_itself(site, open_device):
    room = site.room()
    candidate = open_device(room.candidate)
    attempt = sheet.start(site, candidate, room.registration)
    sheet.choose(candidate, attempt, 1, "a")
    sheet.expect_saved(candidate)
    board = open_device(make_persona("invigilator"))
    board.goto(f"{site.address}/admin/exam-day/{room.sitting.pk}/")
    line = board.locator(f"tr:has(#candidate-{room.registration.pk})")
    expect(line).to_contain_text("作答中")
    expect(line).to_contain_text("1/4")
    sheet.choose(candidate, attempt, 3, "true")
    expect(line).to_contain_text("2/4")
    assert faults_of(board) == []
    line.get_by_role("link").click()
    assert faults_of(board) == []


def act_on(board: Page, site: Site, candidate: Registration, kind: str, reason: str, **more: str) -> None:
    """The same from the candidate's own page."""
    board.goto(f"{site.address}/admin/exam-day/{candidate.sitting_id}/candidates/{candidate.pk}/")
    act(board, kind, reason, **more)


@pytest.fixture
def hall(site, settings):
    """A sitting that begins room by room, with a code in the room, late entry by name, and a candidate with breaks."""
    settings.SIGNING_KEY_FOLDER = site.folder / "keys"
    room = site.room(outage_allowance_minutes=45)
    Sitting.objects.filter(pk=room.sitting.pk).update(starts_by_room=True, late_after_minutes=0)
    SittingControls.objects.create(sitting=room.sitting, code_switch="block")
    Accommodation.objects.create(
        registration=room.registration, state="approved", break_minutes=10, break_count=1, asked_at=timezone.now()
    )
    return room


def test_a_whole_day_from_the_seating_to_the_proof(site, hall, open_device, tmp_path):
    place, sitting = hall.registration, hall.sitting
    # An officer on a telephone, an invigilator at a desk, the candidate on one device and then on another.
    officer = open_device(make_persona("exam_officer"), viewport={"width": 390, "height": 844})
    guard = open_device(make_persona("invigilator"))
    candidate = open_device(hall.candidate)
    day = f"{site.address}/admin/exam-day/{sitting.pk}/"

    seat_everybody(officer, day)
    place.refresh_from_db()
    assert (place.room.name, place.seat) == ("101", "01")
    come(site, candidate, place)
    code = open_the_room(site, guard, officer, day, place)
    attempt = begin(site, candidate, place, code=code)
    lose_the_network(candidate, attempt)
    rest(candidate, guard, day, place)
    be_paused_and_told(site, candidate, guard, place)
    write_the_book(guard, day, place)

    act_on(guard, site, place, "transfer", "设备故障")
    other = open_device(hall.candidate)
    other.goto(site.runner(attempt))
    other.get_by_role("button", name="在本设备继续").click()
    sheet.wait_for_paper(other)
    sheet.expect_read_only(candidate, "taken")
    hand_in(other, attempt)

    (tmp_path / "record.pdf").write_bytes(guard.request.get(f"{day}record/").body())
    command = ["pdftotext", tmp_path / "record.pdf", "-"]
    text = "".join(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())
    for words in ("考场记录表", "更换设备", "打翻水杯", "获准的休息", "补时·7分钟", "因交通延误"):
        assert words in text
    prove(sitting, tmp_path)


def seat_everybody(officer: Page, day: str) -> None:
    """The officer adds a room and allocates its seats."""
    officer.goto(f"{day}seats/")
    officer.locator("[name=names]").fill("101")
    officer.get_by_role("button", name="添加考场").click()
    officer.locator("[name=seed]").fill("2026")
    officer.get_by_role("button", name="编排座位").click()
    expect(officer.get_by_text("种子“2026”")).to_be_visible()
    assert faults_of(officer) == []


def come(site: Site, candidate: Page, place: Registration) -> None:
    """The ticket, the device check, the waiting room."""
    candidate.goto(site.place(place))
    ticket = candidate.request.get(f"{site.place(place)}ticket/")
    assert (ticket.status, ticket.body()[:5]) == (200, b"%PDF-")
    candidate.goto(f"{site.address}/exams/device/")
    expect(candidate.locator('[data-check="clock"]')).to_have_attribute("data-state", "ok")
    candidate.goto(site.place(place))
    expect(candidate.get_by_text("您所在的考场尚未开考")).to_be_visible()


def open_the_room(site: Site, guard: Page, officer: Page, day: str, place: Registration) -> str:
    """One asks for the start, another confirms it on their own board; the latecomer is admitted. Returns the code."""
    guard.goto(day)
    officer.goto(day)
    line = guard.locator(f"tr:has(#candidate-{place.pk})")
    expect(line).to_contain_text("候考")
    guard.get_by_text("对考场或全体操作").click()
    act(guard, "start", "按计划")
    expect(guard.get_by_text("须由他人确认。")).to_be_visible()
    # It appears on the other board by itself.
    officer.get_by_role("button", name="确认").click()
    shown = guard.locator(".board-code").first
    expect(shown).to_have_text(re.compile(r"^\w{6}$"))
    former = shown.inner_text()
    guard.get_by_role("button", name="换新码").click()
    expect(shown).not_to_have_text(former)
    assert faults_of(guard) == []
    assert faults_of(officer) == []
    code = shown.inner_text()
    act_on(guard, site, place, "admit", "因交通延误")
    return code


def begin(site: Site, candidate: Page, place: Registration, *, code: str) -> Attempt:
    """The waiting room shows the start by itself; a former code is told apart from a wrong one."""
    former = AccessCode.objects.filter(room=place.room).exclude(code=code).first()
    for entered in (former.code, code):
        candidate.locator("[name=access_code]").fill(entered)
        candidate.get_by_role("button", name="开始考试").click()
        if entered != code:
            expect(candidate.get_by_text("此入场码已失效")).to_be_visible()
    sheet.wait_for_paper(candidate)
    return Attempt.objects.get(registration=place)


def lose_the_network(candidate: Page, attempt: Attempt) -> None:
    """Half a minute without network: the answer is kept, the time comes back."""
    candidate.context.set_offline(True)
    sheet.choose(candidate, attempt, 1, "a")
    sheet.expect_state(candidate, "offline", "离线，已存本机 1 题")
    candidate.wait_for_timeout(33_000)
    candidate.context.set_offline(False)
    expect(candidate.get_by_role("status", name="监考通知")).to_contain_text("断线，补时")
    given = TimeAdjustment.objects.get(attempt=attempt)
    assert (given.kind, 30 <= given.seconds <= 60) == ("outage", True)
    assert fresh(attempt).answers == {"1": "a"}


def rest(candidate: Page, guard: Page, day: str, place: Registration) -> None:
    """An arranged break: the paper goes, the board says so, and back."""
    candidate.get_by_text("暂停休息").click()
    candidate.get_by_role("button", name="开始休息").click()
    expect(candidate.get_by_role("heading", level=1)).to_have_text("正在休息")
    expect(candidate.locator("[data-break-clock]")).to_have_text(re.compile(r"^09:5\d$"))
    expect(candidate.locator(".item")).to_have_count(0)
    guard.goto(day)
    expect(guard.locator(f"tr:has(#candidate-{place.pk})")).to_contain_text("休息中")
    candidate.get_by_role("button", name="继续作答").click()
    sheet.wait_for_paper(candidate)


def be_paused_and_told(site: Site, candidate: Page, guard: Page, place: Registration) -> None:
    """A pause, time and a message by the board reach the candidate within five seconds."""
    act_on(guard, site, place, "pause", "身体不适")
    expect(candidate.get_by_role("heading", name="考试已暂停")).to_be_visible(timeout=6_000)
    expect(candidate.locator(".item").first).not_to_be_visible()
    # The page learns of the pause some seconds later and goes back to its moment with the next tick.
    candidate.wait_for_timeout(1_500)
    before = candidate.locator("[data-clock-time]").inner_text()
    candidate.wait_for_timeout(1_500)
    assert candidate.locator("[data-clock-time]").inner_text() == before
    act(guard, "resume", "已恢复")
    expect(candidate.locator("[data-paused-screen]")).to_be_hidden(timeout=6_000)
    act(guard, "time", "换机", minutes="7")
    told = candidate.get_by_role("status", name="监考通知")
    expect(told).to_contain_text("考试时间延长 7 分钟：换机", timeout=6_000)
    expect(candidate.locator("[data-clock-time]")).to_have_text(re.compile(r"01:0[67]:\d\d"))
    act(guard, "message", "按计划", text="请保持安静。")
    expect(told).to_contain_text("请保持安静。", timeout=6_000)
    unread = told.get_by_role("button", name="知道了")
    while unread.count():
        unread.first.click()
    expect(told.locator("li:visible")).to_have_count(0)


def write_the_book(guard: Page, day: str, place: Registration) -> None:
    """An entry of the incident book about this candidate."""
    guard.goto(f"{day}incidents/")
    form = guard.locator("form:has([name=what]):has([name=candidates])")
    form.locator("[name=what]").fill("打翻水杯")
    form.locator("[name=candidates]").fill(place.number)
    form.get_by_role("button").last.click()
    expect(guard.get_by_text("打翻水杯").first).to_be_visible()


def hand_in(device: Page, attempt: Attempt) -> None:
    """The last answers on the other device, the table, the receipt."""
    sheet.write(device, attempt, 4, "抱怨率")
    sheet.expect_answers(attempt, {"1": "a", "4": ["抱怨率"]})
    device.locator("[data-review]").click()
    device.wait_for_url(re.compile("/review/"))
    device.get_by_text("交卷…").click()
    device.get_by_role("button", name="确认交卷").click()
    device.wait_for_url(re.compile("/receipt/$"))
    expect(device.get_by_text("7 分钟 · 换机")).to_be_visible()
    expect(device.get_by_text("获准休息")).to_be_visible()
    assert fresh(attempt).state == "submitted"


def prove(sitting: Sitting, folder: Path) -> None:
    """The officer's archive is proved by its own script, without the platform."""
    file = folder / "sitting.zip"
    create_exam_key(purpose=KeyPurpose.ARCHIVE, now=timezone.now())
    call_command("archive_sitting", str(sitting.pk), output=file, json=True, stdout=StringIO())
    with ZipFile(file) as archive:
        archive.extract("verify.py", folder)
    said = subprocess.run(
        [sys.executable, "-I", "verify.py", file.name], cwd=folder, capture_output=True, text=True, check=False
    )
    assert (said.returncode, said.stdout + said.stderr) == (0, said.stdout)
