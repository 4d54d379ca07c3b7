"""A plate: everything that many certificates have in common, set once and kept as finished bytes.

To print one, the plate takes a person's texts, portrait and QR code and writes the file: a few small objects.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import escape

from PIL import Image

from certificates.rendering.faces import OBJECTS_OF_FONT, CutFont, FontKey, advance, common_font, cut_font, font_key
from certificates.rendering.objects import FixedObjects, number_text, stream_object, text_string, write_file
from certificates.rendering.slots import filled

THOUSAND = 1000
CREDENTIAL_NAME = "credential.json"


@dataclass(frozen=True)
class Portrait:
    """A JPEG as it is, with what a PDF must know about it."""

    data: bytes
    width: int
    height: int
    colours: str

    @property
    def shape(self) -> tuple[int, int, str]:
        """All of it that the page depends on."""
        return self.width, self.height, self.colours

    def blank(self) -> bytes:
        """Another JPEG of this shape."""
        stream = BytesIO()
        Image.new(self.colours, (self.width, self.height)).save(stream, "JPEG")
        return stream.getvalue()

    def object(self) -> bytes:
        space = {"RGB": b"/DeviceRGB", "L": b"/DeviceGray"}[self.colours]
        return stream_object(
            self.data,
            b" /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace %s /BitsPerComponent 8 "
            b"/Interpolate false /Filter /DCTDecode" % (self.width, self.height, space),
            compress=False,
        )


@dataclass(frozen=True)
class Person:
    """What goes into a plate: texts by their signs, the portrait, and the strokes of the QR code."""

    texts: Mapping[str, str]
    portrait: Portrait | None
    qr_strokes: bytes
    attachment: bytes


@dataclass(frozen=True)
class Slot:
    """A text's place in a run: its sign, the weight it is set in, and the space between its characters."""

    sign: str
    weight: int
    gap: float
    sign_width: float

    def growth(self, text: str) -> float:
        """How much wider than the sign the text is, in thousandths of the type size."""
        width = sum(advance(character, self.weight) for character in text) - self.gap * (len(text) - 1)
        return width - self.sign_width


@dataclass(frozen=True)
class SlotRun:
    """A text operation of a line with slots: pieces of fixed text and slots, after everything before it in the line."""

    font: bytes
    size: float
    # Fixed pieces are the elements of a TJ array.
    pieces: Sequence[bytes | Slot]

    def growth(self, texts: Mapping[str, str]) -> float:
        slots = [piece for piece in self.pieces if isinstance(piece, Slot)]
        return sum(slot.growth(texts[slot.sign]) for slot in slots) / THOUSAND * self.size


@dataclass(frozen=True)
class SlotLine:
    """The runs of a line and how it is aligned: 0 left, 1 right."""

    alignment: float
    runs: Sequence[SlotRun]


@dataclass(frozen=True)
class Origin:
    """Where a run of a slot line starts: moves with the texts."""

    line: SlotLine
    place: int
    matrix: bytes
    x: float
    y: bytes

    def write(self, texts: Mapping[str, str]) -> bytes:
        before = sum(run.growth(texts) for run in self.line.runs[: self.place])
        total = before + sum(run.growth(texts) for run in self.line.runs[self.place :])
        return b"%s %s %s Tm" % (self.matrix, number_text(self.x + before - self.line.alignment * total), self.y)


@dataclass(frozen=True)
class Show:
    """The text of a run."""

    run: SlotRun

    def write(self, texts: Mapping[str, str], fonts: "PersonFonts") -> bytes:
        """Each change of font and each piece in turn; the pen moves on by itself."""
        written = []
        for piece in self.run.pieces:
            if isinstance(piece, bytes):
                written.append(b"%s %s Tf\n[%s] TJ" % (self.run.font, number_text(self.run.size), piece))
            else:
                written += fonts.show(texts[piece.sign], piece, self.run.size)
        return b"\n".join(written)


