"""The PDF of a report has the pictures of its page, each with its name for who cannot see it."""

from io import BytesIO

import pikepdf
import pytest

from exams.analysis.rendering.pictures import (
    history_picture,
    information_picture,
    option_picture,
    score_picture,
    share_picture,
)
from exams.analysis.rendering.reports import PrintedReport, ReportTable, report_pdf
from exams.analysis.statistics.figures import Figure

HALF = Figure.of(0.5, 60, (0.4, 0.6))
PICTURES = [
    score_picture([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], pass_mark=60),
    information_picture({"-1": HALF, "0": HALF, "1": HALF}, cut=0.5),
    share_picture([("A-A-A-001", 0.5, 0.8)]),
    option_picture([("A（答案）", HALF, HALF), ("未作答", HALF, HALF)]),
    history_picture([("2026/4/1", HALF), ("2026/10/1", HALF)]),
]


def figures_of(pdf):
    """Alternative texts of the figures of a tagged PDF."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return [str(one.Alt) for one in document.objects if is_figure(one)]


def is_figure(one):
    return isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure" and "/Alt" in one


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.template)
def test_each_picture_is_printed_under_its_name(picture):
    def sheet(drawn):
        return report_pdf(PrintedReport("标题", "说明", [ReportTable("表", ["甲"], [["乙"]], picture=drawn)]))

    assert figures_of(sheet(picture)) == [picture.name]
    assert figures_of(sheet(None)) == []


def test_the_same_report_gives_the_same_bytes():
    report = PrintedReport("标题", "说明", [ReportTable("表", ["甲"], [["乙"]], picture=one) for one in PICTURES])
    assert report_pdf(report) == report_pdf(report)
