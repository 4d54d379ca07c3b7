"""The small markup of stems, options and explanations; what is not listed here is plain text.

Inline: **bold**, ++underline++, ^{super}, _{sub}, ![alternative text](picture.png), {{1}} a blank, {{rate}} a parameter.
Blocks, between empty lines: a paragraph; a table (every line begins with |, a |---| line after the head); a list (every
line begins with "- " or with "1. ").
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

PICTURE_KEY = r"[0-9a-f]{16}\.(?:png|jpg)"
PNG = b"\x89PNG\r\n\x1a\n"

PieceKind = Literal["plain", "bold", "underline", "super", "sub", "picture", "blank", "value"]
BlockKind = Literal["paragraph", "bullets", "numbers", "table"]

_TOKEN = re.compile(
    r"\*\*(?P<bold>[^*]+)\*\*"
    r"|\+\+(?P<underline>[^+\n]+)\+\+"
    r"|\^\{(?P<super>[^{}\n]{1,20})\}"
    r"|_\{(?P<sub>[^{}\n]{1,20})\}"
    rf"|!\[(?P<alt>[^\]\n]{{0,200}})\]\((?P<picture>{PICTURE_KEY})\)"
    r"|\{\{(?P<blank>[1-9][0-9]?)\}\}"
    r"|\{\{(?P<value>[a-z][a-z0-9_]{0,15})\}\}"
)
_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")
# A line break between two Chinese characters only wraps the source; any other one is a space.
_WRAPPED = re.compile(r"(?<=[^\x00-\x7f])[ \t]*\n[ \t]*(?=[^\x00-\x7f\s])")
_BULLET = re.compile(r"- +(?=\S)")
_NUMBER = re.compile(r"[0-9]{1,2}\. +(?=\S)")
_TABLE_RULE = re.compile(r"\|(?:\s*:?-{3,}:?\s*\|)+")


@dataclass(frozen=True)
class Piece:
    """A run of text; `alt` belongs to a picture, whose `text` is its key."""

    kind: PieceKind
    text: str
    alt: str = ""


@dataclass(frozen=True)
class Block:
    """A paragraph (one row of one cell), a list (a row an entry) or a table (rows of cells; `has_head`: the first row)."""

    kind: BlockKind
    rows: tuple[tuple[tuple[Piece, ...], ...], ...]
    has_head: bool = False


def pieces(text: str) -> Iterator[Piece]:
    """One line of text as its runs."""
    end = 0
    for token in _TOKEN.finditer(text):
        if token.start() > end:
            yield Piece("plain", text[end : token.start()])
        kind: PieceKind = token.lastgroup  # type: ignore[assignment]  # the pattern's own names
        yield Piece(kind, token[kind], token["alt"] or "")
        end = token.end()
    if end < len(text):
        yield Piece("plain", text[end:])


def blocks(text: str) -> list[Block]:
    """A whole text as blocks."""
    return [_block(part.strip()) for part in _PARAGRAPH_BREAK.split(text) if part.strip()]


def _block(part: str) -> Block:
    lines = [line.strip() for line in part.split("\n")]
    if len(lines) > 1 and all(line.startswith("|") and line.endswith("|") for line in lines):
        return _table(lines)
    for kind, mark in (("bullets", _BULLET), ("numbers", _NUMBER)):
        if len(lines) > 1 and all(mark.match(line) for line in lines):
            return Block(kind, tuple((tuple(pieces(mark.sub("", line, count=1))),) for line in lines))  # type: ignore[arg-type]
    return Block("paragraph", ((tuple(pieces(_WRAPPED.sub("", part).replace("\n", " "))),),))


def _table(lines: list[str]) -> Block:
    has_head = len(lines) > 1 and _TABLE_RULE.fullmatch(lines[1]) is not None
    rows = [line for place, line in enumerate(lines) if not (has_head and place == 1)]
    cells = [[cell.strip() for cell in row[1:-1].split("|")] for row in rows]
    width = max(len(row) for row in cells)
    return Block(
        "table",
        tuple(tuple(tuple(pieces(cell)) for cell in row + [""] * (width - len(row))) for row in cells),
        has_head,
    )


def runs(text: str) -> Iterator[Piece]:
    """All runs of a text in reading order, whatever block they stand in."""
    return (piece for block in blocks(text) for row in block.rows for cell in row for piece in cell)


def blank_numbers(text: str) -> list[int]:
    """The blanks of a stem in reading order."""
    return [int(piece.text) for piece in runs(text) if piece.kind == "blank"]


def value_names(text: str) -> list[str]:
    """The parameters that a text names, in reading order."""
    return [piece.text for piece in runs(text) if piece.kind == "value"]


def picture_keys(text: str) -> list[str]:
    """The pictures that a text shows, in reading order."""
    return [piece.text for piece in runs(text) if piece.kind == "picture"]


def picture_key(data: bytes) -> str:
    """The name of a picture in texts: the beginning of its SHA-256, and png or jpg for everything else."""
    return f"{hashlib.sha256(data).hexdigest()[:16]}.{'png' if data.startswith(PNG) else 'jpg'}"


def plain_text(text: str) -> str:
    """One line without markup: a blank shows as ____, a picture as its alternative text, a parameter by its name."""
    lines = []
    for block in blocks(text):
        rows = [" ".join("".join(map(_plain, cell)) for cell in row) for row in block.rows]
        lines.append(" ".join(rows) if block.kind == "paragraph" else f" {' '.join(rows)} ")
    return " ".join("".join(lines).split())


def _plain(piece: Piece) -> str:
    if piece.kind == "blank":
        return "____"
    return f"[{piece.alt}]" if piece.kind == "picture" else piece.text


def one_line(text: str) -> str:
    """The text with its line breaks taken for wrapping."""
    return " ".join(_WRAPPED.sub("", text).split())


def _only_known_marks(text: str) -> str:
    rest = _TOKEN.sub("", text)
    if "**" in rest:
        raise PydanticCustomError("bold_unbalanced", "The ** marks do not come in pairs")
    if "{{" in rest or "}}" in rest:
        raise PydanticCustomError("blank_malformed", "A blank is written as a number in double braces, from 1 to 99")
    if any(piece.kind == "picture" and not piece.alt.strip() for piece in runs(text)):
        raise PydanticCustomError("picture_without_words", "A picture has no alternative text")
    return text


def _no_blanks(text: str) -> str:
    if blank_numbers(text):
        raise PydanticCustomError("blank_not_here", "Only the stem of a fill-in item may hold blanks")
    return text


def _no_values(text: str) -> str:
    if value_names(text):
        raise PydanticCustomError("value_not_here", "Only the texts of a calculation may hold parameters")
    return text


# Everything that the markup knows: for the types that say themselves what of it they take.
Marked = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=6000), AfterValidator(_only_known_marks)
]
StemWithBlanks = Annotated[Marked, AfterValidator(_no_values)]
StemWithValues = Annotated[Marked, AfterValidator(_no_blanks)]
Stem = Annotated[Marked, AfterValidator(_no_blanks), AfterValidator(_no_values)]
OptionText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=600),
    AfterValidator(_only_known_marks),
    AfterValidator(_no_blanks),
    AfterValidator(_no_values),
]
Explanation = Stem
