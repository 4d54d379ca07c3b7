"""Item cards: for those who may read the bank, with the look at the key in the log."""

import pytest
from bs4 import BeautifulSoup

from exams.analysis.services import analyse_exam
from exams.bank.models import AcceptedDifficulty, Bank, BankEvent
from tests.exams.analysis.exams import mixed, sat_exam
from tests.factories.sittings import NOW
from tests.personas import browser_of, make_persona

pytestmark = pytest.mark.django_db

INDEX = "/admin/item_findings/cards/"


@pytest.fixture
def version():
    room = sat_exam(mixed(60))
    analyse_exam(component=room.component, actor=make_persona("paper_maker"), now=NOW)
    return room.component.paper.paper_items.get(slot=1).version


def _page(answer):
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def test_the_card_holds_the_history_and_the_accepted_difficulty(version):
    AcceptedDifficulty.objects.create(
        version=version, facility="0.5", candidates=60, source="某考试", measured_on=NOW.date(),
        accepted_by=make_persona("reviewer"), accepted_at=NOW,
    )  # fmt: skip
    page = _page(browser_of("item_writer").get(f"{INDEX}{version.pk}/"))
    assert "0.50（0.38 至 0.62）" in page.text
    assert "60 名考生的平均得分率为 0.5000；某考试" in page.text
    assert BankEvent.objects.get(act="viewed").details["place"] == "card"


def test_taking_a_card_out_is_logged_and_asks_for_the_right(version):
    assert browser_of("reviewer").get(f"{INDEX}{version.pk}/card.xlsx").status_code == 200
    assert BankEvent.objects.get(act="exported").version == version
    assert browser_of("reviewer").get("/admin/bank/C001.4/export/").status_code == 200
    browser_of("paper_maker").get(f"{INDEX}{version.pk}/card.xlsx")
    assert BankEvent.objects.filter(act="exported").count() == 1


def test_a_restricted_bank_keeps_its_cards(version):
    Bank.objects.update(is_restricted=True)
    browser = browser_of("item_writer")
    assert _page(browser.get(INDEX)).select("table.listing tbody tr") == []
    assert browser.get(f"{INDEX}{version.pk}/").status_code == 404
    assert not BankEvent.objects.filter(act="viewed").exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_many(django_assert_max_num_queries, count):
    for _number in range(count):
        room = sat_exam(mixed(4))
        analyse_exam(component=room.component, actor=make_persona("paper_maker"), now=NOW)
    browser = browser_of("item_writer")
    browser.get(INDEX)
    with django_assert_max_num_queries(12):
        browser.get(INDEX)
