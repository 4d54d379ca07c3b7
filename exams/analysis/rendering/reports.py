"""A report as a PDF: A4 across, tagged, pictures over their tables, heads on every page. The same report gives the same bytes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.template.loader import render_to_string

from courses.printing.pdf import Asset, html_to_pdf
from exams.analysis.rendering.pictures import Picture

# A table of no more rows is not parted between two sheets.
ROWS_TOGETHER = 16
FAMILIES = '"Noto Serif CJK SC", "Liberation Serif", "BabelStone Han"'


# What begins with a number and is no longer is a figure, which does not run over two lines.
FIGURE, LONGEST_FIGURE = re.compile(r"[-+–]?\d"), 30


@dataclass(frozen=True, slots=True)
class ReportCell:
    """One cell in words."""

    text: str

    @property
    def is_figure(self) -> bool:
        return len(self.text) < LONGEST_FIGURE and FIGURE.match(self.text) is not None


@dataclass(frozen=True)
class ReportTable:
    """One table in words; the first cell of each row names it.

    `is_twin`: it says what the picture above it shows and no more, so that a page folds it away.
    """

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""
    picture: Picture | None = None
    is_twin: bool = False

    @property
    def cells(self) -> list[list[ReportCell]]:
        return [[ReportCell(text) for text in row] for row in self.rows]

    @property
    def is_short(self) -> bool:
        """Whether it stands on one sheet."""
        return len(self.rows) <= ROWS_TOGETHER


@dataclass(frozen=True)
class PrintedReport:
    """All that stands on the sheets, frozen."""

    title: str
    subtitle: str
    tables: Sequence[ReportTable]


def report_html(report: PrintedReport) -> str:
    """What stands on the sheets."""
    return render_to_string("analysis/pdf/report.html", {"report": report})


def stamp_of(report: PrintedReport) -> str:
    """The same for whatever looks the same: SHA-256."""
    return sha256(report_html(report).encode()).hexdigest()


def report_pdf(report: PrintedReport) -> bytes:
    """The sheets; raises UnsetCharactersError, RenderingError."""
    style = render_to_string("analysis/pdf/report.css", {"families": FAMILIES})
    return html_to_pdf(report_html(report), assets={"report.css": Asset(style.encode(), "text/css")})
