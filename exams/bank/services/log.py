"""The log of the banks: every act, by whom and when. The database lets nobody change or delete a line of it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import User
from exams.bank.models import Bank, BankAct, BankEvent, Item, ItemVersion


def log_bank_event(
    *,
    act: BankAct,
    actor: User,
    now: datetime,
    bank: Bank | None = None,
    item: Item | None = None,
    version: ItemVersion | None = None,
    details: Mapping[str, Any] | None = None,
) -> BankEvent:
    """Write one line, in the transaction of the act itself; item and bank follow from the version.

    `details` hold names, numbers and digests, never what an item says: auditors read the log and no key.
    """
    if version is not None:
        item = version.item
    if item is not None and bank is None:
        bank_id: int | None = item.bank_id
    else:
        bank_id = bank.pk if bank else None
    return BankEvent.objects.create(
        act=act, actor=actor, at=now, bank_id=bank_id, item=item, version=version, details=dict(details or {})
    )


def log_created(*, versions: Iterable[ItemVersion], actor: User) -> None:
    """One line for each of many new items, in a few statements."""
    BankEvent.objects.bulk_create(
        [
            BankEvent(
                act=BankAct.CREATED,
                actor=actor,
                at=version.created_at,
                bank_id=version.item.bank_id,
                item=version.item,
                version=version,
                details={"number": version.number, "sha256": version.body_sha256},
            )
            for version in versions
        ],
        batch_size=500,
    )


def log_keys_seen(*, versions: Iterable[ItemVersion], actor: User, now: datetime, place: str = "item") -> None:
    """Note that these keys were shown to `actor`: once per item and day, in one read and at most one write."""
    day = timezone.localdate(now)
    shown = {version.item_id: version for version in versions}
    known = BankEvent.objects.filter(actor=actor, item__in=shown, seen_on=day).values_list("item_id", flat=True)
    for item_id in known:
        shown.pop(item_id, None)
    if not shown:
        return
    # Two tabs may race; the constraint keeps one line.
    BankEvent.objects.bulk_create(
        [
            BankEvent(
                act=BankAct.VIEWED,
                actor=actor,
                at=now,
                bank_id=version.item.bank_id,
                item_id=item_id,
                version=version,
                details={"place": place, "version": version.number},
                seen_on=day,
            )
            for item_id, version in shown.items()
        ],
        ignore_conflicts=True,
    )
