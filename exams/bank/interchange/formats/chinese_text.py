"""Plain text in the layouts of Chinese examiners, pasted or as .txt; see examiner_text."""

import re
from typing import ClassVar

from exams.bank.interchange.decoding import beginning, decode, looks_like_text
from exams.bank.interchange.examiner_text import read_lines
from exams.bank.interchange.examiner_text.lines import split_lines
from exams.bank.interchange.parsing import Format, Limits, ParsedBatch
from exams.bank.item_types.editor import gettext_noop

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


class ChineseText(Format):
    """Questions with their options, answers and explanations, under headings or without."""

    name: ClassVar[str] = "chinese_text"
    label: ClassVar[str] = gettext_noop("Text as examiners write it")
    extensions: ClassVar[tuple[str, ...]] = (".txt",)
    # After all formats that are told by a sign of their own.
    place: ClassVar[int] = 90
    is_text: ClassVar[bool] = True

    def sniff(self, data: bytes, filename: str) -> bool:  # noqa: ARG002 -- told by the text
        return looks_like_text(data) and _CHINESE.search(beginning(data)) is not None

    def read(self, data: bytes, *, limits: Limits) -> ParsedBatch:
        return read_lines(split_lines(decode(data, limits=limits)), limits=limits)


FORMAT = ChineseText()
