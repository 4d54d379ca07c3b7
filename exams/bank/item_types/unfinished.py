"""Explanations that only hold a place: “（解析待补）”, TODO. No Django here."""

import re
from typing import Any

from exams.bank.item_types.base import ItemBody, ItemType
from exams.bank.item_types.text import plain_text

_WORD = r"(?:待补充?|待写|待完善|TODO|TBD|FIXME)"
# At the beginning, or in brackets of its own: a sentence may well speak of 待补材料.
_HOLDS_A_PLACE = re.compile(
    rf"^[\W_]*(?:答案|试题)?(?:解析|说明)?[\W_]*{_WORD}(?![\w])|[（(【\[]\s*(?:\w{{0,6}})?{_WORD}\s*[）)】\]]|(?<![A-Za-z])TODO(?![A-Za-z])",
    re.IGNORECASE,
)


def is_placeholder(explanation: str) -> bool:
    """Whether the text stands in for one that is still to be written."""
    return _HOLDS_A_PLACE.search(plain_text(explanation)) is not None


def unfinished_explanations(kind: ItemType[Any], body: ItemBody) -> list[int]:
    """Where an explanation is still to be written: 0 for that of the whole, else the number of the part."""
    written = [(0, body.explanation), *((one.number, one.explanation) for one in kind.passages(body))]
    return [number for number, text in written if is_placeholder(text)]
