"""QTI 2.1, 2.2 and 3.0: a package with its manifest, or a single item."""

import posixpath
import re
from typing import ClassVar
from zipfile import ZipFile

from exams.bank.interchange.decoding import beginning, looks_like_text
from exams.bank.interchange.labels import take_key, take_tags
from exams.bank.interchange.packages import ZIP, open_package
from exams.bank.interchange.parsing import FileRefused, Format, Limits, ParsedBatch, ParsedItem, Place, too_many_items
from exams.bank.interchange.qti.items import read_item
from exams.bank.interchange.qti.names import ITEM, unified
from exams.bank.interchange.qti.packages import Listed, contents_of, picture_bytes, read_xml
from exams.bank.interchange.rich_text import FindBytes, PictureShelf, RichTexts, inside
from exams.bank.interchange.sources import give_source
from exams.bank.interchange.trees import Element, read_tree, serialised
from exams.bank.item_types.editor import gettext_noop

_ROOT = re.compile(r"<(?:[\w.-]+:)?(?:assessmentItem|qti-assessment-item|questestinterop|qti-assessment-test)[\s>]")
_OLD = "questestinterop"


class Qti(Format):
    """What is mended in place is the item as examiners write it, or its XML."""

    name: ClassVar[str] = "qti"
    label: ClassVar[str] = gettext_noop("QTI 2.1, 2.2 or 3.0 (package or item)")
    extensions: ClassVar[tuple[str, ...]] = (".zip", ".xml")
    place: ClassVar[int] = 13

    def sniff(self, data: bytes, filename: str) -> bool:  # noqa: ARG002 -- told by the content
        if data.startswith(ZIP):
            return b"imsmanifest.xml" in data or b".xml" in data
        return looks_like_text(data) and _ROOT.search(beginning(data)) is not None

    def read(self, data: bytes, *, limits: Limits) -> ParsedBatch:
        reader = _Reader(limits)
        if data.startswith(ZIP):
            with open_package(data, limits=limits) as package:
                return reader.read_package(package)
        return reader.read_single(unified(read_tree(data, "XML", limits=limits)))


class _Reader:
    """All items of one file."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._batch = ParsedBatch()
        self._shelf = PictureShelf(self._batch, limits)
        self._titles = 0

    def read_single(self, root: Element) -> ParsedBatch:
        self._refuse_others(root)
        self._batch.items.append(self._item(root, Place("question", "1"), lambda _address: None))
        return self._finished()

    def read_package(self, package: ZipFile) -> ParsedBatch:
        contents = contents_of(package, limits=self._limits)
        if len(contents.items) > self._limits.items:
            raise too_many_items(self._limits)
        if not contents.items and contents.is_qti1:
            raise _old()
        if contents.tests:
            self._batch.warn(
                "qti_tests",
                gettext_noop("%(count)d tests or sections are not kept: order and marks belong to papers here."),
                count=contents.tests,
            )
        for listed in contents.items:
            self._batch.items.append(self._listed(package, listed))
        return self._finished()

    def _listed(self, package: ZipFile, listed: Listed) -> ParsedItem:
        place = Place("file", listed.path)
        try:
            if listed.problem:
                raise listed.problem
            root = read_xml(package, listed.path, limits=self._limits)
            self._refuse_others(root)
            folder = posixpath.dirname(listed.path)
            before, item = self._stimuli(package, folder, root), ParsedItem(place, difficulty=listed.difficulty)
            find = _finder(package, folder)
        except FileRefused as refused:
            if refused.finding.code == "entities":
                raise
            return ParsedItem(place, findings=[refused.finding])
        take_tags(item, listed.keywords)
        return self._item(root, place, find, item=item, before=before)

    def _stimuli(self, package: ZipFile, folder: str, root: Element) -> list[tuple[Element, FindBytes]]:
        """Shared texts that the item refers to."""
        found = []
        for one in root.all("assessmentStimulusRef", "stimulusRef"):
            path = inside(folder, one.get("href"))
            if path is None or path not in package.namelist():
                raise FileRefused(
                    "part_missing", gettext_noop("The package lacks %(name)s."), name=one.get("href")[:80]
                )
            stimulus = read_xml(package, path, limits=self._limits)
            body = stimulus.first("stimulusBody") or stimulus
            found.append((body, _finder(package, posixpath.dirname(path))))
        return found

    def _item(
        self,
        root: Element,
        place: Place,
        find: FindBytes,
        *,
        item: ParsedItem | None = None,
        before: list[tuple[Element, FindBytes]] | None = None,
    ) -> ParsedItem:
        item = item or ParsedItem(place)
        take_key(item, root.get("identifier"))
        self._titles += bool(root.get("title"))
        shared = [RichTexts(item, self._shelf, reach).html(body.markup()) for body, reach in before or []]
        texts = RichTexts(item, self._shelf, find)
        item.question = read_item(root, item, texts, before="\n\n".join(shared))
        raw = serialised(root)
        for address, key in texts.found.items():
            raw = raw.replace(f'"{address}"', f'"{key}"')
        give_source(item, raw, Qti.name, limits=self._limits)
        return item

    def _finished(self) -> ParsedBatch:
        if self._titles:
            self._batch.warn(
                "titles", gettext_noop("The titles of %(count)d questions are not kept."), count=self._titles
            )
        return self._batch

    @staticmethod
    def _refuse_others(root: Element) -> None:
        if root.name == _OLD:
            raise _old()
        if root.name != ITEM:
            raise FileRefused(
                "not_qti", gettext_noop("The XML begins with <%(name)s>: this is no QTI item."), name=root.name[:40]
            )


def _finder(package: ZipFile, folder: str) -> FindBytes:
    return lambda address: picture_bytes(package, folder, address)


def _old() -> FileRefused:
    return FileRefused(
        "qti1", gettext_noop("QTI 1.2 is not read; please export the questions as QTI 2.1 or later, or as Moodle XML.")
    )


FORMAT = Qti()
