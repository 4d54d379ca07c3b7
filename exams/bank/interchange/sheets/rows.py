"""A row of a table as an item. No Django here."""

import json
import re
from collections.abc import Mapping

import yaml

from exams.bank.interchange.examiner_text.assembling import Field, Passage, RawItem
from exams.bank.interchange.examiner_text.lines import read_options
from exams.bank.interchange.examiner_text.questions import to_parsed
from exams.bank.interchange.examiner_text.vocabulary import (
    KIND_WORDS,
    LABEL_WORDS,
    kind_of,
    tags_in,
    take_cognitive,
    take_difficulty,
)
from exams.bank.interchange.parsing import ParsedItem, Place
from exams.bank.interchange.sheets.columns import LABELLED, LETTERS
from exams.bank.item_types import ITEM_TYPES
from exams.bank.item_types.editor import gettext_noop

_PARTED = re.compile(r"\n[ \t]*\n")


def read_row(cells: Mapping[str, str], place: Place) -> ParsedItem:
    """The item of a row; `cells` by the names of their columns, without the empty ones."""
    if "data" in cells:
        return _from_data(cells, place)
    raw = RawItem(place, kind_of(cells.get("kind", "")), stem=_passage(cells.get("stem", ""), place))
    raw.options = [_passage(text, place) for text in _options(cells, raw)]
    raw.fields = {
        label: Field(place, _passage(cells[name], place).lines, LABEL_WORDS.get(label, name))
        for name, label in LABELLED.items()
        if name in cells
    }
    raw.source = source_of(raw, cells.get("kind", ""))
    if "kind" in cells and not raw.kind:
        raw.error("kind", gettext_noop("The type “%(text)s” is not known."), text=cells["kind"][:40])
    item = to_parsed(raw, section_kind="")
    # Marks belong to papers; every table has them, and one remark a row would hide the others.
    item.findings = [one for one in item.findings if one.code != "not_kept"]
    item.source_format = "chinese_text"
    return item


def source_of(raw: RawItem, kind: str) -> list[str]:
    """The row as a text that reads the same."""
    lines = [f"题型：{kind or KIND_WORDS.get(raw.kind, '')}"] if kind or raw.kind else []
    lines.append(f"题干：{raw.stem.text}")
    lines += [f"{LETTERS[index]}. {option.text}" for index, option in enumerate(raw.options)]
    lines += [f"{LABEL_WORDS[label]}：{given.text}" for label, given in raw.fields.items() if label in LABEL_WORDS]
    return lines


def _options(cells: Mapping[str, str], raw: RawItem) -> list[str]:
    """By their own columns, or all in one, a line each or lettered."""
    single = [cells.get(f"option_{letter}", "") for letter in LETTERS]
    if any(single):
        filled = [letter for letter, text in zip(LETTERS, single, strict=True) if text]
        missing = next((letter for letter in LETTERS[: LETTERS.index(filled[-1])] if letter not in filled), None)
        if missing:
            raw.error("option_missing", gettext_noop("Option %(letter)s is missing."), letter=missing)
        return [text for text in single if text]
    texts: list[str] = []
    for line in cells.get("options", "").splitlines():
        lettered = read_options(line)
        texts += [one.text for one in lettered] if lettered else [line.strip()] if line.strip() else []
    return texts


def _passage(text: str, place: Place) -> Passage:
    passage = Passage(place)
    for part in _PARTED.split(text):
        lines = part.splitlines()
        is_table = len(lines) > 1 and all(line.strip().startswith("|") for line in lines)
        for index, line in enumerate([part] if is_table else lines):
            passage.add(line, is_block=is_table, is_apart=index == 0)
    return passage


def _from_data(cells: Mapping[str, str], place: Place) -> ParsedItem:
    """An item of a type that no columns hold: its body as JSON, its type by our own name."""
    item = ParsedItem(place, source_format="bank_yaml", key=cells.get("key", ""), point=cells.get("point", ""))
    try:
        body = json.loads(cells["data"])
    except (ValueError, RecursionError):
        item.error("data", gettext_noop("The column “data” holds no JSON object."))
        body = {}
    item.item_type = cells.get("kind", "").strip()
    item.facts = tuple(cells.get("facts", "").split())
    item.tags = tags_in(cells.get("tags", ""))
    if "difficulty" in cells:
        take_difficulty(item, cells["difficulty"])
    if "cognitive" in cells:
        take_cognitive(item, cells["cognitive"])
    if not isinstance(body, dict):
        item.error("data", gettext_noop("The column “data” holds no JSON object."))
    elif item.item_type not in ITEM_TYPES:
        item.error("kind", gettext_noop("The type “%(text)s” is not known."), text=item.item_type[:40])
    else:
        item.body = body
    head = {"key": item.key, "type": item.item_type, "point": item.point, "difficulty": item.difficulty}
    shown = {name: value for name, value in head.items() if value}
    item.source = yaml.safe_dump(
        {**shown, **(body if isinstance(body, dict) else {})}, allow_unicode=True, sort_keys=False, width=1000
    )
    return item
