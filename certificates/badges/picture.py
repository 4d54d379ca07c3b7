"""The picture of a badge: a medal of paper, ink and the house's seal; one drawing, as SVG and as PNG.

It says what the award is, and nothing of a person: the same for everybody who has it. Characters are outlines in the
SVG, so it looks the same where the fonts are not.
"""

import io
import math
import re
from dataclasses import dataclass
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw

from certificates.pictures import face_for, type_face
from courses.printing.fonts import even_weight, measure, source_of

SIDE = 600
# The PNG is drawn this much larger and made smaller, for smooth edges.
FINENESS = 3
MIDDLE = SIDE / 2
PAPER, WHITE, INK, SOFT, LINE, SEAL, CUT = "#faf6ee", "#fffdf9", "#211d18", "#6b6357", "#805005", "#b02a18", "#fffaf3"
COLOURS = 128
TICKS = 96
MOST_LINES, LONGEST_HEAD = 3, 12
TITLE_SIZES = range(60, 19, -2)
# The house's seal on a ground of 40 × 40: its outline, and the character 正 cut out of it.
SEAL_GROUND = (
    *((4.2, 2.6), (18.0, 2.0), (36.3, 2.7), (37.7, 4.5), (38.1, 17.7), (37.6, 36.1)),
    *((35.9, 37.7), (20.5, 38.2), (3.8, 37.6), (2.3, 35.9), (2.0, 21.4), (2.5, 4.4)),
)
SEAL_CUT = (
    *((8.6, 8.4), (31.5, 8.4), (31.7, 11.7), (21.7, 11.8), (21.6, 18.9), (29.4, 18.8), (29.5, 22.0)),
    *((21.6, 22.2), (21.6, 29.4), (32.1, 29.3), (32.3, 32.6), (7.7, 32.8), (7.5, 29.4), (12.1, 29.3)),
    *((11.9, 17.6), (15.5, 17.4), (15.7, 29.2), (18.3, 29.1), (18.4, 11.9), (8.7, 11.8)),
)
UNBROKEN = re.compile(r"(?:[（【《“][^）】》”]{0,8}[）】》”]|[!-~]+|.)[，、。；：！？·…）】》”]*", re.DOTALL)
Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class BadgeText:
    """All that the picture says."""

    title: str
    course: str
    issuer: str


@dataclass(frozen=True)
class Disc:
    """A circle around the middle, filled, or a ring of this width."""

    radius: float
    colour: str
    width: float = 0


@dataclass(frozen=True)
class Shape:
    """A polygon."""

    points: Points
    colour: str


@dataclass(frozen=True)
class Words:
    """One line of text around a point."""

    text: str
    middle: tuple[float, float]
    size: float
    weight: int
    colour: str


Part = Disc | Shape | Words


