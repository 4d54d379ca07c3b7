"""Booklet, answer sheet and marking key as Word documents: the same words as on the PDF, for those who change them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt

from exams.bank.interchange.exports.word import MarkedDocument, clean
from exams.bank.item_types import NOTHING_DRAWN, Drawn
from exams.bank.item_types.text import Block, Piece, blocks
from exams.papers.booklet import words
from exams.papers.booklet.content import Chosen, PrintedPaper, PrintedQuestion, PrintedSection
from exams.papers.booklet.keys import KeyEntry, KeyGuide, KeySection
from exams.papers.booklet.printing import NUMBER_DIGITS

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_HEADS = "黑体"
_INDENT = Cm(0.8)
_LEFT, _RIGHT, _TOP, _BOTTOM = Mm(36), Mm(18), Mm(18), Mm(20)
_WIDTH = Mm(210) - _LEFT - _RIGHT
_CHOICES_BESIDE = 3
_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"'
)


class PaperWord(MarkedDocument):
    """A printed paper's document: page, foot, heads, and texts with blanks and numbers."""

    def __init__(self, paper: PrintedPaper, *, kind: str, pictures: Mapping[str, bytes]) -> None:
        super().__init__(pictures)
        self._paper = paper
        self._describe(author=paper.publisher, title=f"{paper.title} {paper.code} {kind}", comments=paper.trace)
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin, section.right_margin = _LEFT, _RIGHT
        section.top_margin, section.bottom_margin = _TOP, _BOTTOM
        self._foot(section.footer.paragraphs[0], kind)
        if paper.is_draft:
            self._centred(section.header.paragraphs[0], words.SPECIMEN)

    def head(self, kind: str, *, note: str) -> None:
        """The lines on top of the first page."""
        self._plain(note).runs[0].bold = True
        self._centred(self._document.add_paragraph(), self._paper.publisher)
        for text, size in ((self._paper.title, 20), (kind, 14)):
            paragraph = self._document.add_paragraph()
            self._centred(paragraph, text)
            self._as_head(paragraph.runs[0], size)
        self._centred(self._document.add_paragraph(), self._paper.code_line)

    def heading(self, text: str, *, size: float = 11.5) -> Any:
        """A head that stays with what follows."""
        paragraph = self._plain(text, keep=True)
        self._as_head(paragraph.runs[0], size)
        return paragraph

    def grid(self, rows: Sequence[Sequence[str]], *, widths: Sequence[Any] = (), size: float = 10.5) -> Any:
        """A table of plain cells, all in the middle."""
        table = self._document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        for row, cells in zip(table.rows, rows, strict=True):
            self._whole(row)
            for place, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
                self._centred(cell.paragraphs[0], text)
                for run in cell.paragraphs[0].runs:
                    run.font.size = Pt(size)
                if widths:
                    cell.width = widths[place]
        self._document.add_paragraph().paragraph_format.space_after = Pt(0)
        return table

    def text(
        self, text: str, *, label: str = "", drawn: Drawn = NOTHING_DRAWN, indent: Any = _INDENT, keep: bool = False
    ) -> None:
        """A text of an item as its blocks, after its number."""
        for place, block in enumerate(blocks(text)):
            if block.kind == "table":
                if place == 0 and label:
                    self._plain(label, keep=True)
                self._block_table(block, drawn)
                continue
            for number, row in enumerate(block.rows, start=1):
                mark = {"bullets": "· ", "numbers": f"{number}. "}.get(block.kind, "")
                first = label if place == 0 and number == 1 else ""
                paragraph = self._plain(f"{first}{mark}", keep=keep)
                paragraph.paragraph_format.left_indent = indent
                paragraph.paragraph_format.first_line_indent = -_INDENT if first else 0
                self._pieces(paragraph, row[0], drawn)

    def _pieces(self, paragraph: Any, pieces: Sequence[Piece], drawn: Drawn) -> None:
        for piece in pieces:
            if piece.kind == "blank":
                self._run(paragraph, Piece("plain", words.BLANK))
            elif piece.kind == "value":
                self._run(paragraph, replace(piece, kind="plain", text=drawn.get(piece.text, piece.text)))
            else:
                self._run(paragraph, piece)

    def _block_table(self, block: Block, drawn: Drawn) -> None:
        table = self._document.add_table(rows=len(block.rows), cols=len(block.rows[0]), style="Table Grid")
        for row, cells in zip(table.rows, block.rows, strict=True):
            self._whole(row)
            for cell, pieces in zip(row.cells, cells, strict=True):
                self._pieces(cell.paragraphs[0], pieces, drawn)

    def _plain(self, text: str, *, keep: bool = False) -> Any:
        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.keep_together = True
        paragraph.paragraph_format.keep_with_next = keep
        if text:
            paragraph.add_run(clean(text))
        return paragraph

    def _rule(self, *, keep: bool = False) -> None:
        """A line to write on."""
        paragraph = self._plain("\t", keep=keep)
        paragraph.paragraph_format.tab_stops.add_tab_stop(_WIDTH, leader=WD_TAB_LEADER.LINES)
        paragraph.paragraph_format.line_spacing = Pt(24)
        paragraph.paragraph_format.space_after = Pt(0)

    @staticmethod
    def _centred(paragraph: Any, text: str) -> None:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(clean(text))

    @staticmethod
    def _as_head(run: Any, size: float) -> None:
        run.bold, run.font.size, run.font.name = True, Pt(size), _HEADS
        run.element.rPr.rFonts.set(qn("w:eastAsia"), _HEADS)

    @staticmethod
    def _whole(row: Any) -> None:
        """No page breaks inside the row."""
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 -- python-docx has no other way

    def _foot(self, paragraph: Any, kind: str) -> None:
        paragraph.add_run(clean(self._paper.trace)).font.size = Pt(6.5)
        below = paragraph.insert_paragraph_before("")
        below.alignment = WD_ALIGN_PARAGRAPH.CENTER
        below.add_run(clean(f"{self._paper.title} {self._paper.code} {kind}　第 "))
        self._field(below, "PAGE")
        below.add_run(" 页　共 ")
        self._field(below, "NUMPAGES")
        below.add_run(" 页")
        for run in below.runs:
            run.font.size = Pt(9)

    @staticmethod
    def _field(paragraph: Any, name: str) -> None:
        """A number that Word keeps."""
        for kind, text in (("begin", ""), ("", name), ("separate", ""), ("text", "1"), ("end", "")):
            run = paragraph.add_run(text if kind == "text" else "")
            if kind in {"begin", "separate", "end"}:
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
                run._r.append(mark)  # noqa: SLF001 -- python-docx has no other way
            elif not kind:
                code = OxmlElement("w:instrText")
                code.text = text
                run._r.append(code)  # noqa: SLF001 -- as above


