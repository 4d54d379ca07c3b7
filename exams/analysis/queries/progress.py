"""What came of decisions: how far a revision is, and what later analyses say, before and after."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from exams.analysis.models import DECISIONS, FindingStep, ItemFinding, MeasuredItem, StepAct
from exams.analysis.statistics.findings import REVISING, Action
from exams.bank.models import ItemVersion, VersionState


class Stage(StrEnum):
    """How far what was decided is."""

    OPEN = "open"
    LEFT = "left"
    TO_DO = "to_do"
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    DONE = "done"
    MEASURED = "measured"


@dataclass(frozen=True, slots=True)
class Effect:
    """What a later analysis says of the same item: the version that was analysed, and whether it was found again."""

    analysed_at: datetime
    exam: str
    number: int
    facility: dict[str, Any]
    item_rest: dict[str, Any]
    found_again: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a finding stands; `before` is what its own analysis said, `effects` what later ones say, oldest first."""

    finding: ItemFinding
    decision: FindingStep | None
    stage: Stage
    before: MeasuredItem | None
    effects: Sequence[Effect]
    next_version: ItemVersion | None

    @property
    def after(self) -> Effect | None:
        """The newest word on a version after the one that was found fault with; else on the same one."""
        return self.effects[-1] if self.effects else None


def progress_of(findings: Iterable[ItemFinding]) -> dict[int, Progress]:
    """Finding → where it stands, by three queries however many there are. Wants steps, versions and analyses."""
    listed = list(findings)
    items = {finding.version.item_id for finding in listed if finding.version is not None}
    versions: dict[int, list[ItemVersion]] = defaultdict(list)
    for version in ItemVersion.objects.filter(item__in=items).defer("body").order_by("number"):
        versions[version.item_id].append(version)
    measured: dict[int, list[MeasuredItem]] = defaultdict(list)
    rows = MeasuredItem.objects.filter(version__item__in=items).select_related("analysis__component__exam", "version")
    for row in rows.defer("analysis__document", "version__body").order_by("analysis__made_at", "pk"):
        measured[row.version.item_id].append(row)
    again: set[tuple[int, int | None, str, str]] = set(
        ItemFinding.objects.filter(version__item__in=items).values_list("analysis", "version", "kind", "option")
    )
    return {
        finding.pk: _progress(
            finding,
            versions[finding.version.item_id] if finding.version else [],
            measured[finding.version.item_id] if finding.version else [],
            again,
        )
        for finding in listed
    }


def _progress(
    finding: ItemFinding,
    versions: list[ItemVersion],
    measured: list[MeasuredItem],
    again: set[tuple[int, int | None, str, str]],
) -> Progress:
    decision = next((step for step in finding.steps.all() if step.act in DECISIONS), None)
    number = finding.version.number if finding.version else 0
    newer = [version for version in versions if version.number > number]
    before = next((row for row in measured if row.analysis_id == finding.analysis_id), None)
    effects = [
        _effect(row, (row.analysis_id, row.version_id, finding.kind, finding.option) in again)
        for row in measured
        if row.analysis.made_at > finding.analysis.made_at
    ]
    return Progress(
        finding=finding,
        decision=decision,
        stage=_stage(finding, decision, newer, effects),
        before=before,
        effects=effects,
        next_version=newer[-1] if newer else None,
    )


def _effect(row: MeasuredItem, found_again: bool) -> Effect:  # noqa: FBT001 -- a field of what is made
    exam = str(row.analysis.component)
    return Effect(row.analysis.made_at, exam, row.version.number, row.facility, row.item_rest, found_again)


def _stage(
    finding: ItemFinding, decision: FindingStep | None, newer: list[ItemVersion], effects: list[Effect]
) -> Stage:
    if decision is None:
        return Stage.OPEN
    if decision.act == StepAct.DECLINED:
        return Stage.LEFT
    if decision.action in REVISING:
        return _of_revision(newer, effects)
    if decision.action == Action.SUSPEND and finding.version is not None:
        gone = finding.version.state in {VersionState.SUSPENDED, VersionState.RETIRED}
        return Stage.DONE if gone else Stage.TO_DO
    return Stage.DONE if decision.action == Action.RECALIBRATE else Stage.TO_DO


def _of_revision(newer: list[ItemVersion], effects: list[Effect]) -> Stage:
    if not newer:
        return Stage.TO_DO
    if effects and any(effect.number >= newer[0].number for effect in effects):
        return Stage.MEASURED
    by_state = {VersionState.DRAFT: Stage.DRAFT, VersionState.IN_REVIEW: Stage.IN_REVIEW}
    return by_state.get(VersionState(newer[-1].state), Stage.DONE)
