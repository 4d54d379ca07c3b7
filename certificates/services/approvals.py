"""An officer's word on an award for a person."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import Person, User
from certificates.models import Approval, Award, Verdict
from certificates.rules import may_approve


class ApprovalRefused(Exception):
    """No word was written; the message is for the reader."""


def decide_award(*, award: Award, person: Person, verdict: str, reason: str, actor: User, now: datetime) -> Approval:
    """Approve or decline, with a reason on record; a later word takes the place of an earlier one.

    Raises PermissionDenied and ApprovalRefused. A certificate that was issued already is not touched by it.
    """
    if not may_approve(actor):
        raise PermissionDenied
    if person.user_id == actor.pk:
        raise ApprovalRefused(_("Nobody decides on a certificate of their own."))
    if not award.needs_approval:
        raise ApprovalRefused(_("This award asks for no approval."))
    if verdict not in Verdict.values or not reason.strip():
        raise ApprovalRefused(_("Please give the reason."))
    return Approval.objects.create(
        award=award, person=person, verdict=verdict, reason=reason.strip(), actor=actor, at=now
    )
