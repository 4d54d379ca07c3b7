"""What a page is set from besides a person's own texts: a layout of the house, or a design of the office."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import Any

from django.template.loader import render_to_string
from PIL import Image

from certificates.payload import CertificatePayload
from certificates.rendering.borders import border_svg
from certificates.rendering.design import PALETTES, DesignSpec
from certificates.rendering.drawing import seal_svg
from certificates.rendering.families import FAMILIES, Family
from certificates.rendering.layouts import LAYOUTS
from certificates.rendering.wording import chinese_values, compose, english_day, english_values
from courses.printing.pdf import Asset

# Component names are the platform's own, in Chinese on every certificate.
ENGLISH_PARTS = {"理论知识": "Theory", "操作技能": "Skills", "综合评审": "Review"}


@dataclass(frozen=True)
class PrintedDesign:
    """A design with its pictures: SHA-256 → bytes, as they were stored."""

    spec: DesignSpec
    pictures: Mapping[str, bytes] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Sheet:
    """Everything that a page's template is given besides the certificate; `key` tells sheets apart."""

    key: str
    template: str
    rules: str
    name_lines: tuple[str, ...]
    context: Mapping[str, Any] = field(hash=False)
    assets: Mapping[str, Asset] = field(hash=False)
    shows_photo: bool = True
    words: str = ""


def sheet_of(payload: CertificatePayload, design: PrintedDesign | None) -> Sheet:
    """The sheet that the payload names; raises KeyError for a layout that does not exist."""
    return _of_design(payload, design) if design else _of_layout(payload)


def _of_layout(payload: CertificatePayload) -> Sheet:
    layout = LAYOUTS[payload.layout, payload.layout_version]
    return Sheet(
        key=f"{layout.name}-{layout.version}",
        template=layout.template,
        rules=layout.fitting_rules(payload),
        name_lines=tuple(layout.name_lines(payload.name)),
        context={},
        assets={
            "layout.css": Asset(_written(layout.stylesheet), "text/css"),
            "frame.svg": Asset(_written(layout.frame), "image/svg+xml"),
            "seal.svg": Asset(seal_svg(payload.issuer).encode(), "image/svg+xml"),
        },
    )


def _of_design(payload: CertificatePayload, design: PrintedDesign) -> Sheet:
    spec = design.spec
    family = FAMILIES[spec.layout, spec.layout_version]
    sentence = compose(spec.sentence, chinese_values(payload))
    sentence_en = compose(spec.sentence_en, english_values(payload)) if spec.is_bilingual else ""
    score_lines = len(payload.components) + 1 if spec.shows_scores and payload.components else 0
    taken = family.score_line_mm * Decimal(score_lines) + (family.sentence_en.height_mm if sentence_en else 0)
    rules = [
        PALETTES[spec.palette].rule(),
        family.title.rule(payload.title),
        family.issuer.rule(payload.issuer),
        family.name_block.rule(payload.name),
        family.sentence.rule(sentence, taken),
        family.sentence_en.rule(sentence_en),
        *family.signature_rules(spec),
    ]
    return Sheet(
        key=spec.digest,
        template=family.template,
        rules="\n".join(rules),
        name_lines=tuple(family.name_block.broken(payload.name)[0]),
        context={
            "design": spec,
            "sentence": sentence,
            "sentence_en": sentence_en,
            "shows_scores": bool(score_lines),
            "english_parts": ENGLISH_PARTS,
            "issued_en": english_day(payload.issued_on),
            "expires_en": english_day(payload.expires_on) if payload.expires_on else "",
            "signatures": [(one, f"{one.picture}.png") for one in spec.signatures],
            "seal": f"{spec.seal_picture}.png" if spec.seal == "picture" else "seal.svg",
        },
        assets=_assets_of_design(payload, design, family),
        shows_photo=spec.shows_photo,
        words=spec.words,
    )


def _assets_of_design(payload: CertificatePayload, design: PrintedDesign, family: Family) -> dict[str, Asset]:
    spec = design.spec
    border = border_svg(
        spec.border,
        PALETTES[spec.palette],
        size=(family.width_mm, family.height_mm),
        ornament=family.ornaments[spec.qr_place],
    )
    seal = seal_svg(payload.issuer, centre=spec.seal_centre, foot=spec.seal_foot)
    return {
        "layout.css": Asset(_written(family.stylesheet), "text/css"),
        "frame.svg": Asset(border.encode(), "image/svg+xml"),
        "seal.svg": Asset(seal.encode(), "image/svg+xml"),
        **{f"{name}.png": _picture(data) for name, data in design.pictures.items() if name in spec.pictures},
    }


@cache
def _written(template: str) -> bytes:
    """A file that is the same on every sheet."""
    return render_to_string(template).encode()


def _picture(data: bytes) -> Asset:
    with Image.open(BytesIO(data), formats=["PNG", "JPEG"]) as picture:
        return Asset(data, f"image/{(picture.format or 'PNG').lower()}")
