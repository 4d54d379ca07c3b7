"""From a finding to an act: somebody takes it on, and somebody decides it with a reason; what is decided is done."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from exams.analysis.models import DECISIONS, FindingStep, ItemFinding, StepAct
from exams.analysis.queries.exam_responses import name_of
from exams.analysis.queries.reports import calibrated_in, item_in
from exams.analysis.services.scales import Scale, scale_of
from exams.analysis.statistics.figures import Figure
from exams.analysis.statistics.findings import PROPOSED, Action, Kind
from exams.bank.models import ItemVersion, VersionState
from exams.bank.rules import may_move, wrote_part_of
from exams.bank.services import Measured, TransitionRefused, accept_difficulty, suspend

MOST_REASON, MOST_SOURCE = 300, 200
PLACES = Decimal("0.0001")


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


def decide_finding(
    *, finding: ItemFinding, act: StepAct, reason: str, actor: User, now: datetime, action: Action | None = None
) -> FindingStep:
    """Accept, and do what is proposed or the `action` that is named instead; or decline; either with a reason.

    Nobody decides about an item of their own. A measured difficulty is accepted and an item suspended in the same
    transaction; a revision is its writer's.
    """
    _check_said(act, reason)
    version = finding.version
    if version is not None and wrote_part_of(actor, version):
        raise DecisionRefused(_("You wrote a part of this item; another person decides."))
    chosen = None if act != StepAct.ACCEPTED else action or PROPOSED[Kind(finding.kind)]
    if chosen is not None and (chosen is Action.WRITE_MORE) != (version is None):
        raise DecisionRefused(_("This act does not fit the finding."))
    try:
        with transaction.atomic():
            _check_open(finding)
            step = FindingStep.objects.create(
                finding=finding, act=act, action=chosen or "", actor=actor, at=now, reason=reason.strip()
            )
            if version is not None:
                _do(chosen, finding, version, step)
            return step
    except IntegrityError as error:
        # Somebody else was faster: the constraint keeps one decision.
        raise DecisionRefused(_("This finding is decided already.")) from error


def _check_said(act: StepAct, reason: str) -> None:
    if act not in DECISIONS:
        raise DecisionRefused(_("A finding is accepted or declined."))
    if not reason.strip():
        raise DecisionRefused(_("Say why."))
    if len(reason.strip()) > MOST_REASON:
        raise DecisionRefused(_("The reason is longer than %(most)d characters.") % {"most": MOST_REASON})


def _check_open(finding: ItemFinding) -> None:
    if FindingStep.objects.filter(finding=finding, act__in=DECISIONS).exists():
        raise DecisionRefused(_("This finding is decided already."))


def _do(chosen: Action | None, finding: ItemFinding, version: ItemVersion, step: FindingStep) -> None:
    if chosen is Action.RECALIBRATE:
        accept_difficulty(version=version, measured=_measured(finding, version), actor=step.actor, now=step.at)
    elif (
        chosen is Action.SUSPEND and version.state == VersionState.APPROVED and may_move(step.actor, version, "suspend")
    ):
        try:
            suspend(version=version, actor=step.actor, now=step.at, comment=step.reason)
        except TransitionRefused as refused:
            raise DecisionRefused(str(refused.reason)) from refused


def _measured(finding: ItemFinding, version: ItemVersion) -> Measured:
    """What the analysis measured of the item; raises DecisionRefused where it withheld the figure."""
    analysis = finding.analysis
    facility = item_in(analysis, name_of(version))["facility"]
    if facility["value"] is None:
        raise DecisionRefused(_("Its mean score rate was withheld: there is no measured difficulty to accept."))
    measured = Measured(
        facility=_exact(facility["value"]),
        candidates=facility["n"],
        source=str(analysis.component)[:MOST_SOURCE],
        measured_on=timezone.localdate(analysis.made_at),
    )
    calibrated = calibrated_in(analysis, name_of(version))
    known = calibrated is not None and calibrated["difficulty"]["value"] is not None
    if calibrated is None or not known:
        return measured
    return _on_the_scale(measured, calibrated, scale_of(analysis, version.item.bank))


def _on_the_scale(measured: Measured, calibrated: dict[str, Any], scale: Scale) -> Measured:
    """On a scale θ' = Aθ + B: a/A, Ab + B, information/A² (Kolen & Brennan 2014, 6.2)."""
    slope, location, told = (
        calibrated["slope"],
        calibrated["difficulty"],
        Figure.read(calibrated["information_at_cut"]).value,
    )
    wider = scale.line.slope
    return replace(
        measured,
        scale=scale.name,
        slope=_exact(slope["value"] / wider),
        slope_error=_error(slope, 1 / wider),
        location=_exact(scale.line.at(location["value"])),
        location_error=_error(location, wider),
        information_at_cut=None if told is None else _exact(told / wider**2),
    )


def _exact(value: float) -> Decimal:
    return Decimal(str(value)).quantize(PLACES)


def _error(figure: dict[str, Any], times: float) -> Decimal | None:
    """The standard error behind an interval of 95 %, on a scale so many times as wide."""
    if figure.get("low") is None:
        return None
    return _exact(times * (figure["high"] - figure["low"]) / (2 * 1.959963984540054))
