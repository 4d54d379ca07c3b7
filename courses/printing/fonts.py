"""The declared font chain: what can be set, how wide it is, and small fonts cut for one document.

System fonts are huge (26 MB for one weight) and hold CFF outlines, which a cut breaks for PDF/A. So each document
gets its own fonts: the outlines of just its characters, as quadratic TrueType curves. A glyph costs 0.5 ms once in
a process; a certificate then takes 40 ms instead of 260 ms, holds 25 kB of fonts, and cannot fall back to a face
nobody chose, because it brings every face it may use.
"""

import io
import itertools
import threading
import unicodedata
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.filterPen import DecomposingFilterPen
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont

from courses.printing.prepared import WorkingSet, is_current, read_working_set, write_working_set

FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
# Half a thousandth of an em: no printer shows it.
CURVE_TOLERANCE = 0.5
# 1970-01-01 in seconds since 1904: a fixed date, so that the same characters give the same bytes.
UNDATED = 2_082_844_800
# Private use has no agreed meaning; the rest has no picture, or needs shaping that a cut font does not bring.
UNSETTABLE_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Mn", "Mc", "Me", "Zl", "Zp"})


class FontsNotInstalledError(Exception):
    """A font of the chain is not on this machine."""


class UnsetCharactersError(Exception):
    """The fonts have no picture for some characters; `characters` are they."""

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = tuple(characters)
        super().__init__(", ".join(described(character) for character in self.characters))


@dataclass(frozen=True)
class FontFile:
    """One face in a file that a system package installs."""

    family: str
    weight: int
    file_name: str
    package: str

    @property
    def name(self) -> str:
        """What its working set is called."""
        return f"{Path(self.file_name).stem}-{self.family.replace(' ', '')}"


SONG = FontFile("Noto Serif CJK SC", 400, "NotoSerifCJK-Regular.ttc", "fonts-noto-cjk")
SONG_BOLD = FontFile("Noto Serif CJK SC", 700, "NotoSerifCJK-Bold.ttc", "fonts-noto-cjk")
RARE = FontFile("BabelStone Han", 400, "BabelStoneHan.ttf", "fonts-babelstone-han")
LATIN = FontFile("Liberation Serif", 400, "LiberationSerif-Regular.ttf", "fonts-liberation")
LATIN_BOLD = FontFile("Liberation Serif", 700, "LiberationSerif-Bold.ttf", "fonts-liberation")
RARER = FontFile("HanaMinB", 400, "HanaMinB.ttf", "fonts-hanazono")
RARER_STILL = FontFile("HanaMinA", 400, "HanaMinA.ttf", "fonts-hanazono")
# First choice first: Song type with the usual Latin letters, the rest of Latin, Greek and Cyrillic, then rare
# characters in one weight: 42 000 drawn the mainland's way, and 60 000 more that have their Japanese form.
CHAIN = {
    400: (SONG, LATIN, RARE, RARER, RARER_STILL),
    700: (SONG_BOLD, LATIN_BOLD, RARE, RARER, RARER_STILL),
}
# The same for a style sheet.
FAMILIES = "Noto Serif CJK SC, Liberation Serif, BabelStone Han"


@dataclass(frozen=True)
class CutGlyph:
    """A character's outline in TrueType curves, and its advance in font units."""

    outline: Any
    advance: int


