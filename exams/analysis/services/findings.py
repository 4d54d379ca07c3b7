"""From a finding to an act: somebody takes it on, and somebody decides it with a reason."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from exams.analysis.models import DECISIONS, FindingStep, ItemFinding, StepAct
from exams.bank.rules import wrote_part_of

MOST_REASON = 300


class DecisionRefused(Exception):
    """Why a step is not taken."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def take_finding(*, finding: ItemFinding, actor: User, now: datetime) -> FindingStep:
    """Take a finding on; whoever did so last is its owner."""
    _check_open(finding)
    return FindingStep.objects.create(finding=finding, act=StepAct.TAKEN, actor=actor, at=now)


def decide_finding(*, finding: ItemFinding, act: StepAct, reason: str, actor: User, now: datetime) -> FindingStep:
    """Accept what is proposed, or decline it; either with a reason. Nobody decides about an item of their own."""
    if act not in DECISIONS:
        raise DecisionRefused(_("A finding is accepted or declined."))
    if not reason.strip():
        raise DecisionRefused(_("Say why."))
    if len(reason.strip()) > MOST_REASON:
        raise DecisionRefused(_("The reason is longer than %(most)d characters.") % {"most": MOST_REASON})
    if wrote_part_of(actor, finding.version):
        raise DecisionRefused(_("You wrote a part of this item; another person decides."))
    try:
        with transaction.atomic():
            _check_open(finding)
            return FindingStep.objects.create(finding=finding, act=act, actor=actor, at=now, reason=reason.strip())
    except IntegrityError as error:
        # Somebody else was faster: the constraint keeps one decision.
        raise DecisionRefused(_("This finding is decided already.")) from error


def _check_open(finding: ItemFinding) -> None:
    if FindingStep.objects.filter(finding=finding, act__in=DECISIONS).exists():
        raise DecisionRefused(_("This finding is decided already."))
