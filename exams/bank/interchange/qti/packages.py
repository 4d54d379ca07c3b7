"""A QTI package: which of its files are items, in what order, and what the manifest says of each. No Django here."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from zipfile import ZipFile

from exams.bank.interchange.packages import read_part
from exams.bank.interchange.parsing import FileRefused, Limits
from exams.bank.interchange.qti.names import unified
from exams.bank.interchange.rich_text import inside
from exams.bank.interchange.trees import Element, read_tree
from exams.bank.item_types.editor import gettext_noop

MANIFEST = "imsmanifest.xml"
_ITEM_TYPES = ("imsqti_item", "imsqti_apipitem")
_LOM_DIFFICULTY = {"very easy": 1, "easy": 2, "medium": 3, "difficult": 4, "very difficult": 5}


@dataclass
class Listed:
    """A file that the manifest names as an item; `problem` says why it cannot be read."""

    path: str
    keywords: list[str] = field(default_factory=list)
    difficulty: int | None = None
    problem: FileRefused | None = None


@dataclass
class Contents:
    """What a package holds."""

    items: list[Listed] = field(default_factory=list)
    # Resources of other kinds that carry something of their own: tests, stimuli apart.
    tests: int = 0
    is_qti1: bool = False


def contents_of(package: ZipFile, *, limits: Limits) -> Contents:
    """By the manifest; without one, every XML file that begins like an item."""
    if MANIFEST not in package.namelist():
        return Contents([Listed(name) for name in _item_files(package)])
    manifest = unified(read_tree(read_part(package, MANIFEST), MANIFEST, limits=limits))
    contents = Contents()
    for resources in manifest.all("resources"):
        for resource in resources.all("resource"):
            kind = resource.get("type")
            if kind.startswith(_ITEM_TYPES):
                contents.items.append(_listed(package, resource))
            elif kind.startswith(("imsqti_test", "imsqti_section")):
                contents.tests += 1
            elif kind.startswith(("imsqti_xmlv1p2", "imsqti_xmlv1p1", "imsqtiasi")) or "qti_xmlv1" in kind:
                contents.is_qti1 = True
    return contents


def read_xml(package: ZipFile, name: str, *, limits: Limits) -> Element:
    """A file of the package with its names unified; raises FileRefused."""
    return unified(read_tree(read_part(package, name), name[:80], limits=limits))


def picture_bytes(package: ZipFile, folder: str, address: str) -> bytes | None:
    """The file that a picture's address leads to, if it is one of the package."""
    path = inside(folder, address)
    if path is None or path not in package.namelist():
        return None
    return read_part(package, path)


def _listed(package: ZipFile, resource: Element) -> Listed:
    path = inside(resource.get("base"), resource.get("href"))
    listed = Listed(path or resource.get("href")[:80])
    if path is None:
        listed.problem = FileRefused(
            "outside", gettext_noop("The package names a place outside itself: %(name)s."), name=listed.path
        )
    elif path not in package.namelist():
        listed.problem = FileRefused("part_missing", gettext_noop("The package lacks %(name)s."), name=path[:80])
    for metadata in resource.all("metadata"):
        listed.keywords += [one.text for one in _deep(metadata, "keyword") if one.text]
        degree = next(iter(_deep(metadata, "difficulty")), None)
        value = next(iter(_deep(degree, "value")), None) if degree is not None else None
        listed.difficulty = _LOM_DIFFICULTY.get(value.text.lower()) if value is not None else None
    return listed


def _deep(element: Element, name: str) -> Iterator[Element]:
    for child in element.children:
        if child.name == name:
            yield child
        else:
            yield from _deep(child, name)


def _item_files(package: ZipFile) -> Iterator[str]:
    for name in sorted(package.namelist()):
        if not name.lower().endswith(".xml") or posixpath.basename(name).startswith("."):
            continue
        head = read_part(package, name)[:4000]
        if b"assessmentItem" in head or b"assessment-item" in head:
            yield name
