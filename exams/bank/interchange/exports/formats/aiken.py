"""Aiken: single choices as plain text."""

from typing import ClassVar

from exams.bank.interchange.exports.contract import NO_MARKUP, NO_SHAPE, Exporter, ExportItem, Job, LeftOut, Written
from exams.bank.interchange.exports.html_texts import is_plain
from exams.bank.item_types.editor import gettext_noop
from exams.bank.item_types.questions import ChoiceQuestion
from exams.bank.item_types.text import plain_text


class AikenExport(Exporter):
    """Nothing but stem, options and key; no place for a comment either, so that the file carries no stamp."""

    name: ClassVar[str] = "aiken"
    label: ClassVar[str] = gettext_noop("Aiken text (single choice only; no place for who exported it and when)")
    extension: ClassVar[str] = "txt"
    content_type: ClassVar[str] = "text/plain; charset=utf-8"
    place: ClassVar[int] = 45
    drops: ClassVar[tuple[str, ...]] = ("explanation",)

    def write(self, job: Job) -> Written:
        written = Written(b"")
        blocks = []
        for item in job.items:
            block = _block(item)
            if isinstance(block, LeftOut):
                written.left_out.append(block)
            else:
                blocks.append(block)
        written.data = "\n\n".join(blocks).encode() + b"\n"
        return written


def _block(item: ExportItem) -> str | LeftOut:
    question = item.question
    if not isinstance(question, ChoiceQuestion) or question.is_multiple:
        return LeftOut(item.key, NO_SHAPE)
    if not all(is_plain(text) for text in (question.stem, *(one.text for one in question.alternatives))):
        return LeftOut(item.key, NO_MARKUP)
    letters = [chr(ord("A") + place) for place in range(len(question.alternatives))]
    pairs = list(zip(letters, question.alternatives, strict=True))
    lines = [f"{letter}. {plain_text(one.text)}" for letter, one in pairs]
    answer = next(letter for letter, one in pairs if one.is_key)
    return "\n".join([plain_text(question.stem), *lines, f"ANSWER: {answer}"])


EXPORTER = AikenExport()
