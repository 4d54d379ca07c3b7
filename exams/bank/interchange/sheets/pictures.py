"""Pictures of a workbook by the cells that they are anchored in. No Django here."""

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from zipfile import ZipFile

from exams.bank.interchange.packages import read_part
from exams.bank.interchange.parsing import Limits
from exams.bank.interchange.rich_text import inside
from exams.bank.interchange.trees import Element, read_tree

MEDIA = "xl/media/"
# What programs write where nobody has written anything.
_SAYS_NOTHING = re.compile(r"(?:picture|image|图片|图像)?\s*\d*", re.IGNORECASE)
# What our own export says in the texts beside the pictures that it anchors.
KEYS = re.compile(r"\b[0-9a-f]{16}\.(?:png|jpg)\b")
# Row and column, both from 1.
Address = tuple[int, int]


@dataclass(frozen=True)
class Anchored:
    """A picture in a cell."""

    path: str
    data: bytes
    words: str


def anchored_pictures(package: ZipFile, sheet: str, *, limits: Limits) -> dict[Address, list[Anchored]]:
    """The pictures of the sheet at that path of the package, by the cell of their upper left corner."""
    found: dict[Address, list[Anchored]] = defaultdict(list)
    for drawing in _targets(package, sheet, limits).values():
        if not drawing.startswith("xl/drawings/") or drawing not in package.namelist():
            continue
        pictures = _targets(package, drawing, limits)
        for address, name, words in _anchors(_tree(package, drawing, limits)):
            path = pictures.get(name, "")
            if path in package.namelist():
                found[address].append(Anchored(path, read_part(package, path), words))
    return found


def media_of(package: ZipFile) -> set[str]:
    """Every picture of the workbook, shown or not."""
    return {name for name in package.namelist() if name.startswith(MEDIA) and not name.endswith("/")}


def _anchors(drawing: Element) -> Iterator[tuple[Address, str, str]]:
    """Cell, name of the relation, and alternative text of each picture."""
    for anchor in drawing.all("oneCellAnchor", "twoCellAnchor"):
        corner = anchor.first("from")
        row, column = (_number(corner, name) for name in ("row", "col")) if corner is not None else (None, None)
        if row is None or column is None:
            continue
        for picture in anchor.within("pic"):
            words = " ".join(next((one.get("descr") for one in picture.within("cNvPr")), "").split())
            for blip in picture.within("blip"):
                yield (row + 1, column + 1), blip.get("embed"), "" if _SAYS_NOTHING.fullmatch(words) else words


def _number(corner: Element, name: str) -> int | None:
    """A small number, as those of rows and columns are."""
    found = corner.first(name)
    text = found.text if found is not None else ""
    return int(text) if text.isdecimal() and len(text) < 8 else None  # noqa: PLR2004 -- rows end at 1,048,576


def _targets(package: ZipFile, path: str, limits: Limits) -> dict[str, str]:
    """What a part refers to: paths in the package by the names of the relations; nothing outside."""
    folder, name = posixpath.split(path)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in package.namelist():
        return {}
    found = {}
    for one in _tree(package, relations, limits).all("Relationship"):
        target = one.get("Target")
        whole = target.removeprefix("/") if target.startswith("/") else inside(folder, target)
        if whole and one.get("TargetMode") != "External":
            found[one.get("Id")] = whole
    return found


def _tree(package: ZipFile, path: str, limits: Limits) -> Element:
    return read_tree(read_part(package, path), path[:80], limits=limits)
