"""Practice on a phone, with one thumb and without any script: a round, the book, and the review with its dates."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from exams.practice.models import Grade, ReviewCard, ReviewLog
from tests.e2e.conftest import fresh_name
from tests.factories.practice import answer, make_practice, practice_bank
from tests.factories.sittings import make_user

pytestmark = pytest.mark.e2e

PHONE = {"viewport": {"width": 320, "height": 640}, "java_script_enabled": False}
REACH = 640 / 2


def test_a_round_the_book_and_a_review_with_one_thumb(site, open_device):
    trainee = make_user(fresh_name("thumb"), full_name="欧阳·买买提")
    # Other tests' questions lie in the same database: the round is of a chapter of its own.
    chapter = fresh_name("chapter")
    version = make_practice("true_false", bank=practice_bank(chapter, chapter))
    page = open_device(trainee, **PHONE)
    page.goto(f"{site.address}/practice/")
    page.get_by_label("章", exact=False).first.select_option(label=chapter)
    page.get_by_role("button", name="开始练习").click()
    give_up = page.get_by_role("button", name="不会")
    # What is pressed stands in the lower half of the screen, large enough, and nothing is wider than the phone.
    box = give_up.bounding_box()
    assert box["y"] >= REACH
    assert box["height"] >= 44
    give_up.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("没有答对")
    expect(page.locator(".learn-why")).to_contain_text(version.body["explanation"][:8])
    page.get_by_role("link", name="查看本次小结").click()
    page.get_by_role("main").get_by_role("link", name="错题本").first.click()
    expect(page.locator(".book-list li")).to_have_count(1)

    # A day later it is due, comes right, and the button says when it comes again.
    ReviewCard.objects.filter(trainee=trainee).update(due_at=timezone.now() - timedelta(minutes=1))
    page.goto(f"{site.address}/practice/")
    page.get_by_role("button", name="开始复习").click()
    page.locator(f'input[value="{str(version.body["answer"]).lower()}"]').check()
    page.get_by_role("button", name="提交答案").click()
    good = page.get_by_role("button", name="良好")
    assert good.bounding_box()["y"] >= REACH
    for name in ("重来", "困难", "良好", "简单"):
        assert page.get_by_role("button", name=name).bounding_box()["height"] >= 44
    good.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("本次小结")
    assert ReviewLog.objects.filter(card__trainee=trainee).latest("pk").grade == Grade.GOOD


@pytest.mark.parametrize("path", ["", "book/", "book/print/", "readiness/"])
def test_no_page_of_practice_is_wider_than_a_small_phone(site, open_device, path):
    trainee = make_user(fresh_name("narrow"), full_name="𬭎" * 20)
    for number in range(10):
        answer(make_practice(), trainee, right=bool(number), now=timezone.now())
    page = open_device(trainee, viewport={"width": 320, "height": 640})
    page.goto(f"{site.address}/practice/{path}")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
