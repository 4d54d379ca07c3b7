"""What leads from one page of a bank to the next: its navigation, the ready filters, and the next item to write."""

from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from exams.bank.models import Item
from tests.factories.bank import BankFactory, make_point, make_version
from tests.personas import browser_of, make_persona

pytestmark = pytest.mark.django_db


def _page(answer):
    return BeautifulSoup(answer.content, "html.parser")


def _hrefs(page, selector):
    return [link["href"] for link in page.select(selector)]


@pytest.mark.parametrize(
    ("persona", "names"),
    [
        ("item_writer", ["items", "coverage", "duplicates", "import", "export"]),
        ("reviewer", ["items", "coverage", "duplicates", "export", "practice"]),
        ("paper_maker", ["items", "coverage", "duplicates"]),
    ],
)
def test_a_bank_leads_to_the_pages_that_one_may_open(persona, names):
    bank, browser = BankFactory(), browser_of(persona)
    urls = [reverse(f"bank:{name}", args=[bank.code]) for name in names]

    page = _page(browser.get(urls[0]))

    assert _hrefs(page, ".bank-nav a") == urls
    assert _hrefs(page, ".bank-nav [aria-current=page]") == [urls[0]]
    assert [browser.get(url).status_code for url in urls] == [200] * len(urls)
    for url in urls:
        assert _hrefs(_page(browser.get(url)), ".bank-nav [aria-current=page]") == [url]


def test_what_is_found_is_what_the_grid_and_the_export_get():
    bank = BankFactory()
    make_version(bank=bank, key="S-001", state="approved")
    browser, list_url = browser_of("item_writer"), reverse("bank:items", args=[bank.code])

    page = _page(browser.get(reverse("bank:items_results", args=[bank.code]), {
        "state": "approved", "difficulty": "", "q": "美誉度", "p": "1", "_w_filter_fragment": "1",
    }))  # fmt: skip

    links = [urlsplit(href) for href in _hrefs(page, ".bank-found-acts a")]
    assert [link.path for link in links] == [reverse(f"bank:{name}", args=[bank.code]) for name in ("bulk", "export")]
    assert [parse_qs(link.query) for link in links] == [{"state": ["approved"], "q": ["美誉度"]}] * 2
    ready = _hrefs(page, ".bank-filters a")
    assert ready[0] == f"{list_url}?mine=drafts"
    assert [browser.get(url).status_code for url in ready] == [200] * 5
    assert _hrefs(_page(browser.get(ready[1])), ".bank-filters [aria-current]") == [ready[1]]


def test_an_empty_list_says_what_to_do_next():
    bank = BankFactory()
    list_url = reverse("bank:items", args=[bank.code])

    writer = _page(browser_of("item_writer").get(list_url))
    reader = _page(browser_of("paper_maker").get(list_url))
    searched = _page(browser_of("paper_maker").get(list_url, {"q": "没有"}))

    assert reverse("bank:import", args=[bank.code]) in _hrefs(writer, "#listing-results p a")
    assert _hrefs(reader, "#listing-results p a") == [reverse("bank:coverage", args=[bank.code])]
    assert _hrefs(searched, "#listing-results p a") == [list_url]


def test_the_next_act_is_one_that_the_person_may_do():
    bank = BankFactory()
    make_version(bank=bank, key="S-001", state="in_review")
    waiting = reverse("bank:items", args=[bank.code]) + "?state=in_review"

    hrefs = {name: _hrefs(_page(browser_of(name).get(reverse("bank:index"))), "tbody a") for name in ("reviewer", "item_writer")}  # fmt: skip

    assert waiting in hrefs["reviewer"]
    assert waiting not in hrefs["item_writer"]
    assert reverse("bank:coverage", args=[bank.code]) in hrefs["item_writer"]


def test_after_an_item_the_form_of_the_next_begins_where_it_stands():
    bank = BankFactory()
    point = make_point(bank.chapter, 7)
    form = {
        "stem": "美誉度衡量什么？",
        "options-0-text": "褒扬的程度",
        "options-1-text": "再次消费的比例",
        "options-2-text": "产生抱怨的比率",
        "options-3-text": "指名消费的程度",
        "options-mark": "0",
        "explanation": "美誉度是褒扬的程度。",
        "point": point.pk,
        "facts": "C000.1.2.1#1",
        "difficulty": 4,
        "cognitive": "analyse",
        "next": "1",
    }
    url = reverse("bank:add", args=[bank.code, "single_choice"])
    browser = browser_of("item_writer")

    answer = browser.post(url, form)

    assert Item.objects.get().versions.get().difficulty == 4
    place = urlsplit(answer["Location"])
    assert place.path == url
    assert parse_qs(place.query) == {
        "point": [str(point.pk)],
        "facts": ["C000.1.2.1#1"],
        "difficulty": ["4"],
        "cognitive": ["analyse"],
    }
    page = _page(browser.get(answer["Location"]))
    assert page.select_one("[name=point] [selected]")["value"] == str(point.pk)
    assert page.select_one("[name=stem]").text.strip() == ""
    # Somebody else has no such form, and nothing comes of asking.
    assert browser_of("reviewer").post(url, form).status_code in {302, 403}
    assert Item.objects.count() == 1


def test_a_grid_that_was_sent_still_knows_what_is_stored():
    version = make_version(key="S-001", author=make_persona("item_writer"), difficulty=2)
    sent = {f"v{version.pk}-{name}": value for name, value in {
        "point": version.point_id, "difficulty": "5", "cognitive": "apply", "tags": "", "verb": "",
    }.items()}  # fmt: skip

    page = _page(browser_of("item_writer").post("/admin/bank/C001.4/bulk/", {**sent, "step": "preview"}))

    control = page.select_one(f"[name=v{version.pk}-difficulty]")
    assert (control["data-before"], control.select_one("[selected]")["value"]) == ("2", "5")
