"""Admission tickets and the papers of a room, set for A4. The same places give the same bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string

from courses.printing.fonts import FAMILIES
from courses.printing.pdf import Asset, html_to_pdf
from courses.printing.qr import qr_svg

# Of a door sheet and of a sign-in sheet: as many lines as a page holds.
DOOR_COLUMN = 30
# Two beside each other, seven below each other.
LABELS_ON_A_PAGE = 14


@dataclass(frozen=True)
class PrintedPart:
    """A part of the exam with the minutes that this candidate has for it."""

    name: str
    minutes: int


@dataclass(frozen=True)
class PrintedPlace:
    """A candidate's place, as all of the papers need it."""

    number: str
    name: str
    masked_id_number: str
    room: str
    address: str
    seat: str
    last_start: datetime
    parts: Sequence[PrintedPart]
    # What is arranged, a few words each; why is nobody's business.
    arranged: Sequence[str] = ()
    photo: bytes = b""
    # Where the QR code leads.
    check_url: str = ""

    @property
    def photo_name(self) -> str:
        return f"photo-{self.number}.jpg"

    @property
    def code_name(self) -> str:
        return f"code-{self.number}.svg"


@dataclass(frozen=True)
class PrintedSitting:
    """What stands on top of every paper."""

    publisher: str
    address: str
    exam: str
    name: str
    opens_at: datetime
    rules: Sequence[str] = ()


def tickets_pdf(sitting: PrintedSitting, places: Sequence[PrintedPlace]) -> bytes:
    """An admission ticket a page; raises UnsetCharactersError, RenderingError."""
    return _pdf("tickets", sitting, places, {"places": places}, has_codes=True)


def sign_in_pdf(sitting: PrintedSitting, room: str, places: Sequence[PrintedPlace]) -> bytes:
    """签到表: everybody of a room by seat, with face, and a line to sign on."""
    return _pdf("sign_in", sitting, places, {"room": room, "places": places})


def door_pdf(sitting: PrintedSitting, room: str, places: Sequence[PrintedPlace]) -> bytes:
    """门贴: who sits in this room, large enough to be read standing; without faces or ID numbers."""
    columns = [places[start : start + DOOR_COLUMN] for start in range(0, len(places), DOOR_COLUMN)]
    sheets = [columns[start : start + 2] for start in range(0, len(columns), 2)]
    return _pdf("door", sitting, (), {"room": room, "sheets": sheets or [[]], "count": len(places)})


def desk_labels_pdf(sitting: PrintedSitting, room: str, places: Sequence[PrintedPlace]) -> bytes:
    """桌贴: a label a desk, fourteen to a page."""
    pages = [places[start : start + LABELS_ON_A_PAGE] for start in range(0, len(places), LABELS_ON_A_PAGE)]
    return _pdf("desk_labels", sitting, (), {"room": room, "pages": pages})


def _pdf(
    name: str,
    sitting: PrintedSitting,
    faces: Sequence[PrintedPlace],
    context: Mapping[str, object],
    *,
    has_codes: bool = False,
) -> bytes:
    html = render_to_string(f"sittings/pdf/{name}.html", {"sitting": sitting, **context})
    style = render_to_string("sittings/pdf/papers.css", {"families": FAMILIES})
    assets = {"papers.css": Asset(style.encode(), "text/css")}
    for place in faces:
        if place.photo:
            assets[place.photo_name] = Asset(place.photo, "image/jpeg")
        if has_codes:
            assets[place.code_name] = Asset(qr_svg(place.check_url).encode(), "image/svg+xml")
    return html_to_pdf(html, assets=assets)
