"""Our own bank files (content/README.md), for the screen: what they hold becomes new drafts."""

from typing import Any, ClassVar

import yaml

from courses.interchange.documents import parse_document
from courses.interchange.problems import ContentRefused
from exams.bank.interchange.decoding import beginning, looks_like_text
from exams.bank.interchange.parsing import (
    FileRefused,
    Finding,
    Format,
    Limits,
    ParsedBatch,
    ParsedItem,
    Place,
    too_many_items,
)
from exams.bank.item_types import ITEM_TYPES
from exams.bank.item_types.editor import gettext_noop

_COGNITIVE = {"remember", "understand", "apply", "analyse"}
_HEAD = ("key", "type", "point", "facts", "difficulty", "cognitive")
_DEGREES = {"1", "2", "3", "4", "5"}


class BankYaml(Format):
    """The whole file, or one item of it as the screen shows it."""

    name: ClassVar[str] = "bank_yaml"
    label: ClassVar[str] = gettext_noop("Bank file (.yaml)")
    extensions: ClassVar[tuple[str, ...]] = (".yaml", ".yml")
    place: ClassVar[int] = 20
    is_text: ClassVar[bool] = True

    def sniff(self, data: bytes, filename: str) -> bool:  # noqa: ARG002 -- told by the content
        return looks_like_text(data) and beginning(data).lstrip().startswith("schema: items/1")

    def read(self, data: bytes, *, limits: Limits) -> ParsedBatch:
        try:
            document = parse_document(data, file="")
        except ContentRefused as refused:
            problem = refused.problems[0]
            raise FileRefused(
                "yaml", gettext_noop("Line %(line)d: %(reason)s"), line=problem.line, reason=problem.reason
            ) from refused
        raw = document.data.get("items") if "items" in document.data else [document.data]
        if not isinstance(raw, list):
            raise FileRefused("yaml", gettext_noop("“items” must be a list."))
        if len(raw) > limits.items:
            raise too_many_items(limits)
        is_whole = "items" in document.data
        return ParsedBatch(
            [
                _item(one, Place.line(document.line(("items", index) if is_whole else ())))
                for index, one in enumerate(raw)
            ]
        )


def _item(raw: Any, place: Place) -> ParsedItem:
    item = ParsedItem(place, yaml.safe_dump(raw, allow_unicode=True, sort_keys=False, width=1000))
    if not isinstance(raw, dict):
        item.error("yaml", gettext_noop("An item must be a mapping of keys and values."))
        return item
    item.key, item.point = _text(raw.get("key")), _text(raw.get("point"))
    facts = raw.get("facts") or []
    item.facts = tuple(map(str, facts)) if isinstance(facts, list) else ()
    item.item_type = _text(raw.get("type"))
    if _text(raw.get("difficulty")) in _DEGREES:
        item.difficulty = int(raw["difficulty"])
    item.cognitive = _text(raw.get("cognitive")) if _text(raw.get("cognitive")) in _COGNITIVE else ""
    if item.item_type not in ITEM_TYPES:
        item.findings.append(
            Finding(
                "error",
                "kind",
                gettext_noop("The type “%(text)s” is not known."),
                {"text": item.item_type[:40]},
                place,
            )
        )
        return item
    item.body = {name: value for name, value in raw.items() if name not in _HEAD}
    return item


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


FORMAT = BankYaml()
