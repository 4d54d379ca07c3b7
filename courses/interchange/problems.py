"""What is wrong with a content file, and where: file, line, reason."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that keeps a file from being loaded."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return gettext("%(file)s, line %(line)d: %(reason)s") % {
            "file": self.file,
            "line": self.line,
            "reason": self.reason,
        }


class ContentRefused(Exception):
    """A content file that cannot be loaded, with everything that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems


_WHOLE_NUMBER = _("“%(field)s” must be a whole number within its range.")
_MAPPING = _("“%(field)s” must be a mapping of keys and values.")
_TRUE_OR_FALSE = _("“%(field)s” must be true or false.")
_DATE = _("“%(field)s” must be a date such as 2026-11-20.")

# pydantic's error types in the words of somebody who writes lessons.
_REASONS = {
    "missing": _("“%(field)s” is missing."),
    "extra_forbidden": _("“%(field)s” is not a key that may stand here."),
    "string_too_short": _("“%(field)s” is empty."),
    "string_too_long": _("“%(field)s” is longer than %(max_length)d characters."),
    "string_type": _("“%(field)s” must be text."),
    "string_pattern_mismatch": _("“%(field)s” is not written as it should be: %(pattern)s"),
    "list_type": _("“%(field)s” must be a list."),
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "dict_type": _MAPPING,
    "too_short": _("“%(field)s” needs at least %(min_length)d."),
    "too_long": _("“%(field)s” may have at most %(max_length)d."),
    "int_parsing": _WHOLE_NUMBER,
    "int_type": _WHOLE_NUMBER,
    "greater_than_equal": _WHOLE_NUMBER,
    "less_than_equal": _WHOLE_NUMBER,
    "bool_parsing": _TRUE_OR_FALSE,
    "bool_type": _TRUE_OR_FALSE,
    "date_from_datetime_parsing": _DATE,
    "date_parsing": _DATE,
    "date_type": _DATE,
    "literal_error": _("“%(field)s” must be one of: %(expected)s."),
    "union_tag_invalid": _("There is no block type “%(tag)s”."),
    "union_tag_not_found": _("A block stands here without its type."),
}


def reason_of(error: dict[str, Any]) -> str:
    """A pydantic error as one sentence for the writer of the file."""
    context = error.get("ctx", {})
    if error["type"] == "value_error":
        return str(context["error"])
    kind = error["type"]
    if isinstance(error.get("input"), str) and f"string_{kind}" in _REASONS:
        kind = f"string_{kind}"
    if kind not in _REASONS:
        return str(error["msg"])
    names = [part for part in error["loc"] if isinstance(part, str)]
    return str(_REASONS[kind]) % {"field": names[-1] if names else "", **context}
