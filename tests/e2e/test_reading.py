"""A lesson in a real browser: terms, figures and reports open in place, and everything works without script."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from courses.models import MistakeReport, Term
from tests.e2e.conftest import eventually
from tests.factories.courses import ChapterPageFactory, LessonPageFactory, lesson_blocks
from tests.personas import make_persona

# What opens in the page no engine changes.
pytestmark = [pytest.mark.e2e, pytest.mark.once]

# Han characters that fit a line of running text, by the width of the screen.
LINES = {1440: range(34, 43), 768: range(34, 43), 390: range(17, 25)}
WEIGHT = 120_000
BOX = "el => { const { x, y, right, bottom } = el.getBoundingClientRect(); return [x, y, right, bottom] }"


@pytest.fixture
def lesson(site):
    """A lesson whose running text names a term that another lesson defines."""
    chapter = ChapterPageFactory()
    defines = [{"type": "definition", "value": {"term": "抱怨", "text": "<p>说出口的不满。</p>"}}]
    LessonPageFactory(parent=chapter, title="讲抱怨", body=defines)
    body = lesson_blocks()
    at = next(index for index, block in enumerate(body) if block["type"] == "prose")
    body.insert(at + 1, {"type": "prose", "value": {"text": "<p>客户的抱怨要听完。" + "投诉处理流程" * 40 + "</p>"}})
    lesson = LessonPageFactory(parent=chapter, body=body)
    lesson.save_revision().publish()
    yield lesson
    MistakeReport.objects.all().delete()
    Term.objects.all().delete()


@pytest.fixture
def address(site, lesson):
    # The site of a browser test shows whichever home page was made first.
    return site.address + lesson.get_url()


def focused(page, what="className"):
    return page.evaluate(f"document.activeElement.{what}")


def test_definition_opens_in_place_by_click_and_closes_outside(open_device, address):
    page = open_device(make_persona("trainee"))
    page.goto(address)
    page.locator("a.term").click()
    note = page.get_by_role("dialog", name="抱怨")
    expect(note).to_contain_text("说出口的不满。")
    expect(page).to_have_url(address)
    left, top, right, bottom = note.evaluate(BOX)
    assert 0 <= left < right <= 1280
    assert 0 <= top < bottom <= 900
    page.mouse.click(5, 5)
    expect(note).not_to_be_visible()


def test_definition_opens_by_keyboard_and_gives_the_focus_back(open_device, address):
    page = open_device(make_persona("trainee"))
    page.goto(address)
    page.locator("a.term").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="抱怨")).to_be_visible()
    assert focused(page) == "term-note"
    page.keyboard.press("Tab")
    assert focused(page, "textContent") == "见“讲抱怨”"
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert focused(page) == "term"


def test_note_lies_at_the_bottom_of_a_phone(open_device, address):
    page = open_device(make_persona("trainee"), viewport={"width": 390, "height": 844})
    page.goto(address)
    page.locator("a.term").click()
    left, _top, right, bottom = page.get_by_role("dialog").evaluate(BOX)
    assert (left, right, bottom) == (0, 390, 844)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("dialog").get_by_role("button", name="关闭").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_figure_opens_large_and_gives_the_focus_back(open_device, address):
    page = open_device(make_persona("trainee"), viewport={"width": 390, "height": 844})
    page.goto(address)
    page.locator(".figure-open").focus()
    page.keyboard.press("Enter")
    frame = page.locator("dialog .figure-scroll")
    assert frame.evaluate("el => el.scrollWidth > el.clientWidth * 2")
    frame.evaluate("el => el.scrollBy(200, 0)")
    assert frame.evaluate("el => el.scrollLeft") == 200
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    assert focused(page) == "figure-open"
    page.locator("[data-figure] svg").click()
    page.get_by_role("dialog", name="两个方向").get_by_role("button", name="关闭").click()
    assert focused(page) == "figure-open"


def test_words_marked_in_a_part_go_along_with_the_report(open_device, address):
    page = open_device(make_persona("trainee"))
    page.goto(address)
    page.evaluate(
        "() => getSelection().selectAllChildren(document.querySelector('section[aria-labelledby=five-kinds] > p + p'))"
    )
    page.locator("section[aria-labelledby=five-kinds] [data-report]").click()
    page.get_by_label("错在哪里").fill("应为六个")
    page.get_by_role("button", name="提交反馈").click()
    expect(page.get_by_text("谢谢您的反馈。")).to_be_visible()
    report = MistakeReport.objects.get()
    assert (report.anchor, report.text) == ("five-kinds", "应为六个")
    assert report.quote
    assert report.block_id


def test_everything_works_without_script(open_device, address):
    page = open_device(make_persona("trainee"), java_script_enabled=False)
    page.goto(address)
    page.locator("a.term").click()
    expect(page.locator("[id='term:抱怨']")).to_be_visible()
    page.goto(address)
    page.locator(".figure-open").click()
    expect(page.get_by_role("img", name="一横一竖两条线")).to_be_visible()
    page.goto(address)
    page.locator("[data-report]").nth(1).click()
    page.get_by_label("错在哪里").fill("写错了")
    page.get_by_role("button", name="提交反馈").click()
    assert MistakeReport.objects.get().anchor == "five-kinds"


def test_look_is_kept_on_the_account(site, open_device, address):
    reader = make_persona("trainee")
    page = open_device(reader)
    page.goto(address)
    page.locator(".menu-appearance summary").click()
    for choice in ("深色", "大"):
        page.get_by_role("radio", name=choice, exact=True).check()

    def kept():
        reader.refresh_from_db()
        return (reader.theme, reader.text_size) == ("dark", "large")

    eventually(kept)
    other = open_device(reader)
    other.goto(address)
    assert other.evaluate("({ ...document.documentElement.dataset })") == {"theme": "dark", "size": "large"}
    reader.theme = reader.text_size = ""
    reader.save()


@pytest.mark.parametrize("size", ["small", "medium", "large"])
@pytest.mark.parametrize("width", LINES)
def test_line_is_as_long_as_a_book_asks(site, open_device, address, width, size):
    page = open_device(make_persona("trainee"), viewport={"width": width, "height": 900})
    page.context.add_cookies([{"name": "appearance", "value": f"light.{size}", "url": site.address}])
    page.goto(address)
    characters, autospace, strict = page.evaluate(
        """() => {
          const text = document.querySelector("section[aria-labelledby=five-kinds] > p:not([class])");
          const style = getComputedStyle(text);
          return [Math.floor(text.clientWidth / parseFloat(style.fontSize)), style.textAutospace, style.lineBreak];
        }"""
    )
    assert characters in LINES[width]
    assert (autospace, strict) == ("normal", "strict")
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_first_view_is_light_and_asks_nobody_else(site, open_device, address):
    page = open_device(make_persona("trainee"))
    answers = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 -- playwright marks its handlers, which a builtin does not allow
    page.goto(address, wait_until="networkidle")
    assert {answer.url.startswith(site.address) for answer in answers} == {True}
    assert sum(len(answer.body()) for answer in answers) < WEIGHT


@pytest.mark.parametrize(("look", "width"), [("dark.large", 320), ("light.medium", 1280)])
def test_pages_of_reading_are_accessible(site, open_device, address, look, width):
    page = open_device(make_persona("trainee"), viewport={"width": width, "height": 800})
    page.context.add_cookies([{"name": "appearance", "value": look, "url": site.address}])
    page.goto(address)
    figure, report = (page.locator(name).first.get_attribute("href") for name in (".figure-open", "[data-report]"))
    faults = {}
    for path in (address, "/glossary/", figure, report, "/study/reports/"):
        page.goto(path if path == address else site.address + path)
        if path == address:
            page.locator("a.term").click()
        violations = Axe().run(page).response["violations"]
        found = [f"{fault['id']}: {node['html'][:160]}" for fault in violations for node in fault["nodes"]]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append("wider than the screen")
        if found:
            faults[path] = found
    assert faults == {}
