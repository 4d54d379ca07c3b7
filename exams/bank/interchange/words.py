"""Findings and places in words, in the language of who reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exams.bank.interchange.parsing import FileRefused, Finding, Level, Place, PlaceKind

_PLACES: Mapping[PlaceKind, Promise] = MappingProxyType(
    {
        "line": _("line %(at)s"),
        "paragraph": _("paragraph %(at)s"),
        "row": _("row %(at)s"),
        "cell": _("cell %(at)s"),
        "file": _("file %(at)s"),
        "question": _("question %(at)s"),
    }
)


@dataclass(frozen=True)
class Remark:
    """A finding as a person reads it."""

    level: Level
    code: str
    place: str
    reason: str

    def __str__(self) -> str:
        return gettext("%(place)s: %(reason)s") % vars(self) if self.place else self.reason


def remark(finding: Finding) -> Remark:
    """The finding in words."""
    # An empty text would be translated as the catalogue's head.
    reason = gettext(finding.reason) if finding.reason else ""
    words = {name: gettext(word) if isinstance(word, str) and word else word for name, word in finding.words.items()}
    return Remark(
        finding.level, finding.code, place_in_words(finding.place), reason % words if finding.words else reason
    )


def place_in_words(place: Place | None) -> str:
    """Such as “line 12”; empty for no place."""
    return str(_PLACES[place.kind]) % {"at": place.at} if place else ""


def refusal_in_words(refused: FileRefused) -> str:
    """Why nothing of a file was read."""
    return remark(refused.finding).reason