def badge_svg(text: BadgeText) -> bytes:
    """The picture for pages; the same text gives the same bytes."""
    name = escape(f"{text.course} {text.title}")
    parts = "".join(map(_as_svg, _drawing(text)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" role="img">'
        f"<title>{name}</title>{parts}</svg>"
    ).encode()


def badge_png(text: BadgeText) -> bytes:
    """The picture for baking and sharing, transparent around the medal; the same text gives the same bytes."""
    image = Image.new("RGBA", (SIDE * FINENESS, SIDE * FINENESS), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    for part in _drawing(text):
        _paint(draw, part)
    stream = io.BytesIO()
    small = image.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    small.quantize(COLOURS, Image.Quantize.FASTOCTREE).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _drawing(text: BadgeText) -> list[Part]:
    """From the ground up."""
    lines, size = _broken(text.course, widest=400)
    advance = size * 1.32
    first = 312 - advance * (len(lines) - 1) / 2
    below = 312 + advance * (len(lines) - 1) / 2 + size / 2
    return [
        Disc(296, LINE),
        Disc(290, PAPER),
        Disc(279, LINE, 2),
        *_rim(),
        Disc(241, LINE, 1.5),
        Disc(234, WHITE),
        *_seal(middle=(MIDDLE, 158), side=92),
        *(
            Words(line, (MIDDLE, first + advance * place), size, even_weight(line, 700), INK)
            for place, line in enumerate(lines)
        ),
        Shape(_bar(below + 24, width=64, height=3), SEAL),
        _fitted(text.title, below + 58, largest=32, widest=320, weight=700, colour=LINE),
        _fitted(text.issuer, 488, largest=19, widest=230, weight=400, colour=SOFT),
    ]


def _rim() -> list[Part]:
    """Strokes around the medal, every eighth one longer."""
    return [
        Shape(_stroke(360 / TICKS * place, inner=249 if place % 8 == 0 else 257, outer=271), LINE)
        for place in range(TICKS)
    ]


def _stroke(degrees: float, *, inner: float, outer: float) -> Points:
    angle, half = math.radians(degrees), 1.1
    along, across = (math.sin(angle), -math.cos(angle)), (math.cos(angle), math.sin(angle))
    return tuple(
        (
            round(MIDDLE + along[0] * radius + across[0] * side, 2),
            round(MIDDLE + along[1] * radius + across[1] * side, 2),
        )
        for radius, side in ((inner, -half), (inner, half), (outer, half), (outer, -half))
    )


def _seal(*, middle: tuple[float, float], side: float) -> list[Part]:
    def moved(points: Points) -> Points:
        scale = side / 40
        return tuple(
            (round(middle[0] + (x - 20) * scale, 2), round(middle[1] + (y - 20) * scale, 2)) for x, y in points
        )

    return [Shape(moved(SEAL_GROUND), SEAL), Shape(moved(SEAL_CUT), CUT)]


def _bar(top: float, *, width: float, height: float) -> Points:
    left, right = MIDDLE - width / 2, MIDDLE + width / 2
    return ((left, top), (right, top), (right, top + height), (left, top + height))


def _fitted(text: str, middle: float, *, largest: float, widest: float, weight: int, colour: str) -> Words:
    """One line, smaller where it is long."""
    width = float(measure(text, weight=weight)) or 1.0
    return Words(text, (MIDDLE, middle), min(largest, widest / width), even_weight(text, weight), colour)


def _broken(text: str, *, widest: float) -> tuple[list[str], float]:
    """The lines of a title and their size: as large as three lines of even length allow, what is in brackets below."""
    head, bracket, tail = text.partition("（")
    if head and tail.endswith("）") and len(tail) < len(head) <= LONGEST_HEAD:
        size = min(TITLE_SIZES[4], widest / float(measure(head, weight=700)))
        return [head, bracket + tail], size
    for size in TITLE_SIZES:
        lines = _lines(text, widest / size)
        if len(lines) <= (1 if size > TITLE_SIZES[4] else 2 if size > TITLE_SIZES[12] else MOST_LINES):
            break
    # Again, no wider than needed: a last line of one character looks like a mistake.
    even = float(measure(text, weight=700)) / len(lines)
    for stretch in (1.0, 1.05, 1.1, 1.2):
        if len(tried := _lines(text, min(even * stretch + 0.5, widest / size))) == len(lines):
            return tried, size
    return [*lines[: MOST_LINES - 1], "".join(lines[MOST_LINES - 1 :])][:MOST_LINES], size


def _lines(text: str, widest: float) -> list[str]:
    """Broken where a title may be; `widest` in em."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and float(measure(line + piece, weight=700)) > widest:
            lines.append(line.strip())
            line = ""
        line += piece
    return [*lines, line.strip()] if line.strip() else lines


def _pieces(text: str) -> list[str]:
    """What stays together: a Latin word, a bracket with what it holds, a mark with what it follows."""
    return UNBROKEN.findall(text)


def _as_svg(part: Part) -> str:
    if isinstance(part, Disc):
        look = (
            f'fill="none" stroke="{part.colour}" stroke-width="{part.width}"' if part.width else f'fill="{part.colour}"'
        )
        return f'<circle cx="{MIDDLE:g}" cy="{MIDDLE:g}" r="{part.radius:g}" {look}/>'
    if isinstance(part, Shape):
        return f'<path fill="{part.colour}" d="M{" ".join(f"{x:g} {y:g}" for x, y in part.points)}z"/>'
    return f'<g fill="{part.colour}">{_outlines(part)}</g>'


def _outlines(words: Words) -> str:
    width = float(measure(words.text, weight=words.weight)) * words.size
    left, paths = words.middle[0] - width / 2, []
    for character in words.text:
        source = source_of(character, words.weight)
        if source is None:
            continue
        advance = float(source.advance(character)) * words.size
        if outline := source.svg_path(character, size=words.size):
            place = f"{left + advance / 2:.2f} {words.middle[1]:.2f}"
            paths.append(f'<path transform="translate({place})" d="{outline}"/>')
        left += advance
    return "".join(paths)


def _paint(draw: ImageDraw.ImageDraw, part: Part) -> None:
    if isinstance(part, Disc):
        reach = part.radius + part.width / 2
        box = [(MIDDLE - reach) * FINENESS] * 2 + [(MIDDLE + reach) * FINENESS] * 2
        if part.width:
            draw.ellipse(box, outline=part.colour, width=round(part.width * FINENESS))
        else:
            draw.ellipse(box, fill=part.colour)
    elif isinstance(part, Shape):
        draw.polygon([(x * FINENESS, y * FINENESS) for x, y in part.points], fill=part.colour)
    else:
        font = type_face(face_for(part.text, part.weight), round(part.size * FINENESS))
        # An ideograph's middle is 0.38 em above the baseline.
        baseline = (part.middle[1] + 0.38 * part.size) * FINENESS
        draw.text((part.middle[0] * FINENESS, baseline), part.text, part.colour, font, anchor="ms")
