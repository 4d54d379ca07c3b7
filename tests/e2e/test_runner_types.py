"""One exam with every item type that needs no person, by keyboard in the runner and as plain forms."""

import re
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from exams.marking.services import mark_attempt
from exams.sittings.models import Attempt
from tests.e2e import sheet
from tests.e2e.conftest import fresh
from tests.factories.bank import BODIES, KEYS

pytestmark = pytest.mark.e2e

MARKS = {
    "single_choice": 10,
    "multiple_choice": 10,
    "true_false": 10,
    "fill_in": 10,
    "numeric": 10,
    "calculation": 15,
    "matching": 15,
    "classification": 10,
    "ordering": 10,
}
ITEMS = tuple((name, BODIES[name], Decimal(marks)) for name, marks in MARKS.items())
SLOTS = {name: slot for slot, name in enumerate(MARKS, start=1)}
LISTS = ("matching", "classification", "ordering")
# One row of three is missed, and two places of four are left open: 15 - 5 and 10 - 5 marks.
GIVEN = {**KEYS, "numeric": " ６２.5 ％", "matching": ["d", "b", "a"], "ordering": ["a", "d", "", ""]}
SCORE = Decimal(90)


def answers_of(attempt: Attempt) -> dict[str, object]:
    """What this candidate gives: the answers above, and the key of their own numbers."""
    return {str(slot): own_key(attempt) if name == "calculation" else GIVEN[name] for name, slot in SLOTS.items()}


def own_key(attempt: Attempt) -> str:
    slot = SLOTS["calculation"]
    (values,) = [entry["values"] for entry in attempt.snapshot.layout if entry["slot"] == slot]
    share = Decimal(values["praised"]) / Decimal(values["asked"]) * 100
    return str(share.quantize(Decimal("0.1"), ROUND_HALF_UP))


def marked(attempt: Attempt) -> Decimal:
    """The score of the attempt as it was handed in."""
    result = mark_attempt(attempt=fresh(attempt), now=timezone.now() + timedelta(minutes=1))
    return result.components.get().score


def item(slot: int) -> str:
    return f'.item[data-slot="{slot}"]'


def test_every_type_by_keyboard_survives_a_reload_and_is_scored_exactly(site, open_device):
    room = site.room(items=ITEMS, policy="per_option")
    page = open_device(room.candidate)
    attempt = sheet.start(site, page, room.registration)
    names = {slot: name for name, slot in SLOTS.items()}

    for number, entry in enumerate(attempt.snapshot.layout, start=1):
        expect(page.locator(item(entry["slot"]))).to_be_visible()
        answer_by_keyboard(page, attempt, names[entry["slot"]])
        if number < len(names):
            sheet.tab_to(page, "下一题")
            page.keyboard.press("Enter")
    sheet.expect_answers(attempt, answers_of(attempt))

    page.reload()
    sheet.wait_for_paper(page)
    assert sheet.answered(page) == list(range(1, len(names) + 1))
    for name in LISTS:
        chosen = page.locator(f"{item(SLOTS[name])} select")
        assert [one.input_value() for one in chosen.all()] == GIVEN[name]
    for name in ("numeric", "calculation"):
        expect(page.locator(f"{item(SLOTS[name])} input")).to_have_value(str(answers_of(attempt)[str(SLOTS[name])]))
    expect_own_numbers(page, attempt)
    expect_letters_by_place(page, attempt)

    page.keyboard.press("r")
    expect(page.locator(".review-sum")).to_have_text("共 9 题：已答 9，未答 0，标记 0。")
    sheet.tab_to(page, "交卷…")
    page.keyboard.press("Enter")
    sheet.tab_to(page, "确认交卷")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/receipt/$"))
    assert fresh(attempt).answers == answers_of(attempt)
    assert marked(attempt) == SCORE


def answer_by_keyboard(page: Page, attempt: Attempt, name: str) -> None:
    """Letters for the choices, arrows in a radio group, typing in boxes and, by the entry's letter, in lists."""
    slot = SLOTS[name]
    if name in ("single_choice", "multiple_choice"):
        for option in KEYS[name]:
            page.keyboard.press(sheet.letter(attempt, slot, option))
    elif name == "true_false":
        sheet.tab_into(page, f"{item(slot)} input")
        page.keyboard.press("ArrowDown")
    elif name in LISTS:
        for place, option in enumerate(GIVEN[name], start=1):
            sheet.tab_into(page, f'{item(slot)} select[name="slot-{slot}-{place}"]')
            if option:
                # Groups are never shuffled, and keep the letters that they were written with.
                letter = option if name == "classification" else sheet.letter(attempt, slot, option)
                page.keyboard.press(letter.upper())
    else:
        given = answers_of(attempt)[str(slot)]
        for place, text in enumerate(given if isinstance(given, list) else [given]):
            sheet.tab_into(page, f"{item(slot)} input" + (f'[name="slot-{slot}-{place + 1}"]' if place else ""))
            page.keyboard.insert_text(str(text))


