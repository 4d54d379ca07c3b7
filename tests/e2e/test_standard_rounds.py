"""A pass mark from a panel of three, in the browser: two rounds, the figures between, two officers."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.roles import Role
from exams.analysis.models import StandardPanel
from exams.sittings.models import ExamComponent
from tests.e2e.conftest import fresh_name
from tests.e2e.desk import faults_of
from tests.exams.analysis.exams import ITEMS
from tests.factories.accounts import PersonFactory, UserFactory
from tests.personas import make_persona

pytestmark = pytest.mark.e2e

TELEPHONE = {"viewport": {"width": 390, "height": 844}}
# Slots 1 to 3 of 40, 40 and 20 marks. Round 1: cuts 62, 66 and 38; round 2: 62, 66 and 58, the panel's 62.
FIRST = ((60, 70, 50), (65, 65, 70), (40, 40, 30))
SECOND = ((60, 70, 50), (65, 65, 70), (60, 60, 50))


def somebody(role):
    user = UserFactory(username=fresh_name(role.value), roles=[role])
    PersonFactory(user=user)
    return user


def test_a_panel_of_three_sets_a_pass_mark(site, open_device):
    room = site.room(items=ITEMS)
    judges = [somebody(role) for role in (Role.REVIEWER, Role.REVIEWER, Role.ITEM_WRITER)]
    maker = open_device(make_persona("paper_maker"))
    maker.goto(f"{site.address}{reverse('standards:open', args=[room.component.pk])}")
    for judge in judges:
        maker.get_by_role("checkbox", name=f"{judge.display_name} · {judge.username}").check()
    maker.get_by_role("button", name="开始第一轮").click()
    expect(maker.get_by_text("第一轮").first).to_be_visible()
    panel = StandardPanel.objects.get(component=room.component)

    pages = [open_device(judge, **TELEPHONE) for judge in judges]
    for page, percents in zip(pages, FIRST, strict=True):
        page.goto(f"{site.address}{reverse('standards:judge', args=[panel.pk])}")
        rate(page, percents)
    assert faults_of(pages[0]) == []

    maker.reload()
    maker.get_by_role("button", name="开始第二轮").click()
    expect(maker.locator("#round-1")).to_be_visible()
    assert faults_of(maker) == []
    assert "nan" not in maker.locator("#main").inner_text().casefold()
    expect(maker.locator("#main").first).to_contain_text("55.33")

    for page, percents in zip(pages, SECOND, strict=True):
        page.reload()
        expect(page.get_by_text("全组平均").first).to_be_visible()
        rate(page, percents)
    maker.reload()
    maker.get_by_role("button", name="结束小组工作").click()
    expect(maker.locator("#main").first).to_contain_text("62.00")
    two_officers_adopt_it(site, open_device, panel, room.component)


def rate(page: Page, percents: tuple[int, ...]) -> None:
    """A number for each question, and the round handed in."""
    for slot, percent in enumerate(percents, 1):
        page.locator(f"[name=rating-{slot}]").fill(str(percent))
    page.get_by_role("button", name="提交本轮").click()
    expect(page.get_by_text("您已提交本轮评定")).to_be_visible()


def two_officers_adopt_it(site, open_device, panel, component):
    first, second = (open_device(somebody(Role.EXAM_OFFICER)) for _each in range(2))
    for page in (first, second):
        page.goto(f"{site.address}{reverse('standards:panel', args=[panel.pk])}")
    first.locator("[name=reason]").fill("两轮评定趋于一致。")
    first.get_by_role("button", name="提议").click()
    expect(first.get_by_text("另一名考务").first).to_be_visible()
    second.reload()
    second.locator("[name=adopt][value=yes]").check()
    second.locator("[name=reason]").fill("同意。")
    second.get_by_role("button", name="保存决定").click()
    expect(second.get_by_text("已作为及格线").first).to_be_visible()
    assert faults_of(second) == []
    assert ExamComponent.objects.get(pk=component.pk).pass_mark == 62
