"""Analyses as they were made, and the queue of findings."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from exams.analysis.models import DECISIONS, ExamAnalysis, FindingStep, ItemFinding, StepAct
from exams.analysis.queries.exam_responses import name_of
from exams.bank.models import Bank
from exams.sittings.models import Attempt, AttemptState, ExamComponent


def components_with_counts() -> QuerySet[ExamComponent]:
    """Parts of exams with how many attempts are closed (`closed_count`) and when they were last analysed."""
    closed = Attempt.objects.filter(component=OuterRef("pk")).exclude(state=AttemptState.OPEN).order_by()
    latest = ExamAnalysis.objects.filter(component=OuterRef("pk")).order_by("-made_at", "-pk")
    return (
        ExamComponent.objects.filter(exam__is_mock=False)
        .select_related("exam")
        .annotate(
            closed_count=Subquery(closed.values("component").annotate(total=Count("pk")).values("total")),
            analysed_at=Subquery(latest.values("made_at")[:1]),
        )
        .order_by("exam__title", "kind", "pk")
    )


def latest_analysis(component: ExamComponent) -> ExamAnalysis | None:
    return ExamAnalysis.objects.filter(component=component).select_related("made_by__person").first()


def findings_in(banks: QuerySet[Bank]) -> QuerySet[ItemFinding]:
    """Findings of items of these banks that stand in the queue, newest analysis first.

    A later analysis of the same part takes the place of an earlier one: what it does not find again is gone, and what
    was decided stays decided.
    """
    later = ExamAnalysis.objects.filter(
        Q(made_at__gt=OuterRef("analysis__made_at"))
        | Q(made_at=OuterRef("analysis__made_at"), pk__gt=OuterRef("analysis")),
        component=OuterRef("analysis__component"),
    )
    decided = FindingStep.objects.filter(
        finding__version=OuterRef("version"),
        finding__kind=OuterRef("kind"),
        finding__option=OuterRef("option"),
        act__in=DECISIONS,
    )
    return _told(ItemFinding.objects.filter(~Exists(later), ~Exists(decided), version__item__bank__in=banks))


def decided_findings_in(banks: QuerySet[Bank]) -> QuerySet[ItemFinding]:
    """Findings that were decided, newest first."""
    return _told(ItemFinding.objects.filter(version__item__bank__in=banks, steps__act__in=DECISIONS))


def _told(findings: QuerySet[ItemFinding]) -> QuerySet[ItemFinding]:
    steps = FindingStep.objects.select_related("actor__person").order_by("at", "pk")
    owner = FindingStep.objects.filter(finding=OuterRef("pk"), act=StepAct.TAKEN).order_by("-at", "-pk")
    return (
        findings.select_related("version__item__bank", "analysis__component__exam")
        .defer("version__body", "analysis__document")
        .annotate(owner_name=Subquery(owner.values("actor__person__full_name")[:1]))
        .prefetch_related(Prefetch("steps", steps))
        .order_by("-analysis__made_at", "pk")
    )


def item_in(analysis: ExamAnalysis, name: str) -> dict[str, Any]:
    """The item's statistics as they were."""
    item: dict[str, Any] = next(item for item in analysis.document["items"] if item["name"] == name)
    return item


@dataclass(frozen=True, slots=True)
class Effect:
    """What a later analysis says of the same item: the version that was analysed, and whether it was found again."""

    analysis: ExamAnalysis
    version: str
    facility: dict[str, Any]
    item_rest: dict[str, Any]
    found_again: bool


def effects_of(finding: ItemFinding) -> list[Effect]:
    """The item in all later analyses, oldest first."""
    item = finding.version.item
    names = {name_of(version): version.pk for version in item.versions.select_related("item__bank").defer("body")}
    later = ExamAnalysis.objects.filter(made_at__gt=finding.analysis.made_at).select_related("component__exam")
    again = set(
        ItemFinding.objects.filter(version__item=item, kind=finding.kind, option=finding.option).values_list(
            "analysis", "version"
        )
    )
    return [
        Effect(analysis, one["name"], one["facility"], one["item_rest"], (analysis.pk, names[one["name"]]) in again)
        for analysis in later.order_by("made_at", "pk")
        for one in analysis.document["items"]
        if one["name"] in names
    ]
