"""XML as small trees of elements and texts, read without document types, entities or anything from outside. No Django here.

Names lose their prefixes: what an element means is told by its own name in all formats that we read.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from io import StringIO
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, InputSource

from defusedxml.common import DefusedXmlException
from defusedxml.sax import make_parser

from exams.bank.interchange.decoding import decode
from exams.bank.interchange.packages import check_xml
from exams.bank.interchange.parsing import FileRefused, Limits
from exams.bank.item_types.editor import gettext_noop

_DEEPEST = 100
_MOST_NODES = 120_000
# Texts that are HTML hold such signs, too, and count for nothing later.
_MOST_SIGNS = 4 * _MOST_NODES
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# HTML elements that have no end.
_VOID = {"br", "img", "hr", "col", "wbr", "source", "param"}


@dataclass(slots=True)
class Element:
    """An element with its attributes, its children and texts in their order, and the line that it begins in."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    inner: list["Element | str"] = field(default_factory=list)
    line: int = 0

    @property
    def children(self) -> list["Element"]:
        """Child elements without the texts between them."""
        return [one for one in self.inner if isinstance(one, Element)]

    def all(self, *names: str) -> list["Element"]:
        """Children of these names."""
        return [one for one in self.children if one.name in names]

    def first(self, *names: str) -> "Element | None":
        """The first child of one of these names."""
        return next(iter(self.all(*names)), None)

    def within(self, *names: str) -> Iterator["Element"]:
        """Descendants of these names, in reading order, but none inside another one that was found."""
        for child in self.children:
            if child.name in names:
                yield child
            else:
                yield from child.within(*names)

    def get(self, name: str, default: str = "") -> str:
        """An attribute."""
        return self.attributes.get(name, default)

    @property
    def text(self) -> str:
        """All text inside, stripped."""
        return "".join(self._texts()).strip()

    def _texts(self) -> Iterator[str]:
        for one in self.inner:
            if isinstance(one, str):
                yield one
            else:
                yield from one._texts()  # noqa: SLF001 -- its own kind

    def markup(self) -> str:
        """What is inside as HTML or XML."""
        return "".join(escape(one, quote=False) if isinstance(one, str) else serialised(one) for one in self.inner)


def serialised(element: Element) -> str:
    """The element with all inside; what it reads as is the same in XML and in HTML."""
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in element.attributes.items())
    if not element.inner and element.name in _VOID:
        return f"<{element.name}{attributes}/>"
    return f"<{element.name}{attributes}>{element.markup()}</{element.name}>"


def read_tree(data: bytes, name: str, *, limits: Limits) -> Element:
    """The root element; `name` is what messages call the file. Raises FileRefused."""
    check_xml(data, name)
    # Decoded here: the parser would know fewer encodings, and trust what the file says of its own.
    text = _DECLARATION.sub("", decode(data, limits=_as_long_as(limits)).lstrip(), count=1)
    # Counted before the parser meets them: it takes all attributes of an element at once.
    if max(text.count("<"), text.count('="') + text.count("='")) > _MOST_SIGNS:
        raise _too_complex()
    builder = _Builder()
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(builder)
    source = InputSource()
    source.setCharacterStream(StringIO(text))
    try:
        parser.parse(source)
    except DefusedXmlException as error:
        raise FileRefused(
            "entities",
            gettext_noop("%(name)s declares a document type or entities, which can reach for other files; refused."),
            name=name,
        ) from error
    except SAXException as error:
        line = getattr(error, "getLineNumber", lambda: 0)() or 0
        raise FileRefused(
            "broken_xml", gettext_noop("%(name)s is no whole XML: line %(line)d."), name=name, line=line
        ) from error
    if builder.root is None:
        raise FileRefused("broken_xml", gettext_noop("%(name)s is no whole XML: line %(line)d."), name=name, line=1)
    return builder.root


def _as_long_as(limits: Limits) -> Limits:
    """XML carries pictures as text: its size in bytes is its limit."""
    return Limits(characters=limits.file_bytes)


class _Builder(ContentHandler):
    """SAX events to a tree."""

    def __init__(self) -> None:
        super().__init__()
        self.root: Element | None = None
        self._open: list[Element] = []
        self._texts: list[str] = []
        self._count = 0
        self._locator: object | None = None

    def setDocumentLocator(self, locator: object) -> None:  # noqa: N802 -- the base's name
        self._locator = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 -- the base's name
        self._count += 1 + len(attrs)
        if self._count > _MOST_NODES or len(self._open) >= _DEEPEST:
            raise _too_complex()
        element = Element(_local(name), _attributes(dict(attrs.items())), line=self._line())
        self._end_text()
        if self._open:
            self._open[-1].inner.append(element)
        else:
            self.root = element
        self._open.append(element)

    def endElement(self, name: str) -> None:  # noqa: ARG002, N802 -- the base's signature
        self._end_text()
        self._open.pop()

    def _line(self) -> int:
        return int(getattr(self._locator, "getLineNumber", int)() or 0)

    def characters(self, content: str) -> None:
        self._texts.append(content)

    def _end_text(self) -> None:
        if self._texts:
            if self._open:
                self._open[-1].inner.append("".join(self._texts))
            self._texts = []


def _too_complex() -> FileRefused:
    return FileRefused(
        "too_complex", gettext_noop("The XML holds too many elements, or too deep ones; please divide it.")
    )


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _attributes(attrs: Mapping[str, str]) -> dict[str, str]:
    """Without declarations of namespaces but the element's own, which tells versions apart."""
    return {_local(name): value for name, value in attrs.items() if name == "xmlns" or not name.startswith("xmlns:")}