class BookletWord(PaperWord):
    """The candidates' booklet."""

    def write(self) -> bytes:
        """The whole of it."""
        self._seal()
        self.head(words.BOOKLET, note=words.SEALED)
        self.heading(words.NOTICES).alignment = WD_ALIGN_PARAGRAPH.CENTER
        for number, line in enumerate(self._paper.notices, start=1):
            self._plain(f"{number}{words.POINT}{line}")
        self.grid(self._paper.score_rows)
        for section in self._paper.sections:
            self._section(section)
        self._centred(self._document.add_paragraph(), words.END)
        return self.bytes()

    def _section(self, section: PrintedSection) -> None:
        table = self.grid([words.BOX, ["", ""]], widths=[Mm(17), Mm(17)], size=9)
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        for row in table.rows:
            for cell in row.cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True
        self.heading(section.heading)
        self._plain(section.asked, keep=True)
        for question in section.questions:
            self._question(question)

    def _question(self, question: PrintedQuestion) -> None:
        follows = bool(question.options or question.rows or question.unit is not None or question.lines)
        self.text(question.text, label=question.label, drawn=question.drawn, keep=follows or bool(question.parts))
        for number, one in enumerate(question.requirements, start=1):
            self.text(one, label=words.part_label(number), indent=_INDENT * 2, keep=True)
        for document in question.documents:
            self._plain(document["head"], keep=True).runs[0].bold = True
            self.text(document["text"])
        self._options(question)
        for number, row in enumerate(question.rows, start=1):
            self.text(row, label=words.part_label(number), indent=_INDENT * 2, keep=number < len(question.rows))
        if question.unit is not None:
            self._plain(f"{words.ANSWER}{words.BLANK * 2}{question.unit}").paragraph_format.left_indent = _INDENT
        for line in range(question.lines):
            self._rule(keep=line < 1)
        for part in question.parts:
            self._question(part)

    def _options(self, question: PrintedQuestion) -> None:
        """Options beside each other at tab stops, as many as fit."""
        lines = [
            question.options[start : start + question.columns]
            for start in range(0, len(question.options), question.columns)
        ]
        for place, line in enumerate(lines, start=1):
            paragraph = self._plain("", keep=place < len(lines) or bool(question.rows))
            paragraph.paragraph_format.left_indent = _INDENT
            for column, (letter, text) in enumerate(line):
                if column:
                    stop = _INDENT + (_WIDTH - _INDENT) * column // question.columns
                    paragraph.paragraph_format.tab_stops.add_tab_stop(stop)
                    paragraph.add_run("\t")
                paragraph.add_run(f"{letter}{words.POINT}")
                for block in blocks(text):
                    for row in block.rows:
                        self._pieces(paragraph, row[0], question.drawn)

    def _seal(self) -> None:
        """The sealed edge of the first page, in a box beside the text that is read from below."""
        lines = "".join(
            f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t xml:space="preserve">{line}</w:t></w:r></w:p>'
            for line in words.SEAL
        )
        box = (
            f"<w:r {_NAMESPACES}><w:pict>"
            '<v:rect id="seal" stroked="f" filled="f" style="position:absolute;margin-left:-78pt;margin-top:0;width:66pt;'
            'height:730pt;z-index:1;mso-position-horizontal-relative:margin;mso-position-vertical-relative:margin">'
            '<v:textbox style="layout-flow:vertical;mso-layout-flow-alt:bottom-to-top" inset="0,0,0,0">'
            f"<w:txbxContent>{lines}</w:txbxContent></v:textbox></v:rect></w:pict></w:r>"
        )
        self._document.add_paragraph()._p.append(parse_xml(box))  # noqa: SLF001 -- python-docx knows no boxes


