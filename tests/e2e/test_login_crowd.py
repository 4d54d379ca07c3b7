"""Signing in while many do: the page waits and comes again by itself, and says what is wrong as ever."""

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import expect

from tests.e2e.conftest import fresh_name
from tests.factories.sittings import make_user

pytestmark = pytest.mark.e2e


@pytest.fixture
def page(site, browser):
    context = browser.new_context(locale="zh-CN")
    yield context.new_page()
    context.close()


def make_account(username, full_name):
    """An account whose password the served application can check: it does not know the suite's quick hash."""
    user = make_user(fresh_name(username), full_name=full_name)
    user.password = PBKDF2PasswordHasher().encode("secret-pass-1", "salt", iterations=1_000)
    user.save()
    return user


def sign_in(page, username, password):
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(password)
    page.locator("[name=password]").press("Enter")


def test_the_form_waits_its_turn_and_comes_again(site, page):
    user = make_account("crowded", "欧阳·买买提")
    asked = []

    def busy_twice(route):
        asked.append(route.request.method)
        if len(asked) > 2:
            route.continue_()
        else:
            route.fulfill(status=503, headers={"Retry-After": "1"}, body="")

    page.goto(site.address + "/accounts/login/?next=/exams/")
    page.route("**/accounts/login/", busy_twice)
    sign_in(page, user.username, "secret-pass-1")
    expect(page.locator("[data-login-queue]")).to_be_visible()
    expect(page).to_have_url(site.address + "/exams/")
    assert asked == ["POST"] * 3


def test_a_wrong_password_is_said_and_may_be_mended(site, page):
    user = make_account("mistaken", "王伟")
    page.goto(site.address + "/accounts/login/?next=/exams/")
    sign_in(page, user.username, "wrong")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    sign_in(page, user.username, "secret-pass-1")
    expect(page).to_have_url(site.address + "/exams/")
