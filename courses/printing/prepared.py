"""Working sets: the usual characters of each font of the chain, cut once at set-up as TrueType.

With them a process neither opens 26 MB of type nor turns curves into quadratic ones; the characters' outlines are the
same, so a document has the same bytes with them and without. A rarer character still comes from the whole font.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from fontTools.ttLib import TTFont

FORMAT = 1


@dataclass(frozen=True)
class WorkingSet:
    """A cut font, what its source covers besides, and the source's measures."""

    path: Path
    coverage: frozenset[int]
    units: int
    ascent: int
    descent: int
    version: str

    def font(self) -> TTFont:
        return TTFont(self.path, lazy=True)


def folder() -> Path:
    return Path(settings.DATA_DIR) / "fonts"


def stamp_of(source: Path) -> str:
    """Changes when the system's font does."""
    state = source.stat()
    return sha256(f"{FORMAT} {source} {state.st_size} {state.st_mtime_ns}".encode()).hexdigest()


def read_working_set(name: str, source: Path) -> WorkingSet | None:
    """The working set of this font, if one was cut from the font as it is now."""
    try:
        noted: dict[str, Any] = json.loads((folder() / f"{name}.json").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    path = folder() / f"{name}.ttf"
    if noted.get("stamp") != stamp_of(source) or not path.exists():
        return None
    return WorkingSet(
        path=path,
        coverage=frozenset(point for first, last in noted["coverage"] for point in range(first, last + 1)),
        units=noted["units"],
        ascent=noted["ascent"],
        descent=noted["descent"],
        version=noted["version"],
    )


def write_working_set(
    name: str, source: Path, data: bytes, *, coverage: Iterable[int], characters: str, measures: dict[str, Any]
) -> None:
    """Put a working set in place; the note comes last, so that a half-written font is never read."""
    folder().mkdir(parents=True, exist_ok=True)
    fresh = folder() / f"{name}.ttf.new"
    fresh.write_bytes(data)
    fresh.replace(folder() / f"{name}.ttf")
    note = {"stamp": stamp_of(source), "characters": digest_of(characters), "coverage": ranges(coverage), **measures}
    (folder() / f"{name}.json").write_text(json.dumps(note), encoding="ascii")


def is_current(name: str, source: Path, characters: str) -> bool:
    """Whether nothing has to be cut: same font, same characters."""
    try:
        noted = json.loads((folder() / f"{name}.json").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return False
    return (noted["stamp"], noted["characters"]) == (stamp_of(source), digest_of(characters))


def digest_of(characters: str) -> str:
    return sha256("".join(sorted(set(characters))).encode()).hexdigest()


def ranges(points: Iterable[int]) -> list[tuple[int, int]]:
    """`[1, 2, 3, 7]` → `[(1, 3), (7, 7)]`."""
    found: list[tuple[int, int]] = []
    for point in sorted(points):
        if found and found[-1][1] == point - 1:
            found[-1] = (found[-1][0], point)
        else:
            found.append((point, point))
    return found
