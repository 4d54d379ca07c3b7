"""One officer prepares, another approves; the candidate sees nothing before, and the result with its transcript after."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from accounts.roles import Role
from exams.marking.models import Result
from exams.marking.services import mark_attempt
from tests.e2e.conftest import fresh_name
from tests.e2e.desk import faults_of
from tests.exams.marking.test_services import hand_in
from tests.factories.accounts import PersonFactory, UserFactory
from tests.factories.sittings import make_room

pytestmark = pytest.mark.e2e

PHONE = {"width": 390, "height": 844}


def officer(name):
    user = UserFactory(username=fresh_name(name), roles=[Role.EXAM_OFFICER])
    PersonFactory(user=user)
    return user


def test_two_officers_release_what_the_candidate_waits_for(site, open_device):
    began = timezone.now() - timedelta(hours=9)
    room = make_room(opens_at=began, release_policy="two_persons", bands=[["60", "合格"], ["80", "良好"]])
    attempt = hand_in(room, {1: "a", 2: ["a", "b", "d"], 4: ["抱怨"]}, now=began)
    result = mark_attempt(attempt=attempt, now=began + timedelta(hours=1))

    candidate = open_device(room.candidate, viewport=PHONE)
    candidate.goto(f"{site.address}/attempts/{attempt.pk}/receipt/")
    expect(candidate.get_by_text("由考务统一发布")).to_be_visible()
    assert candidate.goto(f"{site.address}/results/{result.pk}/").status == 404

    first = open_device(officer("first-officer"))
    first.goto(f"{site.address}/admin/results/")
    first.locator(f"a[href='/admin/results/{room.sitting.pk}/']").first.click()
    first.get_by_label("审议说明").fill("第 2 题按多数意见不调整。")
    first.get_by_role("button", name="编制发布").click()
    expect(first.get_by_text("须由另一人核准").first).to_be_visible()
    assert faults_of(first) == []
    assert candidate.goto(f"{site.address}/results/{result.pk}/").status == 404

    second = open_device(officer("second-officer"), viewport=PHONE)
    second.goto(f"{site.address}/admin/results/{room.sitting.pk}/")
    expect(second.get_by_text("第 2 题按多数意见不调整。")).to_be_visible()
    second.get_by_role("button", name="核准发布").click()
    expect(second.get_by_text("成绩已发布。")).to_be_visible()
    assert faults_of(second) == []

    candidate.goto(f"{site.address}/attempts/{attempt.pk}/receipt/")
    candidate.get_by_role("link", name="查看成绩").click()
    expect(candidate.get_by_text("合格", exact=False).first).to_be_visible()
    expect(candidate.locator(".score-number").first).to_contain_text("70.00")
    assert candidate.locator(".own-share").count() == 1
    assert Axe().run(candidate).response["violations"] == []
    assert candidate.evaluate("document.documentElement.scrollWidth <= innerWidth")
    answer = candidate.request.get(f"{site.address}/results/{result.pk}/transcript/")
    assert (answer.status, answer.body()[:5]) == (200, b"%PDF-")
    assert Result.objects.get(registration=room.registration).state == "released"
