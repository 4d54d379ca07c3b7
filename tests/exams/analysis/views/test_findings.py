"""The queue: what waits, who decides, and that keys are shown to those who may read the bank and to nobody else."""

import pytest
from bs4 import BeautifulSoup

from exams.analysis.models import ItemFinding
from exams.analysis.services import analyse_exam
from exams.bank.models import Bank, BankEvent
from tests.exams.analysis.exams import mixed, sat_exam
from tests.factories.sittings import NOW
from tests.personas import browser_of, make_persona

pytestmark = pytest.mark.django_db

INDEX = "/admin/item_findings/"


@pytest.fixture
def finding():
    room = sat_exam(mixed(200))
    analyse_exam(component=room.component, actor=make_persona("paper_maker"), now=NOW)
    return ItemFinding.objects.get()


def _url(finding, act=""):
    return f"{INDEX}{finding.pk}/{act}"


def _page(answer):
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def test_the_queue_says_it_plainly(finding):
    (row,) = _page(browser_of("item_writer").get(INDEX)).select("table.listing tbody tr")
    assert [cell.text.strip() for cell in row.select("td")][1:3] == ["选项 C 几乎无人选择。", "请修改该选项。"]
    assert row.a["href"] == _url(finding)


def test_the_card_shows_who_chose_what_and_the_log_says_that_the_key_was_seen(finding):
    page = _page(browser_of("reviewer").get(_url(finding)))
    rows = [
        [cell.text for cell in row.select("th, td")]
        for row in page.select("section[aria-labelledby=options-title] tbody tr")
    ]
    assert [row[:2] for row in rows] == [["A（答案）", "100"], ["B", "50"], ["C", "0"], ["D", "50"], ["未作答", "0"]]
    seen = BankEvent.objects.get(act="viewed")
    assert (seen.actor, seen.version, seen.details["place"]) == (make_persona("reviewer"), finding.version, "finding")


def test_a_reviewer_takes_it_on_and_decides(finding):
    browser = browser_of("reviewer")
    browser.post(_url(finding, "take/"))
    assert "已认领" in _page(browser.get(_url(finding))).text
    browser.post(_url(finding, "decide/"), {"act": "accepted", "reason": "选项 C 太远，已改"})
    page = _page(browser.get(_url(finding)))
    assert "选项 C 太远，已改" in page.text
    assert page.select("form[action$='decide/']") == []
    assert _page(browser.get(INDEX)).select("table.listing tbody tr") == []
    assert len(_page(browser.get(f"{INDEX}decided/")).select("table.listing tbody tr")) == 1


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"act": "accepted", "reason": ""}, "请说明理由"),
        ({"reason": "选项太远"}, "请选择采纳或不采纳"),
        ({"act": "taken", "reason": "选项太远"}, "taken"),
        ({"act": "declined", "reason": "长" * 301}, "300"),
    ],
)
def test_a_bad_decision_is_said_at_its_field_and_loses_nothing(finding, sent, words):
    page = _page(browser_of("reviewer").post(_url(finding, "decide/"), sent))
    assert words in page.text
    assert page.select_one("textarea[name=reason]").text.strip() == sent["reason"]
    assert finding.steps.count() == 0


@pytest.mark.parametrize("role", ["item_writer", "exam_officer", "auditor", "trainee"])
@pytest.mark.parametrize("act", ["take/", "decide/"])
def test_who_may_not_decide_changes_nothing(finding, role, act):
    browser_of(role).post(_url(finding, act), {"act": "accepted", "reason": "好"})
    assert finding.steps.count() == 0


def test_a_restricted_bank_keeps_its_findings(finding):
    Bank.objects.update(is_restricted=True)
    browser = browser_of("reviewer")
    assert _page(browser.get(INDEX)).select("table.listing tbody tr") == []
    assert browser.get(_url(finding)).status_code == 404
    assert browser.post(_url(finding, "take/")).status_code == 404
    assert finding.steps.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_for_many(finding, django_assert_max_num_queries, count):
    for option in "ABD"[: count - 1]:
        ItemFinding.objects.create(
            analysis=finding.analysis, version=finding.version, kind=finding.kind, option=option, figure=finding.figure
        )
    browser = browser_of("reviewer")
    browser.get(INDEX)
    with django_assert_max_num_queries(14):
        browser.get(INDEX)
