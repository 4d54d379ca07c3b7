"""How search reads Chinese and Latin text: one function for what is stored and for what is typed.

Everything is folded character by character, so that a piece of a text folds as it does inside the text: full width to
half, traditional to simplified, capitals to small. What is neither letter nor digit only separates.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from opencc import OpenCC
from pypinyin import Style, lazy_pinyin

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_RUN = re.compile(rf"(?P<han>[{HAN}]+)|(?P<digits>\d+)|(?P<word>[^\W\d_{HAN}]+)")
# A word is also found by its beginning, from this many letters; longer words are kept by their beginning.
SHORTEST_BEGINNING, LONGEST_TOKEN = 3, 16
# Marks pairs of pinyin initials; folding leaves it in no text.
_INITIALS_MARK = "^"
# Where the rare planes of Unicode begin.
_RARE = 0x10000


def _simplified() -> dict[int, str]:
    """Traditional character → simplified, one by one: a phrase would read its characters otherwise than a part of it."""
    characters = [chr(code) for code in range(0x3400, 0xA000)]
    simplified = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {ord(old): new for old, new in zip(characters, simplified, strict=True) if old != new}


_SIMPLIFIED = _simplified()


@dataclass(frozen=True)
class Folded:
    """Runs of Han characters, letters and digits, a space before, between and after them.

    `origins` gives for each character the place in the source that it comes from.
    """

    text: str
    origins: Sequence[int]

    def places_of(self, phrase: str) -> Iterator[tuple[int, int]]:
        """Where the source says `phrase`, as (start, end)."""
        start = self.text.find(phrase)
        while start >= 0:
            inside = self.text[start : start + len(phrase)]
            first = start + len(inside) - len(inside.lstrip())
            last = start + len(inside.rstrip()) - 1
            yield self.origins[first], self.origins[last] + 1
            start = self.text.find(phrase, last + 1)


@dataclass(frozen=True)
class Reading:
    """One way to read a piece of a query: a phrase that must stand so in a folded text, and the tokens it has there."""

    phrase: str
    tokens: tuple[str, ...]
    is_initials: bool = False

    @property
    def is_its_token(self) -> bool:
        """Whatever holds its only token holds the phrase."""
        return len(self.tokens) == 1 and len(self.tokens[0]) < LONGEST_TOKEN


# A piece of a query that must stand together, in all its readings: Latin letters may also be pinyin initials.
Unit = tuple[Reading, ...]


class _Folding(dict[int, str]):
    """How each character folds, found out when it is first met; the rare planes are not kept."""

    def __missing__(self, code: int) -> str:
        letters = unicodedata.normalize("NFKC", chr(code)).translate(_SIMPLIFIED).casefold()
        if code < _RARE:
            self[code] = letters
        return letters


_FOLDING = _Folding()


def fold(source: str) -> Folded:
    """The text as search compares it."""
    letters = source.translate(_FOLDING)
    # Nothing folds to nothing: where the length stays, every letter stays in its place.
    places: Sequence[int] = range(len(source))
    if len(letters) != len(source):
        places = [place for place, character in enumerate(source) for _letter in _FOLDING[ord(character)]]
    pieces: list[str] = []
    origins: list[int] = []
    for run in _RUN.finditer(letters):
        pieces.append(f" {run[0]}")
        origins.append(places[run.start()])
        origins.extend(places[run.start() : run.end()])
    if not pieces:
        return Folded("", [])
    return Folded("".join(pieces) + " ", [*origins, origins[-1]])


def initials_of(folded: Folded) -> Folded:
    """The pinyin initials of its Han runs, one letter for each character."""
    letters = list(folded.text)
    for run in _RUN.finditer(folded.text):
        if run["han"]:
            # A character without a reading stands for itself: a list keeps one letter for each.
            letters[run.start() : run.end()] = lazy_pinyin(run[0], style=Style.FIRST_LETTER, errors=list)  # type: ignore[arg-type]  # its stub knows only strings
        else:
            letters[run.start() : run.end()] = " " * len(run[0])
    return Folded("".join(letters), folded.origins)


def reading_of(source: str) -> str:
    """The text in pinyin without tones, letters and digits alone, syllables parted by spaces."""
    return re.sub(r"[\W_]+", " ", " ".join(lazy_pinyin(source))).strip().casefold()


def tokens_of(folded: Folded) -> set[str]:
    """What a folded text is found by: pairs of Han characters, words and their beginnings, numbers."""
    tokens: set[str] = set()
    for run in _RUN.finditer(folded.text):
        if run["han"]:
            tokens.update(_pairs(run[0]))
        else:
            tokens.add(run[0][:LONGEST_TOKEN])
        if run["word"]:
            tokens.update(run[0][:length] for length in range(SHORTEST_BEGINNING, min(len(run[0]), LONGEST_TOKEN)))
    return tokens


def initial_tokens(initials: Folded) -> set[str]:
    """What pinyin initials are found by."""
    return {_INITIALS_MARK + pair for run in initials.text.split() for pair in _pairs(run)}


def units_of(query: str) -> list[Unit]:
    """The pieces of a query, each once, in their order."""
    return list(dict.fromkeys(map(_unit, _pieces(fold(query)))))


def _pieces(folded: Folded) -> Iterator[str]:
    """Han runs, and Latin letters with the digits that touch them: ISO9001 is one piece, CRM系统 two."""
    piece, end = "", -1
    for run in _RUN.finditer(folded.text):
        # In folded text a space stands between any two runs: whether they touch is seen in the source.
        touches = folded.origins[run.start()] <= end + 1
        if run["han"] or not touches:
            if piece:
                yield piece
            piece = ""
        if run["han"]:
            yield run[0]
            end = -2
        else:
            piece = f"{piece} {run[0]}".lstrip()
            end = folded.origins[run.end() - 1]
    if piece:
        yield piece


def _unit(piece: str) -> Unit:
    runs = list(_RUN.finditer(piece))
    if runs[0]["han"]:
        return (Reading(piece, tuple(_pairs(piece))),)
    # The last word may go on in the text, unless it is a number or too short to be a beginning.
    goes_on = runs[-1]["word"] and len(runs[-1][0]) >= SHORTEST_BEGINNING
    literal = Reading(f" {piece}" if goes_on else f" {piece} ", tuple(run[0][:LONGEST_TOKEN] for run in runs))
    if len(piece) == 1 or not (piece.isascii() and piece.isalpha()):
        return (literal,)
    return literal, Reading(piece, tuple(_INITIALS_MARK + pair for pair in _pairs(piece)), is_initials=True)


def _pairs(run: str) -> Iterable[str]:
    return (first + second for first, second in pairwise(run))
