"""The language is chosen on a phone without script, and every page fits the screen in each of them."""

import pytest
from playwright.sync_api import expect

from tests.e2e.test_shell_axe import PERSONAL, PUBLIC, faults_by_path
from tests.personas import make_persona

# How a page fits the screen no engine changes.
pytestmark = [pytest.mark.e2e, pytest.mark.once]


@pytest.fixture
def phone(site, browser):
    """A page of a telephone, signed in or not, with script or without."""
    contexts = []

    def make(*, name="", width=390, **options):
        context = browser.new_context(viewport={"width": width, "height": 800}, locale="zh-CN", **options)
        if name:
            site.sign_in(context, make_persona(name))
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.mark.parametrize("place", [".menu-panel", ".site-footer"])
def test_the_language_is_chosen_without_script(site, phone, place):
    page = phone(java_script_enabled=False)
    page.goto(site.address + "/accounts/login/?next=/me/")
    if place == ".menu-panel":
        page.locator(".menu-appearance summary").click()
    page.locator(place).get_by_role("button", name="繁體中文").click()
    expect(page).to_have_url(site.address + "/accounts/login/?next=/me/")
    expect(page.locator("html")).to_have_attribute("lang", "zh-hant")
    expect(page.locator("main h1")).to_have_text("登入")
    page.locator(".site-footer").get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".site-footer [aria-current]")).to_have_text("English")


@pytest.mark.parametrize("language", ["zh-hant", "en"])
def test_pages_are_accessible_and_fit_the_smallest_phone_in_every_language(site, phone, language):
    for name, paths in (("", PUBLIC[1:]), ("trainee", PERSONAL)):
        page = phone(name=name, width=320)
        page.context.add_cookies([{"name": "django_language", "value": language, "url": site.address}])
        page.context.add_cookies([{"name": "appearance", "value": "light.large", "url": site.address}])
        assert faults_by_path(page, site.address, paths) == {}
