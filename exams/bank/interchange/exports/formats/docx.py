"""Word documents in the layout of Chinese examiners, which our own import reads back."""

from typing import ClassVar

from exams.bank.interchange.examiner_text.vocabulary import KIND_WORDS, Kind
from exams.bank.interchange.examiner_text.writing import Layout, case_lines, head_lines, lay_out, number_style
from exams.bank.interchange.exports.contract import NO_SHAPE, Exporter, ExportItem, Job, LeftOut, Written
from exams.bank.interchange.exports.word import WordFile
from exams.bank.item_types.editor import gettext_noop

_NUMBERS = "一二三四五六七八九十"
_ORDER: tuple[Kind, ...] = (
    "single",
    "multiple",
    "judge",
    "blanks",
    "number",
    "match",
    "order",
    "short",
    "long",
    "case",
)


class DocxExport(Exporter):
    """A section for each kind, numbered from 1; answers beside the items, at the end, or not at all."""

    name: ClassVar[str] = "docx"
    label: ClassVar[str] = gettext_noop("Word document (.docx)")
    extension: ClassVar[str] = "docx"
    content_type: ClassVar[str] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    place: ClassVar[int] = 20
    has_answer_choice: ClassVar[bool] = True

    def write(self, job: Job) -> Written:
        written = Written(b"")
        sections: dict[Kind, list[tuple[ExportItem, Layout]]] = {kind: [] for kind in _ORDER}
        for item in job.items:
            layout = lay_out(item.question) if item.question is not None else None
            if layout is None:
                written.left_out.append(LeftOut(item.key, NO_SHAPE))
            else:
                sections[layout.kind].append((item, layout))
        document = WordFile(job.stamp, job.pictures)
        filled = [(kind, found) for kind, found in sections.items() if found]
        for number, (kind, found) in enumerate(filled):
            document.heading(f"{_NUMBERS[number]}、{KIND_WORDS[kind]}")
            numbered = number_style(layout for _item, layout in found)
            for place, (item, layout) in enumerate(found, 1):
                document.item(_lines(item, layout, numbered(place), job.answers))
        if job.answers == "end" and filled:
            document.title("参考答案及解析")
            for number, (kind, found) in enumerate(filled):
                document.heading(f"{_NUMBERS[number]}、{KIND_WORDS[kind]}")
                numbered = number_style(layout for _item, layout in found)
                for place, (item, layout) in enumerate(found, 1):
                    document.item(_answers(item, layout, numbered(place)))
        written.data = document.bytes()
        return written


def _lines(item: ExportItem, layout: Layout, number: str, answers: str) -> list[str]:
    """An item with its answer, or as a candidate may see it."""
    with_answers = answers == "beside" or layout.kind == "case"
    if layout.kind == "case":
        return case_lines(_blind(layout)) if answers == "none" else case_lines(layout, item.head)
    first, *rest = layout.stem
    lines = [f"{number}{first}", *rest, *layout.options]
    return [*lines, *layout.answers, *head_lines(item.head)] if with_answers else lines


def _answers(item: ExportItem, layout: Layout, number: str) -> list[str]:
    """An entry of the list at the end; a case has its answers beside its questions."""
    if layout.kind == "case":
        return []
    lines = layout.answers or ["答案："]
    return [f"{number}{lines[0]}", *lines[1:], *head_lines(item.head)]


def _blind(layout: Layout) -> Layout:
    """Without anything that tells the key."""
    return Layout(layout.kind, layout.stem, layout.options, parts=[_blind(part) for part in layout.parts])


EXPORTER = DocxExport()
