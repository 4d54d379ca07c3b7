"""Analyses as they were made, and the queue of findings."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from exams.analysis.models import (
    DECISIONS,
    AnalysisOrder,
    ExamAnalysis,
    FindingStep,
    ItemFinding,
    ReportPrint,
    StepAct,
    Subject,
)
from exams.analysis.statistics.findings import REVISING
from exams.bank.models import Bank, ItemVersion, VersionState
from exams.marking.models import Mark, MarkRecall
from exams.papers.models import Blueprint
from exams.sittings.models import Attempt, AttemptState, ExamComponent

# What a version has become that left its writer's and reviewer's hands.
SEEN_THROUGH = (VersionState.APPROVED, VersionState.SUSPENDED, VersionState.RETIRED)


@dataclass(frozen=True, slots=True)
class Changes:
    """What has come since an analysis: attempts closed, and marks given or recalled."""

    attempts: int
    marks: int

    def __bool__(self) -> bool:
        return bool(self.attempts or self.marks)


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


def latest_order(component: ExamComponent) -> AnalysisOrder | None:
    return AnalysisOrder.objects.filter(component=component).select_related("ordered_by__person").first()


def print_of(subject: Subject, language: str) -> ReportPrint | None:
    """The printed report in this language, in whatever state it is."""
    return ReportPrint.objects.filter(**subject.fields, language=language).first()


def changes_since(analysis: ExamAnalysis) -> Changes:
    """What the analysis does not know."""
    closed = Attempt.objects.filter(component=analysis.component_id).exclude(state=AttemptState.OPEN).count()
    last = analysis.document.get("last_mark")
    marks = Mark.objects.filter(attempt__component=analysis.component_id)
    newer = marks.filter(at__gt=analysis.made_at) if last is None else marks.filter(pk__gt=last)
    recalls = MarkRecall.objects.filter(mark__attempt__component=analysis.component_id, at__gt=analysis.made_at)
    known = analysis.attempts + analysis.unmarked
    return Changes(attempts=max(0, closed - known), marks=newer.count() + recalls.count())


def findings_in(banks: QuerySet[Bank]) -> QuerySet[ItemFinding]:
    """Findings of these banks that stand in the queue, newest analysis first.

    A later analysis of the same part takes the place of an earlier one: what it does not find again is gone, and what
    was decided stays decided: of a cell until the next analysis, which counts anew.
    """
    later = ExamAnalysis.objects.filter(
        Q(made_at__gt=OuterRef("analysis__made_at"))
        | Q(made_at=OuterRef("analysis__made_at"), pk__gt=OuterRef("analysis")),
        component=OuterRef("analysis__component"),
    )
    decided = FindingStep.objects.filter(
        Q(finding=OuterRef("pk"))
        | Q(
            finding__version=OuterRef("version"),
            finding__kind=OuterRef("kind"),
            finding__option=OuterRef("option"),
        ),
        act__in=DECISIONS,
    )
    return _told(ItemFinding.objects.filter(~Exists(later), ~Exists(decided), _about(banks)))


def decided_findings_in(banks: QuerySet[Bank]) -> QuerySet[ItemFinding]:
    """Findings that were decided, the latest decision first."""
    decisions = FindingStep.objects.filter(finding=OuterRef("pk"), act__in=DECISIONS)
    found = ItemFinding.objects.filter(_about(banks), Exists(decisions))
    return _told(found.annotate(decided_at=Subquery(decisions.values("at")[:1]))).order_by("-decided_at", "-pk")


def findings_to_do_in(banks: QuerySet[Bank]) -> QuerySet[ItemFinding]:
    """Accepted findings of items that ask for a next version, as long as none is approved; the oldest decision first."""
    accepted = FindingStep.objects.filter(finding=OuterRef("pk"), act=StepAct.ACCEPTED, action__in=REVISING)
    newer = ItemVersion.objects.filter(
        item=OuterRef("version__item"), number__gt=OuterRef("version__number"), state__in=SEEN_THROUGH
    )
    found = ItemFinding.objects.filter(Exists(accepted), ~Exists(newer), version__item__bank__in=banks)
    return _told(found.annotate(decided_at=Subquery(accepted.values("at")[:1]))).order_by("decided_at", "pk")


def readable_findings(banks: QuerySet[Bank]) -> QuerySet[ItemFinding]:
    """All findings of these banks, with the analysis whole."""
    return (
        ItemFinding.objects.filter(_about(banks))
        .select_related("version__item__bank", "blueprint", "analysis__component__exam")
        .prefetch_related("steps__actor__person")
    )


def _about(banks: QuerySet[Bank]) -> Q:
    """Items of these banks, and cells of blueprints that draw on nothing else."""
    foreign = Blueprint.objects.filter(banks__in=Bank.objects.exclude(pk__in=banks.values("pk")))
    return Q(version__item__bank__in=banks) | Q(blueprint__isnull=False) & ~Q(blueprint__in=foreign.values("pk"))


def _told(findings: QuerySet[ItemFinding]) -> QuerySet[ItemFinding]:
    steps = FindingStep.objects.select_related("actor__person").order_by("at", "pk")
    owner = FindingStep.objects.filter(finding=OuterRef("pk"), act=StepAct.TAKEN).order_by("-at", "-pk")
    return (
        findings.select_related("version__item__bank", "blueprint", "analysis__component__exam")
        .defer("version__body", "analysis__document")
        .annotate(owner_name=Subquery(owner.values("actor__person__full_name")[:1]))
        .prefetch_related(Prefetch("steps", steps))
        .order_by("-analysis__made_at", "pk")
    )


def item_in(analysis: ExamAnalysis, name: str) -> dict[str, Any]:
    """The item's statistics as they were."""
    item: dict[str, Any] = next(item for item in analysis.document["items"] if item["name"] == name)
    return item


def calibrated_in(analysis: ExamAnalysis, name: str) -> dict[str, Any] | None:
    """The item's place on the scale of ability, where it was calibrated."""
    calibration = analysis.document.get("calibration") or {"items": []}
    return next((item for item in calibration["items"] if item["name"] == name), None)
