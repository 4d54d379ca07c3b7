"""A trainee is told, reads and follows; an officer finds on the first page what waits."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from exams.sittings.models import Application, ApplicationState
from exams.sittings.services import register_candidate
from tests.e2e.conftest import fresh_name
from tests.factories.sittings import make_user
from tests.personas import make_persona

pytestmark = pytest.mark.e2e

PHONE = {"width": 320, "height": 800}


def test_a_notice_is_seen_read_and_followed(site, open_device):
    room = site.room()
    trainee, officer = make_user(fresh_name("reader")), make_persona("exam_officer")
    place = register_candidate(sitting=room.sitting, candidate=trainee, actor=officer, now=timezone.now())
    page = open_device(trainee, viewport=PHONE)
    page.goto(f"{site.address}/me/")
    expect(page.locator(".menu > summary .menu-count")).to_contain_text("1")
    page.locator(".menu > summary", has=page.locator(".menu-name")).click()
    page.locator(".menu-panel").get_by_role("link", name="通知").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("您已报名：客户服务改进 理论考试")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("button", name="查看").click()
    expect(page).to_have_url(f"{site.address}/exams/{place.number}/")
    assert User.objects.get(pk=trainee.pk).unread_notices == 0
    page.goto(f"{site.address}/notices/")
    expect(page.locator(".menu-count")).to_have_count(0)


def test_an_officer_goes_from_the_first_page_to_the_work(site, open_device):
    room = site.room()
    applicant = make_persona("stranger")
    Application.objects.create(
        sitting=room.sitting, candidate=applicant, state=ApplicationState.SUBMITTED, submitted_at=timezone.now()
    )
    page = open_device(make_persona("exam_officer"))
    page.goto(f"{site.address}/admin/")
    page.get_by_role("link", name="待审核的报名申请").click()
    expect(page.get_by_role("link", name=applicant.display_name)).to_be_visible()
