"""A report as an Excel workbook: a sheet a table, every cell text that no spreadsheet takes for a formula."""

import re
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from exams.analysis.rendering.reports import PrintedReport, ReportTable
from exams.bank.interchange.sheets.template import neutral

# A figure below 0, with its range: no formula, and it shall not look like a text that was made harmless.
BELOW_ZERO = re.compile(r"-\d+(\.\d+)?( ?[(（]-?\d+(\.\d+)? \w+ -?\d+(\.\d+)?[)）])?")

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What Excel takes as a sheet's name.
LONGEST_NAME, FORBIDDEN = 31, re.compile(r"[\\/*?:\[\]]")
NARROWEST, WIDEST = 12, 48


def report_workbook(report: PrintedReport) -> bytes:
    """Its tables in order; the note of each stands above its head."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for number, table in enumerate(report.tables, 1):
        _write(workbook.create_sheet(_name(number, table.title)), report, table)
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _name(number: int, title: str) -> str:
    return FORBIDDEN.sub(" ", f"{number} {title}")[:LONGEST_NAME].strip("' ")


def _plain(text: str) -> str:
    return text if BELOW_ZERO.fullmatch(text) else neutral(ILLEGAL_CHARACTERS_RE.sub("", text))


def _write(sheet: object, report: PrintedReport, table: ReportTable) -> None:
    lines = [[report.title], [report.subtitle], *([[table.note]] if table.note else []), list(table.head)]
    head = len(lines)
    for row, cells in enumerate([*lines, *table.rows], 1):
        for column, text in enumerate(cells, 1):
            cell = sheet.cell(row, column, _plain(str(text)))  # type: ignore[attr-defined]
            cell.number_format = "@"
            cell.alignment = Alignment(vertical="top", wrap_text=row > head)
            if row == head:
                cell.font = Font(bold=True)
    for place, word in enumerate(table.head, 1):
        longest = max([len(word), *(len(str(row[place - 1])) for row in table.rows if len(row) >= place)])
        sheet.column_dimensions[get_column_letter(place)].width = min(WIDEST, max(NARROWEST, 2 * longest))  # type: ignore[attr-defined]
    sheet.freeze_panes = sheet.cell(head + 1, 2)  # type: ignore[attr-defined]
