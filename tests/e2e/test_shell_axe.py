"""axe finds nothing wrong with the shell's pages, by day and by night, on a desk and on the smallest telephone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import get_template
from playwright.sync_api import expect
from wagtail.models import Site as WagtailSite

from courses.models import HomePage
from tests.factories.sittings import make_registration
from tests.personas import make_persona

# How a page looks and sounds no engine changes.
pytestmark = [pytest.mark.e2e, pytest.mark.once]

LOOKS = {"phone-night": ("dark.large", 320), "desk-day": ("light.medium", 1280)}
SEARCH = ("/search/", "/search/?q=投诉", "/search/?q=zzzz")
PUBLIC = ("/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/verify/", *SEARCH)
PERSONAL = (
    "/me/",
    "/notices/",
    "/notices/preferences/",
    "/accounts/profile/",
    "/accounts/password/change/",
    "/accounts/email/",
    "/accounts/2fa/",
    "/accounts/sessions/",
    "/exams/",
    "/certificates/",
    *SEARCH,
)
STAFF = ("/me/", "/styleguide/", "/styleguide/light/small/", "/styleguide/dark/large/")
ERRORS = ("400", "403", "403_csrf", "404", "429", "500", "503")


@pytest.fixture(scope="module", params=LOOKS)
def look(request):
    return LOOKS[request.param]


@pytest.fixture
def open_as(site, browser, look):
    """A page of a new device with this look, signed in as a persona or nobody."""
    theme, width = look
    contexts = []

    def make(name=""):
        context = browser.new_context(viewport={"width": width, "height": 800}, locale="zh-CN")
        context.add_cookies([{"name": "appearance", "value": theme, "url": site.address}])
        if name:
            site.sign_in(context, make_persona(name))
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def room(site):
    """A front page, an exam open now, and the trainee's place in it."""
    room = site.room()
    if not WagtailSite.objects.filter(root_page__in=HomePage.objects.all()).exists():
        WagtailSite.objects.update(root_page=HomePage.objects.first())
    make_registration(room.sitting, make_persona("trainee"))
    return room


def faults_of(page):
    """axe's violations, and whether the page is wider than the screen."""
    for menu in page.locator("details[data-menu]").all():
        menu.evaluate("menu => { menu.open = true }")
    violations = Axe().run(page).response["violations"]
    faults = [f"{violation['id']}: {node['html'][:160]}" for violation in violations for node in violation["nodes"]]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        faults.append("wider than the screen")
    return faults


def faults_by_path(page, address, paths):
    told = []
    page.on("console", lambda message: told.append(message.text) if message.type in {"error", "warning"} else None)
    found = {}
    for path in paths:
        page.goto(address + path)
        if faults := faults_of(page) + told:
            found[path] = faults
        told.clear()
    return found


@pytest.mark.parametrize(("name", "paths"), [("", PUBLIC), ("trainee", PERSONAL), ("superuser", STAFF)])
def test_pages_are_accessible(site, room, open_as, name, paths):
    assert faults_by_path(open_as(name), site.address, paths) == {}


def test_error_pages_are_accessible(site, open_as):
    """Drawn here and handed to the browser: the server under test shows its debug pages instead."""
    page = open_as()

    def draw(route):
        code = route.request.url.rstrip("/").rpartition("/")[2]
        route.fulfill(body=get_template(f"{code}.html").render(), content_type="text/html; charset=utf-8")

    page.route("**/error/*/", draw)
    assert faults_by_path(page, site.address, [f"/error/{code}/" for code in ERRORS]) == {}


def test_a_form_sent_empty_is_accessible_and_takes_the_focus(site, open_as):
    page = open_as()
    page.goto(site.address + "/accounts/signup/")
    page.locator("main form").evaluate("form => { form.noValidate = true; form.submit() }")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert faults_of(page) == []


def test_appearance_is_taken_at_once_and_kept(site, open_as):
    page = open_as()
    page.goto(site.address + "/accounts/login/")
    page.locator(".menu-appearance summary").click()
    expect(page.get_by_role("button", name="应用")).not_to_be_visible()
    page.get_by_role("radio", name="浅色").check()
    page.get_by_role("radio", name="小").check()
    assert page.evaluate("({ ...document.documentElement.dataset })") == {"theme": "light", "size": "small"}
    page.keyboard.press("Escape")
    expect(page.locator(".menu-appearance[open]")).to_have_count(0)
    page.goto(site.address + "/verify/")
    assert page.evaluate("({ ...document.documentElement.dataset })") == {"theme": "light", "size": "small"}
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "light"


def test_keyboard_reaches_the_content_first(site, open_as):
    page = open_as()
    page.goto(site.address + "/accounts/login/")
    # The account field takes the focus by itself; go back to the start of the page.
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
