"""The shapes that a response can have; the page marks each item with the one that it sends."""

from collections.abc import Collection
from enum import StrEnum
from typing import Any, Protocol

LONGEST_LINE = 200
LONGEST_TEXT = 20_000
# What somebody writes who does not know: no accepted answer and no number is made of punctuation alone.
NOTHING_KNOWN = "—"


class ResponseKind(StrEnum):
    """How the controls of an item make its response; the runner's script knows the same words."""

    ONE = "one"  # the value of the radio button chosen
    MANY = "many"  # the values of the boxes ticked
    FLAG = "flag"  # true or false, of two radio buttons
    TEXT = "text"  # what one control holds
    TEXTS = "texts"  # what each control holds, in order
    PARTS = "parts"  # the response of each part, in order


class ResponseRefused(ValueError):
    """A value that is no possible answer to the item; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class FormData(Protocol):
    """The part of a QueryDict that item types read."""

    def get(self, key: str, default: str, /) -> Any: ...

    def getlist(self, key: str, /) -> list[Any]: ...


def read_texts(form: FormData, name: str, count: int) -> list[str]:
    """What the controls `name`-1 … `name`-`count` sent."""
    return [form.get(f"{name}-{number}", "") for number in range(1, count + 1)]


def one_of(value: object, known: Collection[str]) -> str | None:
    """A choice among `known`, None when nothing is chosen; raises ResponseRefused."""
    if value is None or value == "":
        return None
    if not isinstance(value, str) or value not in known:
        raise ResponseRefused("no_such_option")
    return value


def texts(value: object, count: int, *, longest: int = LONGEST_LINE) -> list[str] | None:
    """Exactly `count` texts, None when all are blank; raises ResponseRefused."""
    if value is None or value == "":
        return None
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise ResponseRefused("not_a_list")
    if len(value) != count:
        raise ResponseRefused("wrong_number_of_blanks")
    if any(len(text) > longest for text in value):
        raise ResponseRefused("answer_too_long")
    return value if any(text.strip() for text in value) else None


def parts(value: object, count: int) -> list[object]:
    """What was sent for each of `count` parts, each still to be cleaned; raises ResponseRefused."""
    if value is None or value == "":
        return [None] * count
    if not isinstance(value, list):
        raise ResponseRefused("not_a_list")
    if len(value) != count:
        raise ResponseRefused("wrong_number_of_parts")
    return value


def choices(value: object, count: int, known: Collection[str]) -> list[str] | None:
    """`count` choices among `known`, "" where nothing is chosen yet; None when all are open; raises ResponseRefused."""
    found = texts(value, count)
    if found and not all(one in known or one == "" for one in found):
        raise ResponseRefused("no_such_option")
    return found


def text(value: object, *, longest: int = LONGEST_TEXT) -> str | None:
    """A written text as it was written, None when it is blank; raises ResponseRefused.

    A plain form ends its lines with CR LF where the page's script has LF: they are the same answer.
    """
    if value is None:
        return None
    if not isinstance(value, str):
        raise ResponseRefused("not_a_text")
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    if len(value) > longest:
        raise ResponseRefused("answer_too_long")
    return value if value.strip() else None
