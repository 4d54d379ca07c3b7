"""Markers give marks by keyboard alone, also on a screen as wide as a telephone; a third one decides."""

import time
from collections.abc import Callable
from statistics import median

import pytest
from playwright.sync_api import Page, expect

from exams.marking.models import Judgement, Mark, MarkingDraft, MarkingScheme, MarkingTask
from exams.marking.services import mark_attempt
from tests.e2e.conftest import eventually
from tests.e2e.desk import faults_of
from tests.exams.marking.desk_world import live_tasks, make_marker, make_pile
from tests.exams.marking.test_awarding import WRITTEN
from tests.exams.marking.test_services import LATER, hand_in
from tests.factories.sittings import WRITTEN_TYPES, ExamRoom, make_room

pytestmark = pytest.mark.e2e

PHONE = {"width": 390, "height": 844}
# What a scripted marker takes to read an answer: 120 characters at 300 a minute, and 16 seconds to weigh two criteria.
READING = 40


def begin(page: Page, site, room: ExamRoom, name: str) -> None:
    """From the first page to the first answer of the room's first pile, with the keyboard."""
    page.goto(f"{site.address}/admin/marking/")
    form = page.locator(f"form:has(input[name=component][value='{room.component.pk}'])")
    form.get_by_role("button", name=name).first.focus()
    page.keyboard.press("Enter")
    page.locator("[data-criterion]").first.wait_for()


def test_a_script_is_marked_without_a_mouse(site, open_device):
    room = make_room(items=WRITTEN_TYPES)
    attempt = hand_in(room, WRITTEN)
    mark_attempt(attempt=attempt, now=LATER)
    page = open_device(make_marker("按卷"), viewport=PHONE)
    page.goto(f"{site.address}/admin/marking/")
    assert faults_of(page) == []
    begin(page, site, room, "按卷评阅")
    assert faults_of(page) == []
    criteria = page.locator("[data-criterion]").count()

    # Too early: the first criterion without a level has the focus, and those that were chosen stay.
    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("请选择一个等级。").first).to_be_visible()
    expect(page.locator("[data-criterion]").nth(0).locator("input").first).to_be_checked()
    expect(page.locator("[data-criterion]").nth(1).locator("input").first).to_be_focused()
    assert faults_of(page) == []
    for _criterion in range(criteria - 1):
        page.keyboard.press("1")
    expect(page.get_by_role("button", name="提交评分")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("第 2 题").first).to_be_visible()

    mark = Mark.objects.get(attempt=attempt, slot=1)
    assert (mark.credit_num, mark.credit_den, mark.marker.username) == (1, 1, "按卷")


def test_a_draft_a_note_and_a_comment_survive_going_on_and_back(site, open_device):
    room, marker = make_pile(2), make_marker("批注")
    page = open_device(marker)
    begin(page, site, room, "评阅第 1 题")
    first = page.url
    page.keyboard.press("2")
    page.keyboard.press("c")
    page.keyboard.type("缺少理由")
    page.keyboard.press("Escape")
    page.evaluate("""() => {
        const text = document.querySelector("[data-answer]").firstChild;
        document.getSelection().setBaseAndExtent(text, 0, text, 5);
    }""")
    page.keyboard.press("a")
    page.keyboard.type("好")
    page.keyboard.press("Escape")
    expect(page.get_by_text("草稿已保存")).to_be_visible()
    eventually(lambda: MarkingDraft.objects.get(marker=marker).fields.get("note-0") == "好")

    page.keyboard.press("j")
    page.wait_for_url(lambda url: url != first)
    page.keyboard.press("k")
    page.wait_for_url(first)
    expect(page.locator("[data-criterion]").nth(0).locator("input").nth(1)).to_be_checked()
    expect(page.locator("[data-comment]")).to_have_value("缺少理由")
    page.keyboard.press("2")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: url != first)

    judgement = Judgement.objects.get(marker=marker)
    assert (judgement.points, judgement.comment) == ([[1, 1]], "缺少理由")
    assert judgement.annotations == [{"quote": "先安抚客户", "note": "好"}]
    assert not MarkingDraft.objects.filter(marker=marker).exists()


def test_two_markers_disagree_and_a_third_decides_by_keyboard(site, open_device):
    room = make_pile()
    MarkingScheme.objects.create(component=room.component, is_double=True)
    MarkingTask.objects.filter(component=room.component).update(wanted=2)
    first, second, third = (open_device(make_marker(name)) for name in ("甲", "乙", "丙"))
    for page in (first, second):
        begin(page, site, room, "评阅第 1 题")
        assert page.locator(".marking-sealed").count() == 0
    for page, level in ((first, "1"), (second, "3")):
        page.keyboard.press(level)
        page.keyboard.press(level)
        page.keyboard.press("Enter")
        page.get_by_text("没有待您评阅的作答了").wait_for()
    marks = Mark.objects.filter(attempt__component=room.component, slot=1)
    assert marks.count() == 0

    begin(third, site, room, "评阅第 1 题")
    expect(third.locator(".marking-sealed h3")).to_have_text(["阅卷员 1：60 分", "阅卷员 2：0 分"])
    assert faults_of(third) == []
    third.keyboard.press("2")
    third.keyboard.press("1")
    third.keyboard.press("Enter")
    third.get_by_text("没有待您评阅的作答了").wait_for()

    mark = marks.get()
    assert (mark.credit_num, mark.credit_den, mark.marker.username) == (2, 3, "丙")


def test_a_scripted_marker_gives_a_mark_by_three_keys_and_the_rate_is_shown(site, open_device):
    """Number keys, Enter, J and K, no mouse. READING is stated; what the desk itself takes is measured and shown by `-s`.

    It is not asserted: a busy machine is no slower desk.
    """
    count = 12
    room, marker = make_pile(count), make_marker("快")
    page = open_device(marker)
    begin(page, site, room, "评阅第 1 题")
    first, keys, shares = page.url, 0, []

    def press(*names: str, to: Callable[[str], bool]) -> float:
        """From the first key until the next answer can be read and judged."""
        nonlocal keys
        began = time.monotonic()
        for name in names:
            page.keyboard.press(name)
            keys += 1
        page.wait_for_url(to)
        if "/answers/" in page.url:
            page.locator("[data-criterion]").first.wait_for()
        return time.monotonic() - began

    # A hard one is put aside for the next, and looked at again.
    press("j", to=lambda url: url != first)
    press("k", to=lambda url: url == first)
    for _answer in range(count):
        here = page.url
        shares.append(press("1", "2", "Enter", to=lambda url, here=here: url != here))

    done = live_tasks().filter(component=room.component, state="done")
    assert (keys, done.count()) == (3 * count + 2, count)
    assert set(Judgement.objects.filter(marker=marker).values_list("credit_num", "credit_den")) == {(2, 3)}
    expect(page.locator(".marking-progress")).to_contain_text("今日已评 12 份")
    own = median(shares)
    print(  # noqa: T201 -- the figure that is asked for
        f"\n{count} short answers, {READING} s of reading each: the desk takes {own:.2f} s (at most {max(shares):.2f} s)"
        f" an answer, {3600 / (READING + own):.0f} answers an hour"
    )