class FontSource:
    """A font of the chain: its working set where one was cut, and the whole font for what that lacks.

    Glyphs are read under a lock: fontTools reads its files lazily.
    """

    def __init__(self, declared: FontFile) -> None:
        self.declared = declared
        path = _path_of(declared)
        if path is None:
            raise FontsNotInstalledError(f"{declared.file_name} is missing: install the package {declared.package}")
        self.path = path
        self._glyphs: dict[int, CutGlyph] = {}
        self._lock = threading.RLock()
        self._working_set: WorkingSet | None = read_working_set(declared.name, path)

    @cached_property
    def _whole(self) -> TTFont:
        return _open(self.declared, self.path)

    @cached_property
    def _characters(self) -> dict[int, str]:
        return dict(self._whole.getBestCmap())

    @cached_property
    def _glyph_set(self) -> Any:
        return self._whole.getGlyphSet()

    @cached_property
    def _prepared(self) -> tuple[dict[int, str], Any, Any]:
        """Names, outlines and advances of the working set."""
        if self._working_set is None:
            return {}, {}, {}
        font = self._working_set.font()
        return font.getBestCmap(), font["glyf"], font["hmtx"]

    @cached_property
    def coverage(self) -> AbstractSet[int]:
        """Every code point of the whole font."""
        return self._working_set.coverage if self._working_set else self._characters.keys()

    @cached_property
    def units(self) -> int:
        return self._working_set.units if self._working_set else int(self._whole["head"].unitsPerEm)

    @cached_property
    def ascent(self) -> int:
        return self._working_set.ascent if self._working_set else int(self._whole["hhea"].ascent)

    @cached_property
    def descent(self) -> int:
        """Below the baseline, so negative."""
        return self._working_set.descent if self._working_set else int(self._whole["hhea"].descent)

    @cached_property
    def version(self) -> str:
        """As the font says it: `Version 2.001;…`."""
        return self._working_set.version if self._working_set else str(self._whole["name"].getDebugName(5))

    def covers(self, character: str) -> bool:
        """Whether the font has a picture for it that this app may print."""
        return ord(character) in self.coverage and unicodedata.category(character) not in UNSETTABLE_CATEGORIES

    def glyph(self, character: str) -> CutGlyph:
        """The outline as quadratic curves; remembered."""
        codepoint = ord(character)
        if codepoint not in self._glyphs:
            with self._lock:
                names, outlines, advances = self._prepared
                if codepoint in names:
                    name = names[codepoint]
                    self._glyphs[codepoint] = CutGlyph(outlines[name], advances[name][0])
                else:
                    self._glyphs[codepoint] = self._converted(codepoint)
        return self._glyphs[codepoint]

    def _converted(self, codepoint: int) -> CutGlyph:
        glyph_name = self._characters[codepoint]
        pen = TTGlyphPen(None)
        quadratic = Cu2QuPen(pen, max_err=CURVE_TOLERANCE * self.units / 1000, reverse_direction="CFF " in self._whole)
        self._glyph_set[glyph_name].draw(DecomposingFilterPen(quadratic, self._glyph_set))
        return CutGlyph(pen.glyph(), self._whole["hmtx"][glyph_name][0])

    def advance(self, character: str) -> Fraction:
        """How far the character moves the pen, in em."""
        return Fraction(self.glyph(character).advance, self.units)

    def svg_path(self, character: str, *, size: float) -> str:
        """The outline for SVG, `size` high, centred on the origin of a y-down page."""
        pen = SVGPathPen(None, ntos=lambda number: f"{number:.2f}".rstrip("0").rstrip("."))
        scale = size / self.units
        # An ideograph's body runs from -0.12 to 0.88 em: its middle is 0.38 em above the baseline.
        middle = (-scale * self.glyph(character).advance / 2, 0.38 * size)
        self.glyph(character).outline.draw(TransformPen(pen, (scale, 0, 0, -scale, *middle)), None)
        return str(pen.getCommands())

    def cut(self, characters: Iterable[str]) -> bytes:
        """A TrueType font of just these characters. The same characters give the same bytes."""
        glyphs = {f"u{ord(character):05X}": self.glyph(character) for character in sorted(set(characters))}
        blank = CutGlyph(TTGlyphPen(None).glyph(), self.units)
        outlines = {".notdef": blank, **glyphs}
        builder = FontBuilder(self.units, isTTF=True)
        builder.setupGlyphOrder(list(outlines))
        builder.setupCharacterMap({int(name[1:], 16): name for name in glyphs})
        builder.setupGlyf({name: glyph.outline for name, glyph in outlines.items()})
        left_edges = {name: getattr(glyph.outline, "xMin", 0) for name, glyph in outlines.items()}
        builder.setupHorizontalMetrics({name: (glyph.advance, left_edges[name]) for name, glyph in outlines.items()})
        builder.setupHorizontalHeader(ascent=self.ascent, descent=self.descent)
        builder.setupNameTable({"familyName": self.declared.family, "styleName": str(self.declared.weight)})
        builder.setupOS2(
            sTypoAscender=self.ascent,
            sTypoDescender=self.descent,
            usWinAscent=self.ascent,
            usWinDescent=-self.descent,
            usWeightClass=self.declared.weight,
        )
        builder.setupPost()
        builder.updateHead(created=UNDATED, modified=UNDATED)
        builder.font.recalcTimestamp = False
        stream = io.BytesIO()
        builder.save(stream)
        return stream.getvalue()


@dataclass(frozen=True)
class Face:
    """A cut font and the names by which a style sheet asks for it."""

    family: str
    weight: int
    data: bytes


_opening = threading.Lock()
_sources: dict[FontFile, FontSource] = {}


