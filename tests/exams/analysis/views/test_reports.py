"""The report of an exam: figures with their ranges, a picture with its table, and no key."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

from exams.analysis.models import ExamAnalysis
from exams.analysis.services import analyse_exam
from tests.exams.analysis.exams import mixed, sat_exam
from tests.factories.sittings import NOW
from tests.personas import browser_of, make_persona

pytestmark = pytest.mark.django_db

INDEX = "/admin/exam_analysis/"


@pytest.fixture
def room():
    return sat_exam(mixed(60))


def _url(room, act=""):
    return f"{INDEX}{room.component.pk}/{act}"


def _page(answer):
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def test_the_list_says_how_many_are_closed(room):
    (row,) = _page(browser_of("auditor").get(INDEX)).select("table.listing tbody tr")
    assert row.a["href"] == _url(room)
    assert [cell.text.strip() for cell in row.select("td")][1:3] == ["理论知识", "60"]


def test_an_officer_analyses_and_reads_the_report(room):
    browser = browser_of("exam_officer")
    assert "尚未分析" in _page(browser.get(_url(room))).text
    assert browser.post(_url(room, "analyse/")).url == _url(room)
    page = _page(browser.get(_url(room)))
    assert "已分析 60 份作答" in page.text
    figures = {row.th.text: row.td.text for row in page.select("section[aria-labelledby=paper-title] tbody tr")}
    assert figures["平均分"] == "50.000（36.975 至 63.025）"
    assert figures["通过率"] == "0.500（0.377 至 0.623）"
    assert [row.select_one("th").contents[0] for row in page.select("section[aria-labelledby=items-title] tbody tr")]
    assert page.select_one("svg title").text == "各分数段的作答数"
    twin = [[cell.text for cell in row.select("th, td")] for row in page.select("details.papers-twin tbody tr")]
    assert (twin[0], twin[-1]) == (["0–9", "30"], ["90–100", "30"])


def test_the_report_shows_no_question_and_no_key(room):
    analyse_exam(component=room.component, actor=make_persona("exam_officer"), now=NOW)
    page = str(_page(browser_of("exam_officer").get(_url(room))))
    assert "美誉度" not in page
    assert "褒扬" not in page


def test_nothing_to_analyse_is_said_and_changes_nothing(room):
    empty = sat_exam([])
    browser = browser_of("paper_maker")
    answer = browser.post(_url(empty, "analyse/"), follow=True)
    assert "还没有已交卷并评完分的作答" in answer.content.decode()
    assert ExamAnalysis.objects.count() == 0


@pytest.mark.parametrize("role", ["auditor", "reviewer", "marker", "trainee"])
def test_who_may_not_analyse_changes_nothing(room, role):
    browser_of(role).post(_url(room, "analyse/"))
    assert ExamAnalysis.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_many(django_assert_max_num_queries, count):
    for _number in range(count):
        sat_exam(mixed(4))
    browser = browser_of("auditor")
    browser.get(INDEX)
    with django_assert_max_num_queries(12):
        browser.get(INDEX)


def test_the_report_has_its_scale_its_groups_and_its_curve(room):
    analyse_exam(component=room.component, actor=make_persona("exam_officer"), now=NOW)
    page = _page(browser_of("exam_officer").get(_url(room)))
    titles = [heading.text for heading in page.select("main h2, #main h2")]
    assert {"统一能力量尺", "测验信息量", "按考场地点", "按场次", "按学历"} <= set(titles)
    assert page.select_one("#curve-name").text == "测验信息量"
    assert "至少需要两个不少于 100 人的组" in page.text


def test_the_workbook_is_the_report_and_holds_no_formula(room):
    analyse_exam(component=room.component, actor=make_persona("exam_officer"), now=NOW)
    room.component.exam.title = "=HYPERLINK(1)"
    room.component.exam.save()
    answer = browser_of("exam_officer").get(_url(room, "report.xlsx"))
    sheets = load_workbook(BytesIO(answer.content)).worksheets
    assert [sheet.title for sheet in sheets][:2] == ["1 试卷整体", "2 试题"]
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "平均分" in {cell.value for cell in cells}
    assert "美誉度" not in str([cell.value for cell in cells])
    assert "no-store" in answer["Cache-Control"]


def test_the_pdf_is_the_report(room):
    analyse_exam(component=room.component, actor=make_persona("exam_officer"), now=NOW)
    answer = browser_of("exam_officer").get(_url(room, "report.pdf"))
    assert answer.content[:5] == b"%PDF-"
    assert answer["Content-Disposition"].endswith('.pdf"')


@pytest.mark.parametrize("place", ["report.doc", "report.xlsx"])
def test_what_there_is_not_is_not_found(room, place):
    assert browser_of("exam_officer").get(_url(room, place)).status_code == 404
