"""The report of an exam: figures with their ranges, a picture with its table, and no key."""

from datetime import timedelta
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

from exams.analysis.models import AnalysisOrder, ExamAnalysis, PrintKind, PrintState, ReportPrint, Subject
from exams.analysis.services import analyse_exam
from exams.analysis.services.prints import ask_for_print, make_print
from tests.exams.analysis.exams import mixed, sat_exam
from tests.exams.analysis.rendering.test_reports import figures_of
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


def test_an_officer_analyses_and_reads_the_report(room, django_capture_on_commit_callbacks):
    browser = browser_of("exam_officer")
    assert "尚未分析" in _page(browser.get(_url(room))).text
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.post(_url(room, "analyse/")).url == _url(room)
    page = _page(browser.get(_url(room)))
    assert "60 份作答，" in page.text
    figures = {row.th.text: row.td.text for row in page.select("section[aria-labelledby=paper-title] tbody tr")}
    assert figures["平均分"] == "50.000（36.975 至 63.025）"
    assert figures["通过率"] == "0.500（0.377 至 0.623）"
    assert [row.select_one("th").contents[0] for row in page.select("section[aria-labelledby=items-title] tbody tr")]
    assert page.select_one("svg title").text == "各分数段的作答数"
    twin = page.select("section[aria-labelledby=table-scores] details tbody tr")
    told = [[cell.text for cell in row.select("th, td")] for row in twin]
    assert (told[0], told[-1]) == (["0–9", "30"], ["90–100", "30"])


def test_the_page_says_that_it_is_being_computed_and_by_whom_it_was_ordered(room):
    """The task waits: nothing of it has run in the request."""
    browser = browser_of("exam_officer")
    browser.post(_url(room, "analyse/"))
    page = _page(browser.get(_url(room)))
    assert "正在计算" in page.select_one("[data-pending]").text
    assert make_persona("exam_officer").display_name in page.select_one("[data-pending]").text
    assert page.select("form[action$='analyse/']") == []
    assert ExamAnalysis.objects.count() == 0
    browser.post(_url(room, "analyse/"))
    assert AnalysisOrder.objects.count() == 1


def test_an_order_that_never_came_may_be_given_again(room):
    browser = browser_of("exam_officer")
    browser.post(_url(room, "analyse/"))
    AnalysisOrder.objects.update(ordered_at=NOW)
    page = _page(browser.get(_url(room)))
    assert "未得出结果" in page.text
    assert len(page.select("form[action$='analyse/']")) == 1


def test_the_report_says_what_has_come_since(room):
    analyse_exam(component=room.component, actor=make_persona("exam_officer"), now=NOW)
    browser = browser_of("auditor")
    assert "已过时" not in _page(browser.get(_url(room))).text
    sat_exam(mixed(2), room=room)
    assert "新交卷 2 份" in _page(browser.get(_url(room))).text


@pytest.mark.parametrize("count", [40, 160])
def test_the_report_costs_the_same_for_many(django_assert_max_num_queries, count):
    """It reads what was computed: how many sat the exam makes no difference."""
    room = sat_exam(mixed(count))
    analyse_exam(component=room.component, actor=make_persona("exam_officer"), now=NOW)
    browser = browser_of("auditor")
    browser.get(_url(room))
    with django_assert_max_num_queries(15):
        browser.get(_url(room))


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
    assert (ExamAnalysis.objects.count(), AnalysisOrder.objects.count()) == (0, 0)


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
    assert [title.text for title in page.select("svg title")] == ["各分数段的作答数", "测验信息量"]
    assert "至少需要两个不少于 100 人的组" in page.text


def test_the_workbook_is_the_report_and_holds_no_formula(room):
    analyse_exam(component=room.component, actor=make_persona("exam_officer"), now=NOW)
    room.component.exam.title = "=HYPERLINK(1)"
    room.component.exam.save()
    answer = browser_of("exam_officer").get(_url(room, "report.xlsx"))
    sheets = load_workbook(BytesIO(answer.content)).worksheets
    assert [sheet.title for sheet in sheets][:2] == ["1 试卷整体", "2 分数分布"]
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert "平均分" in {cell.value for cell in cells}
    assert "美誉度" not in str([cell.value for cell in cells])
    assert "no-store" in answer["Cache-Control"]


