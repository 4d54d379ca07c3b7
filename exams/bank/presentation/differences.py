"""How two states of an item differ, field by field and word by word.

Chinese is compared by characters, everything between them by words; a single character that two changes leave standing
between them is read with them, since a change is easier to read whole than in splinters.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

Kind = Literal["same", "added", "removed"]

# A run of letters, digits and their signs; of spaces; or any one character, as in Chinese.
_WORD = re.compile(r"[A-Za-z0-9_.%+-]+|\s+|.", re.DOTALL)
# Rows this alike are one row that was changed; less alike they are one struck out and one put in.
ALIKE = 0.4


@dataclass(frozen=True)
class FieldText:
    """What one field of an item says. `group` names the list it is a row of; empty where it stands alone."""

    path: str
    label: str
    text: str
    group: str = ""


@dataclass(frozen=True)
class Segment:
    """A run of characters that stayed, came or went."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class FieldDifference:
    """A field before and after; `kind` tells whether it came, went, was changed or stayed."""

    label: str
    kind: Literal["same", "added", "removed", "changed"]
    segments: tuple[Segment, ...]
    path: str = ""


def compare_texts(old: str, new: str) -> tuple[Segment, ...]:
    """The new text with what went and what came in it."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    segments: list[Segment] = []
    for act, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if act == "equal":
            segments.append(Segment("same", "".join(before[a:b])))
            continue
        if b > a:
            segments.append(Segment("removed", "".join(before[a:b])))
        if d > c:
            segments.append(Segment("added", "".join(after[c:d])))
    return tuple(_whole(segments))


def compare_fields(old: Sequence[FieldText], new: Sequence[FieldText]) -> list[FieldDifference]:
    """Every field of either state, in the order of the new one; rows of a list are put beside their likes."""
    groups = list(dict.fromkeys(_group(one) for one in (*new, *old)))
    found: list[FieldDifference] = []
    for group in groups:
        before = [one for one in old if _group(one) == group]
        after = [one for one in new if _group(one) == group]
        found += [_difference(left, right) for left, right in _aligned(before, after)]
    return found


def _group(field: FieldText) -> str:
    return field.group or field.path


def _difference(old: FieldText | None, new: FieldText | None) -> FieldDifference:
    if old is None and new is not None:
        return FieldDifference(new.label, "added", (Segment("added", new.text),), new.path)
    if new is None and old is not None:
        return FieldDifference(old.label, "removed", (Segment("removed", old.text),), old.path)
    if old is None or new is None:
        raise ValueError("one of the two is there")
    label = new.label if old.label == new.label else f"{old.label} → {new.label}"
    if old.text == new.text:
        return FieldDifference(label, "same", (Segment("same", new.text),), new.path)
    return FieldDifference(label, "changed", compare_texts(old.text, new.text), new.path)


def _aligned(old: Sequence[FieldText], new: Sequence[FieldText]) -> list[tuple[FieldText | None, FieldText | None]]:
    """Pairs of rows in order: as much likeness as can be had, nothing crossing."""
    if len(old) == len(new) == 1:
        return [(old[0], new[0])]
    likeness = [[_likeness(left.text, right.text) for right in new] for left in old]
    # best[i][j]: the most likeness to be had from old[i:] and new[j:].
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], _gain(likeness[i][j]) + best[i + 1][j + 1])
    pairs: list[tuple[FieldText | None, FieldText | None]] = []
    i = j = 0
    while i < len(old) and j < len(new):
        if likeness[i][j] >= ALIKE and best[i][j] == _gain(likeness[i][j]) + best[i + 1][j + 1]:
            pairs.append((old[i], new[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((old[i], None))
            i += 1
        else:
            pairs.append((None, new[j]))
            j += 1
    return [*pairs, *((left, None) for left in old[i:]), *((None, right) for right in new[j:])]


def _gain(likeness: float) -> float:
    return likeness if likeness >= ALIKE else 0.0


def _likeness(old: str, new: str) -> float:
    return 1.0 if old == new else SequenceMatcher(None, old, new, autojunk=False).ratio()


def _whole(segments: list[Segment]) -> Iterator[Segment]:
    """Splinters joined: removed and added runs that only one character keeps apart become one of each."""
    joined = [
        replace(one, kind="both") if _is_splinter(segments, place) else one  # type: ignore[arg-type]  # within here only
        for place, one in enumerate(segments)
    ]
    for is_same, run in groupby(joined, key=lambda one: one.kind == "same"):
        parts = list(run)
        if is_same:
            yield from parts
            continue
        for kind in ("removed", "added"):
            text = "".join(part.text for part in parts if part.kind in {kind, "both"})
            if text:
                yield Segment(kind, text)


def _is_splinter(segments: Sequence[Segment], place: int) -> bool:
    one = segments[place]
    is_inside = 0 < place < len(segments) - 1
    return one.kind == "same" and len(one.text) == 1 and is_inside
