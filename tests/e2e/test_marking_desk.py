"""A marker gives marks by keyboard alone, on a screen as wide as a telephone."""

import pytest
from playwright.sync_api import expect

from exams.marking.models import Mark
from exams.marking.services import mark_attempt
from tests.e2e.desk import faults_of
from tests.exams.marking.test_awarding import WRITTEN
from tests.exams.marking.test_services import LATER, hand_in
from tests.factories.sittings import WRITTEN_TYPES, make_room
from tests.personas import make_persona

pytestmark = pytest.mark.e2e


def test_a_script_is_marked_without_a_mouse(site, open_device):
    attempt = hand_in(make_room(items=WRITTEN_TYPES), WRITTEN)
    mark_attempt(attempt=attempt, now=LATER)
    page = open_device(make_persona("marker"), viewport={"width": 390, "height": 844})
    page.goto(f"{site.address}/admin/marking/")
    assert faults_of(page) == []
    page.get_by_role("link", name=f"答卷 {attempt.pk}").focus()
    page.keyboard.press("Enter")
    page.locator("[data-criterion]").first.wait_for()
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
    expect(page.get_by_text("评分已提交。")).to_be_visible()

    mark = Mark.objects.get(attempt=attempt, slot=1)
    assert (mark.credit_num, mark.credit_den, mark.marker.username) == (1, 1, "marker")