class PersonFonts:
    """The fonts of one certificate's own texts, named as they are asked for."""

    def __init__(self, texts: Mapping[str, str], slots: Sequence[Slot]) -> None:
        wanted: dict[FontKey, set[str]] = {}
        self._weights: dict[FontKey, int] = {}
        for slot in slots:
            for character in texts[slot.sign]:
                key = font_key(character, slot.weight)
                wanted.setdefault(key, set()).add(character)
                self._weights[key] = slot.weight
        ordered = sorted(wanted, key=repr)
        self.names = {key: b"/V%d" % place for place, key in enumerate(ordered)}
        self.cuts: dict[FontKey, CutFont] = {
            key: common_font(self._weights[key]) if key[1] else cut_font(key[0], frozenset(wanted[key]))
            for key in ordered
        }

    def show(self, text: str, slot: Slot, size: float) -> list[bytes]:
        """Operators that set the text, font by font."""
        pieces: list[tuple[FontKey, str]] = []
        for character in text:
            key = font_key(character, slot.weight)
            if pieces and pieces[-1][0] == key:
                pieces[-1] = (key, pieces[-1][1] + character)
            else:
                pieces.append((key, character))
        gap = number_text(slot.gap) if slot.gap else b""
        written = []
        for place, (key, part) in enumerate(pieces):
            lead = gap if place else b""
            codes = gap.join(self.cuts[key].codes(part)) if gap else b"".join(self.cuts[key].codes(part))
            written.append(b"%s %s Tf\n[%s%s] TJ" % (self.names[key], number_text(size), lead, codes))
        return written


@dataclass(frozen=True)
class QrStrokes:
    """Where the strokes of the QR code go."""


Piece = bytes | Origin | Show | QrStrokes


@dataclass(frozen=True)
class Numbers:
    """Object numbers of what differs; 0 where the plate has no such thing."""

    root: int
    info: int
    metadata: int
    fonts: int
    portrait: int
    attachment: int
    contents: Sequence[int]


@dataclass(frozen=True)
class Plate:
    """Finished objects, and recipes for the few that differ."""

    fixed: FixedObjects
    size: int
    numbers: Numbers
    # One stream each, made of pieces.
    contents: Sequence[Sequence[Piece]]
    # Objects with texts in which signs stand: bytes between, and the texts.
    worded: Mapping[int, Sequence[bytes | str]]
    xmp: str
    fixed_fonts: bytes
    slots: Sequence[Slot]

    def fill(self, person: Person) -> bytes:
        """The certificate as a file. The same person gives the same bytes."""
        objects: dict[int, bytes] = {}
        fonts = PersonFonts(person.texts, self.slots)
        entries, following = [self.fixed_fonts], self.size
        for key, name in fonts.names.items():
            entries.append(b"%s %d 0 R" % (name, following))
            objects |= fonts.cuts[key].objects(following)
            following += OBJECTS_OF_FONT
        objects[self.numbers.fonts] = b"<< %s >>" % b" ".join(entries)
        for number, pieces in zip(self.numbers.contents, self.contents, strict=True):
            objects[number] = stream_object(b"\n".join(_written(piece, person, fonts) for piece in pieces))
        for number, recipe in self.worded.items():
            objects[number] = b"".join(
                part if isinstance(part, bytes) else text_string(filled(part, person.texts)) for part in recipe
            )
        escaped = {sign: escape(text) for sign, text in person.texts.items()}
        # Never compressed: programs that know no PDF look for the packet.
        objects[self.numbers.metadata] = stream_object(
            filled(self.xmp, escaped).encode(), b" /Type /Metadata /Subtype /XML", compress=False
        )
        if self.numbers.portrait and person.portrait:
            objects[self.numbers.portrait] = person.portrait.object()
        if self.numbers.attachment:
            objects[self.numbers.attachment] = _embedded(person.attachment)
        return write_file(self.fixed, objects, root=self.numbers.root, info=self.numbers.info)


def _written(piece: Piece, person: Person, fonts: PersonFonts) -> bytes:
    if isinstance(piece, bytes):
        return piece
    if isinstance(piece, Origin):
        return piece.write(person.texts)
    if isinstance(piece, Show):
        return piece.write(person.texts, fonts)
    return person.qr_strokes


def _embedded(data: bytes) -> bytes:
    return stream_object(
        data, b" /Type /EmbeddedFile /Subtype /application#2Fld+json /Params << /Size %d >>" % len(data)
    )
