"""A Word document as lines, with its pictures and its tables. No Django here."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from exams.bank.interchange import marks
from exams.bank.interchange.examiner_text.lines import Line, read_options
from exams.bank.interchange.packages import check_markup, open_package
from exams.bank.interchange.parsing import FileRefused, Limits
from exams.bank.interchange.word.numbering import Numbering
from exams.bank.interchange.word.paragraphs import Paragraph, Reader
from exams.bank.item_types.editor import gettext_noop
from exams.bank.item_types.text import picture_key

_MOST_STYLES = 20


@dataclass
class WordText:
    """What a document says."""

    lines: list[Line] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    # Tables by the paragraph before them, each a list of rows of cells: for those who look for items in them.
    tables: list[tuple[int, list[list[str]]]] = field(default_factory=list)
    # What is not kept, with the number of the paragraph.
    lost: list[tuple[int, str]] = field(default_factory=list)
    wordless: set[str] = field(default_factory=set)


def read_document(data: bytes, *, limits: Limits) -> WordText:
    """The whole body in reading order; raises FileRefused."""
    with open_package(data, limits=limits) as package:
        check_markup(package)
    try:
        document = Document(BytesIO(data))
        return _Walk(document, limits).walk()
    except FileRefused:
        raise
    except Exception as error:
        # python-docx meets a damaged file with whatever it stumbles over.
        raise FileRefused(
            "broken_document", gettext_noop("The document is damaged; please open it in Word and save it anew.")
        ) from error


class _Walk:
    """Through the body once, counting paragraphs as Word's reader would."""

    def __init__(self, document: Any, limits: Limits) -> None:
        self._document = document
        self._limits = limits
        self._text = WordText()
        self._number = 0
        self._reader = Reader(self._picture)
        self._numbering = Numbering(_numbering_root(document))
        self._styles: dict[str, tuple[str, int] | None] = {}

    def walk(self) -> WordText:
        self._body(self._document.element.body)
        return self._text

    def _body(self, parent: Any) -> None:
        for child in parent.iterchildren():
            if child.tag == qn("w:p"):
                self._add(self._paragraph(child))
            elif child.tag == qn("w:tbl"):
                self._table(child)
            elif child.tag == qn("w:sdt"):
                for content in child.iterchildren(qn("w:sdtContent")):
                    self._body(content)

    def _paragraph(self, element: Any) -> Paragraph:
        self._number += 1
        listed = self._list_of(element)
        label = self._numbering.label(*listed) if listed else ""
        paragraph = self._reader.read(element, label)
        self._text.lost += [(self._number, what) for what in sorted(paragraph.lost)]
        self._text.wordless |= paragraph.wordless
        return paragraph

    def _add(self, paragraph: Paragraph) -> None:
        for line in paragraph.lines or [""]:
            self._text.lines.append(Line(self._number, line, "paragraph"))

    def _table(self, element: Any) -> None:
        """A table of words; one that only lays out options, or frames a text, is read as paragraphs."""
        rows: list[list[list[Paragraph]]] = []
        begins = self._number + 1
        for row in element.iterchildren(qn("w:tr")):
            cells = list(row.iterchildren(qn("w:tc")))
            rows.append([[self._paragraph(one) for one in cell.iter(qn("w:p"))] for cell in cells])
        texts = [[_cell(cell) for cell in row] for row in rows]
        filled = [text for row in texts for text in row if text]
        if sum(map(len, rows)) == 1 or (filled and all(read_options(text) for text in filled)):
            for paragraph in (one for row in rows for cell in row for one in cell):
                self._add(paragraph)
            return
        self._text.tables.append((begins, texts))
        plain = [[text.replace("|", "｜") for text in row] for row in texts if any(row)]
        self._text.lines.append(Line(begins, marks.table(plain, has_head=True), "paragraph", is_block=True))

    # --- Lists ---

    def _list_of(self, element: Any) -> tuple[str, int] | None:
        """The list that a paragraph belongs to, by itself or by its style."""
        properties = element.find(qn("w:pPr"))
        if properties is None:
            return None
        own = _list_in(properties)
        if own is not None:
            return own if own[0] != "0" else None
        style = properties.find(qn("w:pStyle"))
        return self._list_of_style(style.get(qn("w:val"), "")) if style is not None else None

    def _list_of_style(self, style_id: str) -> tuple[str, int] | None:
        if style_id not in self._styles:
            self._styles[style_id] = next(self._lists_of_styles(style_id), None)
        return self._styles[style_id]

    def _lists_of_styles(self, style_id: str) -> Iterator[tuple[str, int]]:
        """Of the style and of those that it is based on."""
        for _step in range(_MOST_STYLES):
            style = self._document.styles.element.get_by_id(style_id)
            if style is None:
                return
            properties = style.find(qn("w:pPr"))
            found = _list_in(properties) if properties is not None else None
            if found is not None and found[0] != "0":
                yield found
            base = style.find(qn("w:basedOn"))
            if base is None:
                return
            style_id = base.get(qn("w:val"), "")

    # --- Pictures ---

    def _picture(self, relation: str) -> str | None:
        found = self._document.part.rels.get(relation)
        if found is None or found.is_external:
            return None
        data = found.target_part.blob
        key = picture_key(data)
        if key not in self._text.pictures and len(self._text.pictures) >= self._limits.pictures:
            raise FileRefused(
                "too_many_pictures",
                gettext_noop("The file holds more than %(limit)d pictures; please divide it."),
                limit=self._limits.pictures,
            )
        self._text.pictures[key] = data
        return key


def _cell(paragraphs: list[Paragraph]) -> str:
    return " ".join(" ".join(line.split()) for one in paragraphs for line in one.lines if line.strip())


def _list_in(properties: Any) -> tuple[str, int] | None:
    found = properties.find(qn("w:numPr"))
    number = found.find(qn("w:numId")) if found is not None else None
    if number is None:
        return None
    level = found.find(qn("w:ilvl"))
    value = level.get(qn("w:val"), "0") if level is not None else "0"
    return number.get(qn("w:val"), "0"), int(value) if value.isdecimal() else 0


def _numbering_root(document: Any) -> Any | None:
    try:
        return document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
    except KeyError:
        return None
