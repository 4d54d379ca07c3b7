"""A report as an Excel workbook: a sheet a table, plain numbers as numbers, every other cell text and never a formula."""

import re
from decimal import Decimal
from io import BytesIO
from unicodedata import east_asian_width

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from exams.analysis.rendering.reports import PrintedReport, ReportTable
from exams.bank.interchange.sheets.template import neutral

# A figure below 0, with its range: no formula, and it shall not look like a text that was made harmless.
BELOW_ZERO = re.compile(r"-\d+(\.\d+)?( ?[(（]-?\d+(\.\d+)? \w+ -?\d+(\.\d+)?[)）])?")

# 300, -0.37: what a spreadsheet can count with. A name that is digits stands in the first column and stays text.
NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?", re.ASCII)

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What Excel takes as a sheet's name.
LONGEST_NAME, FORBIDDEN = 31, re.compile(r"[\\/*?:\[\]]")
NARROWEST, WIDEST, SPARE = 12, 48, 2


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


def _valued(text: str, *, is_name: bool) -> tuple[Decimal | str, str]:
    """What stands in a cell, and how it is shown: a number with the places it was told with."""
    if is_name or NUMBER.fullmatch(text) is None:
        return _plain(text), "@"
    places = len(text.partition(".")[2])
    return Decimal(text), f"0.{'0' * places}" if places else "0"


def _wide(text: str) -> int:
    """How wide it is drawn: a Chinese character is as wide as two letters."""
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text)


def _write(sheet: object, report: PrintedReport, table: ReportTable) -> None:
    lines = [[report.title], [report.subtitle], *([[table.note]] if table.note else []), list(table.head)]
    head = len(lines)
    for row, cells in enumerate([*lines, *table.rows], 1):
        for column, text in enumerate(cells, 1):
            cell = sheet.cell(row, column)  # type: ignore[attr-defined]
            cell.value, cell.number_format = _valued(str(text), is_name=column == 1 or row <= head)
            cell.alignment = Alignment(vertical="top", wrap_text=row > head)
            if row == head:
                cell.font = Font(bold=True)
    for place, word in enumerate(table.head, 1):
        longest = max(map(_wide, [word, *(str(row[place - 1]) for row in table.rows if len(row) >= place)]))
        sheet.column_dimensions[get_column_letter(place)].width = min(WIDEST, max(NARROWEST, longest + SPARE))  # type: ignore[attr-defined]
    sheet.freeze_panes = sheet.cell(head + 1, 2)  # type: ignore[attr-defined]
