"""Types answered by choosing from lists: how rows name options by letter, and what their lists show."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from exams.bank.item_types.base import letters
from exams.bank.item_types.text import OptionText, plain_text


def _letter(text: str) -> str:
    if text not in letters(26):
        raise PydanticCustomError("letter_expected", "One small letter is needed, such as b")
    return text


# The id of an option, a group or an element, where another part of the body names it.
Letter = Annotated[str, AfterValidator(_letter)]


def _all_different(texts: tuple[str, ...]) -> tuple[str, ...]:
    if len({plain_text(text).casefold() for text in texts}) != len(texts):
        raise PydanticCustomError("options_repeat", "Two options read the same")
    return texts


# Several texts that a candidate has to tell apart.
DistinctTexts = Annotated[tuple[OptionText, ...], AfterValidator(_all_different)]


def as_written(written: str) -> str:
    """The letter or number that a writer meant: case and width make no difference."""
    return unicodedata.normalize("NFKC", written).strip().lower()


def by_letter(texts: Sequence[str]) -> dict[str, str]:
    """Texts by their ids, in authored order."""
    return dict(zip(letters(len(texts)), texts, strict=True))


def listed(texts: Mapping[str, str], order: Sequence[str]) -> list[dict[str, str]]:
    """Options in the order shown, lettered by their place in it; `plain` is the text where no marks can stand."""
    return [
        {"id": option, "letter": chr(ord("A") + place), "text": texts[option], "plain": plain_text(texts[option])}
        for place, option in enumerate(order or texts)
    ]


def rows(texts: Sequence[str], chosen: Sequence[str] | None) -> list[dict[str, str]]:
    """What stands beside each list: the row's text, and the id chosen in it."""
    return [{"text": text, "chosen": choice} for text, choice in zip(texts, chosen or [""] * len(texts), strict=True)]


def pairs_in_words(texts: Sequence[str], chosen: Sequence[str], options: Mapping[str, str]) -> list[str]:
    """Each row as text → option, a dash where nothing is chosen."""
    return [
        f"{plain_text(text)} → {plain_text(options[choice]) if choice else '—'}"
        for text, choice in zip(texts, chosen, strict=True)
    ]


def as_rows(texts: Sequence[str]) -> list[dict[str, str]]:
    """A list of texts as rows of a form."""
    return [{"text": text} for text in texts]


def from_rows(sent: Sequence[Mapping[str, Any]]) -> list[str]:
    """The inverse of as_rows."""
    return [row["text"] for row in sent]


def mixed(texts: Sequence[str], *, unlike: Sequence[str]) -> list[str]:
    """The texts in an order that has nothing to do with the key and never is `unlike`; the same for the same texts."""
    ordered = sorted(texts)
    shared = [text for text in ordered if text in set(unlike)]
    return ordered[::-1] if shared == list(unlike) else ordered


def turned(ids: Sequence[str]) -> list[str]:
    """The same ids in an order where none is at its place, if they are all different."""
    return [*ids[1:], *ids[:1]]
