"""Keeping what finds items: everything an item says, folded for search."""

from collections.abc import Iterable, Iterator
from typing import Any

from courses.tokeniser import fold
from exams.bank.item_types import get_item_type
from exams.bank.item_types.text import picture_keys, plain_text
from exams.bank.lint import lint_item
from exams.bank.models import Bank, ItemSearchEntry, ItemVersion
from exams.bank.queries import latest_versions


def keep_entry(*, version: ItemVersion) -> None:
    """Let the item be found by this version, its newest."""
    ItemSearchEntry.objects.update_or_create(item_id=version.item_id, defaults=_columns(version))


def keep_entries(*, versions: Iterable[ItemVersion]) -> None:
    """The same for many new items, in a few statements."""
    ItemSearchEntry.objects.bulk_create(
        [entry_of(version) for version in versions],
        batch_size=200,
        update_conflicts=True,
        unique_fields=["item"],
        update_fields=["version", "text", "has_picture", "remarks"],
    )


def rebuild_entries() -> int:
    """Write every item's entry anew, bank by bank; can be killed and run again. Returns how many there are."""
    count = 0
    for bank in Bank.objects.all():
        for version in latest_versions(bank).iterator(chunk_size=500):
            keep_entry(version=version)
            count += 1
    return count


def entry_of(version: ItemVersion) -> ItemSearchEntry:
    """The entry as it is stored, for those who store many at once."""
    return ItemSearchEntry(item_id=version.item_id, **_columns(version))


def _columns(version: ItemVersion) -> dict[str, Any]:
    kind, texts = get_item_type(version.item.item_type), list(_texts(version.body))
    key = kind.describe_key(kind.parse(version.body))
    said = [version.item.key, version.point.code, version.point.title, *map(plain_text, texts), plain_text(key)]
    return {
        "version": version,
        "text": fold("\n".join(said)).text,
        "has_picture": any(picture_keys(text) for text in texts),
        "remarks": len(lint_item(kind.name, version.body)),
    }


def _texts(value: object) -> Iterator[str]:
    """Every text of a body, whatever its type calls it; ids of one letter say nothing."""
    if isinstance(value, str):
        if len(value) > 1:
            yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
