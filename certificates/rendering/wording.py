"""The sentence of a certificate: plain text with placeholders, of which only the known ones exist.

`{course}` prints the course, `{exam?}` prints nothing. What stands in square brackets is left out where anything that
it names is missing: `[修满 {hours} 学时，]`.
"""

import calendar
import re
from collections.abc import Callable, Mapping
from datetime import date

from certificates.payload import CertificatePayload

PLACEHOLDERS = ("course", "exam", "hours", "issued", "completed", "issuer")
_PLACE = re.compile(r"\{([^{}]*)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")


def unknown_placeholders(sentence: str) -> list[str]:
    """What stands in braces and means nothing, each once."""
    return [name for name in dict.fromkeys(_PLACE.findall(sentence)) if name.removesuffix("?") not in PLACEHOLDERS]


def is_balanced(sentence: str) -> bool:
    """Whether every brace and bracket has its other half, and none stands in one of its kind."""
    bare = _OPTIONAL.sub(r"\1", _PLACE.sub("", sentence))
    return not set(bare) & set("{}[]")


def compose(sentence: str, values: Mapping[str, str]) -> str:
    """The sentence with its placeholders filled; the values are put in once and never read again."""

    def optional(match: re.Match[str]) -> str:
        names = [name.removesuffix("?") for name in _PLACE.findall(match[1])]
        return match[1] if all(values.get(name) for name in names) else ""

    def filled(match: re.Match[str]) -> str:
        return "" if match[1].endswith("?") else values.get(match[1], "")

    return _PLACE.sub(filled, _OPTIONAL.sub(optional, sentence))


def chinese_values(payload: CertificatePayload) -> dict[str, str]:
    """What the placeholders mean on the paper's Chinese side."""
    return _values(payload, _chinese_day)


def english_values(payload: CertificatePayload) -> dict[str, str]:
    """The same with English dates; titles stay as they are."""
    return _values(payload, english_day)


def english_day(day: date) -> str:
    """`24 November 2026`."""
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def _chinese_day(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _values(payload: CertificatePayload, written: Callable[[date], str]) -> dict[str, str]:
    return {
        "course": payload.course_title,
        "exam": payload.exam_title,
        "hours": str(payload.hours or ""),
        "issued": written(payload.issued_on),
        "completed": written(payload.completed_on) if payload.completed_on else "",
        "issuer": payload.issuer,
    }
