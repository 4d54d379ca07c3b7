"""Word documents: the same layouts as plain text, with pictures, tables, and Word's own numbers."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from exams.bank.interchange.examiner_text import read_lines
from exams.bank.interchange.packages import ZIP
from exams.bank.interchange.parsing import Format, Limits, ParsedBatch, Place
from exams.bank.interchange.word.documents import WordText, read_document
from exams.bank.item_types.editor import gettext_noop

_LOST: Mapping[str, str] = MappingProxyType(
    {
        "formula": gettext_noop("A formula was read as plain text; please check it."),
        "text box": gettext_noop("A text box was not read; please put its text into the document."),
        "linked picture": gettext_noop("A picture is only linked, not part of the file; please insert it."),
        "embedded object": gettext_noop("An embedded object was not read; please insert it as a picture."),
        "symbol": gettext_noop("A sign of a special font was not read; please check the line."),
    }
)


class Docx(Format):
    """Its lines are read as examiner_text; what is mended in place is that text."""

    name: ClassVar[str] = "docx"
    label: ClassVar[str] = gettext_noop("Word document (.docx)")
    extensions: ClassVar[tuple[str, ...]] = (".docx",)
    place: ClassVar[int] = 10

    def sniff(self, data: bytes, filename: str) -> bool:  # noqa: ARG002 -- told by the content
        return data.startswith(ZIP) and b"word/document.xml" in data

    def read(self, data: bytes, *, limits: Limits) -> ParsedBatch:
        text = read_document(data, limits=limits)
        batch = read_lines(text.lines, limits=limits)
        batch.pictures = text.pictures
        for item in batch.items:
            item.source_format = "chinese_text"
        _tell(batch, text)
        return batch


def _tell(batch: ParsedBatch, text: WordText) -> None:
    """What is not kept, at the item that it belongs to."""
    begins = [int(item.place.at) for item in batch.items]
    for number, what in text.lost:
        owner = next((index for index in reversed(range(len(begins))) if begins[index] <= number), None)
        place = Place("paragraph", str(number))
        if owner is None:
            batch.warn("not_kept", _LOST[what], place)
        elif what == "linked picture":
            batch.items[owner].error("not_kept", _LOST[what], place)
        else:
            batch.items[owner].warn("not_kept", _LOST[what], place)
    for item in batch.items:
        if any(key in item.source for key in text.wordless):
            item.warn(
                "picture_without_words",
                gettext_noop("A picture has no alternative text; please write between the brackets what it shows."),
            )


FORMAT = Docx()
