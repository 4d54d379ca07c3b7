"""Giving items to practice: for good, and never one that stands on a paper."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
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
    with transaction.atomic():
        Bank.objects.select_for_update().get(pk=bank.pk)
        chosen = [item for supply in supply_of(bank, share=share) for item in supply.chosen]
        return give_to_practice(items=chosen, actor=actor, now=now) if chosen else []


def reserve_as_seen(*, bank: Bank, share: Fraction, digest: str, actor: User, now: datetime) -> list[Item]:
    """Give exactly what was shown as `digest_of` its supply; raises PracticeRefused where it would be something else."""
    with transaction.atomic():
        Bank.objects.select_for_update().get(pk=bank.pk)
        if digest_of(supply_of(bank, share=share)) != digest:
            raise PracticeRefused(_("The bank has changed since. Nothing was given; this is how it looks now."))
        return reserve_share(bank=bank, share=share, actor=actor, now=now)


@dataclass(frozen=True)
class Supply:
    """The approved items of one type: how many there are, practise already, stand on a paper, and would be given now."""

    item_type: str
    approved: int
    given: int
    held: int
    chosen: list[Item]

    @property
    def left(self) -> int:
        """What exams can still be made of afterwards."""
        return self.approved - self.given - len(self.chosen)


def supply_of(bank: Bank, *, share: Fraction) -> list[Supply]:
    """What `share` would give to practice of each type; nothing is written. Raises PracticeRefused."""
    if not 0 < share < 1:
        raise PracticeRefused(_("The share lies between nothing and all of the items."))
    held = set(Item.objects.filter(is_held("pk"), bank=bank).values_list("pk", flat=True))
    by_type: dict[str, list[ItemVersion]] = defaultdict(list)
    for version in approved_versions(bank):
        by_type[version.item.item_type].append(version)
    return [
        Supply(
            item_type=item_type,
            approved=len(versions),
            given=sum(one.item.practice_since is not None for one in versions),
            held=sum(one.item_id in held and one.item.practice_since is None for one in versions),
            chosen=_chosen(versions, share, held),
        )
        for item_type, versions in by_type.items()
    ]


def digest_of(supply: Sequence[Supply]) -> str:
    """SHA-256 of the items that would be given, whatever their order."""
    keys = sorted(item.key for one in supply for item in one.chosen)
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()


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