def font_source(declared: FontFile) -> FontSource:
    """The opened font, one in a process: it holds 60 MB, and threads that want it at once wait for the first."""
    with _opening:
        if declared not in _sources:
            _sources[declared] = FontSource(declared)
        return _sources[declared]


def source_of(character: str, weight: int = 400) -> FontSource | None:
    """The first font of the chain that has the character; later ones are opened only when they are needed."""
    return next((source for source in map(font_source, _usable(weight)) if source.covers(character)), None)


@cache
def _usable(weight: int) -> tuple[FontFile, ...]:
    """The chain as far as it is installed: without the rarer fonts rare names are refused, without the first nothing goes."""
    first, *others = CHAIN[weight]
    return (first, *(declared for declared in others if _path_of(declared)))


def composed(text: str) -> str:
    """Letters and their marks as one character each (NFC), which is how the fonts have them."""
    return unicodedata.normalize("NFC", text)


def unset_characters(text: str) -> list[str]:
    """The characters of `text` that no font of the chain can set, each once, in order of appearance."""
    return [character for character in dict.fromkeys(text) if source_of(character) is None]


def cut_faces(text: str) -> list[Face]:
    """Fonts that together set `text` in both weights; raises UnsetCharactersError."""
    characters = sorted(set(text))
    if unset := unset_characters("".join(characters)):
        raise UnsetCharactersError(unset)
    faces: dict[FontFile, Face] = {}
    for weight in CHAIN:
        for declared, wanted in _by_font(characters, weight).items():
            if declared not in faces:
                faces[declared] = Face(declared.family, declared.weight, font_source(declared).cut(wanted))
    return list(faces.values())


def measure(text: str, *, weight: int = 400) -> Fraction:
    """The width of `text` set in one line, in em."""
    sources = ((character, source_of(character, weight)) for character in text)
    return sum((source.advance(character) for character, source in sources if source), Fraction(0))


def even_weight(text: str, weight: int) -> int:
    """`weight`, or regular where a character has no such face: one thin character in a bold name looks like a fault."""
    sources = (source_of(character, weight) for character in text)
    return weight if all(source is None or source.declared.weight == weight for source in sources) else 400


def described(character: str) -> str:
    """`𮧵 (U+2E9F5)`; what has no picture of its own goes by its code point alone."""
    point = f"U+{ord(character):04X}"
    return point if unicodedata.category(character) in UNSETTABLE_CATEGORIES else f"{character} ({point})"


def _by_font(characters: Iterable[str], weight: int) -> Mapping[FontFile, list[str]]:
    wanted: dict[FontFile, list[str]] = {}
    for character in characters:
        if source := source_of(character, weight):
            wanted.setdefault(source.declared, []).append(character)
    return wanted


def missing_fonts() -> list[FontFile]:
    """The fonts of the chain that this machine lacks."""
    return [declared for declared in dict.fromkeys(itertools.chain(*CHAIN.values())) if _path_of(declared) is None]


def prepare_working_sets(characters: str) -> list[str]:
    """Cut the working set of every installed font that lacks a current one; the names of those that were cut."""
    made = []
    for weight in CHAIN:
        wanted = _by_font(sorted(set(characters)), weight)
        for declared, mine in wanted.items():
            source = font_source(declared)
            if declared.name not in made and not is_current(declared.name, source.path, "".join(mine)):
                write_working_set(
                    declared.name,
                    source.path,
                    source.cut(mine),
                    coverage=source.coverage,
                    characters="".join(mine),
                    measures={
                        "units": source.units,
                        "ascent": source.ascent,
                        "descent": source.descent,
                        "version": source.version,
                    },
                )
                made.append(declared.name)
    return made


def font_versions(text: str) -> dict[str, str]:
    """File name → version of every font that `text` is set in, in either weight."""
    used = {source for weight in CHAIN for character in set(text) if (source := source_of(character, weight))}
    return {
        source.declared.file_name: source.version for source in sorted(used, key=lambda one: one.declared.file_name)
    }


def _path_of(declared: FontFile) -> Path | None:
    return next((path for folder in FONT_FOLDERS for path in folder.rglob(declared.file_name)), None)


def _open(declared: FontFile, path: Path) -> TTFont:
    if path.suffix != ".ttc":
        return TTFont(path, lazy=True)
    for face in TTCollection(path, lazy=True).fonts:
        if face["name"].getDebugName(1) == declared.family:
            return face
    raise FontsNotInstalledError(f"{path.name} holds no {declared.family}")
