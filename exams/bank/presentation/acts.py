"""The details of a line of the log in words."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import pgettext, pgettext_lazy

from exams.bank.models import AccessLevel, BankEvent, VersionState

_NAMES: Mapping[str, Promise] = MappingProxyType(
    {
        "number": pgettext_lazy("log", "version"),
        "version": pgettext_lazy("log", "version"),
        "changed": pgettext_lazy("log", "changed"),
        "from": pgettext_lazy("log", "before"),
        "open_comments": pgettext_lazy("log", "comments open"),
        "comment": pgettext_lazy("log", "comment no."),
        "field": pgettext_lazy("log", "field"),
        "reviewer": pgettext_lazy("log", "user no."),
        "place": pgettext_lazy("log", "seen at"),
        "file": pgettext_lazy("log", "file"),
        "created": pgettext_lazy("log", "new items"),
        "versions": pgettext_lazy("log", "new versions"),
        "approved": pgettext_lazy("log", "approved"),
        "restricted": pgettext_lazy("log", "restricted"),
        "given": pgettext_lazy("log", "given"),
        "taken": pgettext_lazy("log", "taken"),
        "to": pgettext_lazy("log", "to"),
        "sha256": pgettext_lazy("log", "digest"),
        "format": pgettext_lazy("log", "format"),
        "count": pgettext_lazy("log", "number of items"),
    }
)
_PLACES: Mapping[str, Promise] = MappingProxyType(
    {
        "item": pgettext_lazy("log", "item page"),
        "form": pgettext_lazy("log", "form"),
        "compare": pgettext_lazy("log", "comparison"),
        "reviews": pgettext_lazy("log", "review queue"),
        "paper": pgettext_lazy("log", "paper with keys"),
        "print": pgettext_lazy("log", "printed key"),
    }
)
_FIELDS: Mapping[str, Promise] = MappingProxyType(
    {
        "body": pgettext_lazy("log", "words and key"),
        "point": pgettext_lazy("log", "knowledge point"),
        "facts": pgettext_lazy("log", "syllabus facts"),
        "difficulty": pgettext_lazy("log", "difficulty"),
        "cognitive": pgettext_lazy("log", "cognitive level"),
    }
)
# They change with the body and say nothing of their own.
_DERIVED = {"body_sha256", "stem_text"}
_STATES = {str(value): label for value, label in VersionState.choices}
_LEVELS = {str(value): label for value, label in AccessLevel.choices}
_DIGEST_SHOWN = 12


def details_in_words(event: BankEvent) -> str:
    """Name and value of each detail; unknown names as they are."""
    parts = (f"{_NAMES.get(name, name)} {_value(name, value)}" for name, value in event.details.items())
    return " · ".join(parts)


def _value(name: str, value: object) -> str:
    if isinstance(value, bool):
        return pgettext("log", "yes") if value else pgettext("log", "no")
    if isinstance(value, list):
        return pgettext("between two of several", ", ").join(
            str(_FIELDS[one]) if one in _FIELDS else str(one) for one in value if one not in _DERIVED
        )
    text = str(value)
    if name == "sha256":
        return text[:_DIGEST_SHOWN]
    if name == "place":
        return str(_PLACES.get(text, text))
    if name in {"given", "taken"}:
        return str(_LEVELS.get(text, text))
    return str(_STATES.get(text, text)) if name == "from" else text