class SheetWord(PaperWord):
    """The answer sheet."""

    def write(self) -> bytes:
        """The whole of it."""
        self.head(words.SHEET, note=words.SHEET_FIELDS)
        self._plain(words.NUMBER, keep=True)
        numerals = [[str(numeral)] * NUMBER_DIGITS for numeral in range(10)]
        self.grid([[""] * NUMBER_DIGITS, *[[f"[{one}]" for one in row] for row in numerals]], size=7.5)
        self._plain(words.SHEET_RULES)
        for section in self._paper.on_sheet:
            self.heading(section.name)
            self._chosen(section.chosen)
            if section.written:
                self._plain(words.REST_IN_BOOKLET)
        if self._paper.elsewhere:
            self._plain(self._paper.elsewhere)
        return self.bytes()

    def _chosen(self, lines: Sequence[Chosen]) -> None:
        cells = [f"{one.label}　{' '.join(f'[{letter}]' for letter in one.letters)}" for one in lines]
        rows = [cells[start : start + _CHOICES_BESIDE] for start in range(0, len(cells), _CHOICES_BESIDE)]
        if rows:
            self.grid([[*row, *[""] * (_CHOICES_BESIDE - len(row))] for row in rows], size=9)


class KeyWord(PaperWord):
    """The marking key."""

    def write(self, sections: Sequence[KeySection], *, order: str) -> bytes:
        """The whole of it."""
        self.head(words.KEY, note=words.FOR_MARKERS)
        self._plain(words.key_facts(order, self._paper.policy))
        for section in sections:
            self.heading(section.heading)
            for row in section.rows:
                self.grid(
                    [[words.NUMBERS, *[one.number for one in row]], [words.ANSWERS, *[one.answer for one in row]]],
                    size=9,
                )
            for entry in section.entries:
                self._entry(entry)
        return self.bytes()

    def _entry(self, entry: KeyEntry) -> None:
        paragraph = self._plain(f"{entry.number}{words.POINT}{entry.answer}", keep=True)
        paragraph.runs[0].bold = True
        paragraph.add_run(clean(f"　{entry.words}　{entry.source}"))
        for reason in entry.reasons:
            self.text(f"{reason.label or words.REASON}　{reason.text}", drawn=reason.drawn)
        for guide in entry.guides:
            self._guide(guide)

    def _guide(self, one: KeyGuide) -> None:
        self.heading(f"{one.label}　{words.MODEL_ANSWER}", size=10.5)
        self.text(one.guide.model_answer)
        if one.guide.keywords:
            self._plain(words.keywords(one.guide.keywords))
        self.heading(words.rubric_head(one.label, one.guide.rubric.total), size=10.5)
        rows = [
            [criterion.name if place == 0 else "", str(level.points), level.text]
            for criterion in one.guide.rubric.criteria
            for place, level in enumerate(criterion.levels)
        ]
        self.grid([words.RUBRIC_COLUMNS, *rows], widths=[Mm(34), Mm(14), _WIDTH - Mm(48)], size=9.5)
        for line in (
            one.scale,
            *([words.NO_CREDIT] if one.guide.rubric.no_credit else []),
            *one.guide.rubric.no_credit,
        ):
            if line:
                self._plain(line)
