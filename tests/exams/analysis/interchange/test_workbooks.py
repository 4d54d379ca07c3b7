"""What stands in a cell: text, and never a formula."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from exams.analysis.interchange.workbooks import report_workbook
from exams.analysis.rendering.reports import PrintedReport, ReportTable


def cell_of(text, column=2):
    report = PrintedReport("标题", "说明", [ReportTable("表", ["甲", "乙"], [[text, text]])])
    sheet = load_workbook(BytesIO(report_workbook(report))).active
    return sheet.cell(4, column)


@pytest.mark.parametrize("text", ["-0.24（-0.33 至 -0.14）", "-0.24 (-0.33 to 0.14)", "–"])
def test_a_figure_below_zero_stands_as_it_is(text):
    assert (cell_of(text).value, cell_of(text).data_type) == (text, "s")


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [("-2.5", -2.5, "0.0"), ("-17.33", -17.33, "0.00"), ("0.50", 0.5, "0.00"), ("300", 300, "0")],
)
def test_a_number_can_be_counted_with_and_looks_as_on_the_page(text, value, shown):
    cell = cell_of(text)
    assert (cell.value, cell.data_type, cell.number_format) == (value, "n", shown)


@pytest.mark.parametrize(("text", "column"), [("300", 1), ("007", 2), ("1e5", 2), ("٣", 2)])
def test_a_name_that_is_digits_stays_a_name(text, column):
    assert (cell_of(text, column).value, cell_of(text, column).data_type) == (text, "s")


def test_columns_are_as_wide_as_what_stands_in_them_and_the_head_stays():
    table = ReportTable("表", ["甲", "乙", "丙"], [["短", "0.36（0.31 至 0.42）", "长" * 60]], note="说明")
    sheet = load_workbook(BytesIO(report_workbook(PrintedReport("标题", "说明", [table])))).active
    assert [sheet.column_dimensions[column].width for column in "ABC"] == [12, 22, 48]
    assert sheet.freeze_panes == "B5"


@pytest.mark.parametrize("text", ["=1+1", "-1+1", "-2.5|calc", "+1", "@SUM(1)", "-0.24（=1 至 2）"])
def test_what_a_spreadsheet_would_compute_is_made_harmless(text):
    assert (cell_of(text).value, cell_of(text).data_type) == (f"'{text}", "s")
