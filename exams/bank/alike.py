"""Named reads of alike items: the few that resemble one being written, and all pairs of a bank."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from exams.bank.models import Bank, ItemSketch, ItemVersion, NoDuplicate
from exams.bank.queries import latest_versions, newest_of
from exams.bank.similarity import Likeness, Rarity, Wording, duplicates, likeness, sketch, wording_of

# How many numbers of a sketch must agree before two items are compared, and with how many an item is compared.
AGREEING = 4
MOST_COMPARED = 30
# Against a single item every pair of characters weighs the same.
PLAIN = Rarity({}, 1.0)


@dataclass(frozen=True)
class Alike:
    """An item that resembles the one asked about."""

    version: ItemVersion
    likeness: Likeness


@dataclass(frozen=True)
class AlikePair:
    """Two items of a bank that a person should look at."""

    first: ItemVersion
    second: ItemVersion
    likeness: Likeness


def items_alike(*, item_type: str, body: Mapping[str, Any], banks: Iterable[Bank], besides: int = 0) -> list[Alike]:
    """Items of these banks that a body would duplicate, the most alike first; `besides` is the id of its own item.

    Two queries at any size of the banks.
    """
    asked = wording_of(item_type, body)
    agreeing = (
        ItemSketch.objects.filter(number__in=sketch(asked), item__bank__in=list(banks))
        .exclude(item_id=besides)
        .values("item")
        .annotate(shared=Count("pk"))
        .filter(shared__gte=AGREEING)
        .order_by("-shared", "item")
        .values_list("item", flat=True)[:MOST_COMPARED]
    )
    found = [Alike(version, likeness(asked, _wording(version), PLAIN)) for version in newest_of(list(agreeing))]
    return sorted((one for one in found if one.likeness.is_duplicate), key=lambda one: -one.likeness.order)


def alike_to(versions: Sequence[ItemVersion], others: Sequence[ItemVersion]) -> dict[int, list[int]]:
    """For each of these items (by id) those of the others that it would duplicate and nobody has told apart; two queries."""
    numbers: dict[int, set[int]] = defaultdict(set)
    ids = {version.item_id for version in (*versions, *others)}
    for item, number in ItemSketch.objects.filter(item__in=ids).values_list("item", "number"):
        numbers[item].add(number)
    apart = set(NoDuplicate.objects.filter(first__in=ids, second__in=ids).values_list("first", "second"))
    found: dict[int, list[int]] = {}
    for version in versions:
        alike = [
            other.item_id
            for other in others
            if len(numbers[version.item_id] & numbers[other.item_id]) >= AGREEING
            and (min(version.item_id, other.item_id), max(version.item_id, other.item_id)) not in apart
            and likeness(_wording(version), _wording(other), PLAIN).is_duplicate
        ]
        if alike:
            found[version.item_id] = alike
    return found


def alike_pairs(bank: Bank) -> list[AlikePair]:
    """Pairs of a bank that may be duplicates and that nobody has told apart yet, the most alike first."""
    versions = list(latest_versions(bank).exclude(state="retired"))
    apart = set(NoDuplicate.objects.filter(first__bank=bank).values_list("first", "second"))
    pairs = []
    for pair in duplicates([_wording(version) for version in versions]):
        first, second = sorted((versions[pair.first], versions[pair.second]), key=lambda version: version.item_id)
        if (first.item_id, second.item_id) not in apart:
            pairs.append(AlikePair(first, second, pair.likeness))
    return pairs


def _wording(version: ItemVersion) -> Wording:
    return wording_of(version.item.item_type, version.body)
