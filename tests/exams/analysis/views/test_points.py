"""Classes by knowledge point: what was taught badly, and in which lesson."""

from decimal import Decimal
from fractions import Fraction
from io import BytesIO

import numpy as np
import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

from courses.models import HeadingPoint, LessonPage
from exams.analysis.models import ItemFinding, ReportPrint, StepAct
from exams.analysis.queries.points import PointAnswers, answers_by_point
from exams.analysis.services import analyse_exam, decide_finding
from tests.exams.analysis.exams import mixed, sat_exam
from tests.exams.analysis.rendering.test_reports import figures_of
from tests.factories.sittings import NOW
from tests.personas import browser_of, make_persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return sat_exam([*mixed(40), *[{1: "b", 2: "a", 3: True}] * 60])


def _page(room, query="", persona="content_editor"):
    answer = browser_of(persona).get(f"/admin/exam_analysis/{room.component.pk}/points/{query}")
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def test_answers_are_counted_by_point_exactly(room):
    first, second = answers_by_point(room.component, None)
    # Slots 1 and 3 of a point, slot 2 of the other: 20 + 20 of 200, and 20 + 60 of 100.
    told = {one.point.code: (one.answers, one.earned, one.is_taught_badly) for one in (first, second)}
    assert sorted(told.values()) == [(100, 80, False), (200, 40, True)]


def test_a_badly_taught_point_leads_to_its_heading(room):
    bad = next(one for one in answers_by_point(room.component, None) if one.is_taught_badly)
    chapter = bad.point.chapter
    lesson = chapter.add_child(instance=LessonPage(title="指标", slug="figures", minutes=10))
    HeadingPoint.objects.create(lesson=lesson, point=bad.point, anchor="good", text="五项指标", position=1)
    row = _page(room).select("table.listing tbody tr")[0]
    assert "讲授不足" in row.text
    assert (row.a.text, row.a["href"].endswith("#good")) == ("指标 · 五项指标", True)


def test_a_class_by_itself_and_one_that_is_none(room):
    sitting = room.sitting.pk
    assert len(_page(room, f"?sitting={sitting}").select("table.listing tbody tr")) == 2
    assert len(_page(room, "?sitting=999999").select("table.listing tbody tr")) == 2


def test_the_workbook_says_the_same(room):
    answer = browser_of("content_editor").get(f"/admin/exam_analysis/{room.component.pk}/points.xlsx")
    (sheet,) = load_workbook(BytesIO(answer.content)).worksheets
    verdicts = sorted(row[4].value for row in sheet.iter_rows(min_row=4))
    assert verdicts == ["讲授不足", "达到或高于预计"]


@pytest.mark.parametrize("of_class", [False, True])
def test_the_pdf_is_asked_for_and_made_by_the_worker(room, of_class, django_capture_on_commit_callbacks):
    """Each class has its own."""
    query = f"?sitting={room.sitting.pk}" if of_class else ""
    browser, url = browser_of("content_editor"), f"/admin/exam_analysis/{room.component.pk}/points"
    assert browser.get(f"{url}.pdf{query}").status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.post(f"{url}/print/{query}").url == f"{url}/{query}"
    assert ReportPrint.objects.get().sitting_id == (room.sitting.pk if of_class else None)
    assert _page(room, query).select_one("a[href*='points.pdf']")["href"] == f"{url}.pdf{query}"
    answer = browser.get(f"{url}.pdf{query}")
    assert figures_of(answer.content) == ["各鉴定点的平均得分率"]
    assert browser.get(f"{url}.pdf{'' if of_class else f'?sitting={room.sitting.pk}'}").status_code == 404


def test_after_more_answers_the_pdf_is_made_anew(room, django_capture_on_commit_callbacks):
    browser, url = browser_of("content_editor"), f"/admin/exam_analysis/{room.component.pk}/points"
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(f"{url}/print/")
    sat_exam(mixed(2), room=room)
    assert browser.get(f"{url}.pdf").url == f"{url}/"
    page = _page(room)
    assert page.select("a[href*='points.pdf']") == []
    assert len(page.select("form[action$='points/print/']")) == 1


@pytest.mark.parametrize("role", ["item_writer", "marker", "trainee"])
def test_who_may_not_read_the_class_has_it_not_printed(room, role):
    browser_of(role).post(f"/admin/exam_analysis/{room.component.pk}/points/print/")
    assert ReportPrint.objects.count() == 0


def test_an_item_whose_key_is_in_doubt_measures_no_teaching(room):
    """Until somebody has declined the finding: then it counts again."""
    actor = make_persona("paper_maker")
    analysis = analyse_exam(component=room.component, actor=actor, now=NOW)
    version = room.component.paper.paper_items.get(slot=1).version
    finding = ItemFinding.objects.create(analysis=analysis, version=version, kind="suspect_key", option="B", figure={})
    page = _page(room)
    rows = {row.th.text[:9]: row.td.text for row in page.select("table.listing tbody tr")}
    assert rows[version.point.code] == "100"
    assert "答案存疑的 1 道试题未计入。" in page.text
    decide_finding(finding=finding, act=StepAct.DECLINED, reason="答案无误", actor=actor, now=NOW)
    page = _page(room)
    rows = {row.th.text[:9]: row.td.text for row in page.select("table.listing tbody tr")}
    assert rows[version.point.code] == "200"
    assert "答案存疑" not in page.text


def test_the_chance_of_a_false_verdict_is_shared_out_among_the_points():
    """66 of 100 where 75 are expected: beyond chance alone (0.746), not as one of twenty (0.79)."""
    told = PointAnswers(None, answers=100, earned=Fraction(66), foreseen=Decimal(75))
    assert told.is_taught_badly
    told.verdicts = 20
    assert not told.is_taught_badly


def test_of_two_hundred_classes_that_were_taught_as_expected_no_more_than_five_of_a_hundred_are_blamed():
    """20 points of 40 answers each, three in four right."""
    dice = np.random.default_rng(20261128)
    blamed = 0
    for _class in range(200):
        points = [
            PointAnswers(None, answers=40, earned=Fraction(int(right)), foreseen=Decimal(30), verdicts=20)
            for right in dice.binomial(40, 0.75, size=20)
        ]
        blamed += any(one.is_taught_badly for one in points)
    assert blamed / 200 <= 0.05


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_many(django_assert_num_queries, count):
    room = sat_exam(mixed(count * 4))
    with django_assert_num_queries(4):
        answers_by_point(room.component, None)
