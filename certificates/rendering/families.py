"""The layouts that a design chooses among: the grid of each, and which texts are made to fit where.

What was ever issued keeps its version: a changed grid is a new entry with new files.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certificates.rendering.design import DesignSpec
from certificates.rendering.layouts import POINTS_PER_MM, Line, NameBlock
from courses.printing.fonts import measure

HALF = Decimal("0.5")


@dataclass(frozen=True)
class Block:
    """A paragraph that becomes smaller, by half points, until it fits its height."""

    selector: str
    width_mm: int
    height_mm: Decimal
    points: Decimal
    least: Decimal
    leading: Decimal
    # However much of the height is free.
    most_mm: Decimal = Decimal(99)

    def rule(self, text: str, taken_mm: Decimal = Decimal(0)) -> str:
        """The style rule that makes the text fit what others leave of the height."""
        return f"{self.selector} {{ font-size: {self.fitted(text, taken_mm)}pt }}"

    def fitted(self, text: str, taken_mm: Decimal = Decimal(0)) -> Decimal:
        """The type size in points."""
        em, room, size = measure(text), min(self.height_mm - taken_mm, self.most_mm) * POINTS_PER_MM, self.points
        while size > self.least:
            # A line ends up to a word early; a Chinese line at most one character, since no line begins with a comma.
            in_line = int(self.width_mm * POINTS_PER_MM / size) - (5 if text.isascii() else 1)
            if math.ceil(em / in_line) * size * self.leading <= room:
                break
            size -= HALF
        return size


@dataclass(frozen=True)
class Family:
    """A layout for designs: the files `certificates/pdf/design_<template>.html` and `<name>_<version>.css`."""

    name: str
    version: int
    label: str | Promise
    width_mm: int
    height_mm: int
    title: Line
    issuer: Line
    name_block: NameBlock
    sentence: Block
    sentence_en: Block
    # What a line of scores takes from the sentence.
    score_line_mm: Decimal
    # Widths of one of so many signatures.
    signature_mm: Mapping[int, int] = field(hash=False)
    # Rules of the grid, drawn on the sheet; for the code at the left and at the right.
    ornaments: Mapping[str, str] = field(hash=False)
    template: str = "certificates/pdf/design_1.html"

    @property
    def stylesheet(self) -> str:
        return f"certificates/pdf/{self.name}_{self.version}.css"

    def signature_rules(self, spec: DesignSpec) -> list[str]:
        """Names and roles of those who sign, each in its line."""
        if not spec.signatures:
            return []
        width = self.signature_mm[len(spec.signatures)]
        rules = [f".signatory {{ width: {width}mm }}"]
        for place, one in enumerate(spec.signatures, start=1):
            rules.append(Line(f".signatory-{place} .person", width - 2, 12).rule(one.name))
            rules.append(Line(f".signatory-{place} .role", width - 2, 8).rule(one.role))
            rules.append(Line(f".signatory-{place} .role-en", width - 2, 7).rule(one.role_en))
        return rules


def _name(width_mm: int, height_mm: int, *, largest: int) -> NameBlock:
    return NameBlock(
        ".name",
        width_mm=width_mm,
        height_mm=Decimal(height_mm),
        steps=(largest, 27, 22, 18),
        steps_of_two=(18, 15, 12, 10, 8, 6),
        letter_spacing=Decimal("0.12"),
    )


_CLASSIC = Family(
    name="classic",
    version=1,
    label=_("Classic, A4 landscape: on the middle axis"),
    width_mm=297,
    height_mm=210,
    title=Line(".title", 176, 44, weight=700, letter_spacing=Decimal("0.32")),
    issuer=Line(".issuer", 66, 12),
    name_block=_name(190, 15, largest=32),
    sentence=Block(".text", 196, Decimal(56), Decimal(14), Decimal(7), Decimal("1.85"), Decimal(38)),
    sentence_en=Block(".text-en", 190, Decimal(12), Decimal("9.5"), Decimal(6), Decimal("1.5")),
    score_line_mm=Decimal("5.8"),
    signature_mm={1: 44, 2: 38, 3: 29},
    ornaments=dict.fromkeys(("left", "right"), "M98.5 81.5h100"),
)

_ALL = (
    _CLASSIC,
    # Two languages: the day on which it ends stays on its line.
    replace(_CLASSIC, version=2),
    Family(
        name="calm",
        version=1,
        label=_("Calm, A4 portrait: on one left edge, much white"),
        width_mm=210,
        height_mm=297,
        title=Line(".title", 104, 34, weight=700, letter_spacing=Decimal("0.28")),
        issuer=Line(".issuer", 78, 12),
        name_block=_name(144, 15, largest=32),
        sentence=Block(".text", 144, Decimal(73), Decimal(13), Decimal(7), Decimal(2)),
        sentence_en=Block(".text-en", 144, Decimal(16), Decimal("9.5"), Decimal(6), Decimal("1.6")),
        score_line_mm=Decimal("7.2"),
        signature_mm={1: 48, 2: 46, 3: 34},
        ornaments=dict.fromkeys(("left", "right"), "M33 103.5h144M33 228.5h144"),
    ),
    Family(
        name="ledger",
        version=1,
        label=_("Ledger, A4 landscape: record and photo beside the statement"),
        width_mm=297,
        height_mm=210,
        title=Line(".title", 172, 34, weight=700, letter_spacing=Decimal("0.22")),
        issuer=Line(".issuer", 70, 12),
        name_block=_name(172, 14, largest=30),
        sentence=Block(".text", 172, Decimal(68), Decimal(13), Decimal(7), Decimal("1.8"), Decimal(34)),
        sentence_en=Block(".text-en", 172, Decimal(16), Decimal("9.5"), Decimal(6), Decimal("1.5")),
        score_line_mm=Decimal("6.2"),
        signature_mm={1: 44, 2: 40, 3: 30},
        ornaments={"left": "M80.5 30V180", "right": "M216.5 30V180"},
    ),
)
FAMILIES = {(family.name, family.version): family for family in _ALL}
FAMILY_CHOICES = [(family.name, family.label) for family in {family.name: family for family in _ALL}.values()]


def current_family(name: str) -> Family:
    """The version that new designs take; raises KeyError for an unknown one."""
    return (
        max((one for one in _ALL if one.name == name), key=lambda one: one.version, default=None) or FAMILIES[name, 0]
    )
