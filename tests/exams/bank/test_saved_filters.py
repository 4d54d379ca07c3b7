"""Filters that people keep for themselves."""

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.urls import reverse

from exams.bank.forms.saved_filters import asked_of
from exams.bank.models import SavedFilter
from exams.bank.services.access import restrict_bank
from exams.bank.services.saved_filters import MOST_FILTERS, TooManyFilters, keep_filter
from tests.factories.bank import NOW, BankFactory, make_version
from tests.personas import EVERYBODY, browser_of, make_persona

pytestmark = pytest.mark.django_db

READERS = {"item_writer", "reviewer", "paper_maker", "superuser"}
LIST = "/admin/bank/C001.4/"


@pytest.fixture
def bank():
    bank = BankFactory()
    make_version(bank=bank, key="S-001", difficulty=1)
    make_version(bank=bank, key="S-002", difficulty=4)
    return bank


def _page(answer):
    return BeautifulSoup(answer.content, "html.parser")


def _kept():
    return list(SavedFilter.objects.order_by("pk").values_list("user__username", "bank__code", "name", "query"))


def test_a_filter_is_saved_offered_and_deleted(bank):
    browser = browser_of("item_writer")
    page = _page(browser.get(LIST, {"difficulty": "4", "p": "1", "author": ""}))
    form = page.select_one(".bank-keep form")
    sent = {one["name"]: one.get("value", "") for one in form.select("[name]")}

    answer = browser.post(form["action"], {**sent, "name": " 难题 "})

    assert answer["Location"] == f"{LIST}?difficulty=4"
    assert _kept() == [("item_writer", "C001.4", "难题", "difficulty=4")]
    page = _page(browser.get(answer["Location"]))
    chip = page.select_one(".bank-saved a")
    assert (chip["href"], chip.get_text(), chip["aria-current"]) == (f"{LIST}?difficulty=4", "难题", "page")
    assert "S-002" in str(page.select_one(".listing"))
    assert "S-001" not in str(page.select_one(".listing"))

    answer = browser.post(page.select_one(".bank-keep")["action"])

    assert answer["Location"] == f"{LIST}?difficulty=4"
    assert _kept() == []


def test_the_same_name_again_replaces_what_it_stood_for(bank):
    writer = make_persona("item_writer")
    for query in ("difficulty=4", "difficulty=5"):
        keep_filter(user=writer, bank=bank, name="难题", query=query)
    keep_filter(user=writer, bank=None, name="难题", query="difficulty=5")

    assert [(code, query) for _user, code, _name, query in _kept()] == [
        ("C001.4", "difficulty=5"),
        (None, "difficulty=5"),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedFilter.objects.create(user=writer, name="难题", query="q=1")


def test_only_so_many_are_kept_for_a_list(bank):
    writer = make_persona("item_writer")
    for number in range(MOST_FILTERS):
        keep_filter(user=writer, bank=bank, name=str(number), query="difficulty=4")

    with pytest.raises(TooManyFilters):
        keep_filter(user=writer, bank=bank, name="more", query="difficulty=4")
    keep_filter(user=writer, bank=bank, name="0", query="difficulty=5")
    browser_of("item_writer").post(reverse("bank:keep_filter", args=["C001.4"]), {"name": "more", "query": "q=1"})

    assert SavedFilter.objects.count() == MOST_FILTERS


@pytest.mark.parametrize("name", EVERYBODY)
def test_nobody_sees_or_deletes_anothers(bank, name):
    mine = keep_filter(user=make_persona("content_editor"), bank=bank, name="别人的", query="difficulty=4")
    alls = keep_filter(user=mine.user, bank=None, name="别人的全部", query="difficulty=4")
    browser = browser_of(name)

    page = browser.get(LIST).content.decode()
    browser.post(reverse("bank:drop_filter", args=["C001.4", mine.pk]))
    browser.post(reverse("bank:all_drop_filter", args=[alls.pk]))
    browser.post(reverse("bank:keep_filter", args=["C001.4"]), {"name": "x", "query": "difficulty=4"})
    browser.post(reverse("bank:all_keep_filter"), {"name": "x", "query": "difficulty=4"})

    assert "别人的" not in page
    assert SavedFilter.objects.filter(user=mine.user).count() == 2
    assert SavedFilter.objects.exclude(user=mine.user).count() == (2 if name in READERS else 0)


def test_a_filter_of_one_list_is_not_deleted_through_another(bank):
    BankFactory(code="C002.1")
    browser = browser_of("item_writer")
    mine = keep_filter(user=make_persona("item_writer"), bank=bank, name="难题", query="difficulty=4")

    statuses = [
        browser.post(reverse("bank:drop_filter", args=["C002.1", mine.pk])).status_code,
        browser.post(reverse("bank:all_drop_filter", args=[mine.pk])).status_code,
    ]

    assert statuses == [404, 404]
    assert SavedFilter.objects.count() == 1


def test_nothing_is_saved_for_a_bank_that_one_may_not_read(bank):
    restrict_bank(bank=bank, is_restricted=True, actor=make_persona("superuser"), now=NOW)

    browser_of("item_writer").post(reverse("bank:keep_filter", args=["C001.4"]), {"name": "x", "query": "q=1"})

    assert _kept() == []


@pytest.mark.parametrize(
    "sent", [{"name": "", "query": "q=1"}, {"name": "x", "query": ""}, {"name": "x", "query": "p=2&next=//x"}, {}]
)
def test_what_says_nothing_is_not_saved(bank, sent):
    answer = browser_of("item_writer").post(reverse("bank:keep_filter", args=["C001.4"]), sent, follow=True)

    assert "筛选未保存" in answer.content.decode()
    assert _kept() == []


def test_what_a_list_asks_is_what_it_knows():
    asked = QueryDict("p=3&difficulty=4&difficulty=5&state=&q=投诉&ordering=-state&evil=//x&written_from=2026-01-01")

    assert QueryDict(asked_of(asked)).dict() == {
        "difficulty": "5",
        "q": "投诉",
        "ordering": "-state",
        "written_from": "2026-01-01",
    }
    assert QueryDict(asked_of(asked)).getlist("difficulty") == ["4", "5"]


@pytest.mark.parametrize("query", ["", "?state=in_review"])
def test_nothing_is_to_be_saved_that_is_offered_already(bank, query):
    page = _page(browser_of("item_writer").get(f"{LIST}{query}"))

    assert page.select(".bank-keep, .bank-saved") == []
