"""A panel in the browser: each sees what is theirs, and a judge's numbers are never lost."""

import pytest
from bs4 import BeautifulSoup

from exams.analysis.models import JudgeRound, StandardPanel
from exams.sittings.models import ExamComponent
from tests.exams.analysis.exams import ITEMS
from tests.exams.analysis.services.test_standards import finished, officer, opened, say
from tests.factories.sittings import make_room
from tests.personas import browser_of, make_persona

pytestmark = pytest.mark.django_db

INDEX = "/admin/standards/"


@pytest.fixture
def room():
    return make_room(items=ITEMS)


def _page(answer):
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def test_from_opening_to_the_first_round(room):
    judges = [make_persona(name).pk for name in ("reviewer", "item_writer")]
    answer = browser_of("paper_maker").post(f"{INDEX}open/{room.component.pk}/", {"judges": judges})
    panel = StandardPanel.objects.get()
    assert answer.url == f"{INDEX}{panel.pk}/"
    browser = browser_of("reviewer")
    assert _page(browser.get(INDEX)).select_one("table.listing a")["href"] == f"{INDEX}{panel.pk}/judge/"
    page = _page(browser.post(f"{INDEX}{panel.pk}/judge/", {"rating-1": "60", "rating-2": "120", "hand_in": "1"}))
    assert page.select_one("[name=rating-2]")["value"] == "120"
    assert JudgeRound.objects.get(judge__username="reviewer").ratings == {}
    page = _page(browser.post(f"{INDEX}{panel.pk}/judge/", {"rating-1": "60", "rating-2": "70", "hand_in": "1"}))
    assert "还有 1 题没有评定" in page.text
    assert JudgeRound.objects.get(judge__username="reviewer").ratings == {"1": 60, "2": 70}
    browser.post(f"{INDEX}{panel.pk}/judge/", {"rating-1": "60", "rating-2": "70", "rating-3": "50", "hand_in": "1"})
    assert JudgeRound.objects.get(judge__username="reviewer").handed_in_at is not None


def test_before_the_second_round_a_judge_sees_the_panel_without_names(room):
    panel = opened(room)
    say(panel, "reviewer", 60, 70, 50)
    say(panel, "item_writer", 40, 80, 90)
    browser_of("paper_maker").post(f"{INDEX}{panel.pk}/second/")
    text = _page(browser_of("reviewer").get(f"{INDEX}{panel.pk}/judge/")).text
    assert "第一轮：您评 60，全组平均 50（40 至 60）。" in text
    assert make_persona("item_writer").person.full_name not in text


def test_two_officers_set_the_pass_mark(room):
    panel = finished(room)
    assert panel.get_state_display() == "已结束"
    browser_of("exam_officer").post(f"{INDEX}{panel.pk}/propose/", {"reason": "两轮一致"})
    assert "另一名考务" in _page(browser_of("exam_officer").get(f"{INDEX}{panel.pk}/")).text
    browser_of("exam_officer").post(f"{INDEX}{panel.pk}/decide/", {"adopt": "yes", "reason": "好"})
    assert ExamComponent.objects.get(pk=room.component.pk).pass_mark == 60
    officer("second")
    browser = browser_of("second")
    page = _page(browser.get(f"{INDEX}{panel.pk}/"))
    assert "65.00" in page.text
    browser.post(f"{INDEX}{panel.pk}/decide/", {"adopt": "yes", "reason": "同意"})
    assert ExamComponent.objects.get(pk=room.component.pk).pass_mark == 65


@pytest.mark.parametrize("act", ["second/", "close/", "propose/", "decide/"])
@pytest.mark.parametrize("role", ["reviewer", "auditor", "trainee"])
def test_who_may_not_changes_nothing(room, role, act):
    panel = opened(room)
    browser_of(role).post(f"{INDEX}{panel.pk}/{act}", {"adopt": "yes", "reason": "好"})
    assert StandardPanel.objects.get().state == "first"


def test_a_judge_of_no_panel_finds_none(room):
    panel = opened(room, judges=("reviewer", "superuser"))
    browser = browser_of("item_writer")
    assert _page(browser.get(INDEX)).select("table.listing tbody tr") == []
    assert browser.get(f"{INDEX}{panel.pk}/judge/").status_code == 404
    assert browser.post(f"{INDEX}{panel.pk}/judge/", {"rating-1": "5"}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_many(django_assert_max_num_queries, count):
    for _number in range(count):
        opened(make_room(items=ITEMS))
    browser = browser_of("auditor")
    browser.get(INDEX)
    with django_assert_max_num_queries(12):
        browser.get(INDEX)
