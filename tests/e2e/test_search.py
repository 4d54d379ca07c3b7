"""Searching in a real browser: by keyboard, by finger and without script, from the field to the heading that says it."""

from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from courses.models import SearchEntry, Term
from tests.factories.courses import ChapterPageFactory, LessonPageFactory
from tests.personas import make_persona

pytestmark = pytest.mark.e2e

LOOKS = [
    (f"{theme}.{size}", width) for theme, size in (("light", "medium"), ("dark", "large")) for width in (320, 1280)
]
PLACE = "怎样受理投诉"


@pytest.fixture
def lesson(site):
    """A lesson whose second heading is far down, and another that only speaks of it."""
    SearchEntry.objects.all().delete()
    chapter = ChapterPageFactory()
    LessonPageFactory(
        parent=chapter, title="服务的礼仪", body=part("站与坐", "standing", "遇到投诉，先请客户坐下。")
    ).save_revision().publish()
    term = [{"type": "definition", "value": {"term": "投诉受理", "text": "<p>听清楚，记下来。</p>"}}]
    body = [*part("从一封信说起", "letter", "早年的事。" * 400), *part(PLACE, "taking", "受理投诉有四步。"), *term]
    lesson = LessonPageFactory(parent=chapter, title="投诉处理", body=body)
    lesson.save_revision().publish()
    yield lesson
    SearchEntry.objects.all().delete()
    Term.objects.all().delete()


def part(heading, anchor, text):
    return [
        {"type": "heading", "value": {"text": heading, "anchor": anchor, "points": []}},
        {"type": "prose", "value": {"text": f"<p>{text}</p>"}},
    ]


@pytest.fixture
def reader(lesson, open_device):
    """A page of a device on which a trainee is signed in."""

    def make(**options):
        return open_device(make_persona("trainee"), **options)

    return make


def results(page):
    return page.locator(".search-result h2 a").all_inner_texts()


def is_at_heading(page):
    """The heading is the first thing in sight, and nobody had to scroll."""
    top = page.locator("#taking").evaluate("heading => heading.getBoundingClientRect().top")
    return page.url.endswith("#taking") and 0 <= top < 200


def press_until(page, selector):
    """Tab to what the selector names; the number of presses."""
    for number in range(1, 30):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return number
    raise AssertionError(selector)


def test_word_is_found_and_opened_at_its_heading_by_keyboard_alone(site, reader):
    page = reader()
    page.goto(site.address + "/me/")
    page.keyboard.press("/")
    page.keyboard.type("投诉")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.address}/search/?q={quote('投诉')}")
    expect(page.get_by_role("status")).to_have_text("找到 2 篇")
    assert results(page) == ["投诉处理", "服务的礼仪"]
    expect(page.locator(".search-result mark").first).to_have_text("投诉")
    expect(page.locator(".search-hits .search-passage").first).to_contain_text("受理投诉有四步。")
    press_until(page, ".search-hits a[href$='#taking']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/#taking")
    assert is_at_heading(page)


@pytest.mark.parametrize("query", ["投訴", "ts", "SLTS", "ｓｌｔｓ"])
def test_traditional_characters_and_initials_lead_to_the_same_lesson(site, reader, query):
    page = reader(viewport={"width": 390, "height": 844}, has_touch=True)
    page.goto(site.address + "/me/")
    page.get_by_role("link", name="搜索").tap()
    page.wait_for_selector("#search-query:focus")
    page.keyboard.insert_text(query)
    page.get_by_role("main").get_by_role("button", name="搜索").tap()
    page.wait_for_selector(".search-result")
    assert results(page)[0] == "投诉处理"
    expect(page.get_by_label("搜索内容")).to_have_value(query)
    page.get_by_role("link", name=PLACE).first.tap()
    page.wait_for_url("**/#taking")
    assert is_at_heading(page)


def test_everything_works_without_script(site, reader):
    page = reader(java_script_enabled=False)
    page.goto(site.address + "/search/")
    page.get_by_label("搜索内容").fill("投诉")
    page.get_by_label("搜索内容").press("Enter")
    page.wait_for_selector(".search-result")
    assert results(page) == ["投诉处理", "服务的礼仪"]
    page.get_by_role("link", name=PLACE).first.click()
    page.wait_for_url("**/#taking")
    expect(page.get_by_role("heading", name=PLACE)).to_be_visible()


def test_where_nothing_is_found_the_term_that_sounds_alike_is_one_step_away(site, reader):
    page = reader()
    page.goto(f"{site.address}/search/?q={quote('头述受里')}")
    expect(page.get_by_role("heading", name="没有找到“头述受里”")).to_be_visible()
    page.get_by_role("link", name="投诉受理", exact=True).click()
    page.wait_for_selector(".search-result")
    assert results(page) == ["投诉处理"]
    page.goto(f"{site.address}/search/?q=zzzz")
    page.get_by_role("link", name="翻看术语表").click()
    page.wait_for_url(f"{site.address}/glossary/")


@pytest.mark.parametrize(("look", "width"), LOOKS)
def test_pages_of_search_are_accessible(site, reader, look, width):
    page = reader(viewport={"width": width, "height": 800})
    page.context.add_cookies([{"name": "appearance", "value": look, "url": site.address}])
    faults = {}
    for query in ("", "投诉", "投诉处理受里", "头述受里", "。"):
        page.goto(f"{site.address}/search/?q={quote(query)}")
        violations = Axe().run(page).response["violations"]
        found = [f"{fault['id']}: {node['html'][:160]}" for fault in violations for node in fault["nodes"]]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append("wider than the screen")
        if found:
            faults[query] = found
    assert faults == {}


def test_the_glossary_narrows_while_a_term_is_typed(reader, lesson, site):
    body = [{"type": "definition", "value": {"term": "抱怨", "text": "<p>说出来的不满。</p>"}}]
    LessonPageFactory(parent=lesson.get_parent(), title="抱怨", body=body).save_revision().publish()
    page = reader(viewport={"width": 390, "height": 844})
    page.goto(f"{site.address}/glossary/")
    terms = page.locator(".glossary-entry dt:visible")
    expect(terms).to_have_text(["抱怨", "投诉受理"])
    page.get_by_label("查术语").press_sequentially("tssl")
    expect(terms).to_have_text(["投诉受理"])
    expect(page.locator(".letters a:visible")).to_have_text(["T"])
    expect(page.get_by_role("status")).to_have_text("符合的术语有 1 条。")
    page.get_by_label("查术语").fill("投訴")  # only the server knows both scripts
    expect(page.get_by_role("status")).to_have_text("符合的术语有 1 条。")
    expect(terms).to_have_text(["投诉受理"])
    page.get_by_label("查术语").fill("没有")
    expect(terms).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("没有符合的术语。")
    page.get_by_label("查术语").press("Enter")
    page.wait_for_url("**/glossary/?q=*")
    expect(page.locator("main")).to_contain_text("没有符合“没有”的术语。")
