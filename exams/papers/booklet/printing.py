"""Booklet, answer sheet and marking key as PDF: A4, tagged, in fonts cut for them. The same paper gives the same bytes."""

from collections.abc import Mapping

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from courses.printing.fonts import FAMILIES
from courses.printing.pdf import Asset, html_to_pdf
from exams.bank.models import ItemMedia
from exams.papers.booklet.content import PrintedPaper
from exams.papers.booklet.keys import KeySection
from exams.papers.booklet.words import FOR_MARKERS, REST_IN_BOOKLET, SEALED, SPECIMEN

# What the number of a candidate has: day, sitting, serial (sittings.services.registrations.admission_number).
NUMBER_DIGITS = 14


def booklet_pdf(paper: PrintedPaper, *, pictures: Mapping[str, bytes]) -> bytes:
    """What a candidate gets; raises UnsetCharactersError, RenderingError."""
    return _pdf("booklet", paper, pictures, {"sealed": SEALED})


def sheet_pdf(paper: PrintedPaper) -> bytes:
    """答题卡: the candidate's number and the letters of every question to blacken; raises as booklet_pdf does."""
    return _pdf("sheet", paper, {}, {"digits": range(NUMBER_DIGITS), "numerals": range(10), "rest": REST_IN_BOOKLET})


def key_pdf(paper: PrintedPaper, sections: list[KeySection], *, order: str, pictures: Mapping[str, bytes]) -> bytes:
    """Answers, reasons and rubrics for those who mark; raises as booklet_pdf does."""
    return _pdf("key", paper, pictures, {"sections": sections, "order": order, "for_markers": FOR_MARKERS})


def picture_assets(pictures: Mapping[str, bytes]) -> dict[str, Asset]:
    """Pictures under the names that item texts give them."""
    return {key: Asset(data, ItemMedia(key=key).content_type) for key, data in pictures.items()}


def _pdf(name: str, paper: PrintedPaper, pictures: Mapping[str, bytes], context: Mapping[str, object]) -> bytes:
    html = render_to_string(f"papers/pdf/{name}.html", {"paper": paper, "specimen": SPECIMEN, **context})
    styles = {
        file: render_to_string(f"papers/pdf/{template}.css", {"families": mark_safe(FAMILIES)})  # noqa: S308 -- our own constant
        for file, template in {"paper.css": "paper", "own.css": name}.items()
    }
    assets = {file: Asset(style.encode(), "text/css") for file, style in styles.items()}
    return html_to_pdf(html, assets={**assets, **picture_assets(pictures)})
