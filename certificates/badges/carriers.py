"""Files that carry a credential: JSON itself, baked pictures (PNG, SVG), and the attachment of a PDF."""

import json
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from xml.parsers.expat import ExpatError

import pikepdf
import png
from defusedxml.common import DefusedXmlException
from django.db import models
from django.utils.translation import gettext_lazy as _
from openbadgeslib import baking
from openbadgeslib.errors import LibOpenBadgesException

from certificates.numbers import read_number

# Of the credential itself; ours have some three thousand bytes.
LARGEST_CREDENTIAL = 64 * 1024
DEEPEST = 32
MOST_ATTACHMENTS = 8
PNG_HEAD, PDF_HEAD = b"\x89PNG\r\n\x1a\n", b"%PDF-"


class Carrier(models.TextChoices):
    """The kinds of file, told by how they begin."""

    JSON = "json", _("a credential file")
    PNG = "png", _("a PNG picture")
    SVG = "svg", _("an SVG picture")
    PDF = "pdf", _("a PDF file")


@dataclass(frozen=True)
class Carried:
    """The credential found in a file, None where there is none that can be read."""

    carrier: Carrier
    document: dict[str, Any] | None = None
    # Of a PDF: the certificate's number in its title, empty where it has none.
    number: str = ""


def baked_png(picture: bytes, credential: bytes) -> bytes:
    """The picture with the credential in a text chunk of its own."""
    return baking.bake_png(picture, credential.decode(), keyword=baking.ITXT_KEYWORD_OB3)


def baked_svg(picture: bytes, credential: bytes) -> bytes:
    """The picture with the credential as the text of an element of its own."""
    return baking.bake_svg(
        picture,
        credential.decode(),
        element=baking.SVG_ELEMENT_OB3,
        namespace=baking.SVG_NS_OB3,
        as_text=True,
    )


def read_carrier(data: bytes) -> Carried:
    """What any file at all carries; never raises for what it holds."""
    carrier = _kind(data)
    readers = {Carrier.PNG: _in_png, Carrier.SVG: _in_svg, Carrier.PDF: _in_pdf, Carrier.JSON: _in_itself}
    try:
        text, number = readers[carrier](data)
    except (
        ValueError,
        LookupError,
        ExpatError,
        DefusedXmlException,
        LibOpenBadgesException,
        png.Error,
        pikepdf.PdfError,
        zlib.error,
        RecursionError,
        EOFError,
    ):
        return Carried(carrier)
    return Carried(carrier, read_document(text), number)


def read_document(text: bytes) -> dict[str, Any] | None:
    """A JSON object of a size that a credential has; of a member said twice nobody knows which one counts."""
    if len(text) > LARGEST_CREDENTIAL:
        return None
    try:
        document = json.loads(text, object_pairs_hook=_said_once, parse_constant=_refuse, parse_float=_refuse)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) and not _is_deeper(document, DEEPEST) else None


def _kind(data: bytes) -> Carrier:
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(PNG_HEAD):
        return Carrier.PNG
    if head.startswith(PDF_HEAD):
        return Carrier.PDF
    return Carrier.SVG if head.startswith(b"<") else Carrier.JSON


def _in_itself(data: bytes) -> tuple[bytes, str]:
    return data, ""


def _in_png(data: bytes) -> tuple[bytes, str]:
    return (baking.extract_png(data, LARGEST_CREDENTIAL, keyword=baking.ITXT_KEYWORD_OB3) or "").encode(), ""


def _in_svg(data: bytes) -> tuple[bytes, str]:
    return (baking.extract_svg(data, element=baking.SVG_ELEMENT_OB3, text_fallback=True) or "").encode(), ""


def _in_pdf(data: bytes) -> tuple[bytes, str]:
    """The first attachment that is a badge, and the number that the title ends with."""
    with pikepdf.open(BytesIO(data)) as document:
        title = str(document.docinfo.get("/Title", ""))
        number = read_number(title.rpartition(" ")[2]) or ""
        for name in list(document.attachments)[:MOST_ATTACHMENTS]:
            text = _unpacked(document.attachments[name].get_file().obj)
            found = read_document(text) or {}
            types = found.get("type")
            if isinstance(types, list) and "OpenBadgeCredential" in types:
                return text, number
    return b"", number


def _unpacked(stream: pikepdf.Object) -> bytes:
    """The stream's bytes, unzipped no further than a credential's size."""
    raw, packing = stream.read_raw_bytes(), stream.get("/Filter")
    if packing is None:
        return raw
    if packing not in ("/FlateDecode", ["/FlateDecode"]) or "/DecodeParms" in stream:
        return b""
    return zlib.decompressobj().decompress(raw, LARGEST_CREDENTIAL + 1)


def _said_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) != len(pairs):
        raise ValueError("a member stands twice")
    return said


def _refuse(text: str) -> Any:
    """A number that credentials of this platform never hold, and that programs read differently."""
    raise ValueError(text)


def _is_deeper(value: Any, levels: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(levels == 0 or _is_deeper(one, levels - 1) for one in inner)
