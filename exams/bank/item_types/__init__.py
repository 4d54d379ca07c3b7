"""The registry of item types: every folder here is one. docs/howto/add_an_item_type.md says how to add one. No Django."""

from importlib import import_module
from pkgutil import iter_modules

from exams.bank.item_types.base import NOTHING_DRAWN, SAMPLE_SEED, Drawn, ItemBody, ItemType, Response
from exams.bank.item_types.registry import ITEM_TYPES, UnknownItemType, get_item_type, part_types, register
from exams.bank.item_types.responses import ResponseRefused

register(import_module(f"{__name__}.{module.name}").ITEM_TYPE for module in iter_modules(__path__) if module.ispkg)

__all__ = [
    "ITEM_TYPES",
    "NOTHING_DRAWN",
    "SAMPLE_SEED",
    "Drawn",
    "ItemBody",
    "ItemType",
    "Response",
    "ResponseRefused",
    "UnknownItemType",
    "get_item_type",
    "part_types",
]
