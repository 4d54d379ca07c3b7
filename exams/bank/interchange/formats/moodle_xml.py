"""Moodle XML: questions with embedded pictures, tags and categories."""

import re
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar
from urllib.parse import unquote

from exams.bank.interchange.decoding import beginning, looks_like_text
from exams.bank.interchange.labels import take_key, take_tags
from exams.bank.interchange.moodle.questions import Asked, read_question
from exams.bank.interchange.parsing import FileRefused, Format, Limits, ParsedBatch, ParsedItem, Place, too_many_items
from exams.bank.interchange.rich_text import PictureShelf, RichTexts, decoded
from exams.bank.interchange.sources import give_source
from exams.bank.interchange.trees import Element, read_tree, serialised
from exams.bank.item_types.editor import gettext_noop

_SIGN = re.compile(r"<quiz[\s>]|<question\s+type\s*=")
_FILE = "@@PLUGINFILE@@"
# What Moodle writes around every question and nothing here holds: named once, with how many questions have it.
_SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "titles": gettext_noop("The titles of %(count)d questions are not kept."),
        "marks": gettext_noop("The marks of %(count)d questions are not kept: they belong to papers here."),
        "feedback": gettext_noop(
            "Feedback on right, partly right and wrong answers is not kept (%(count)d questions)."
        ),
        "hints": gettext_noop("Hints are not kept (%(count)d questions)."),
        "fixed": gettext_noop("Options that were not to be shuffled will be shuffled (%(count)d questions)."),
        "hidden": gettext_noop("%(count)d questions were hidden in Moodle."),
    }
)
_FEEDBACK = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
_SHOWN = 80


class MoodleXml(Format):
    """A whole file, or a single <question> as it stands in one."""

    name: ClassVar[str] = "moodle_xml"
    label: ClassVar[str] = gettext_noop("Moodle XML")
    extensions: ClassVar[tuple[str, ...]] = (".xml",)
    place: ClassVar[int] = 12

    def sniff(self, data: bytes, filename: str) -> bool:  # noqa: ARG002 -- told by the content
        return looks_like_text(data) and _SIGN.search(beginning(data)) is not None

    def read(self, data: bytes, *, limits: Limits) -> ParsedBatch:
        root = read_tree(data, "XML", limits=limits)
        if root.name not in {"quiz", "question"}:
            raise FileRefused(
                "not_moodle",
                gettext_noop("The XML begins with <%(name)s>: this is no Moodle XML."),
                name=root.name[:40],
            )
        return _Reader(limits).read(root.all("question") if root.name == "quiz" else [root])


class _Reader:
    """All questions of one file."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._batch = ParsedBatch()
        self._shelf = PictureShelf(self._batch, limits)
        self._settings: Counter[str] = Counter()
        self._categories: list[tuple[str, Place]] = []

    def read(self, questions: list[Element]) -> ParsedBatch:
        if len(questions) > self._limits.items:
            raise too_many_items(self._limits)
        for question in questions:
            match question.get("type"):
                case "category":
                    self._category(question)
                case "description":
                    self._description(question)
                case _:
                    self._batch.items.append(self._item(question))
        self._tell_categories()
        for name, count in self._settings.items():
            self._batch.warn(f"settings_{name}", _SETTINGS[name], count=count)
        return self._batch

    def _category(self, element: Element) -> None:
        named = element.first("category")
        if named is not None and named.text:
            self._categories.append((named.text[-_SHOWN:], Place.line(element.line)))

    def _tell_categories(self) -> None:
        if not self._categories:
            return
        name, place = self._categories[0]
        if len(self._categories) == 1:
            reason = gettext_noop("The category “%(name)s” is not kept; choose the knowledge point instead.")
        else:
            reason = gettext_noop(
                "%(count)d categories are not kept (the first: “%(name)s”); choose the knowledge points instead."
            )
        self._batch.warn("category", reason, place, name=name, count=len(self._categories))

    def _description(self, element: Element) -> None:
        text = element.first("questiontext")
        self._batch.warn(
            "description",
            gettext_noop("A description, no question, was not read: “%(text)s”"),
            Place.line(element.line),
            text=re.sub(r"<[^<>]*>", "", text.text if text is not None else "").strip()[:60],
        )

    def _item(self, element: Element) -> ParsedItem:
        item = ParsedItem(Place.line(element.line))
        files = _files(element)
        texts = RichTexts(item, self._shelf, lambda address: _bytes_of(files, address))
        asked = Asked(element, item, texts)
        take_tags(item, [one.text for tags in element.all("tags") for one in tags.all("tag")])
        if (number := element.first("idnumber")) is not None:
            take_key(item, number.text)
        item.question = read_question(asked)
        self._note_settings(element)
        give_source(item, _raw(element, texts.found), MoodleXml.name, limits=self._limits)
        return item

    def _note_settings(self, element: Element) -> None:
        grade = element.first("defaultgrade")
        name = element.first("name")
        shuffled = element.first("shuffleanswers")
        hidden = element.first("hidden")
        self._settings += Counter(
            {
                "titles": int(name is not None and bool(name.text)),
                "marks": int(grade is not None and grade.text.rstrip("0").rstrip(".") not in {"", "1"}),
                "feedback": int(any(one.text for one in element.all(*_FEEDBACK))),
                "hints": int(any(one.text for one in element.all("hint"))),
                "fixed": int(
                    element.get("type") == "multichoice"
                    and shuffled is not None
                    and shuffled.text.lower() in {"0", "false"}
                ),
                "hidden": int(hidden is not None and hidden.text == "1"),
            }
        )


def _files(element: Element) -> dict[str, str]:
    """The embedded files of a question, still as text, by the name that its texts use."""
    return {
        f"{one.get('path', '/').strip('/')}/{one.get('name')}".lstrip("/"): one.text
        for one in element.within("file")
        if one.get("encoding", "base64") == "base64"
    }


def _bytes_of(files: Mapping[str, str], address: str) -> bytes | None:
    if not address.startswith(_FILE):
        return None
    name = unquote(address.removeprefix(_FILE)).lstrip("/")
    found = files.get(name, files.get(name.rpartition("/")[2]))
    return decoded(found) if found is not None else None


def _raw(element: Element, found: Mapping[str, str]) -> str:
    """The question as XML, its files replaced by the keys of the pictures that they are."""

    def without_files(one: Element) -> Element:
        inner = [
            without_files(part) if isinstance(part, Element) else _with_keys(part, found)
            for part in one.inner
            if not (isinstance(part, Element) and part.name in {"file", "image_base64"})
        ]
        return Element(one.name, one.attributes, inner, one.line)

    return serialised(without_files(element)).strip()


def _with_keys(text: str, found: Mapping[str, str]) -> str:
    for address, key in found.items():
        text = text.replace(address, key)
    return text


FORMAT = MoodleXml()
