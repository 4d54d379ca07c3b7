"""Banks, items and versions; who may use them; what was done with them."""

from exams.bank.models.access import AccessLevel, BankAccess
from exams.bank.models.alike import ItemSketch, NoDuplicate
from exams.bank.models.difficulties import AcceptedDifficulty, expected_facility, level_of
from exams.bank.models.finding import LONGEST_QUERY, LONGEST_TAG, ItemSearchEntry, SavedFilter, Tag
from exams.bank.models.imports import ImportBatch, ImportPicture
from exams.bank.models.items import (
    Bank,
    Cognitive,
    FirstAuthor,
    Item,
    ItemComment,
    ItemMedia,
    ItemReview,
    ItemVersion,
    VersionState,
)
from exams.bank.models.log import BankAct, BankEvent

__all__ = [
    "LONGEST_QUERY",
    "LONGEST_TAG",
    "AcceptedDifficulty",
    "AccessLevel",
    "Bank",
    "BankAccess",
    "BankAct",
    "BankEvent",
    "Cognitive",
    "FirstAuthor",
    "ImportBatch",
    "ImportPicture",
    "Item",
    "ItemComment",
    "ItemMedia",
    "ItemReview",
    "ItemSearchEntry",
    "ItemSketch",
    "ItemVersion",
    "NoDuplicate",
    "SavedFilter",
    "Tag",
    "VersionState",
    "expected_facility",
    "level_of",
]
