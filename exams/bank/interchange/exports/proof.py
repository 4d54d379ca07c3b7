"""An export read again by our own import, to say what of each item the format does not keep. No Django here."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from exams.bank.interchange.exports.contract import ExportItem
from exams.bank.interchange.exports.html_texts import html_of
from exams.bank.interchange.mapping import NO_EXPLANATION, give_body
from exams.bank.interchange.parsing import LIMITS, FileRefused, ParsedItem
from exams.bank.interchange.registry import FORMATS
from exams.bank.item_types import ITEM_TYPES


@dataclass(frozen=True)
class Changed:
    """An item that does not come back as it left; `fields` are the body's that differ, none: it does not come back."""

    key: str
    item_type: str
    fields: tuple[str, ...]


def proofread(data: bytes, items: Sequence[ExportItem], *, format_name: str) -> list[Changed]:
    """Of the items that are in the file, those that would not come back the same."""
    try:
        read = FORMATS[format_name].read(data, limits=LIMITS).items
    except FileRefused:
        return [Changed(item.key, item.item_type, ()) for item in items]
    by_key = {one.key: one for one in read if one.key}
    in_order = read if len(read) == len(items) else []
    found = []
    for place, item in enumerate(items):
        back = by_key.get(item.key) or (in_order[place] if in_order and not by_key else None)
        fields = _differing(item, back)
        if fields is not None:
            found.append(Changed(item.key, item.item_type, fields))
    return found


def _differing(item: ExportItem, back: ParsedItem | None) -> tuple[str, ...] | None:
    """The fields that differ; None where none do."""
    if back is None:
        return ()
    give_body(back)
    if back.body is None or back.item_type != item.item_type:
        return ()
    kind = ITEM_TYPES[item.item_type]
    try:
        after = kind.parse(back.body).model_dump(mode="json")
    except ValidationError:
        return ()
    before = kind.parse(item.body).model_dump(mode="json")
    if after.get("explanation") == NO_EXPLANATION:
        after["explanation"] = ""
    different = tuple(name for name in before if _said(before[name]) != _said(after.get(name)))
    return different or None


def _said(value: object) -> object:
    """As it looks: neither line ends nor two marks in place of one make a difference."""
    if isinstance(value, str):
        return "".join(html_of(value, address=str, gap=str).split())
    if isinstance(value, list):
        return [_said(one) for one in value]
    if isinstance(value, dict):
        return {name: _said(one) for name, one in value.items()}
    return value
