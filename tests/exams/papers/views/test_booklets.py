import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import ModelLogEntry

from exams.bank.models import BankEvent
from tests.factories.bank import BankFactory
from tests.factories.papers import PaperFactory, make_draft
from tests.personas import EVERYBODY, browser_of

pytestmark = pytest.mark.django_db

SENT = {"kind": "booklet", "order": "2", "file_format": "docx", "minutes": "90"}


def _sent(browser, paper, **changed):
    return browser.post(reverse("papers:print", args=[paper.pk]), {**SENT, **changed})


@pytest.mark.parametrize("name", EVERYBODY)
def test_booklets_are_for_those_who_see_papers_and_keys_for_those_who_read_keys(name):
    paper = make_draft()
    browser = browser_of(name)

    answers = {kind: _sent(browser, paper, kind=kind) for kind in ("booklet", "sheet", "key")}

    printed = {kind for kind, answer in answers.items() if answer.status_code == 200}
    expected = {"paper_maker": {"booklet", "sheet", "key"}, "superuser": {"booklet", "sheet", "key"}}
    assert printed == (expected | {"auditor": {"booklet", "sheet"}}).get(name, set())
    noted = ModelLogEntry.objects.filter(action="papers.print")
    assert {entry.data["document"] for entry in noted} == printed
    assert BankEvent.objects.filter(act="exported").exists() is ("key" in printed)


def test_a_paper_of_a_restricted_bank_is_printed_by_those_on_its_list_alone():
    paper = make_draft()
    bank = BankFactory()
    bank.is_restricted = True
    bank.save()

    answers = [_sent(browser_of("paper_maker"), paper, kind=kind) for kind in ("booklet", "sheet", "key")]

    assert [answer.status_code for answer in answers] == [302] * 3
    assert ModelLogEntry.objects.filter(action="papers.print").exists() is False


def test_the_file_is_taken_home_under_its_name_and_kept_nowhere_between():
    answer = _sent(browser_of("paper_maker"), make_draft(form="C"))

    assert answer["Content-Type"] == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["Content-Disposition"].endswith("-C2-%E8%AF%95%E5%8D%B7.docx")
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "essay"}, "kind"),
        ({"order": "5"}, "order"),
        ({"order": ""}, "order"),
        ({"file_format": "exe"}, "file_format"),
        ({"minutes": "0"}, "minutes"),
        ({"minutes": "601"}, "minutes"),
        ({"minutes": "x"}, "minutes"),
    ],
)
def test_what_cannot_be_printed_is_said_at_its_place(changed, field):
    answer = _sent(browser_of("paper_maker"), make_draft(), **changed)

    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 200
    fields = [error.find_parent(class_="w-field") for error in page.select("details[open] .error-message")]
    assert [one.select_one("[name]")["name"] for one in fields] == [field]
    assert ModelLogEntry.objects.filter(action="papers.print").exists() is False


def test_an_empty_paper_offers_nothing_and_prints_nothing():
    paper = PaperFactory()
    browser = browser_of("paper_maker")

    page = BeautifulSoup(browser.get(reverse("papers:paper", args=[paper.pk])).content, "html.parser")
    answer = _sent(browser, paper)

    assert page.select(".papers-print") == []
    assert "这份试卷没有试题，无可打印。" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "kinds"), [("paper_maker", ["booklet", "sheet", "key"]), ("auditor", ["booklet", "sheet"])]
)
def test_the_page_offers_what_its_reader_may_print(name, kinds):
    paper = make_draft(form="B")

    page = BeautifulSoup(browser_of(name).get(reverse("papers:paper", args=[paper.pk])).content, "html.parser")

    assert [one["value"] for one in page.select(".papers-print [name=kind]")] == kinds
    assert [one.text.split("：")[0] for one in page.select(".papers-print [name=order] option")] == [
        "B1",
        "B2",
        "B3",
        "B4",
    ]
