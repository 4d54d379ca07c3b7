"""What differs from person to person on a certificate, and the signs that hold its places in a plate.

A plate is set with a box-drawing character for each of these texts, found again afterwards wherever it went: in lines,
in alternative texts, in the title. No certificate's own words hold such a character.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from certificates.payload import CertificatePayload, plain_number

FIRST = 0x2500
COUNT = 0x80
SIGNS = frozenset(map(chr, range(FIRST, FIRST + COUNT)))


@dataclass(frozen=True)
class Texts:
    """A template's view of one certificate: the payload, the lines of the name, and how to check it."""

    certificate: Any
    name_lines: tuple[str, ...]
    verification: Any

    def context(self) -> dict[str, Any]:
        return {"certificate": self.certificate, "name_lines": self.name_lines, "verification": self.verification}


@dataclass(frozen=True)
class SlotScore:
    """A part of the exam whose score is a slot."""

    label: str
    score_text: str
    pass_mark_text: str


@dataclass(frozen=True)
class SlotVerification:
    """Where to check a certificate whose code is a slot."""

    url: str
    address: str
    groups: tuple[str, ...]


class _Signs:
    """Gives out signs and remembers what each stands for; `width` repeats make a second setting to compare with."""

    def __init__(self, width: int) -> None:
        self.values: dict[str, str] = {}
        self._width = width

    def stand_for(self, value: str) -> str:
        if not value:
            return ""
        sign = chr(FIRST + len(self.values))
        self.values[sign] = value
        return sign * self._width


def with_slots(
    payload: CertificatePayload, *, name_lines: Sequence[str], verification: Any, width: int = 1
) -> tuple[Texts, Mapping[str, str]]:
    """The certificate with signs in the places of a person's own texts, and the texts by their signs."""
    signs = _Signs(width)
    # A payload in all but the types of its scores, which a template asks for as texts only.
    changes: dict[str, Any] = {
        "name": signs.stand_for(payload.name),
        "number": signs.stand_for(payload.number),
        "total": signs.stand_for(plain_number(payload.total)) if payload.total is not None else "",
        "components": tuple(
            SlotScore(part.label, signs.stand_for(part.score_text), part.pass_mark_text) for part in payload.components
        ),
        "photo_sha256": "",
    }
    slotted = replace(payload, **changes)
    lines = tuple(map(signs.stand_for, name_lines))
    start, _slash, code = verification.url.rstrip("/").rpartition("/")
    place = SlotVerification(
        url=f"{start}/{signs.stand_for(code)}/",
        address=verification.address,
        groups=tuple(map(signs.stand_for, verification.groups)),
    )
    return Texts(slotted, lines, place), signs.values


def filled(text: str, values: Mapping[str, str]) -> str:
    """`text` with each sign replaced by what it stands for."""
    return "".join(values.get(character, character) for character in text)
