"""Lesson figures: which SVG is safe to set into a page, and the inlined form of it.

A figure is read with defusedxml, checked against a closed list of elements and attributes, and written anew from
what was read: nothing of the original text reaches a page.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

# Names only; defusedxml parses.
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

SVG_NAMESPACE = "http://www.w3.org/2000/svg"
MAX_LENGTH = 60_000
MIN_FONT_SIZE = 15

_SHAPES = frozenset({"g", "text", "tspan", "rect", "circle", "ellipse", "line", "polyline", "polygon", "path"})
_LABELS = ("title", "desc")
_WORDS = frozenset({"text", "tspan"})
_ATTRIBUTES = frozenset(
    [
        *("x", "y", "dx", "dy", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "width", "height"),
        *("d", "points", "transform", "pathLength"),
        *("fill", "stroke", "fill-opacity", "stroke-opacity", "opacity", "fill-rule"),
        *("stroke-width", "stroke-dasharray", "stroke-dashoffset"),
        *("stroke-linecap", "stroke-linejoin", "stroke-miterlimit"),
        *("font-family", "font-size", "font-weight", "letter-spacing", "text-anchor", "dominant-baseline"),
    ]
)
_COLOUR = re.compile(
    r"none|currentColor"
    r"|var\(--(?:ink|ink-soft|ink-faint|edge|hairline|paper|paper-2|accent|accent-ink|accent-wash"
    r"|jade|jade-wash|ochre|ochre-wash|indigo|indigo-wash)(?:, ?#[0-9a-fA-F]{3,6})?\)"
)
_VALUE = re.compile(r"[-+0-9A-Za-z.,()% \n]*")
_VIEW_BOX = re.compile(r"0 0 [1-9]\d{0,3} [1-9]\d{0,3}")


class FigureRefused(ValueError):
    """An SVG that must not be shown, why, and at which of its lines."""

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


@dataclass(frozen=True)
class Figure:
    """A checked figure: its own title and description, its view box, and its shapes written anew."""

    title: str
    description: str
    view_box: str
    shapes: str

    def inline(self, label: str) -> SafeString:
        """The figure as one labelled picture inside an HTML page."""
        return format_html(
            '<svg viewBox="{}" role="img" aria-label="{}" font-family="inherit">{}</svg>',
            self.view_box,
            label,
            mark_safe(self.shapes),  # noqa: S308 -- written by _FigureReader from allowed names and escaped values
        )


@lru_cache(maxsize=256)
def read_figure(svg: str) -> Figure:
    """Check `svg`; raises FigureRefused with the reason and the line."""
    if len(svg) > MAX_LENGTH:
        raise FigureRefused(_("The figure is longer than %(limit)d characters.") % {"limit": MAX_LENGTH})
    reader = _FigureReader()
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(reader)
    try:
        parser.parse(BytesIO(svg.encode()))
    except DefusedXmlException as error:
        raise FigureRefused(_("A figure may hold no document type and no entities.")) from error
    except SAXParseException as error:
        reason = _("This is not well-formed SVG: %(message)s") % {"message": error.getMessage()}
        raise FigureRefused(reason, error.getLineNumber() or 1) from error
    return reader.figure()


class _FigureReader(ContentHandler):
    """Checks every element as it comes and writes it anew; raises FigureRefused at the first wrong one."""

    def __init__(self) -> None:
        super().__init__()
        self._locator: Any = None
        self._open: list[str] = []
        self._labels: dict[str, str] = {}
        self._view_box = ""
        self._written: list[str] = []

    def figure(self) -> Figure:
        return Figure(self._labels["title"], self._labels["desc"], self._view_box, "".join(self._written))

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 -- SAX's name
        """Check the element's place, name and attributes."""
        if not self._open:
            self._start_root(name, dict(attrs))
        elif len(self._labels) < len(_LABELS):
            self._start_label(name, dict(attrs))
        elif name in _SHAPES:
            self._written.append(f"<{name}{self._attributes(dict(attrs))}>")
        else:
            self._refuse(_("The element “%(name)s” is not allowed in a figure."), name=name)
        self._open.append(name)

    def endElement(self, name: str) -> None:  # noqa: N802 -- SAX's name
        """Close what was written; a figure that ends without its labels is refused."""
        self._open.pop()
        if name in _LABELS and not self._labels[name].strip():
            self._refuse(_("The figure's “%(name)s” is empty."), name=name)
        if name in _SHAPES:
            self._written.append(f"</{name}>")
        if not self._open and len(self._labels) < len(_LABELS):
            self._refuse(_("A figure starts with its title and then its desc."))

    def characters(self, content: str) -> None:
        """Keep the words of labels and of text; elsewhere only white space may stand."""
        inside = self._open[-1]
        if inside in _LABELS:
            self._labels[inside] += content
        elif inside in _WORDS:
            self._written.append(escape(content))
        elif content.strip():
            self._refuse(_("Words stand outside a text element."))

    def processingInstruction(self, target: str, data: str) -> None:  # noqa: N802, ARG002 -- as SAX calls it
        """None is allowed: a style sheet could be linked by one."""
        self._refuse(_("A figure may hold no processing instruction."))

    def _start_root(self, name: str, attrs: dict[str, str]) -> None:
        if name != "svg" or attrs.pop("xmlns", "") != SVG_NAMESPACE:
            self._refuse(_("The outermost element must be svg with its own namespace."))
        self._view_box = attrs.pop("viewBox", "")
        if not _VIEW_BOX.fullmatch(self._view_box):
            self._refuse(_("The figure needs a viewBox such as “0 0 640 400”."))
        for attribute in ("width", "height"):
            if attribute in attrs:
                self._refuse(_("The figure may have no width or height of its own, only its viewBox."))
        self._attributes(attrs)

    def _start_label(self, name: str, attrs: dict[str, str]) -> None:
        if len(self._open) != 1 or name != _LABELS[len(self._labels)]:
            self._refuse(_("A figure starts with its title and then its desc."))
        if attrs:
            self._refuse(_("The attribute “%(name)s” is not allowed in a figure."), name=next(iter(attrs)))
        self._labels[name] = ""

    def _attributes(self, attrs: dict[str, str]) -> str:
        for name, value in attrs.items():
            if name not in _ATTRIBUTES:
                self._refuse(_("The attribute “%(name)s” is not allowed in a figure."), name=name)
            if name in {"fill", "stroke"}:
                if not _COLOUR.fullmatch(value):
                    self._refuse(_("“%(value)s” is not one of the site's colours, var(--…)."), value=value)
            elif not _VALUE.fullmatch(value):
                self._refuse(_("“%(value)s” is not allowed as the value of “%(name)s”."), value=value, name=name)
            if name == "font-family" and value != "inherit":
                self._refuse(_("Figures use the page's own fonts: font-family is “inherit”."))
            if name == "font-size" and not _large_enough(value):
                self._refuse(_("Text in a figure is %(least)d units or more."), least=MIN_FONT_SIZE)
        return "".join(f' {name}="{escape(value)}"' for name, value in attrs.items())

    def _refuse(self, reason: str, **values: object) -> None:
        raise FigureRefused(reason % values, self._locator.getLineNumber() if self._locator else 1)


def _large_enough(size: str) -> bool:
    return re.fullmatch(r"\d+(\.\d+)?", size) is not None and float(size) >= MIN_FONT_SIZE
