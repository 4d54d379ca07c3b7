"""HTML to PDF behind closed doors: no network, no file, no system font, no warning passed over."""

import html as html_entities
import logging
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO

from weasyprint import HTML
from weasyprint.css import ColorProfile
from weasyprint.logger import LOGGER, PROGRESS_LOGGER
from weasyprint.text.ffi import ffi, fontconfig, pangoft2
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from courses.printing.fonts import Face, cut_faces

ASCII = "".join(map(chr, range(0x20, 0x7F)))
OUTPUT_INTENT = "srgb2014"
# Seven lines for each document say nothing when all goes well.
PROGRESS_LOGGER.setLevel(logging.WARNING)
ffi.cdef("FcConfig *FcConfigCreate (void);")


class RenderingError(Exception):
    """The document asked for something it may not have, or the renderer complained."""


@dataclass(frozen=True)
class Asset:
    """A file the document may use, under `asset:<name>`."""

    content: bytes
    content_type: str


def html_to_pdf(html: str, *, assets: Mapping[str, Asset]) -> bytes:
    """A tagged PDF/A-3a of `html`, set in fonts cut for its characters. The same input gives the same bytes.

    Raises UnsetCharactersError, and RenderingError for anything but a clean run.
    """
    faces = {f"face-{number}.ttf": face for number, face in enumerate(cut_faces(_printed(html, assets.values())))}
    fetcher = AssetFetcher(
        {
            **assets,
            "faces.css": Asset(_face_rules(faces).encode(), "text/css"),
            **{name: Asset(face.data, "font/ttf") for name, face in faces.items()},
        }
    )
    try:
        with _complaints_are_errors():
            return bytes(
                HTML(string=html, url_fetcher=fetcher).write_pdf(
                    font_config=ClosedFontConfiguration(),
                    pdf_variant="pdf/a-3a",
                    # WeasyPrint's own profile, read by us: left to itself it does not close the file.
                    color_profiles={OUTPUT_INTENT: _srgb()},
                    output_intent=OUTPUT_INTENT,
                )
            )
    except FatalURLFetchingError as error:
        raise RenderingError(str(error)) from error


class AssetFetcher(URLFetcher):
    """Hands out the given assets and stops the rendering at any other address."""

    def __init__(self, assets: Mapping[str, Asset]) -> None:
        super().__init__(allowed_protocols=())
        self._assets = {f"asset:{name}": asset for name, asset in assets.items()}

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002 -- WeasyPrint's signature
        if url not in self._assets:
            raise FatalURLFetchingError(f"not an asset of this document: {url[:80]}")
        asset = self._assets[url]
        return URLFetcherResponse(url, asset.content, {"Content-Type": asset.content_type})


class ClosedFontConfiguration(FontConfiguration):
    """Knows only the faces a style sheet brings: nothing of the machine can slip in where a glyph is missing."""

    def __init__(self) -> None:
        super().__init__()
        self._config = fontconfig.FcConfigCreate()
        pangoft2.pango_fc_font_map_set_config(ffi.cast("PangoFcFontMap *", self.font_map), self._config)
        fontconfig.FcConfigDestroy(self._config)  # the font map keeps its own reference


class _Complaints(logging.Handler):
    """Collects what WeasyPrint says in this thread: a missing glyph is only a warning to it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.thread = threading.get_ident()
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread:
            self.messages.append(record.getMessage())


@contextmanager
def _complaints_are_errors() -> Iterator[None]:
    complaints = _Complaints()
    LOGGER.addHandler(complaints)
    try:
        yield
    finally:
        LOGGER.removeHandler(complaints)
    if complaints.messages:
        raise RenderingError("; ".join(complaints.messages))


def _srgb() -> ColorProfile:
    """A profile for one document: WeasyPrint notes in it where it stands in the file."""
    content = files("weasyprint.pdf").joinpath("sRGB2014.icc").read_bytes()
    return ColorProfile(BytesIO(content), "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))


def _face_rules(faces: Mapping[str, Face]) -> str:
    return "\n".join(
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; src: url(asset:{name}) }}'
        for name, face in faces.items()
    )


def _printed(html: str, assets: Iterable[Asset]) -> str:
    """Every character of the text and mark-up of the document and of its drawings.

    ASCII always, as a style sheet may ask for capitals.
    """
    drawings = [asset.content.decode() for asset in assets if asset.content_type == "image/svg+xml"]
    text = html_entities.unescape("".join([html, *drawings]))
    return ASCII + "".join(character for character in text if character >= " ")
