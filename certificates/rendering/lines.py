"""Finding the slots in a page that WeasyPrint has set, and how the rest of their lines moves with them.

The page is set twice, with slots one sign and two signs wide. Whatever differs between the two belongs to a line that
holds a slot, and how far each piece of it moved says how the line is aligned. Anything else that differs - a column, a
rule under the text, a line that broke - means that this page cannot be set piecemeal.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from certificates.rendering.slots import SIGNS

TOLERANCE = 0.05
ALIGNMENTS = (0.0, 0.5, 1.0)
THOUSAND = 1000


class NotPressable(Exception):
    """The page has to be set anew for each person."""


@dataclass(frozen=True)
class FontOfPage:
    """A font that the page uses: what its glyphs mean, how wide they are, and its weight."""

    characters: Mapping[int, str]
    widths: Mapping[int, float]
    weight: int


@dataclass
class Run:
    """One text operation: where it starts, its font, and its elements; `slots` are the signs in it, in order."""

    at_matrix: int
    at_show: int
    block: tuple[int, int]
    x: float
    y: float
    font: str
    size: float
    elements: list[Any]
    slots: list[str] = field(default_factory=list)
    # Space between two characters of a slot, in the units of TJ: less is farther apart.
    gaps: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """Runs that move together: how their line is aligned, in which each one's slots stand after those before it."""

    alignment: float
    runs: tuple[Run, ...]


Instruction = tuple[list[Any], str]


def instructions_of(page: pikepdf.Page) -> list[Instruction]:
    """The page's content, operator by operator."""
    return [(list(one.operands), str(one.operator)) for one in pikepdf.parse_content_stream(page)]


def runs_of(
    instructions: Sequence[Instruction],
    fonts: Mapping[str, FontOfPage],
    blocks: Mapping[int, tuple[int, int]],
) -> Iterator[Run]:
    """Every piece of text with the block of the structure that it is part of."""
    mark, matrix, x, y, font, size = -1, -1, 0.0, 0.0, "", 0.0
    for place, (operands, operator) in enumerate(instructions):
        if operator == "BDC" and isinstance(operands[1], pikepdf.Dictionary):
            mark = int(operands[1].get("/MCID", -1))
        elif operator == "Tm":
            matrix, x, y = place, float(operands[4]), float(operands[5])
        elif operator == "Tf":
            font, size = str(operands[0]), float(operands[1])
        elif operator == "TJ":
            run = Run(matrix, place, blocks.get(mark, (0, 0)), x, y, font, size, list(operands[0]))
            _find_slots(run, fonts[font])
            yield run


def lines_of(
    narrow: Sequence[Instruction],
    wide: Sequence[Instruction],
    *,
    fonts: tuple[Mapping[str, FontOfPage], Mapping[str, FontOfPage]],
    blocks: Mapping[int, tuple[int, int]],
) -> list[Line]:
    """The lines with slots; raises NotPressable where anything else differs between the two settings."""
    if len(narrow) != len(wide):
        raise NotPressable("one setting has more on the page than the other")
    runs, wide_runs = list(runs_of(narrow, fonts[0], blocks)), list(runs_of(wide, fonts[1], blocks))
    lines: dict[tuple[tuple[int, int], float], list[tuple[Run, Run]]] = {}
    for run, other in zip(runs, wide_runs, strict=True):
        lines.setdefault((run.block, round(run.y, 1)), []).append((run, other))
    with_slots = [pairs for pairs in lines.values() if any(run.slots for run, _other in pairs)]
    moving = {place for pairs in with_slots for run, _other in pairs for place in (run.at_matrix, run.at_show)}
    _must_be_equal(narrow, wide, moving, fonts)
    return [_line(pairs, fonts[0]) for pairs in with_slots]


def width_of_sign(run: Run, fonts: Mapping[str, FontOfPage], gap: float) -> float:
    """How much wider the line is with one more sign, in user space."""
    font = fonts[run.font]
    sign = next(glyph for glyph, character in font.characters.items() if character in SIGNS)
    return (font.widths[sign] - gap) / THOUSAND * run.size


def _find_slots(run: Run, font: FontOfPage) -> None:
    """Note the signs; in the wide setting each stands twice, with the space between two characters there to be read."""
    last, gap = "", 0.0
    for element in run.elements:
        if not isinstance(element, pikepdf.String):
            gap += float(element)
            continue
        glyphs = bytes(element)
        for place in range(0, len(glyphs), 2):
            character = font.characters.get(int.from_bytes(glyphs[place : place + 2], "big"), "")
            if character in SIGNS and character == last:
                run.gaps.append(gap)
            elif character in SIGNS:
                run.slots.append(character)
            last, gap = character, 0.0


def _line(pairs: Sequence[tuple[Run, Run]], fonts: Mapping[str, FontOfPage]) -> Line:
    grown = []
    for run, other in pairs:
        if run.slots != other.slots or len(other.gaps) != len(other.slots):
            raise NotPressable("a slot was torn apart")
        run.gaps = other.gaps
        grown.append(sum(width_of_sign(run, fonts, gap) for gap in run.gaps))
    total = sum(grown)
    shifts = [other.x - run.x for run, other in pairs]
    alignment = min(ALIGNMENTS, key=lambda one: abs(shifts[0] + one * total))
    before = 0.0
    for shift, width in zip(shifts, grown, strict=True):
        if abs(before - alignment * total - shift) > TOLERANCE:
            raise NotPressable("a line moves as no alignment does")
        before += width
    return Line(alignment, tuple(run for run, _other in pairs))


def _must_be_equal(
    narrow: Sequence[Instruction],
    wide: Sequence[Instruction],
    moving: AbstractSet[int],
    fonts: tuple[Mapping[str, FontOfPage], Mapping[str, FontOfPage]],
) -> None:
    """Font names differ between the two settings, and so do glyph numbers: texts are compared by what they mean."""
    current = ["", ""]
    for place, ((operands, operator), (others, other_operator)) in enumerate(zip(narrow, wide, strict=True)):
        if operator != other_operator:
            raise NotPressable("the two settings draw different things")
        if operator == "Tf":
            current = [str(operands[0]), str(others[0])]
            is_same = operands[1] == others[1]
        elif operator == "TJ":
            is_same = place in moving or _meaning(operands[0], fonts[0][current[0]]) == _meaning(
                others[0], fonts[1][current[1]]
            )
        elif operator == "Tm" and place in moving:
            is_same = operands[5] == others[5]
        else:
            is_same = operands == others
        if not is_same:
            raise NotPressable(f"{operator} differs between the two settings")


def _meaning(elements: Any, font: FontOfPage) -> list[object]:
    said: list[object] = []
    for element in elements:
        if isinstance(element, pikepdf.String):
            glyphs = bytes(element)
            said += [font.characters[int.from_bytes(glyphs[i : i + 2], "big")] for i in range(0, len(glyphs), 2)]
        else:
            said.append(element)
    return said
