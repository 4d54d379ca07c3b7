"""Seal and QR code, drawn as outlines: no text in a picture, so nothing to fall back and nothing read out twice."""

import math
from functools import lru_cache

import segno

from courses.printing.fonts import source_of
from courses.printing.qr import qr_drawing, strokes

SEAL_RED = "#b02a18"
# The ring's characters stand on an arc that leaves the foot of the seal free for its purpose.
WIDEST_ARC = 256.0
ARC_PER_CHARACTER = 23.0


@lru_cache(maxsize=64)
def seal_svg(issuer: str, *, centre: str = "训", foot: str = "培训证书专用章") -> str:
    """A round seal, 100 units wide: the issuer along the rim, one large character, its purpose at the foot."""
    step = min(ARC_PER_CHARACTER, WIDEST_ARC / max(len(issuer) - 1, 1))
    size = min(10.6, 33 * math.radians(step) * 1.02)
    start = -step * (len(issuer) - 1) / 2
    rim = "".join(
        f'<g transform="rotate({start + step * place:.3f}) translate(0 -38)">{_character(character, size)}</g>'
        for place, character in enumerate(issuer)
    )
    foot_size = 5.8
    advance = foot_size * 1.04
    offset = -advance * (len(foot) - 1) / 2
    line = "".join(
        f'<g transform="translate({offset + advance * place:.3f} 28)">{_character(character, foot_size)}</g>'
        for place, character in enumerate(foot)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-50 -50 100 100"><g fill="{SEAL_RED}">'
        f'<circle r="47.9" fill="none" stroke="{SEAL_RED}" stroke-width="2.2"/>'
        f'<circle r="45.2" fill="none" stroke="{SEAL_RED}" stroke-width="0.5"/>'
        f'<rect x="-14" y="-16" width="28" height="28" rx="1.2" fill="none" stroke="{SEAL_RED}" stroke-width="1.1"/>'
        f'<g transform="translate(0 -2)">{_character(centre, 23)}</g>{rim}{line}</g></svg>'
    )


def qr_strokes(code: segno.QRCode) -> bytes:
    """The same strokes as a PDF draws them."""
    return b"\n".join(b"%d %d.5 m\n%d %d.5 l" % (x, y, x + length, y) for x, y, length in strokes(code))


def qr_stand_in(modules: int, mark: float) -> str:
    """A drawing of the same size with a single stroke, which begins at `mark`."""
    return qr_drawing(modules, f"M{mark} .5h1")


def _character(character: str, size: float) -> str:
    source = source_of(character, 700)
    return f'<path d="{source.svg_path(character, size=size)}"/>' if source else ""
