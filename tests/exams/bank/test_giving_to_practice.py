"""Giving items to practice in the back office: shown first, given as shown, and only by reviewers of the bank."""

import pytest

from exams.bank.models import BankAct, BankEvent, Item
from tests.factories.accounts import UserFactory
from tests.factories.bank import make_version
from tests.factories.papers import make_draft
from tests.factories.practice import practice_bank
from tests.personas import browser_of

pytestmark = pytest.mark.django_db


def given():
    return set(Item.objects.filter(practice_since__isnull=False).values_list("key", flat=True))


@pytest.fixture
def bank():
    bank = practice_bank()
    for _number in range(5):
        make_version(bank=bank, state="approved")
    return bank


@pytest.fixture
def reviewer():
    return browser_of(UserFactory(username="giver", roles=["reviewer"]))


def test_what_is_shown_is_given_and_logged(bank, reviewer):
    address = f"/admin/bank/{bank.code}/practice/"
    assert "道试题" not in reviewer.get(address).content.decode()
    page = reviewer.get(address, {"percent": "40"})
    assert "将给出 2 道试题" in page.content.decode()
    assert given() == set()
    shown = {item.key for item in page.context["chosen"]}
    answer = reviewer.post(address, {"percent": "40", "seen": page.context["digest"]})
    assert (answer.status_code, given()) == (302, shown)
    assert BankEvent.objects.filter(act=BankAct.FOR_PRACTICE, actor__username="giver").count() == 2
    assert "没有可再给出的试题" in reviewer.get(address, {"percent": "40"}).content.decode()


def test_what_was_not_seen_so_is_not_given(bank, reviewer):
    address = f"/admin/bank/{bank.code}/practice/"
    digest = reviewer.get(address, {"percent": "40"}).context["digest"]
    for number in range(5):
        make_version(bank=bank, state="approved", item__key=f"N-{number}")
    for sent in ({"percent": "40", "seen": digest}, {"percent": "40"}, {"percent": "100", "seen": digest}, {}):
        assert reviewer.post(address, sent).status_code == 422
    assert given() == set()


def test_what_stands_on_a_paper_is_counted_and_stays(bank, reviewer):
    held = make_draft().paper_items.first().version.item
    page = reviewer.get(f"/admin/bank/{held.bank.code}/practice/", {"percent": "99"})
    rows = {supply.item_type: supply for _label, supply in page.context["supply"]}
    assert rows[held.item_type].held >= 1
    assert held not in page.context["chosen"]


@pytest.mark.parametrize("role", ["item_writer", "paper_maker", "trainee"])
def test_others_give_nothing(bank, role):
    browser = browser_of(UserFactory(username=f"no-{role}", roles=[role]))
    address = f"/admin/bank/{bank.code}/practice/"
    assert browser.get(address).status_code in {302, 403}
    assert browser.post(address, {"percent": "40"}).status_code in {302, 403}
    assert given() == set()


def test_a_restricted_bank_asks_its_list(bank, reviewer):
    bank.is_restricted = True
    bank.save()
    assert reviewer.get(f"/admin/bank/{bank.code}/practice/").status_code in {302, 403}


@pytest.mark.parametrize("more", [0, 2])
def test_the_page_costs_the_same_for_many(bank, reviewer, more, django_assert_max_num_queries):
    for _number in range(more):
        make_version(bank=bank, state="approved")
    reviewer.get(f"/admin/bank/{bank.code}/practice/")
    with django_assert_max_num_queries(16):
        reviewer.get(f"/admin/bank/{bank.code}/practice/", {"percent": "40"})
