"""Keeping the sketches by which alike items are found, and what people decided about a pair."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import User
from exams.bank.models import Bank, BankAct, Item, ItemSketch, ItemVersion, NoDuplicate
from exams.bank.queries import latest_versions
from exams.bank.services.log import log_bank_event
from exams.bank.similarity import sketch, wording_of


def keep_sketch(*, version: ItemVersion) -> None:
    """Let the item be found by the wording of this version."""
    with transaction.atomic():
        ItemSketch.objects.filter(item_id=version.item_id).delete()
        keep_sketches(versions=[version])


def keep_sketches(*, versions: Iterable[ItemVersion]) -> None:
    """The same for many new items, which have no sketch yet."""
    ItemSketch.objects.bulk_create(
        [
            ItemSketch(item_id=version.item_id, number=number)
            for version in versions
            for number in sketch(wording_of(version.item.item_type, version.body))
        ],
        batch_size=500,
    )


def rebuild_sketches() -> int:
    """Write every item's sketch anew, bank by bank; can be killed and run again. Returns how many items have one."""
    count = 0
    for bank in Bank.objects.all():
        for version in latest_versions(bank):
            keep_sketch(version=version)
            count += 1
    return count


def tell_apart(*, first: Item, second: Item, actor: User, now: datetime) -> None:
    """Remember that two items are no duplicates; saying it twice is the same as once."""
    smaller, larger = sorted((first, second), key=lambda item: item.pk)
    with transaction.atomic():
        _pair, is_new = NoDuplicate.objects.get_or_create(
            first=smaller, second=larger, defaults={"actor": actor, "at": now}
        )
        if is_new:
            details = {"other": larger.key}
            log_bank_event(act=BankAct.DUPLICATE_DISMISSED, actor=actor, now=now, item=smaller, details=details)
