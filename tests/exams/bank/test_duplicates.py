from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from exams.bank.models import NoDuplicate
from tests.exams.bank.test_alike import kept
from tests.factories.bank import BankFactory
from tests.personas import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    bank = BankFactory()
    return kept(bank, "S-001"), kept(bank, "S-002")


def _url():
    return reverse("bank:duplicates", args=["C001.4"])


def test_two_items_that_are_alike_stand_side_by_side_and_can_be_told_apart(pair):
    browser = browser_of("item_writer")
    page = BeautifulSoup(browser.get(_url()).content, "html.parser")
    assert [section["aria-label"] for section in page.select(".bank-pair section")] == ["S-001", "S-002"]

    answer = browser.post(_url(), {"first": "S-002", "second": "S-001"})

    assert (answer.status_code, answer["Location"]) == (302, _url())
    assert [(one.first.key, one.second.key) for one in NoDuplicate.objects.all()] == [("S-001", "S-002")]
    page = BeautifulSoup(browser.get(_url()).content, "html.parser")
    assert page.select(".bank-pair") == []


def test_who_may_only_read_decides_nothing(pair):
    answer = browser_of("paper_maker").post(_url(), {"first": "S-001", "second": "S-002"})

    assert answer.status_code in {302, 403}
    assert NoDuplicate.objects.count() == 0


@pytest.mark.parametrize("keys", [("S-001", "S-001"), ("S-001", "S-999"), ("", "")])
def test_a_pair_that_is_none_is_not_found(pair, keys):
    answer = browser_of("item_writer").post(_url(), {"first": keys[0], "second": keys[1]})

    assert answer.status_code == 404
    assert NoDuplicate.objects.count() == 0


def test_the_preview_names_what_is_alike_but_not_the_item_itself(pair):
    url = reverse("bank:preview", args=["C001.4", "single_choice"])
    data = {
        "stem": "美誉度衡量什么？",
        "explanation": "略。",
        "options-0-text": "客户对企业的褒扬程度",
        "options-1-text": "客户指名消费的程度",
        "options-2-text": "再次消费的比例",
        "options-3-text": "产生抱怨的比率",
        "options-mark": "0",
    }

    page = BeautifulSoup(browser_of("item_writer").post(f"{url}?item={quote('S-001')}", data).content, "html.parser")

    assert [link.text for link in page.select(".bank-advice a")] == ["S-002"]
    assert [one["data-code"] for one in page.select(".bank-advice [data-code]")] == [
        "explanation_short",
        "heading_unnamed",
    ]
