"""Tags of items."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from exams.bank.models import Bank, BankAct, Item, Tag
from exams.bank.services.log import log_bank_event


def tag_new_items(*, bank: Bank, names: Mapping[int, Iterable[str]]) -> None:
    """Give new items of the bank, by their ids, their first tags, in a few statements; the log has the import's line."""
    wanted = {name for own in names.values() for name in own}
    with transaction.atomic():
        Tag.objects.bulk_create([Tag(bank=bank, name=name) for name in sorted(wanted)], ignore_conflicts=True)
        ids = dict(Tag.objects.filter(bank=bank, name__in=wanted).values_list("name", "pk"))
        between = Tag.items.through
        between.objects.bulk_create(
            [between(item_id=item, tag_id=ids[name]) for item, own in names.items() for name in dict.fromkeys(own)],
            batch_size=200,
        )


def set_tags(*, item: Item, names: Iterable[str], actor: User, now: datetime) -> bool:
    """Give the item exactly these tags, new ones included; tells whether that changed anything.

    A tag that no item of the bank has any more is gone.
    """
    wanted = {name.strip() for name in names} - {""}
    with transaction.atomic():
        present = {tag.name: tag for tag in item.tags.all()}
        if wanted == present.keys():
            return False
        for name in sorted(wanted - present.keys()):
            item.tags.add(Tag.objects.get_or_create(bank_id=item.bank_id, name=name)[0])
        gone = [tag for name, tag in present.items() if name not in wanted]
        item.tags.remove(*gone)
        Tag.objects.filter(pk__in=[tag.pk for tag in gone], items=None).delete()
        details = {"tags": sorted(wanted), "before": sorted(present)}
        log_bank_event(act=BankAct.TAGGED, actor=actor, now=now, item=item, details=details)
    return True
