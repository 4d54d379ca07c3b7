"""A number with its unit and tolerance: how a body states it, how an answer to it is read. Exact throughout."""

import re
import unicodedata
from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from exams.bank.item_types.editor import Node, Text, gettext_noop
from exams.bank.item_types.numerals import myriads, plain_number

MOST_DECIMALS = 8
_STATED = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,8})?")
_SIGNS = "+-"
_PERCENT = "%"
_PERCENT_PREFIX = "百分之"
# The signs that people write before an amount instead of the unit behind it.
_BEFORE = {"元": ("¥", "rmb"), "美元": ("$", "us$"), _PERCENT: (_PERCENT_PREFIX,)}


def _stated(text: str) -> str:
    plain = plain_number(_folded(text))
    if plain is None or not _STATED.fullmatch(plain):
        raise PydanticCustomError("number_malformed", "A number has digits and at most one point, such as 12.5")
    return plain


def _not_negative(text: str) -> str:
    if text.startswith("-"):
        raise PydanticCustomError("tolerance_negative", "A tolerance is 0 or more")
    return text


def _no_number(text: str) -> str:
    if text[:1].isdigit() or text[:1] in set(_SIGNS):
        raise PydanticCustomError("unit_is_number", "A unit does not begin with a digit or a sign")
    return text


# An exact decimal, kept as its shortest text: "62.5".
Number = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40), AfterValidator(_stated)]
Tolerance = Annotated[Number, AfterValidator(_not_negative)]
Unit = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20), AfterValidator(_no_number)]

QUANTITY_EDITOR: tuple[Node, ...] = (
    Text(
        "tolerance",
        gettext_noop("Tolerance"),
        gettext_noop("How far an answer may be off and still be right; empty means not at all."),
        input_mode="decimal",
        is_short=True,
    ),
    Text(
        "unit",
        gettext_noop("Unit"),
        gettext_noop("Shown beside the box, such as % or 元; may be left empty."),
        is_short=True,
    ),
)


def with_tolerance(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What the form sent, a tolerance left empty as 0."""
    return {**raw, "tolerance": raw.get("tolerance") or "0"}


def is_right(written: str | None, *, value: Fraction, tolerance: str, unit: str) -> bool:
    """Whether a written answer is a number within the tolerance of `value`, both ends included."""
    number = None if written is None else read_number(written, unit)
    return number is not None and abs(number - value) <= Fraction(tolerance)


def read_number(text: str, unit: str) -> Fraction | None:
    """The number that a person wrote, with or without the item's own unit; None for what is no number of that unit.

    Width, spaces, thousands separators and Chinese digits make no difference. Where the item has no unit a percentage
    is the hundredth part that it means.
    """
    written, own = _trimmed(_folded(text)), _folded(unit)
    sign = -1 if written[:1] in {"-", "负"} else 1
    amount = written[1:] if sign < 0 else written.removeprefix("+")
    if amount[:1] in set(_SIGNS):
        return None
    if own:
        amount, divisor = _without_unit(amount, own), 1
    else:
        amount, divisor = _without_percent(amount)
    plain = plain_number(amount) or (None if own[:1] in {"万", "亿"} else myriads(amount))
    return None if plain is None else sign * Fraction(plain) / divisor


def _folded(text: str) -> str:
    folded = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    return folded.replace("−", "-").replace("百分号", _PERCENT)


def _trimmed(text: str) -> str:
    """Without punctuation around it; signs, a leading point and a percent sign belong to the number."""
    start, end = 0, len(text)
    while start < end and text[start] not in "+-." and _is_punctuation(text[start]):
        start += 1
    while end > start and _is_punctuation(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_punctuation(char: str) -> bool:
    return char != _PERCENT and unicodedata.category(char)[0] in "PZC"


def _without_unit(amount: str, own: str) -> str:
    # Beside a box for 万元, "5.9万" can only mean 5.9 of them.
    behind = (own, own[0]) if own[0] in {"万", "亿"} else (own,)
    before = (*_BEFORE.get(own, ()), own)
    amount = amount.removesuffix(next((mark for mark in behind if amount.endswith(mark)), ""))
    return amount.removeprefix(next((mark for mark in before if amount.startswith(mark)), ""))


def _without_percent(amount: str) -> tuple[str, int]:
    bare = amount.removeprefix(_PERCENT_PREFIX) if amount.startswith(_PERCENT_PREFIX) else amount.removesuffix(_PERCENT)
    return bare, 1 if bare == amount else 100


def beyond(value: Fraction, tolerance: str) -> str:
    """A number that is no right answer: farther from `value` than the tolerance."""
    return shortest(value + Fraction(tolerance) + 1)


def half_up(value: Fraction, decimals: int) -> Fraction:
    """`value` rounded to so many decimals, a half away from zero."""
    scale = 10**decimals
    scaled = abs(value) * scale
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole if value >= 0 else -whole, scale)


def shortest(value: Fraction, *, decimals: int = 0) -> str:
    """An exact decimal as a person writes it: 63.5 and 80, not 63.50000000; 882.00 where two decimals are asked for."""
    scaled = value * 10**MOST_DECIMALS
    if scaled.denominator != 1:
        raise ValueError(value)
    digits = str(abs(scaled.numerator)).rjust(MOST_DECIMALS + 1, "0")
    whole, part = digits[:-MOST_DECIMALS], digits[-MOST_DECIMALS:].rstrip("0").ljust(decimals, "0")
    shown = f"{whole}.{part}" if part else whole
    return f"-{shown}" if value < 0 else shown


def in_words(number: str, *, tolerance: str, unit: str) -> str:
    """A key for people: 300位（±1）."""
    return f"{number}{unit}" if tolerance == "0" else f"{number}{unit}（±{tolerance}）"
