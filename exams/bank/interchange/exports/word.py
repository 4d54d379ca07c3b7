"""Lines of our own markup as a Word document. No Django here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from exams.bank.interchange.exports.archives import rearchived
from exams.bank.interchange.exports.contract import Stamp
from exams.bank.interchange.exports.html_texts import CONTROLS
from exams.bank.item_types.text import Piece, blocks, pieces

_NEVER = datetime(2000, 1, 1)  # noqa: DTZ001 -- Word's properties have no zone
_FONT = "宋体"
_WIDEST = Cm(14)


class MarkedDocument:
    """A document in the fonts of Chinese pages that takes lines of our own markup from top to bottom."""

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        self._pictures = pictures
        self._document = Document()
        style = self._document.styles["Normal"]
        style.font.name, style.font.size = _FONT, Pt(10.5)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
        style.paragraph_format.space_after = Pt(3)

    def item(self, lines: Sequence[str]) -> None:
        """The lines of an item, those of a table together."""
        table: list[str] = []
        for line in lines:
            if line.startswith("|") and line.endswith("|") and len(line) > 1:
                table.append(line)
                continue
            self._table(table)
            table = []
            self._line(line)
        self._table(table)

    def bytes(self) -> bytes:
        """The file; the same for the same lines."""
        buffer = BytesIO()
        self._document.save(buffer)
        return rearchived(buffer.getvalue(), first="[Content_Types].xml")

    def _describe(self, *, author: str, title: str, comments: str) -> None:
        """The properties of the file, without a clock."""
        properties = self._document.core_properties
        properties.author, properties.title = clean(author)[:255], clean(title)[:255]
        properties.comments = clean(comments)[:255]
        properties.created = properties.modified = _NEVER
        properties.last_modified_by = ""

    def _line(self, line: str) -> Any:
        paragraph = self._document.add_paragraph()
        for piece in pieces(line):
            self._run(paragraph, piece)
        return paragraph

    def _table(self, lines: Sequence[str]) -> None:
        if not lines:
            return
        rows = blocks("\n".join(lines))[0].rows
        table = self._document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, runs in zip(row.cells, cells, strict=True):
                for piece in runs:
                    self._run(cell.paragraphs[0], piece)

    def _run(self, paragraph: Any, piece: Piece) -> None:
        if piece.kind == "picture" and piece.text in self._pictures:
            self._picture(paragraph, piece)
            return
        run = paragraph.add_run(f"[{piece.alt}]" if piece.kind == "picture" else clean(piece.text))
        if piece.kind in {"bold", "underline"}:
            setattr(run, piece.kind, True)
        elif piece.kind in {"super", "sub"}:
            setattr(run.font, f"{piece.kind}script", True)

    def _picture(self, paragraph: Any, piece: Piece) -> None:
        shown = paragraph.add_run().add_picture(BytesIO(self._pictures[piece.text]))
        if shown.width > _WIDEST:
            shown.height, shown.width = int(shown.height * _WIDEST / shown.width), _WIDEST
        named = shown._inline.docPr  # noqa: SLF001 -- python-docx has no other way to alternative text
        named.set("descr", clean(piece.alt))
        named.set("name", piece.text)


class WordFile(MarkedDocument):
    """Items of a bank, under the stamp of their export."""

    def __init__(self, stamp: Stamp, pictures: Mapping[str, bytes]) -> None:
        super().__init__(pictures)
        self._describe(author=stamp.actor, title=f"{stamp.bank} {stamp.title}", comments=stamp.line)
        footer = self._document.sections[0].footer.paragraphs[0]
        footer.add_run(clean(stamp.line)).font.size = Pt(8)
        self.title(f"{stamp.bank} {stamp.title}")

    def title(self, text: str) -> None:
        """A line of its own in the middle."""
        paragraph = self._document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(clean(text)).bold = True

    def heading(self, text: str) -> None:
        """The heading of a section."""
        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        paragraph.add_run(clean(text)).bold = True


def clean(text: str) -> str:
    """The text without what no XML may hold."""
    return CONTROLS.sub("", text)
