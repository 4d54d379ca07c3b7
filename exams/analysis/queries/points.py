"""How a class answered by knowledge point, and the lesson headings that teach each point."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, Prefetch, QuerySet

from courses.answers import ENOUGH
from courses.models import HeadingPoint, KnowledgePoint
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
        """Clearly less than the items' difficulty lets expect: chance alone does not explain it at 95 of 100."""
        return self.is_known and self.interval[1] < self.expected


def classes_of(component: ExamComponent) -> QuerySet[Sitting]:
    """The sittings in which the part was sat: its classes."""
    return Sitting.objects.filter(registrations__attempts__component=component).distinct().order_by("opens_at", "pk")


def answers_by_point(component: ExamComponent, sitting: Sitting | None) -> list[PointAnswers]:
    """All marked answers of the part, or of one class, by point in the order of their codes; four queries."""
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
        (paper, slot): (point, level)
        for paper, slot, point, level in PaperItem.objects.filter(paper__in={row[0] for row in rows}).values_list(
            "paper", "slot", "version__point", "version__difficulty"
        )
    }
    taught = HeadingPoint.objects.filter(lesson__live=True).select_related("lesson").defer("lesson__body")
    points = KnowledgePoint.objects.filter(pk__in={point for point, _level in placed.values()})
    headings = Prefetch("headings", taught.order_by("lesson__path", "position"))
    found = {point.pk: PointAnswers(point) for point in points.prefetch_related(headings).order_by("code")}
    for paper, slot, earned, possible, count in rows:
        point, level = placed[paper, slot]
        answers = found[point]
        answers.answers += count
        answers.earned += Fraction(earned, possible) * count
        answers.foreseen += expected_facility(level) * count
    return list(found.values())


def lessons_of(answers: list[PointAnswers]) -> dict[int, list[PointAnswers]]:
    """Lesson → its points that were taught badly."""
    found: dict[int, list[PointAnswers]] = defaultdict(list)
    for one in answers:
        if one.is_taught_badly:
            for lesson in {heading.lesson_id for heading in one.headings}:
                found[lesson].append(one)
    return dict(found)
