"""What every lesson is made of, however it is written: the parts it must have, and what stands at its end."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# How many of each block a lesson has, at least and at most; what is not named may stand any number of times.
COUNTS: dict[str, tuple[int, int]] = {
    "scene": (1, 1),
    "objectives": (1, 1),
    "heading": (1, 99),
    "case": (1, 99),
    "pitfalls": (1, 1),
    "key_points": (1, 1),
    "check": (2, 4),
}
# After the first of these no other block stands.
ENDING = frozenset({"pitfalls", "key_points", "check"})


@dataclass(frozen=True)
class WrongCount:
    """A kind of block of which a lesson has too few or too many."""

    kind: str
    least: int
    most: int
    found: int


def wrong_counts(kinds: Sequence[str]) -> Iterator[WrongCount]:
    """Every kind whose number is not what a lesson has."""
    counts = Counter(kinds)
    for kind, (least, most) in COUNTS.items():
        if not least <= counts[kind] <= most:
            yield WrongCount(kind, least, most, counts[kind])


def first_astray(kinds: Sequence[str]) -> int | None:
    """The index of the first block that stands after the ending began and is no part of it."""
    is_ending = False
    for index, kind in enumerate(kinds):
        if kind in ENDING:
            is_ending = True
        elif is_ending:
            return index
    return None
