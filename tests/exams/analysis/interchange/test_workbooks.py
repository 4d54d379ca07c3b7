"""What stands in a cell: text, and never a formula."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from exams.analysis.interchange.workbooks import report_workbook
from exams.analysis.rendering.reports import PrintedReport, ReportTable


def cell_of(text):
    report = PrintedReport("标题", "说明", [ReportTable("表", ["甲"], [[text]])])
    sheet = load_workbook(BytesIO(report_workbook(report))).active
    return sheet.cell(4, 1)


@pytest.mark.parametrize("text", ["-0.24（-0.33 至 -0.14）", "-0.24 (-0.33 to 0.14)", "-2.5", "-17.33", "0.5", "–"])
def test_a_figure_below_zero_stands_as_it_is(text):
    assert (cell_of(text).value, cell_of(text).data_type) == (text, "s")


@pytest.mark.parametrize("text", ["=1+1", "-1+1", "-2.5|calc", "+1", "@SUM(1)", "-0.24（=1 至 2）"])
def test_what_a_spreadsheet_would_compute_is_made_harmless(text):
    assert (cell_of(text).value, cell_of(text).data_type) == (f"'{text}", "s")
