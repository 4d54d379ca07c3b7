"""A key is put right and a result contested, by the people whose part it is, on their own screens."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from exams.marking.models import Appeal, Result
from exams.marking.services import mark_attempt
from tests.e2e.conftest import fresh_name
from tests.e2e.desk import faults_of
from tests.exams.marking.test_appeals import second_marker
from tests.exams.marking.test_regrades import propose
from tests.exams.marking.test_services import hand_in
from tests.personas import make_persona

pytestmark = pytest.mark.e2e


def test_an_officer_applies_a_correction_the_candidate_appeals_and_a_second_person_upholds(site, open_device):
    room = site.room()
    now = timezone.now() - timedelta(minutes=30)
    mark_attempt(attempt=hand_in(room, {1: "b", 4: ["怨言率"]}, now=now), now=now)
    correction = propose(room, 1, "also", "b", reason="乙项也成立")

    page = open_device(make_persona("exam_officer"), viewport={"width": 390, "height": 844})
    page.goto(f"{site.address}{reverse('regrades:correction', args=[correction.pk])}")
    expect(page.get_by_text("欧阳·买买提")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("button", name="执行更正").click()
    expect(page.get_by_text("更正已生效")).to_be_visible()
    # The task worker is not served here: a look at it, and the operator's command, do the same.
    correction.refresh_from_db()
    assert correction.state in {"applying", "in_force"}
    call_command("work_on_corrections")
    result = Result.objects.get(registration=room.registration, state="released")
    assert (str(result.components.get().score), result.reason) == ("40.00", "乙项也成立")

    phone = open_device(room.candidate, viewport={"width": 320, "height": 640})
    phone.goto(f"{site.address}{reverse('marking:result', args=[result.pk])}")
    phone.get_by_role("link", name="申请成绩复核").click()
    assert faults_of_public(phone) == []
    phone.get_by_label("请说明需要复核的内容和理由").fill("填空题的“怨言率”也应给分。")
    phone.get_by_role("button", name="提交申请").click()
    expect(phone.get_by_role("heading", name="待复核")).to_be_visible()

    appeal = Appeal.objects.get(result=result)
    desk = open_device(second_marker(fresh_name("second-marker")))
    desk.goto(f"{site.address}{reverse('appeals:case', args=[appeal.pk])}")
    desk.get_by_role("button", name="开始复核").click()
    field = desk.get_by_label("新的得分，满分 20")
    expect(field).to_be_visible()
    assert faults_of(desk) == []
    field.fill("20")
    desk.get_by_label("给考生的答复").fill("“怨言率”与“抱怨率”同义。")
    desk.get_by_role("button", name="复核成立，采用新的得分").click()
    expect(desk.get_by_text("已答复，并通知考生。")).to_be_visible()

    phone.reload()
    expect(phone.get_by_text("“怨言率”与“抱怨率”同义。")).to_be_visible()
    phone.get_by_role("link", name="查看新成绩").click()
    expect(phone.locator(".score-number")).to_contain_text("60.00")


def faults_of_public(page):
    """Whether the page is wider than the screen."""
    page.wait_for_load_state()
    return ["wider"] if page.evaluate("document.documentElement.scrollWidth > innerWidth") else []
