"""Bytes of a text file as text: UTF-8 with or without its mark, UTF-16 with its mark, GB18030; else refused. No Django here."""

import codecs
import re

from exams.bank.interchange.packages import OLD_OFFICE, ZIP
from exams.bank.interchange.parsing import FileRefused, Limits
from exams.bank.item_types.editor import gettext_noop

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# A byte that no text has, but every picture, package or program.
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_RARE = re.compile("[\ue000-\uf8ff]|[\U000f0000-\U0010ffff]")
# Of all characters: more of them, and the guess at GB18030 was wrong.
_TOLERATED_RARE = 0.02


def decode(data: bytes, *, limits: Limits) -> str:
    """The text with plain line ends; raises FileRefused where the encoding cannot be told or it is no text at all."""
    text = _decoded(data)
    if len(text) > limits.characters:
        raise FileRefused(
            "too_long", gettext_noop("The text is longer than %(limit)d characters."), limit=limits.characters
        )
    if _CONTROLS.search(text):
        raise FileRefused("not_text", gettext_noop("This is no text file."))
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").replace("\x0b", "\n")


def looks_like_text(data: bytes) -> bool:
    """Quick: whether `decode` might succeed."""
    has_mark = any(data.startswith(mark) for mark, _name in _MARKS)
    return has_mark or (b"\0" not in data[:4096] and not data.startswith((ZIP, OLD_OFFICE, b"%PDF", b"{\\rtf")))


def beginning(data: bytes) -> str:
    """The first lines as text for sniffing, whatever becomes of the rest."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) : 20_000].decode(name, errors="replace")
    head = data[:20_000]
    try:
        # The cut may fall within a character.
        return codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return head.decode("gb18030", errors="replace")


def _decoded(data: bytes) -> str:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = _strictly(data, "gb18030")
    if len(_RARE.findall(text)) > _TOLERATED_RARE * len(text):
        raise _unknown()
    return text


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _unknown() from error


def _unknown() -> FileRefused:
    return FileRefused(
        "encoding",
        gettext_noop("The encoding of the text is neither UTF-8 nor GB18030 nor UTF-16; please save it as UTF-8."),
    )
