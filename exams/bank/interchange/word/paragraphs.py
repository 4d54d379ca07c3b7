"""The text of a Word paragraph in our own markup: runs, pictures, formulas, soft breaks. No Django here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from exams.bank.interchange import marks
from exams.bank.interchange.examiner_text.lines import structure_spans

_MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_VML = "urn:schemas-microsoft-com:vml"
_OFFICE_VML = "urn:schemas-microsoft-com:office:office"
_TEXT_BOX = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}txbxContent"
# Holders of runs; what stands in them is read as if it stood in the paragraph.
_HOLDERS = {
    qn(name) for name in ("w:hyperlink", "w:ins", "w:smartTag", "w:sdt", "w:sdtContent", "w:fldSimple", "w:moveTo")
}
_TICKS = {"f0fc": "√", "f0fb": "×", "f0fe": "√", "f0fd": "×", "f052": "√", "f0a8": "□", "f0a3": "□"}
_OFF = {"0", "false", "none", "off"}
# Bold for most of a paragraph is its look, not emphasis.
_MOSTLY = 0.6
_BLANK = 2

# The bytes of the picture with that relationship, or None where it cannot be had.
FindPicture = Callable[[str], str | None]


@dataclass
class Paragraph:
    """A paragraph's lines (a soft break begins another), and what of it is not kept."""

    lines: list[str] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    # Keys of pictures without alternative text.
    wordless: set[str] = field(default_factory=set)


class Reader:
    """Reads paragraphs of one document."""

    def __init__(self, find_picture: FindPicture) -> None:
        self._find_picture = find_picture

    def read(self, element: Any, label: str) -> Paragraph:
        """The paragraph with the label that Word numbers it by."""
        paragraph = Paragraph()
        runs = [marks.Run(label)] if label else []
        runs += self._runs(element, paragraph)
        for line in _broken(runs):
            paragraph.lines.append(marks.marked(_unstyled(line)).rstrip())
        return paragraph

    def _runs(self, parent: Any, paragraph: Paragraph) -> Iterator[marks.Run]:
        for child in parent.iterchildren():
            if child.tag == qn("w:r"):
                yield from self._run(child, paragraph)
            elif child.tag in _HOLDERS:
                yield from self._runs(child, paragraph)
            elif child.tag == f"{{{_COMPATIBILITY}}}AlternateContent":
                yield from self._alternatives(child, paragraph)
            elif child.tag in {f"{{{_MATH}}}oMath", f"{{{_MATH}}}oMathPara"}:
                yield marks.Run("".join(text.text or "" for text in child.iter(f"{{{_MATH}}}t")))
                paragraph.lost.add("formula")

    def _run(self, run: Any, paragraph: Paragraph) -> Iterator[marks.Run]:
        style = _style(run)
        for child in run.iterchildren():
            name = child.tag.rpartition("}")[2]
            if name == "t":
                yield _text(child.text or "", style)
            elif name in {"tab", "ptab"}:
                yield marks.Run("____" if style == "underline" else "\u3000", "")
            elif name in {"br", "cr"}:
                yield marks.Run("\n")
            elif name == "noBreakHyphen":
                yield marks.Run("-", style)
            elif name == "sym":
                yield self._symbol(child, paragraph)
            elif name in {"drawing", "pict", "object"}:
                yield from self._pictures(child, paragraph)
            elif name == "AlternateContent":
                yield from self._alternatives(child, paragraph)

    def _alternatives(self, element: Any, paragraph: Paragraph) -> Iterator[marks.Run]:
        """Of several ways to draw the same thing, the first."""
        chosen = element.find(f"{{{_COMPATIBILITY}}}Choice")
        if chosen is not None:
            yield from self._runs(chosen, paragraph)
            yield from self._pictures(chosen, paragraph)

    def _pictures(self, element: Any, paragraph: Paragraph) -> Iterator[marks.Run]:
        if next(element.iter(_TEXT_BOX), None) is not None:
            paragraph.lost.add("text box")
        words = " ".join(
            (one.get("descr") or "").strip()
            for one in element.iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr")
        ).strip()
        for blip in element.iter(qn("a:blip")):
            yield from self._picture(blip.get(qn("r:embed")), words, paragraph)
        for image in element.iter(f"{{{_VML}}}imagedata"):
            alternative = words or (image.get(f"{{{_OFFICE_VML}}}title") or "").strip()
            yield from self._picture(image.get(qn("r:id")), alternative, paragraph)
        if element.tag == qn("w:object"):
            paragraph.lost.add("embedded object")

    def _picture(self, relation: str | None, words: str, paragraph: Paragraph) -> Iterator[marks.Run]:
        key = self._find_picture(relation) if relation else None
        if key is None:
            paragraph.lost.add("linked picture")
            return
        if not words:
            paragraph.wordless.add(key)
        yield marks.Run(marks.picture(key, words or "图"), is_markup=True)

    def _symbol(self, element: Any, paragraph: Paragraph) -> marks.Run:
        sign = _TICKS.get((element.get(qn("w:char")) or "").lower(), "")
        if not sign:
            paragraph.lost.add("symbol")
        return marks.Run(sign)


def _style(run: Any) -> str:
    properties = run.find(qn("w:rPr"))
    if properties is None:
        return ""
    position = properties.find(qn("w:vertAlign"))
    if position is not None:
        small = {"superscript": "super", "subscript": "sub"}.get(position.get(qn("w:val"), ""), "")
        if small:
            return small
    for name, style in (("w:u", "underline"), ("w:b", "bold")):
        found = properties.find(qn(name))
        if found is not None and found.get(qn("w:val"), "on") not in _OFF:
            return style
    # 着重号: Chinese emphasis is a dot below each character.
    dots = properties.find(qn("w:em"))
    return "bold" if dots is not None and dots.get(qn("w:val"), "none") != "none" else ""


def _text(text: str, style: str) -> marks.Run:
    """Underlined space is a line to write on."""
    if style == "underline" and not text.strip():
        return marks.Run("____" if len(text) >= _BLANK else text)
    return marks.Run(text, style)


def _broken(runs: list[marks.Run]) -> list[list[marks.Run]]:
    """Runs parted at soft breaks."""
    lines: list[list[marks.Run]] = [[]]
    for run in runs:
        parts = [run.text] if run.is_markup else run.text.split("\n")
        lines[-1].append(marks.Run(parts[0], run.style, run.is_markup))
        lines += [[marks.Run(part, run.style)] for part in parts[1:]]
    return lines


def _unstyled(runs: list[marks.Run]) -> list[marks.Run]:
    """Without the style of what only structures the text: numbers, letters of options, labels, bold all through."""
    text = "".join(run.text for run in runs)
    styles = [(run.style, run.is_markup) for run in runs for _char in run.text]
    if not any(style for style, _is_markup in styles):
        return runs
    said = [style for (style, _is_markup), char in zip(styles, text, strict=True) if not char.isspace()]
    is_bold = said.count("bold") > _MOSTLY * len(said)
    plain = {place for start, end in structure_spans(text) for place in range(start, end)}
    return [
        marks.Run(
            char,
            "" if place in plain or (is_bold and style == "bold") else style,
            is_markup,
        )
        for place, (char, (style, is_markup)) in enumerate(zip(text, styles, strict=True))
    ]
