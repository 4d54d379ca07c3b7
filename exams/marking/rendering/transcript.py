"""The transcript: a released result on one sheet, A4. The same result gives the same bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.template.loader import render_to_string
from django.utils import translation

from courses.printing.pdf import Asset, html_to_pdf

FAMILIES = '"Noto Serif CJK SC", "Liberation Serif", "BabelStone Han"'


@dataclass(frozen=True)
class PrintedComponent:
    """A line of the table; the score is None where the exam does not show it."""

    name: str
    score: Decimal | None
    pass_mark: Decimal
    passed: bool
    sat_on: datetime | None
    is_kept: bool = False
    moderated: Decimal = Decimal(0)


@dataclass(frozen=True)
class Transcript:
    """All that stands on the sheet, frozen."""

    publisher: str
    address: str
    number: str
    exam: str
    sitting: str
    name: str
    masked_id_number: str
    admission_number: str
    outcome: str
    is_scored: bool
    passed: bool
    band: str
    total: Decimal | None
    total_pass_mark: Decimal
    reason: str
    components: Sequence[PrintedComponent]
    # (part, range, share out of 100)
    ranges: Sequence[tuple[str, str, Decimal]]
    released_at: datetime
    # The sheet that this one takes the place of, and the one that took its place: number and day.
    replaces: tuple[str, datetime] | None
    replaced_by: tuple[str, datetime] | None
    is_superseded: bool
    digest: str


def transcript_pdf(transcript: Transcript) -> bytes:
    """The sheet, in Chinese whatever language its reader has chosen; raises UnsetCharactersError, RenderingError."""
    with translation.override("zh-hans"):
        html = render_to_string("marking/pdf/transcript.html", {"transcript": transcript})
    style = render_to_string("marking/pdf/transcript.css", {"families": FAMILIES})
    return html_to_pdf(html, assets={"transcript.css": Asset(style.encode(), "text/css")})
