"""Whether a page and a file say the same, whatever the editor's widgets or the loader added to either."""

import json
from collections.abc import Mapping
from typing import Any

from courses.prose import NotPlainProse, read_paragraphs

# What a block holds for a key that was never filled in, or that it did not have when the page was stored.
_NOTHING: tuple[Any, ...] = (None, "", [], False)


def says_the_same(page: Any, values: Mapping[str, Any]) -> bool:
    """Whether `page` holds these values, compared as they would be stored."""
    stored, other = page.serializable_data(), type(page)(**values).serializable_data()
    return all(_comparable(stored[name]) == _comparable(other[name]) for name in values)


def _comparable(value: Any) -> Any:
    """Without ids of blocks and list items, names of figure files, empty keys, and other spellings of the same prose."""
    if isinstance(value, str):
        return _comparable_text(value)
    if isinstance(value, list):
        return [_comparable(item) for item in value]
    if isinstance(value, dict) and value.get("type") == "item":
        return _comparable(value["value"])
    if isinstance(value, dict):
        left_out = {"id"} if "type" in value and "value" in value else set()
        left_out |= {"file"} if "svg" in value else set()
        items = {key: _comparable(item) for key, item in value.items() if key not in left_out}
        return {key: item for key, item in items.items() if item not in _NOTHING}
    return value


def _comparable_text(text: str) -> Any:
    if text.startswith("["):
        try:
            return _comparable(json.loads(text))
        except ValueError:
            pass
    if text.startswith("<p"):
        try:
            return read_paragraphs(text)
        except NotPlainProse:
            pass
    return text.replace("\r\n", "\n").strip()
