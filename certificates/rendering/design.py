"""What an officer decides about a certificate's looks: one frozen specification, and what it may hold.

A design chooses among what is here; it brings no style, no address and no markup of its own.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certificates.payload import payload_digest

MOST_SIGNATURES = 3
SCHEMA = 1


@dataclass(frozen=True)
class Palette:
    """Border and rules, title, the faint figures under the text, and the paper."""

    label: str | Promise
    line: str
    title: str
    tint: str
    paper: str

    def rule(self) -> str:
        """The style rule that gives the sheet its colours."""
        return f":root {{ --line: {self.line}; --title: {self.title}; --tint: {self.tint} }}"


PALETTES = {
    "gold": Palette(_("Gold and ink"), "#9c7c3c", "#211d18", "#f4ecd9", "#fefcf7"),
    "vermilion": Palette(_("Gold and vermilion"), "#a3854a", "#8c2416", "#f5ecdb", "#fefcf7"),
    "jade": Palette(_("Jade"), "#56806c", "#1c4a3b", "#e8f0ea", "#fcfdfb"),
    "indigo": Palette(_("Indigo"), "#68749a", "#27335c", "#e9ecf4", "#fcfcfe"),
    "umber": Palette(_("Umber"), "#93745a", "#4a3222", "#f2e9e0", "#fefcfa"),
}
BORDERS = {
    "none": _("No border"),
    "hairline": _("A hairline"),
    "double": _("A double line"),
    "guilloche": _("Woven lines"),
}
SEALS = {"drawn": _("Drawn with the issuing body's name"), "picture": _("A picture"), "none": _("No seal")}
QR_PLACES = {"left": _("At the left"), "right": _("At the right")}


@dataclass(frozen=True)
class Signature:
    """Who signs, as what, and the SHA-256 of the picture of the hand, if there is one."""

    name: str
    role: str
    role_en: str = ""
    picture: str = ""


@dataclass(frozen=True)
class DesignSpec:
    """All of a design. Pictures are named by their SHA-256; the sentences may hold the placeholders of `wording`."""

    layout: str
    title: str
    sentence: str
    layout_version: int = 1
    is_bilingual: bool = False
    title_en: str = ""
    sentence_en: str = ""
    palette: str = "gold"
    border: str = "hairline"
    seal: str = "drawn"
    seal_centre: str = "训"
    seal_foot: str = "培训证书专用章"
    seal_picture: str = ""
    signatures: tuple[Signature, ...] = ()
    shows_photo: bool = True
    shows_scores: bool = True
    qr_place: str = "left"
    schema: int = field(default=SCHEMA)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {**asdict(self), "signatures": [asdict(one) for one in self.signatures]}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "DesignSpec":
        """As it was stored. Raises ValueError where it asks for what there is not."""
        signatures = tuple(Signature(**one) for one in stored.get("signatures", ()))
        spec = cls(**{**stored, "signatures": signatures})
        chosen = ((spec.palette, PALETTES), (spec.border, BORDERS), (spec.seal, SEALS), (spec.qr_place, QR_PLACES))
        for value, known in chosen:
            if value not in known:
                raise ValueError(f"a design knows no {value!r}")
        if len(signatures) > MOST_SIGNATURES:
            raise ValueError(f"a design has {MOST_SIGNATURES} signatures at most")
        return spec

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON: what a certificate's payload names."""
        return payload_digest(self.to_json())

    @property
    def pictures(self) -> list[str]:
        """The digests of the pictures it prints."""
        seal = [self.seal_picture] if self.seal == "picture" and self.seal_picture else []
        return [*seal, *(one.picture for one in self.signatures if one.picture)]

    @property
    def words(self) -> str:
        """Every character that is the design's own."""
        signed = "".join(f"{one.name}{one.role}{one.role_en}" for one in self.signatures)
        sealed = self.seal_centre + self.seal_foot
        return f"{self.title}{self.title_en}{self.sentence}{self.sentence_en}{signed}{sealed}"
