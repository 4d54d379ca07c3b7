"""Talking about a version: comments on its fields, and who shall review it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from exams.bank.models import BankAct, ItemComment, ItemVersion, VersionState
from exams.bank.rules import may_review_in, wrote_part_of
from exams.bank.services.lifecycle import TransitionRefused
from exams.bank.services.log import log_bank_event

QUOTED_LENGTH = 200


def add_comment(
    *, version: ItemVersion, field: str, text: str, actor: User, now: datetime, quoted: str = ""
) -> ItemComment:
    """Say something of one field, or (field empty) of the whole; it is open until somebody settles it.

    `quoted` is what stands in the field, for a reader who finds it changed.
    """
    if not text.strip():
        raise TransitionRefused(_("The comment is empty."))
    if version.state == VersionState.RETIRED:
        raise TransitionRefused(_("This version is retired; nothing of it will be mended."))
    with transaction.atomic():
        comment = ItemComment.objects.create(
            version=version, field=field, quoted=quoted[:QUOTED_LENGTH], text=text.strip(), author=actor, at=now
        )
        log_bank_event(
            act=BankAct.COMMENTED,
            actor=actor,
            now=now,
            version=version,
            details={"comment": comment.pk, "field": field},
        )
    return comment


def settle_comment(*, comment: ItemComment, actor: User, now: datetime) -> ItemComment:
    """Close a comment; settling it twice changes nothing."""
    with transaction.atomic():
        open_ones = ItemComment.objects.filter(pk=comment.pk, resolved_at__isnull=True)
        if open_ones.update(resolved_by=actor, resolved_at=now):
            log_bank_event(
                act=BankAct.COMMENT_SETTLED,
                actor=actor,
                now=now,
                version=comment.version,
                details={"comment": comment.pk, "field": comment.field},
            )
    comment.refresh_from_db()
    return comment


def assign_reviewer(*, version: ItemVersion, reviewer: User | None, actor: User, now: datetime) -> ItemVersion:
    """Name who shall review a version, or (None) leave it to whoever comes first."""
    if reviewer is not None and wrote_part_of(reviewer, version):
        raise TransitionRefused(_("An item is reviewed by somebody who wrote no part of it."))
    if reviewer is not None and not may_review_in(reviewer, version.item.bank):
        raise TransitionRefused(_("This person may not review items of this bank."))
    with transaction.atomic():
        undecided = ItemVersion.objects.filter(pk=version.pk, state__in=(VersionState.DRAFT, VersionState.IN_REVIEW))
        if not undecided.update(reviewer=reviewer):
            raise TransitionRefused(_("This version is already decided about."))
        log_bank_event(
            act=BankAct.ASSIGNED,
            actor=actor,
            now=now,
            version=version,
            details={"reviewer": reviewer.pk if reviewer else None},
        )
    version.refresh_from_db()
    return version
