"""A certificate's payload, portrait and verification address, printed."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import urlsplit

from django.template.loader import render_to_string
from PIL import Image

from certificates.payload import CertificatePayload
from certificates.rendering.drawing import qr_stand_in, qr_strokes
from certificates.rendering.lines import NotPressable
from certificates.rendering.plate import Person, Plate, Portrait
from certificates.rendering.platemaking import QR_MARK, make_plate
from certificates.rendering.sheet import PrintedDesign, Sheet, sheet_of
from certificates.rendering.slots import SIGNS, Texts, with_slots
from courses.printing.fonts import font_versions
from courses.printing.pdf import Asset, html_to_pdf
from courses.printing.qr import qr_code, qr_svg

# Plates that a process keeps, 60 kB each: one for each award, day and size of name.
KEPT_PLATES = 32


@dataclass(frozen=True)
class Verification:
    """The address behind the QR code, and how a person types it: a short address and a code in groups."""

    url: str

    @property
    def address(self) -> str:
        """Host and path without scheme and code: `example.com/verify/`."""
        parts = urlsplit(self.url)
        return parts.netloc + parts.path.rstrip("/").rpartition("/")[0] + "/"

    @property
    def groups(self) -> list[str]:
        """The code, four characters at a time."""
        code = self.url.rstrip("/").rpartition("/")[2]
        return [code[start : start + 4] for start in range(0, len(code), 4)]


@dataclass(frozen=True)
class Rendering:
    """An unsigned certificate, and what it takes to print it again years later, byte for byte."""

    pdf: bytes
    layout: str
    # File name → version.
    fonts: Mapping[str, str]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.pdf).hexdigest()


def print_certificate(
    payload: CertificatePayload,
    *,
    photo: bytes,
    verify_url: str,
    credential: bytes = b"",
    design: PrintedDesign | None = None,
) -> Rendering:
    """The certificate, PDF/A-3a and PDF/UA-1, with its badge credential attached where one is given.

    Depends on nothing but its arguments: the same certificate gives the same bytes. Raises UnsetCharactersError and
    RenderingError.
    """
    pdf = render_certificate(payload, photo=photo, verify_url=verify_url, credential=credential, design=design)
    words = f"{payload.name}{payload.title}{payload.course_title}{payload.exam_title}{payload.issuer}"
    if design:
        words += design.spec.words
    return Rendering(pdf, f"{payload.layout}-{payload.layout_version}", font_versions(words))


def render_certificate(
    payload: CertificatePayload,
    *,
    photo: bytes,
    verify_url: str,
    credential: bytes = b"",
    design: PrintedDesign | None = None,
) -> bytes:
    """The PDF alone."""
    sheet = sheet_of(payload, design)
    verification = Verification(verify_url)
    portrait = _portrait(photo) if sheet.shows_photo else None
    code = qr_code(verify_url)
    texts, values = with_slots(payload, name_lines=sheet.name_lines, verification=verification)
    setting = Setting(sheet, portrait, len(code.matrix), has_credential=bool(credential))
    person = Person(values, portrait, qr_strokes(code), credential)
    if (plate := _plate(payload, setting, texts, verification)) is not None:
        return plate.fill(person)
    return _alone(payload, setting, verification, photo, credential)


def set_alone(
    payload: CertificatePayload, *, photo: bytes, verify_url: str, design: PrintedDesign | None = None
) -> bytes:
    """The same PDF without a plate, for a single trial that should leave no plate behind."""
    sheet = sheet_of(payload, design)
    portrait = _portrait(photo) if sheet.shows_photo else None
    setting = Setting(sheet, portrait, len(qr_code(verify_url).matrix), has_credential=False)
    return _alone(payload, setting, Verification(verify_url), photo, b"")


def _alone(
    payload: CertificatePayload, setting: "Setting", verification: Verification, photo: bytes, credential: bytes
) -> bytes:
    page = setting.typeset(Texts(payload, setting.sheet.name_lines, verification), qr_svg(verification.url), photo)
    whole = make_plate(page, None, portrait=photo, has_attachment=bool(credential))
    return whole.fill(Person({}, setting.portrait, b"", credential))


@dataclass(frozen=True)
class Setting:
    """What a page depends on besides its texts."""

    sheet: Sheet
    portrait: Portrait | None
    qr_modules: int
    has_credential: bool

    @property
    def key(self) -> tuple[object, ...]:
        """All of it that tells one plate from another."""
        shape = self.portrait.shape if self.portrait else None
        return self.sheet.key, self.sheet.rules, shape, self.qr_modules, self.has_credential

    def typeset(self, texts: Texts, qr_drawing: str, photo: bytes) -> bytes:
        """The page as WeasyPrint sets it."""
        return html_to_pdf(
            render_to_string(self.sheet.template, {**self.sheet.context, **texts.context()}),
            assets={
                **self.sheet.assets,
                "fitting.css": Asset(self.sheet.rules.encode(), "text/css"),
                **({"portrait.jpg": Asset(photo, "image/jpeg")} if self.portrait else {}),
                "qr.svg": Asset(qr_drawing.encode(), "image/svg+xml"),
            },
        )


_making = threading.Lock()
# None where a page cannot be a plate: its certificates are set one by one.
_plates: OrderedDict[object, Plate | None] = OrderedDict()


def _plate(payload: CertificatePayload, setting: Setting, texts: Texts, verification: Verification) -> Plate | None:
    key = (texts, setting.key)
    with _making:
        if key not in _plates:
            _plates[key] = _made(payload, setting, texts, verification)
            if len(_plates) > KEPT_PLATES:
                _plates.popitem(last=False)
        _plates.move_to_end(key)
        return _plates[key]


def _made(payload: CertificatePayload, setting: Setting, texts: Texts, verification: Verification) -> Plate | None:
    words = payload.title + payload.course_title + payload.exam_title + payload.issuer + setting.sheet.words
    if SIGNS & set(words):
        return None
    drawing, blank = qr_stand_in(setting.qr_modules, QR_MARK), setting.portrait.blank() if setting.portrait else b""
    wide, _values = with_slots(payload, name_lines=setting.sheet.name_lines, verification=verification, width=2)
    try:
        return make_plate(
            setting.typeset(texts, drawing, blank),
            setting.typeset(wide, drawing, blank),
            portrait=blank,
            has_attachment=setting.has_credential,
        )
    except NotPressable:
        return None


def _portrait(photo: bytes) -> Portrait:
    """The JPEG's measures, read from its head."""
    with Image.open(BytesIO(photo)) as picture:
        return Portrait(photo, picture.width, picture.height, picture.mode)
