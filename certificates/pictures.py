"""The square picture that a holder shares: 1080 × 1080, drawn without a browser, and without a name unless given one."""

import io
from dataclasses import dataclass
from functools import cache

from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

SIDE = 1080
MARGIN = 120
PAPER, INK, SOFT, LINE = "#faf6ee", "#211d18", "#6b6357", "#805005"
COLOURS = {"valid": "#1f6650", "expired": "#805005", "revoked": "#b02a18", "superseded": "#4b443b"}
FACES = {400: "NotoSerifCJK-Regular.ttc", 700: "NotoSerifCJK-Bold.ttc"}
FAMILY = "Noto Serif CJK SC"
# 42 000 rare characters in one weight, for the names that need one.
RARE_FACE = "BabelStoneHan.ttf"
FINENESS = 4
MOST_FACES = 10
SMALLEST = 24
STROKES = {
    "valid": ((23, 41, 34, 52, 56, 27),),
    "expired": ((39, 19, 39, 41, 54, 49),),
    "revoked": ((25, 25, 53, 53), (53, 25, 25, 53)),
}


class NoFontError(Exception):
    """The Song type is not on this machine; `manage.py check` says which package brings it."""


@dataclass(frozen=True)
class CardText:
    """All that the picture says. `standing` gives the shape and the colour, `standing_label` the word."""

    title: str
    course: str
    name: str
    standing: str
    standing_label: str
    facts: tuple[str, ...]
    issuer: str
    note: str


def square_card(text: CardText) -> bytes:
    """A PNG; the same text gives the same bytes."""
    image = Image.new("RGB", (SIDE, SIDE), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((48, 48, SIDE - 49, SIDE - 49), outline=LINE, width=4)
    draw.rectangle((62, 62, SIDE - 63, SIDE - 63), outline=LINE, width=1)
    top = _line(draw, text.title, 150, largest=64, weight=700)
    top = _line(draw, text.course, top + 48, largest=52, weight=700)
    if text.name:
        top = _line(draw, text.name, top + 44, largest=56, weight=700)
    _standing(image, text, 530)
    top = 656
    for fact in text.facts:
        top = _line(draw, fact, top, largest=32, colour=SOFT) + 14
    _line(draw, text.issuer, 880, largest=32)
    _line(draw, text.note, 934, largest=26, colour=SOFT)
    stream = io.BytesIO()
    image.quantize(64).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _line(draw: ImageDraw.ImageDraw, text: str, top: int, *, largest: int, weight: int = 400, colour: str = INK) -> int:
    """One line from the left edge, smaller where it is long, cut with an ellipsis where it is endless; its lower end."""
    size, room = largest, SIDE - 2 * MARGIN
    file_name = face_for(text, weight)
    while size > SMALLEST and draw.textlength(text, type_face(file_name, size)) > room:
        size -= 2
    font = type_face(file_name, size)
    while draw.textlength(text, font) > room:
        text = text.removesuffix("…")[:-1] + "…"
    draw.text((MARGIN, top), text, colour, font)
    return top + size + size // 4


def _standing(image: Image.Image, text: CardText, top: int) -> None:
    """The word with its shape: a tick, a clock, a cross, two sheets; the shape drawn larger, for smooth edges."""
    colour, side, wide = COLOURS[text.standing], 80 * FINENESS, 5 * FINENESS
    shape = Image.new("RGB", (side, side), PAPER)
    draw = ImageDraw.Draw(shape)

    def box(*corners: int) -> list[int]:
        return [corner * FINENESS for corner in corners]

    if text.standing == "superseded":
        draw.rectangle(box(22, 3, 74, 55), outline=colour, width=wide)
        draw.rectangle(box(3, 22, 55, 74), outline=colour, width=wide, fill=PAPER)
    else:
        draw.ellipse(box(3, 3, 75, 75), outline=colour, width=wide)
    for stroke in STROKES.get(text.standing, ()):
        draw.line(box(*stroke), fill=colour, width=wide, joint="curve")
    image.paste(shape.resize((80, 80), Image.Resampling.LANCZOS), (MARGIN - 2, top))
    ImageDraw.Draw(image).text((MARGIN + 104, top - 3), text.standing_label, colour, type_face(FACES[700], 56))


def face_for(text: str, weight: int) -> str:
    """The file of the face that has all its characters."""
    return FACES[weight] if _has_all(FACES[weight], text) else RARE_FACE


@cache
def type_face(file_name: str, size: int) -> ImageFont.FreeTypeFont:
    """The simplified face of a collection, whatever its place in it."""
    try:
        faces = (ImageFont.truetype(file_name, size, index=index) for index in range(MOST_FACES))
        return next(face for face in faces if file_name == RARE_FACE or face.getname()[0] == FAMILY)
    except OSError as error:
        raise NoFontError(file_name) from error


def _has_all(file_name: str, text: str) -> bool:
    return {ord(character) for character in text if not character.isspace()} <= _characters(file_name)


@cache
def _characters(file_name: str) -> frozenset[int]:
    """What the face has a picture for."""
    face = type_face(file_name, SMALLEST)
    with TTFont(face.path, fontNumber=face.index, lazy=True) as font:
        return frozenset(font.getBestCmap())
