"""How a class answered by knowledge point, and the lesson headings that teach each point."""

from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet, Subquery

from courses.answers import ENOUGH
from courses.models import HeadingPoint, KnowledgePoint
from exams.analysis.models import ExamAnalysis, FindingStep, ItemFinding, StepAct
from exams.analysis.statistics.figures import CONFIDENCE
from exams.analysis.statistics.findings import Kind
from exams.analysis.statistics.intervals import of_share
from exams.bank.models import expected_facility
from exams.marking.queries import standing_marks
from exams.papers.models import PaperItem
from exams.sittings.models import ExamComponent, Sitting


@dataclass
class PointAnswers:
    """Answers to the items of one point; shares are of the full marks. `expected` is what the items' levels let expect."""

    point: KnowledgePoint
    answers: int = 0
    earned: Fraction = field(default_factory=Fraction)
    foreseen: Decimal = field(default_factory=Decimal)
    # How many points a verdict is given of at the same time: they share the chance of a false one.
    verdicts: int = 1

    @property
    def headings(self) -> list[HeadingPoint]:
        """Where published lessons teach it."""
        return list(self.point.headings.all())

    @property
    def is_known(self) -> bool:
        """Whether there are enough answers to say anything."""
        return self.answers >= ENOUGH

    @property
    def share(self) -> float:
        return float(self.earned / self.answers)

    @property
    def expected(self) -> float:
        return float(self.foreseen / self.answers)

    @property
    def interval(self) -> tuple[float, float]:
        return of_share(float(self.earned), self.answers)

    @property
    def is_taught_badly(self) -> bool:
        """Less than the items' difficulty lets expect, by more than chance makes in any of the verdicts, 95 of 100 times."""
        sure = 1 - (1 - CONFIDENCE) / self.verdicts
        return self.is_known and of_share(float(self.earned), self.answers, sure)[1] < self.expected


@dataclass(frozen=True)
class ClassAnswers:
    """Answers by point of one sitting, or of all; how many items were left out because their key is in doubt."""

    component: ExamComponent
    sitting: Sitting | None
    points: list[PointAnswers]
    left_out: int


def classes_of(component: ExamComponent) -> QuerySet[Sitting]:
    """The sittings in which the part was sat: its classes."""
    return Sitting.objects.filter(registrations__attempts__component=component).distinct().order_by("opens_at", "pk")


def doubtful_versions(component: ExamComponent) -> set[int]:
    """Items whose key the part's latest analysis doubts, as long as nobody has declined it: no measure of any teaching."""
    latest = ExamAnalysis.objects.filter(component=component).order_by("-made_at", "-pk").values("pk")[:1]
    found = ItemFinding.objects.filter(analysis=Subquery(latest), kind__in=[Kind.KEY, Kind.NEGATIVE])
    declined = FindingStep.objects.filter(finding=OuterRef("pk"), act=StepAct.DECLINED)
    return {pk for pk in found.filter(~Exists(declined)).values_list("version", flat=True) if pk is not None}


def answers_of_class(component: ExamComponent, sitting: Sitting | None) -> ClassAnswers:
    """Without the items whose key is in doubt. Wants component with exam."""
    doubtful = doubtful_versions(component)
    return ClassAnswers(component, sitting, answers_by_point(component, sitting, without=doubtful), len(doubtful))


def answers_by_point(
    component: ExamComponent, sitting: Sitting | None, *, without: Collection[int] = ()
) -> list[PointAnswers]:
    """All marked answers of the part, or of one class, by point in the order of their codes; four queries.

    Answers to the item versions `without` do not count.
    """
    marks = standing_marks().filter(attempt__component=component)
    if sitting is not None:
        marks = marks.filter(attempt__registration__sitting=sitting)
    counted = (
        marks.order_by()
        .values_list("attempt__paper", "slot", "credit_num", "credit_den")
        .annotate(count=Count("pk"))
        .values_list("attempt__paper", "slot", "credit_num", "credit_den", "count")
    )
    rows = list(counted)
    placed = {
        (paper, slot): (point, level, version)
        for paper, slot, point, level, version in PaperItem.objects.filter(
            paper__in={row[0] for row in rows}
        ).values_list("paper", "slot", "version__point", "version__difficulty", "version")
    }
    taught = HeadingPoint.objects.filter(lesson__live=True).select_related("lesson").defer("lesson__body")
    points = KnowledgePoint.objects.filter(pk__in={point for point, _level, _version in placed.values()})
    headings = Prefetch("headings", taught.order_by("lesson__path", "position"))
    found = {point.pk: PointAnswers(point) for point in points.prefetch_related(headings).order_by("code")}
    for paper, slot, earned, possible, count in rows:
        point, level, version = placed[paper, slot]
        if version in without:
            continue
        answers = found[point]
        answers.answers += count
        answers.earned += Fraction(earned, possible) * count
        answers.foreseen += expected_facility(level) * count
    verdicts = max(1, sum(one.is_known for one in found.values()))
    for one in found.values():
        one.verdicts = verdicts
    return list(found.values())
