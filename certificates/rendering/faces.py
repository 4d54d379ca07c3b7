"""Fonts for the texts that differ from person to person: cut, described, and written as PDF objects."""

import string
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from certificates.rendering.objects import stream_object
from courses.printing.fonts import CHAIN, FontFile, FontSource, font_source, source_of

# Numbers, codes and marks are set from one cut of the first font, the same for everybody; it says nothing about anybody.
COMMON = frozenset(string.digits + string.ascii_uppercase + "-./%")
TAG_LETTERS = string.ascii_uppercase
THOUSAND = 1000


@dataclass(frozen=True)
class CutFont:
    """A font with just these characters: glyph numbers, widths, and its five objects but for their own numbers."""

    glyphs: dict[str, int]
    widths: dict[str, int]
    base_name: bytes
    file: bytes
    to_unicode: bytes
    descriptor: bytes
    descendant: bytes

    def objects(self, first: int) -> dict[int, bytes]:
        """The font's objects, numbered from `first`, which is the one to refer to."""
        return {
            first: b"<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] "
            b"/ToUnicode %d 0 R >>" % (self.base_name, first + 1, first + 4),
            first + 1: self.descendant % (first + 2),
            first + 2: self.descriptor % (first + 3),
            first + 3: self.file,
            first + 4: self.to_unicode,
        }

    def codes(self, text: str) -> list[bytes]:
        """The glyphs of `text`, each as a hexadecimal string for a text operator."""
        return [b"<%04x>" % self.glyphs[character] for character in text]


OBJECTS_OF_FONT = 5
FontKey = tuple[FontFile, bool]


@lru_cache(maxsize=8192)
def font_key(character: str, weight: int) -> FontKey:
    """Which cut a character is set from: the font of the chain, and whether its common cut will do."""
    source = source_of(character, weight)
    declared = source.declared if source else CHAIN[weight][0]
    return declared, character in COMMON and declared == CHAIN[weight][0]


@lru_cache(maxsize=256)
def cut_font(declared: FontFile, characters: frozenset[str]) -> CutFont:
    """The font cut for these characters; kept, since surnames come again."""
    source = font_source(declared)
    # As `FontSource.cut` orders them, behind .notdef.
    ordered = sorted(characters)
    glyphs = {character: place for place, character in enumerate(ordered, start=1)}
    widths = {character: round(source.advance(character) * THOUSAND) for character in ordered}
    data = source.cut(ordered)
    base_name = f"{_tag(data)}+{_postscript_name(declared)}".encode()
    return CutFont(
        glyphs=glyphs,
        widths=widths,
        base_name=base_name,
        file=stream_object(data, b" /Length1 %d" % len(data)),
        to_unicode=stream_object(_to_unicode(glyphs)),
        descriptor=_descriptor(source, base_name),
        descendant=(
            b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo << /Registry (Adobe) "
            b"/Ordering (Identity) /Supplement 0 >> /CIDToGIDMap /Identity /FontDescriptor %%d 0 R /DW %d /W [1 [%s]] >>"
            % (base_name, THOUSAND, " ".join(str(widths[character]) for character in ordered).encode())
        ),
    )


def common_font(weight: int) -> CutFont:
    """The common cut of the first font in this weight."""
    return cut_font(CHAIN[weight][0], COMMON)


@lru_cache(maxsize=8192)
def advance(character: str, weight: int) -> int:
    """In thousandths of an em, as the font's table of widths says it."""
    source = source_of(character, weight)
    return round(source.advance(character) * THOUSAND) if source else THOUSAND


def _postscript_name(declared: FontFile) -> str:
    name = declared.family.replace(" ", "-")
    return f"{name}-Bold" if declared.weight > 400 else name  # noqa: PLR2004 -- the regular weight


def _tag(data: bytes) -> str:
    """Six capitals that follow from the cut: the mark of a subset."""
    number = int.from_bytes(sha256(data).digest()[:8])
    letters = []
    for _place in range(6):
        number, letter = divmod(number, len(TAG_LETTERS))
        letters.append(TAG_LETTERS[letter])
    return "".join(letters)


def _descriptor(source: FontSource, base_name: bytes) -> bytes:
    ascent = round(source.ascent * THOUSAND / source.units)
    descent = round(source.descent * THOUSAND / source.units)
    return (
        b"<< /Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [0 %d %d %d] /ItalicAngle 0 /Ascent %d /Descent %d "
        b"/CapHeight %d /StemV 80 /FontFile2 %%d 0 R >>"
        % (base_name, descent, THOUSAND, ascent, ascent, descent, ascent)
    )


def _to_unicode(glyphs: dict[str, int]) -> bytes:
    # A block of such a table holds a hundred lines at most.
    lines = [
        b"<%04x> <%s>" % (glyph, character.encode("utf-16-be").hex().encode()) for character, glyph in glyphs.items()
    ]
    blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    return b"\n".join(
        [
            b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            b"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            b"/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
            b"1 begincodespacerange <0000> <ffff> endcodespacerange",
            *(b"\n".join([b"%d beginbfchar" % len(block), *block, b"endbfchar"]) for block in blocks),
            b"endcmap CMapName currentdict /CMap defineresource pop end end",
        ]
    )