def test_the_pdf_is_asked_for_made_by_the_worker_and_is_the_report(room, django_capture_on_commit_callbacks):
    analyse_exam(component=room.component, actor=make_persona("exam_officer"), now=NOW)
    browser = browser_of("auditor")
    assert browser.get(_url(room, "report.pdf")).status_code == 404
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        assert browser.post(_url(room, "print/")).url == _url(room)
        page = _page(browser.get(_url(room)))
        assert "PDF 正在生成" in page.select_one("[data-pending]").text
        assert page.select("form[action$='print/'], a[href$='report.pdf']") == []
        assert browser.get(_url(room, "report.pdf")).status_code == 404
        waiting = browser.get(_url(room, "print/"))
        assert (waiting.status_code, "data-pending" in waiting.content.decode()) == (200, True)
    for callback in callbacks:
        callback()
    assert browser.get(_url(room, "print/")).status_code == 204
    page = _page(browser.get(_url(room)))
    assert page.select_one("a[href$='report.pdf']")["href"] == _url(room, "report.pdf")
    assert page.select("form[action$='print/'], [data-pending]") == []
    answer = browser.get(_url(room, "report.pdf"))
    assert answer.content[:5] == b"%PDF-"
    assert answer["Content-Disposition"].endswith('.pdf"')
    assert "no-store" in answer["Cache-Control"]
    assert figures_of(answer.content) == ["各分数段的作答数", "测验信息量"]


def test_a_pdf_that_could_not_be_made_is_said_and_may_be_asked_for_again(room):
    analyse_exam(component=room.component, actor=make_persona("exam_officer"), now=NOW)
    subject = Subject(PrintKind.EXAM, component=room.component)
    ReportPrint.objects.create(
        **subject.fields, language="zh-hans", asked_at=NOW, state=PrintState.FAILED, fault="ValueError: x"
    )
    page = _page(browser_of("auditor").get(_url(room)))
    assert "PDF 生成失败" in page.text
    assert "ValueError" not in page.text
    assert len(page.select("form[action$='print/']")) == 1


@pytest.mark.parametrize("role", ["item_writer", "content_editor", "marker", "trainee"])
def test_who_may_not_read_the_report_has_it_not_printed(room, role):
    analyse_exam(component=room.component, actor=make_persona("exam_officer"), now=NOW)
    browser_of(role).post(_url(room, "print/"))
    assert ReportPrint.objects.count() == 0
    subject = Subject(PrintKind.EXAM, component=room.component)
    printed, _is_wanted = ask_for_print(subject=subject, stamp="", language="zh-hans", now=NOW)
    make_print(printed=printed, now=NOW)
    assert browser_of(role).get(_url(room, "report.pdf")).status_code != 200
    assert browser_of("auditor").get(_url(room, "report.pdf")).status_code == 200


def test_a_pdf_of_the_analysis_before_is_not_handed_out_for_this_one(room):
    analyse_exam(component=room.component, actor=make_persona("exam_officer"), now=NOW)
    subject = Subject(PrintKind.EXAM, component=room.component)
    printed, _is_wanted = ask_for_print(subject=subject, stamp="", language="zh-hans", now=NOW)
    make_print(printed=printed, now=NOW)
    analyse_exam(component=room.component, actor=make_persona("exam_officer"), now=NOW + timedelta(minutes=1))
    browser = browser_of("auditor")
    answer = browser.get(_url(room, "report.pdf"), follow=True)
    assert answer.redirect_chain == [(_url(room), 302)]
    page = _page(answer)
    assert "PDF 生成后数据已有变化" in page.text
    assert page.select("a[href$='report.pdf']") == []
    assert len(page.select("form[action$='print/']")) == 1


def test_where_nothing_was_analysed_nothing_is_printed(room):
    assert browser_of("auditor").post(_url(room, "print/")).status_code == 404
    assert ReportPrint.objects.count() == 0


def test_an_item_that_all_answer_rightly_is_undefined_and_never_a_number(django_capture_on_commit_callbacks):
    room = sat_exam([{**one, 3: False} for one in mixed(60)])
    browser = browser_of("exam_officer")
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(_url(room, "analyse/"))
    page = _page(browser.get(_url(room)))
    rows = page.select("section[aria-labelledby=items-title] tbody tr")
    constant = next(row for row in rows if row.select("td")[1].text.startswith("1.00"))
    assert [cell.text for cell in constant.select("td")][2:5] == ["无法计算：所有人都相同"] * 3
    assert "nan" not in page.select_one("#main").text.casefold()
    cells = [
        str(cell.value)
        for sheet in load_workbook(BytesIO(browser.get(_url(room, "report.xlsx")).content)).worksheets
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert not any("nan" in cell.casefold() or "inf" in cell.casefold() for cell in cells)


@pytest.mark.parametrize("place", ["report.doc", "report.xlsx"])
def test_what_there_is_not_is_not_found(room, place):
    assert browser_of("exam_officer").get(_url(room, place)).status_code == 404
