"""Which item types there are. The package fills it as it finds them; types that hold items of others read it, too."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from exams.bank.item_types.base import ItemType
from exams.bank.item_types.questions import Question
from exams.bank.item_types.responses import ResponseKind

_TYPES: dict[str, ItemType[Any]] = {}
# In the order of a paper's sections.
ITEM_TYPES: Mapping[str, ItemType[Any]] = MappingProxyType(_TYPES)


class UnknownItemType(LookupError):
    """No item type has that name."""


def register(found: Iterable[ItemType[Any]]) -> None:
    """Make these the item types there are."""
    _TYPES.update({item_type.name: item_type for item_type in sorted(found, key=lambda one: one.place)})


def get_item_type(name: str) -> ItemType[Any]:
    """The item type of that name; raises UnknownItemType."""
    try:
        return ITEM_TYPES[name]
    except KeyError:
        raise UnknownItemType(name) from None


def part_types() -> list[str]:
    """The types that may stand inside an item: those that are no dossier themselves."""
    return [name for name, item_type in ITEM_TYPES.items() if item_type.response_kind != ResponseKind.PARTS]


def body_of_question(question: Question, names: Iterable[str]) -> tuple[str, dict[str, Any]] | None:
    """The first of the types named that takes the question, with the raw body it makes of it."""
    for name in names:
        body = get_item_type(name).from_question(question)
        if body is not None:
            return name, body
    return None
