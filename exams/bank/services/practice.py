"""Giving items to practice: for good, and never one that stands on a paper."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from exams.bank.models import Bank, BankAct, Item, ItemVersion
from exams.bank.queries import approved_versions
from exams.bank.services.log import log_bank_event
from exams.bank.usage import is_held


class PracticeRefused(Exception):
    """The items stay what they were; the message says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def give_to_practice(*, items: Sequence[Item], actor: User, now: datetime) -> list[Item]:
    """Open items of one bank to trainees, with their keys; those that are open already stay so.

    All or none: raises PracticeRefused for an item on a paper, which candidates may still meet.
    """
    with transaction.atomic():
        rows = list(Item.objects.select_for_update(of=("self",)).filter(pk__in=[item.pk for item in items]))
        held = Item.objects.filter(is_held("pk"), pk__in=[row.pk for row in rows], practice_since__isnull=True)
        keys = list(held.order_by("key").values_list("key", flat=True))
        if keys:
            listed = pgettext("between two of several", ", ").join(keys)
            raise PracticeRefused(_("On a paper, so not for practice: %(keys)s.") % {"keys": listed})
        fresh = [row for row in rows if row.practice_since is None]
        for item in fresh:
            item.practice_since = now
            log_bank_event(act=BankAct.FOR_PRACTICE, actor=actor, now=now, item=item)
        Item.objects.bulk_update(fresh, ["practice_since"], batch_size=500)
    return fresh


def reserve_share(*, bank: Bank, share: Fraction, actor: User, now: datetime) -> list[Item]:
    """Give `share` of each type's approved items to practice, spread over sections and difficulties; again changes nothing.

    The same bank gives the same items. What stands on a paper is passed over; where too little is left, all of it goes.
    """
    if not 0 < share < 1:
        raise PracticeRefused(_("The share lies between nothing and all of the items."))
    with transaction.atomic():
        Bank.objects.select_for_update().get(pk=bank.pk)
        held = set(Item.objects.filter(is_held("pk"), bank=bank).values_list("pk", flat=True))
        by_type: dict[str, list[ItemVersion]] = defaultdict(list)
        for version in approved_versions(bank):
            by_type[version.item.item_type].append(version)
        chosen = [one for versions in by_type.values() for one in _chosen(versions, share, held)]
        return give_to_practice(items=chosen, actor=actor, now=now) if chosen else []


def _chosen(versions: Sequence[ItemVersion], share: Fraction, held: set[int]) -> list[Item]:
    """Of one type the items that are still to be given, the strata in proportion."""
    given = sum(one.item.practice_since is not None for one in versions)
    wanted = int(share * len(versions)) - given
    strata: dict[tuple[str, int], list[ItemVersion]] = defaultdict(list)
    for one in versions:
        if one.item.practice_since is None and one.item_id not in held:
            strata[one.point.code.rpartition("-")[0], one.difficulty].append(one)
    placed = [
        (Fraction(2 * place + 1, 2 * len(stratum)), _dice(one), one)
        for stratum in strata.values()
        for place, one in enumerate(sorted(stratum, key=_dice))
    ]
    ordered = sorted(placed, key=lambda row: row[:2])
    return [one.item for _place, _order, one in ordered[: max(0, wanted)]]


def _dice(version: ItemVersion) -> str:
    """An order that says nothing of the content and is the same on every machine."""
    return hashlib.sha256(version.item.key.encode()).hexdigest()
