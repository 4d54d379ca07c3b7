"""Every page of a sitting for everybody: axe by day and by night, 7:1 and 44 px in the runner, no sideways scrolling."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from exams.sittings.models import Registration
from tests.e2e import sheet
from tests.factories.sittings import make_registration

# How a page looks and sounds no engine changes.
pytestmark = [pytest.mark.e2e, pytest.mark.once]

ENHANCED = {"resultTypes": ["violations"], "rules": {"color-contrast-enhanced": {"enabled": True}}}
PLAIN = {"resultTypes": ["violations"]}
SMALLEST = 44
TOO_SMALL = """least => [...document.querySelectorAll("a, button, select, summary, input:not([type=hidden])")]
  .map(one => one.closest("label") ?? one)
  .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.matches(".skip-link, .options input"))
  .map(one => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.width < least - 0.5 || box.height < least - 0.5))
  .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""
SIZES = ("light.small", "dark.medium", "light.large")


def faults(page, options=PLAIN):
    """What axe finds by day and by night."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for violation in Axe().run(page, options=options).response["violations"]:
            found += [f"{scheme} {violation['id']}: {node['html'][:160]}" for node in violation["nodes"]]
    return found


def overflow(site, page):
    """Sizes of text at which a phone page would scroll sideways."""
    page.set_viewport_size({"width": 360, "height": 740})
    wide = []
    for look in SIZES:
        page.context.add_cookies([{"name": "appearance", "value": look, "url": site.address}])
        page.reload()
        if page.evaluate("document.documentElement.scrollWidth") > 360:
            wide.append(look)
    page.context.clear_cookies(name="appearance")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.reload()
    return wide


def test_the_pages_before_the_start(site, open_device):
    room = site.room()
    Registration.objects.filter(pk=room.registration.pk).update(pledged_at=None)
    other = site.room(opens_at=timezone.now() + timedelta(hours=2))
    waiting = make_registration(other.sitting, room.candidate)
    page = open_device(room.candidate)
    for path in ("/exams/", f"/exams/{room.registration.number}/", f"/exams/{waiting.number}/"):
        page.goto(site.address + path)
        assert (path, faults(page), overflow(site, page)) == (path, [], [])

    page.goto(site.place(room.registration))
    page.locator("main form").evaluate("form => { form.noValidate = true; }")
    page.get_by_role("button", name="确认并继续").click()
    expect(page.locator("main")).to_contain_text("请先阅读规则，再勾选此项。")
    assert faults(page) == []


def test_the_waiting_room_brings_the_start_by_itself(site, open_device):
    room = site.room(opens_at=timezone.now() + timedelta(seconds=6))
    page = open_device(room.candidate)
    page.goto(site.place(room.registration))
    expect(page.get_by_role("heading", name="候考室")).to_be_visible()
    expect(page.get_by_role("button", name="开始考试")).to_be_hidden()
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    expect(page.get_by_role("button", name="开始考试")).to_be_visible(timeout=10_000)
    assert requests == []
    page.get_by_role("button", name="开始考试").click()
    sheet.wait_for_paper(page)


def test_the_runner_and_all_it_can_say(site, open_device):
    room = site.room()
    page = open_device(room.candidate)
    attempt = sheet.start(site, page, room.registration)
    sheet.choose(page, attempt, 1, "a")
    page.locator("[data-flag]").click()
    sheet.expect_saved(page)
    found = []
    for slot in (1, 2, 3, 4):
        sheet.go_to(page, attempt, slot)
        found += faults(page, ENHANCED)
    assert found == []
    show = "all => all.forEach(one => { one.hidden = false; one.textContent ||= '—'; })"
    page.locator("[data-notice]").evaluate_all(show)
    assert faults(page, ENHANCED) == []
    assert page.evaluate(TOO_SMALL, SMALLEST) == []

    page.get_by_role("button", name="帮助与快捷键").click()
    assert faults(page, ENHANCED) == []
    assert page.evaluate(TOO_SMALL, SMALLEST) == []
    assert overflow(site, page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate(TOO_SMALL, SMALLEST) == []
    assert faults(page, ENHANCED) == []


def test_review_takeover_and_receipt(site, open_device):
    room = site.room()
    page = open_device(room.candidate)
    attempt = sheet.start(site, page, room.registration)
    sheet.choose(page, attempt, 1, "a")
    page.locator("[data-review]").click()
    expect(page.locator(".review-sum")).to_have_text("共 4 题：已答 1，未答 3，标记 0。")
    assert overflow(site, page) == []
    assert page.evaluate(TOO_SMALL, SMALLEST) == []
    page.get_by_text("交卷…").click()
    assert faults(page, ENHANCED) == []

    other = open_device(room.candidate)
    other.goto(site.runner(attempt))
    assert (faults(other), overflow(site, other)) == ([], [])

    page.get_by_role("button", name="确认交卷").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("试卷已提交")
    assert (faults(page), overflow(site, page)) == ([], [])
