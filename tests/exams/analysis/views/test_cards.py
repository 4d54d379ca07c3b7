"""Item cards: for those who may read the bank, with the look at the key in the log."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from exams.analysis.models import PrintKind, ReportPrint, Subject
from exams.analysis.services import analyse_exam
from exams.analysis.services.prints import ask_for_print, make_print
from exams.bank.models import AcceptedDifficulty, Bank, BankEvent
from tests.exams.analysis.exams import improved, mixed, next_exam, sat_exam
from tests.exams.analysis.rendering.test_reports import figures_of
from tests.factories.sittings import NOW
from tests.personas import browser_of, make_persona

pytestmark = pytest.mark.django_db

INDEX = "/admin/item_findings/cards/"


@pytest.fixture
def room():
    room = sat_exam(mixed(60))
    analyse_exam(component=room.component, actor=make_persona("paper_maker"), now=NOW)
    return room


@pytest.fixture
def version(room):
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


def test_the_card_has_its_pictures_on_the_page_and_on_paper(version):
    """Half of the sixty chose the key; the item is calibrated, so it has a curve."""
    page = _page(browser_of("reviewer").get(f"{INDEX}{version.pk}/"))
    names = ["各选项的选择情况", "答对的可能性"]
    assert [title.text for title in page.select("svg title")] == names
    assert figures_of(printed_card(version)) == names


def printed_card(version):
    subject = Subject(PrintKind.CARD, version=version)
    printed, _is_wanted = ask_for_print(subject=subject, stamp="", language="zh-hans", now=NOW)
    make_print(printed=printed, now=NOW)
    return browser_of("reviewer").get(f"{INDEX}{version.pk}/card.pdf").content


def test_the_pdf_is_asked_for_and_made_by_the_worker(version, django_capture_on_commit_callbacks):
    """Asking shows no key; taking the file does, and is logged."""
    browser, url = browser_of("reviewer"), f"{INDEX}{version.pk}/"
    assert browser.get(f"{url}card.pdf").status_code == 404
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        assert browser.post(f"{url}print/").url == url
        page = _page(browser.get(url))
        assert page.select_one("[data-pending]")["data-pending"] == f"{url}print/"
        assert browser.get(f"{url}print/").status_code == 200
    for callback in callbacks:
        callback()
    assert not BankEvent.objects.filter(act="exported").exists()
    assert _page(browser.get(url)).select_one("a[href$='card.pdf']")["href"] == f"{url}card.pdf"
    answer = browser.get(f"{url}card.pdf")
    assert (answer.content[:5], "no-store" in answer["Cache-Control"]) == (b"%PDF-", True)
    assert BankEvent.objects.get(act="exported").details == {"card": "pdf"}


@pytest.mark.parametrize("role", ["paper_maker", "exam_officer", "trainee"])
def test_who_may_not_take_a_card_out_has_none_printed(version, role):
    browser_of(role).post(f"{INDEX}{version.pk}/print/")
    assert ReportPrint.objects.count() == 0
    printed_card(version)
    assert browser_of(role).get(f"{INDEX}{version.pk}/card.pdf").status_code != 200
    assert BankEvent.objects.filter(act="exported").count() == 1


def test_a_card_of_a_restricted_bank_is_not_printed_for_others(version):
    Bank.objects.update(is_restricted=True)
    assert browser_of("reviewer").post(f"{INDEX}{version.pk}/print/").status_code == 404
    assert ReportPrint.objects.count() == 0


def test_an_item_of_two_exams_is_told_over_both(room, version):
    again = sat_exam(improved(60), room=next_exam(room))
    analyse_exam(component=again.component, actor=make_persona("paper_maker"), now=NOW + timedelta(days=1))
    page = _page(browser_of("reviewer").get(f"{INDEX}{version.pk}/"))
    rows = [
        [cell.text for cell in row.select("th, td")] for row in page.select("section[aria-labelledby=table-2] tbody tr")
    ]
    assert rows[0][:3] == ["历次考试合计", "1", "0.50（0.41 至 0.59）"]
    assert [row[-1] for row in rows] == ["120", "60", "60"]
    assert page.select_one("svg title").text == "历次考试的平均得分率"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_many(django_assert_max_num_queries, count):
    for _number in range(count):
        room = sat_exam(mixed(4))
        analyse_exam(component=room.component, actor=make_persona("paper_maker"), now=NOW)
    browser = browser_of("item_writer")
    browser.get(INDEX)
    with django_assert_max_num_queries(12):
        browser.get(INDEX)