def expect_own_numbers(page: Page, attempt: Attempt) -> None:
    """The candidate's own numbers stand in the stem, also in an item that came with the shared paper."""
    slot = SLOTS["calculation"]
    entry = attempt.snapshot.layout[sheet.number_of(attempt, slot) - 1]
    for name, value in entry["values"].items():
        expect(page.locator(f'{item(slot)} [data-value="{name}"]')).to_have_text(value)


def expect_letters_by_place(page: Page, attempt: Attempt) -> None:
    """List and selects agree on the candidate's own letters."""
    for name in ("matching", "ordering"):
        order = attempt.snapshot.layout[sheet.number_of(attempt, SLOTS[name]) - 1]["options"]
        rows = page.locator(f"{item(SLOTS[name])} .option-list > li").all()
        assert [row.get_attribute("data-option") for row in rows] == order
        assert [row.locator(".option-letter").text_content() for row in rows] == list("ABCD")
        options = page.locator(f"{item(SLOTS[name])} select >> nth=0 >> option").all()[1:]
        assert [option.get_attribute("value") for option in options] == order
        assert [option.text_content()[:3] for option in options] == ["A. ", "B. ", "C. ", "D. "]


def test_every_type_without_script_is_scored_exactly(site, open_device):
    room = site.room(items=ITEMS, policy="per_option")
    page = open_device(room.candidate, java_script_enabled=False)
    page.goto(site.place(room.registration))
    page.get_by_role("button", name="开始考试").click()
    attempt = Attempt.objects.get(registration=room.registration)
    names = {slot: name for name, slot in SLOTS.items()}
    answers = answers_of(attempt)

    for number, entry in enumerate(attempt.snapshot.layout, start=1):
        slot = entry["slot"]
        expect(page.locator(".item")).to_have_attribute("data-slot", str(slot))
        answer_plain_form(page, names[slot], answers[str(slot)])
        if names[slot] == "calculation":
            expect_own_numbers(page, attempt)
        page.get_by_role("button", name="下一题" if number < len(names) else "检查并交卷").click()
    page.goto(f"{site.runner(attempt)}?q={sheet.number_of(attempt, SLOTS['matching'])}")
    assert [one.input_value() for one in page.locator(".item select").all()] == GIVEN["matching"]
    page.get_by_role("button", name="交卷", exact=True).click()
    page.get_by_text("交卷…").click()
    page.get_by_role("button", name="确认交卷").click()
    page.wait_for_url(re.compile("/receipt/$"))

    assert fresh(attempt).answers == answers
    assert marked(attempt) == SCORE


def answer_plain_form(page: Page, name: str, given: object) -> None:
    if name in LISTS:
        for select, option in zip(page.locator(".item select").all(), given, strict=True):
            select.select_option(option)
    elif name in ("fill_in", "numeric", "calculation"):
        texts = given if isinstance(given, list) else [given]
        for field, text in zip(page.locator(".item input").all(), texts, strict=True):
            field.fill(str(text))
    else:
        values = {True: ["true"], False: ["false"]}.get(given) if isinstance(given, bool) else list(given)
        for value in values:
            page.locator(f'.item input[value="{value}"]').check()


def test_on_a_phone_lists_stand_under_their_rows_and_nothing_is_cut_off(site, open_device):
    room = site.room(items=ITEMS)
    page = open_device(room.candidate, viewport={"width": 360, "height": 740})
    attempt = sheet.start(site, page, room.registration)

    for name in (*LISTS, "numeric", "calculation"):
        page.goto(f"{site.runner(attempt)}?q={sheet.number_of(attempt, SLOTS[name])}")
        sheet.wait_for_paper(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        for control in page.locator(f"{item(SLOTS[name])} :is(select, input)").all():
            assert control.bounding_box()["height"] >= 44
    page.goto(f"{site.runner(attempt)}?q={sheet.number_of(attempt, SLOTS['matching'])}")
    row = page.locator(f"{item(SLOTS['matching'])} .choose-rows li").first
    text, select = row.locator(".choose-text").bounding_box(), row.locator("select").bounding_box()
    assert select["y"] >= text["y"] + text["height"]
