"""What a candidate sees and does in the runner, in the words of the exam."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from exams.sittings.models import Attempt, Registration
from tests.e2e.conftest import Site

TAB_STOPS = 120

KINDS_IN_JOURNAL = """() => new Promise((resolve) => {
  indexedDB.open("exam-journal").onsuccess = ({ target: { result } }) => {
    result.transaction("events").objectStore("events").getAll().onsuccess = ({ target }) =>
      resolve(target.result.map((event) => event.kind));
  };
})"""


def start(site: Site, page: Page, registration: Registration) -> Attempt:
    """Press 开始考试 and wait until the whole paper is in the page."""
    page.goto(site.place(registration))
    page.get_by_role("button", name="开始考试").click()
    wait_for_paper(page)
    return Attempt.objects.get(registration=registration, state="open")


def wait_for_paper(page: Page) -> None:
    """Until every item is in the page and the journal is open."""
    page.wait_for_url(re.compile(r"/attempts/\d+/(\?q=\d+)?$"))
    # Notices have numbers as well.
    numbers = page.locator(".number-grid [data-number]")
    expect(numbers).not_to_have_count(0)
    total = numbers.count()
    expect(page.locator("[data-items] > .item")).to_have_count(total)
    expect(page.locator("[data-clock-label]")).to_have_text("剩余时间")


def kinds_on_device(page: Page) -> list[str]:
    """The kinds of the acts in the device's journal; what the screen shows may not be there yet."""
    return page.evaluate(KINDS_IN_JOURNAL)


def number_of(attempt: Attempt, slot: int) -> int:
    """The number under which this candidate sees a slot."""
    return 1 + [entry["slot"] for entry in attempt.snapshot.layout].index(slot)


def letter(attempt: Attempt, slot: int, option: str) -> str:
    """The letter under which this candidate sees an option."""
    options = attempt.snapshot.layout[number_of(attempt, slot) - 1]["options"]
    return chr(ord("a") + options.index(option))


def go_to(page: Page, attempt: Attempt, slot: int) -> Locator:
    """Press the slot's number in the grid; returns the item."""
    page.locator(f'.number-grid [data-number="{number_of(attempt, slot)}"]').click()
    item = page.locator(f'.item[data-slot="{slot}"]')
    expect(item).to_be_visible()
    return item


def choose(page: Page, attempt: Attempt, slot: int, *values: str) -> None:
    """Go to an item and click the options with these values."""
    item = go_to(page, attempt, slot)
    for value in values:
        item.locator(f'input[value="{value}"]').click()


def write(page: Page, attempt: Attempt, slot: int, *texts: str) -> None:
    """Go to an item and write into its blanks."""
    item = go_to(page, attempt, slot)
    for place, text in enumerate(texts):
        item.locator("input").nth(place).fill(text)


def answered(page: Page) -> list[int]:
    """The numbers that the grid shows as answered."""
    return [
        int(one.get_attribute("data-number")) for one in page.locator(".number-grid [data-number][data-answered]").all()
    ]


def expect_state(page: Page, state: str, words: str | re.Pattern[str]) -> None:
    """The saved state by its shape and its words."""
    line = page.locator("[data-saved-state]")
    expect(line).to_have_attribute("data-state", state)
    expect(line).to_have_text(words)


def expect_answers(attempt: Attempt, answers: dict[str, object]) -> None:
    """The server has these answers, soon."""
    limit = time.monotonic() + 10
    while (stored := Attempt.objects.get(pk=attempt.pk).answers) != answers and time.monotonic() < limit:
        time.sleep(0.05)
    assert stored == answers


def expect_saved(page: Page) -> None:
    expect_state(page, "saved", re.compile(r"已保存 \d\d:\d\d:\d\d"))


def expect_read_only(page: Page, notice: str) -> None:
    """The page says why it can only read, and lets nothing be changed."""
    # An idle page asks for its clock every eight seconds.
    expect(page.locator(f'[data-notice="{notice}"]')).to_be_visible(timeout=12_000)
    enabled = page.locator(".item input:not([disabled])")
    expect(enabled).to_have_count(0)
    expect(page.locator("[data-flag]")).to_be_disabled()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control of that name has the focus."""
    read = """() => {
      const here = document.activeElement;
      return (here.getAttribute("aria-label") || here.labels?.[0]?.innerText || here.innerText || here.value || "").trim();
    }"""
    tab_until(page, lambda: page.evaluate(read), name)


def tab_into(page: Page, selector: str) -> None:
    """Press Tab until something that matches the selector has the focus."""
    tab_until(page, lambda: page.evaluate("css => document.activeElement.matches(css)", selector), True)


def tab_until(page: Page, read: Callable[[], object], wanted: object) -> None:
    seen: list[object] = []
    while len(seen) < TAB_STOPS:
        page.keyboard.press("Tab")
        seen.append(read())
        if seen[-1] == wanted:
            return
    raise AssertionError(f"no tab stop {wanted!r} among {seen}")
