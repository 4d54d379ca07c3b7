"""The wrong-answer book as a PDF, A4. The same answers on the same day give the same bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from courses.printing.pdf import Asset, html_to_pdf

FAMILIES = '"Noto Serif CJK SC", "Liberation Serif", "BabelStone Han"'


@dataclass(frozen=True)
class PrintedMiss:
    """One question of the book, with pictures under `asset:<key>`; no stem: the exam shows its point alone."""

    point: str
    item_type: str
    lapses: int
    stem: SafeString | None
    options: SafeString | None
    response: str
    key: str
    explanation: SafeString | None
    taught_in: str
    # The key is a model answer, and the trainee judged their own by it.
    is_self_assessed: bool = False
    # Of what was missed in an exam: which, when, and how many practice questions its point has.
    exam: str = ""
    sat_on: datetime | None = None
    supply: int = 0


@dataclass(frozen=True)
class PrintedBook:
    """All that stands on the sheets."""

    publisher: str
    address: str
    name: str
    printed_on: date
    # Of so many on the shelf these are printed.
    total: int
    misses: Sequence[PrintedMiss]


def book_pdf(book: PrintedBook, pictures: Mapping[str, Asset]) -> bytes:
    """In Chinese whatever language its reader has chosen, as the questions are.

    Raises UnsetCharactersError, RenderingError.
    """
    with translation.override("zh-hans"):
        html = render_to_string("practice/pdf/book.html", {"book": book})
    style = render_to_string("practice/pdf/book.css", {"families": FAMILIES})
    return html_to_pdf(html, assets={**pictures, "book.css": Asset(style.encode(), "text/css")})
