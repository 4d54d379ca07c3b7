"""Changing many items at once: one transaction, each row by the same services and rules as one item."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models import KnowledgePoint
from exams.bank.models import Bank, BankAct, ItemVersion
from exams.bank.rules import may_move, may_revise, may_write_in, wrote_part_of
from exams.bank.services.items import VersionContent, create_version, revise_draft
from exams.bank.services.lifecycle import VERBS, TransitionRefused, why_another_approves
from exams.bank.services.log import log_bank_event
from exams.bank.services.tags import set_tags
from exams.bank.services.transfer import copy_item, move_item

TRANSFERS = {"copy": copy_item, "move": move_item}


@dataclass(frozen=True)
class RowChange:
    """What shall become of one item, named by the version that its row showed; None and "" leave as it is."""

    version: ItemVersion
    point: KnowledgePoint | None = None
    difficulty: int | None = None
    cognitive: str = ""
    tags: tuple[str, ...] | None = None
    # A step of lifecycle.VERBS, taken after the rest.
    verb: str = ""
    # A name in TRANSFERS, and the point in the other bank.
    transfer: str = ""
    target: KnowledgePoint | None = None

    @property
    def content(self) -> dict[str, object]:
        """Those columns of the version that would change."""
        asked = {"point": self.point, "difficulty": self.difficulty, "cognitive": self.cognitive}
        return {name: value for name, value in asked.items() if value and getattr(self.version, name) != value}

    @property
    def is_nothing(self) -> bool:
        own = sorted(tag.name for tag in self.version.item.tags.all())
        tags_stay = self.tags is None or sorted(self.tags) == own
        return tags_stay and not (self.content or self.verb or self.transfer)


@dataclass(frozen=True)
class RowOutcome:
    """What a row's change came to: the version it made or moved, or why it was refused, and then nothing of it is done."""

    change: RowChange
    result: ItemVersion
    makes_version: bool = False
    refused: str = ""


def bulk_edit(
    *, bank: Bank, changes: Iterable[RowChange], actor: User, now: datetime, comment: str = "", dry_run: bool = False
) -> Sequence[RowOutcome]:
    """Do what can be done and name what cannot, row by row; with `dry_run` all of it is tried and undone."""
    with transaction.atomic():
        outcomes = [_one(change, actor, now, comment) for change in changes if not change.is_nothing]
        done = [outcome.change.version.item.key for outcome in outcomes if not outcome.refused]
        if done and not dry_run:
            details = {"count": len(done), "refused": len(outcomes) - len(done)}
            log_bank_event(act=BankAct.BULK_EDITED, actor=actor, now=now, bank=bank, details=details)
        if dry_run:
            transaction.set_rollback(True)
    return outcomes


def _one(change: RowChange, actor: User, now: datetime, comment: str) -> RowOutcome:
    try:
        with transaction.atomic():
            return _apply(change, actor, now, comment)
    except TransitionRefused as refused:
        return RowOutcome(change, change.version, refused=str(refused.reason))


def _apply(change: RowChange, actor: User, now: datetime, comment: str) -> RowOutcome:
    version = ItemVersion.objects.select_related("item__bank", "point").get(pk=change.version.pk)
    if not ItemVersion.objects.filter(pk=version.pk, entry__isnull=False).exists():
        raise TransitionRefused(_("Somebody wrote a newer version meanwhile; look at it again."))
    bank = version.item.bank
    outcome = RowOutcome(change, version)
    if (change.content or change.tags is not None) and not may_write_in(actor, bank):
        raise TransitionRefused(_("Only writers of this bank change its items."))
    if change.content:
        outcome = _with_content(outcome, version, actor, now)
    if change.tags is not None:
        set_tags(item=version.item, names=change.tags, actor=actor, now=now)
    if change.verb:
        outcome = replace(outcome, result=_step(outcome.result, change.verb, actor, now, comment))
    if change.transfer:
        if change.target is None:
            raise TransitionRefused(_("Choose where to: a point of another bank."))
        taken = TRANSFERS[change.transfer](version=outcome.result, point=change.target, actor=actor, now=now)
        outcome = replace(outcome, result=taken, makes_version=True)
    return outcome


def _with_content(outcome: RowOutcome, version: ItemVersion, actor: User, now: datetime) -> RowOutcome:
    asked = {name: getattr(version, name) for name in ("body", "point", "difficulty", "cognitive")}
    content = VersionContent(**{**asked, **outcome.change.content}, facts=tuple(version.facts))
    if may_revise(actor, version):
        return replace(outcome, result=revise_draft(version=version, content=content, actor=actor, now=now))
    made = create_version(item=version.item, content=content, actor=actor)
    return replace(outcome, result=made, makes_version=True)


def _step(version: ItemVersion, verb: str, actor: User, now: datetime, comment: str) -> ItemVersion:
    if not may_move(actor, version, verb):
        if verb == "approve" and wrote_part_of(actor, version):
            raise TransitionRefused(why_another_approves(version, actor))
        raise TransitionRefused(_("You may not take this step in this bank."))
    return VERBS[verb](version=version, actor=actor, now=now, comment=comment)
