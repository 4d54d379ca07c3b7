"""考场记录表: what happened in a room, on paper, with places for signatures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from courses.printing.fonts import FAMILIES, unset_characters
from courses.printing.pdf import Asset, html_to_pdf

# The printers' mark for a character that is not in the case.
GETA = "\N{GETA MARK}"


@dataclass(frozen=True)
class RecordedCandidate:
    """Somebody whom the record names."""

    name: str
    number: str
    seat: str


@dataclass(frozen=True)
class RecordedAct:
    """A line of the log; `whom` is empty where it was for the whole room."""

    at: datetime
    what: str
    whom: str
    detail: str
    reason: str
    who: str
    # The one who asked, where two were needed.
    asked_by: str


@dataclass(frozen=True)
class RecordedIncident:
    """An entry of the incident book with its additions."""

    at: datetime
    kind: str
    whom: Sequence[str]
    what: str
    additions: Sequence[str]
    has_picture: bool
    who: str


@dataclass(frozen=True)
class RecordedBreak:
    """A candidate's arranged break; `ended_at` is None while it lasts."""

    began_at: datetime
    ended_at: datetime | None
    whom: str
    how: str


@dataclass(frozen=True)
class RoomRecord:
    """One sheet."""

    exam: str
    sitting: str
    room: str
    opens_at: datetime
    closes_at: datetime
    began_at: datetime | None
    ended_at: datetime | None
    expected: int
    present: int
    handed_in: int
    absent: Sequence[RecordedCandidate]
    # Not marked by anybody, and never begun.
    missing: Sequence[RecordedCandidate]
    misconduct: Sequence[RecordedCandidate]
    acts: Sequence[RecordedAct]
    breaks: Sequence[RecordedBreak]
    incidents: Sequence[RecordedIncident]
    printed_at: datetime


def record_pdf(records: Sequence[RoomRecord]) -> bytes:
    """The sheets as one file. A character that no font has is set as 〓: a record must come out whatever was typed."""
    html = str(render_to_string("sittings/pdf/record.html", {"records": records}))
    for character in unset_characters("".join(one for one in html if one >= " ")):
        html = html.replace(character, GETA)
    style = render_to_string("sittings/pdf/record.css", {"families": mark_safe(FAMILIES)})  # noqa: S308 -- our own constant
    return html_to_pdf(html, assets={"record.css": Asset(style.encode(), "text/css")})
