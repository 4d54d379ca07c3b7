"""How ready somebody is for a chapter's exam, by what they answered right when they first met a question.

Only first answers count: a second one has seen the explanation. And only what a machine marked: how the trainee judged
their own words says how strict they are, and an exam's marker is somebody else, so self-assessed answers are left out. The paper is taken as its blueprint plans it; each of its
ranges has a share of right answers that is known as well as the trainee's first answers there tell it (Beta distribution,
every share equally likely before the first answer). The score expected, its interval and the chance to pass follow from
the ranges' weights, with the luck of a paper of so many questions. What was not practised is unknown, not wrong.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from statistics import NormalDist

from django.db.models import QuerySet

from accounts.models import User
from courses.models import ChapterPage, KnowledgePoint
from exams.papers.models import Blueprint
from exams.practice.models import PracticeAnswer
from exams.sittings.models import ComponentKind, ExamComponent

# Fewer first answers say nothing of an exam.
ENOUGH = 10
# The interval holds four of five scores.
HOLDS = Fraction(4, 5)
USUAL_QUESTIONS, USUAL_PASS_MARK = 60, Decimal(60)
_WIDTH = NormalDist().inv_cdf(float((1 + HOLDS) / 2))
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Part:
    """A range of the paper: its share of the marks, how many questions it has, and the first answers on it."""

    prefix: str
    weight: Fraction
    questions: int
    answers: int
    right: int

    @property
    def mean(self) -> Fraction:
        """Expected share of right answers."""
        return Fraction(self.right + 1, self.answers + 2)

    @property
    def variance(self) -> Fraction:
        """Of the score on this range, in squared shares: what is not known of the trainee, and the luck of the paper."""
        unknown = self.mean * (1 - self.mean) / (self.answers + 3)
        luck = (self.mean * (1 - self.mean) - unknown) / self.questions
        return unknown + luck


@dataclass(frozen=True)
class Estimate:
    """Percent of the marks, and the chance to reach the pass mark."""

    expected: Decimal
    low: Decimal
    high: Decimal
    chance: Decimal

    @property
    def percent(self) -> int:
        """The chance in whole per cent, never quite 0 or 100."""
        return min(99, max(1, round(self.chance * 100)))


@dataclass(frozen=True)
class Readiness:
    """A chapter with its estimate (None: too few answers), and the reasons that are said with it."""

    chapter: ChapterPage
    estimate: Estimate | None
    answers: int
    right: int
    points: int
    points_met: int
    pass_mark: Decimal

    @property
    def points_open(self) -> int:
        return self.points - self.points_met

    @property
    def answers_missing(self) -> int:
        return max(0, ENOUGH - self.answers)


@dataclass(frozen=True)
class Plan:
    """What an exam on a chapter is made of: (prefix, share of the marks, questions), and what passes."""

    parts: tuple[tuple[str, Fraction, int], ...]
    pass_mark: Decimal


def estimate_of(parts: Iterable[Part], *, pass_mark: Decimal) -> Estimate:
    """The estimate that follows from the parts."""
    rows = list(parts)
    mean = sum((one.weight * one.mean for one in rows), Fraction(0)) * 100
    variance = sum((one.weight**2 * one.variance for one in rows), Fraction(0)) * 100**2
    expected, spread = float(mean), float(variance) ** 0.5
    return Estimate(
        expected=_percent(expected),
        low=min(_percent(expected), _percent(expected - _WIDTH * spread)),
        high=max(_percent(expected), _percent(expected + _WIDTH * spread)),
        chance=Decimal(1 - NormalDist(expected, spread).cdf(float(pass_mark))).quantize(Decimal("0.0001")),
    )


def readiness_of(*, trainee: User, chapter: ChapterPage, before: datetime | None = None) -> Readiness:
    """How ready the trainee is now, or was before a moment."""
    points = list(KnowledgePoint.objects.filter(chapter=chapter).order_by("code"))
    rows = _counted(trainee).filter(point__chapter=chapter)
    if before is not None:
        rows = rows.filter(at__lt=before)
    answers = [(code, num == den) for code, num, den in rows.values_list("point__code", "credit_num", "credit_den")]
    return _readiness(chapter, points, plan_of(chapter, points), answers)


def readiness_by_chapter(*, trainee: User, chapters: Sequence[ChapterPage]) -> list[Readiness]:
    """The same of several chapters, in their order; the number of queries does not grow with them."""
    points: dict[int, list[KnowledgePoint]] = {chapter.pk: [] for chapter in chapters}
    for point in KnowledgePoint.objects.filter(chapter__in=points).order_by("code"):
        points[point.chapter_id].append(point)
    answers: dict[int, list[tuple[str, bool]]] = {chapter.pk: [] for chapter in chapters}
    rows = _counted(trainee).filter(point__chapter__in=points)
    for chapter_id, code, num, den in rows.values_list("point__chapter", "point__code", "credit_num", "credit_den"):
        answers[chapter_id].append((code, num == den))
    plans = _plans(chapters)
    return [
        _readiness(
            chapter,
            points[chapter.pk],
            plans.get(chapter.pk) or _plan_by_weight(points[chapter.pk]),
            answers[chapter.pk],
        )
        for chapter in chapters
    ]


def _counted(trainee: User) -> QuerySet[PracticeAnswer]:
    return PracticeAnswer.objects.filter(trainee=trainee, is_first=True, is_self_assessed=False).order_by()


def plan_of(chapter: ChapterPage, points: Sequence[KnowledgePoint]) -> Plan:
    """The plan of the chapter's exam, or, where there is none, its sections by the weights of their points."""
    return _plans([chapter]).get(chapter.pk) or _plan_by_weight(points)


def _plans(chapters: Sequence[ChapterPage]) -> dict[int, Plan]:
    """Of each chapter the blueprint of its latest exam, else the latest blueprint on its bank alone."""
    found: dict[int, Plan] = {}
    blueprints = Blueprint.objects.filter(banks__chapter__in=chapters).prefetch_related("cells", "banks")
    for blueprint in blueprints.order_by("pk").distinct():
        banks = list(blueprint.banks.all())
        if len(banks) == 1 and blueprint.cells.all():
            found[banks[0].chapter_id] = Plan(_parts(blueprint), USUAL_PASS_MARK)
    components = ExamComponent.objects.filter(
        exam__chapter__in=chapters, exam__is_mock=False, kind=ComponentKind.THEORY, paper__blueprint__isnull=False
    )
    rows = components.select_related("exam", "paper__blueprint").prefetch_related("paper__blueprint__cells")
    for component in rows.order_by("pk"):
        held_on, chapter_id = component.paper.blueprint, component.exam.chapter_id
        if chapter_id is not None and held_on is not None and held_on.cells.all():
            found[chapter_id] = Plan(_parts(held_on), component.pass_mark)
    return found


def _parts(blueprint: Blueprint) -> tuple[tuple[str, Fraction, int], ...]:
    marks: Counter[str] = Counter()
    questions: Counter[str] = Counter()
    for cell in blueprint.cells.all():
        # In hundredths, which whole numbers hold exactly.
        marks[cell.point_prefix] += int(cell.count * cell.marks_each * 100)
        questions[cell.point_prefix] += cell.count
    total = sum(marks.values())
    return tuple((prefix, Fraction(marks[prefix], total), questions[prefix]) for prefix in sorted(marks))


def _plan_by_weight(points: Sequence[KnowledgePoint]) -> Plan:
    weights: Counter[str] = Counter()
    for point in points:
        weights[point.code.rpartition("-")[0]] += point.weight
    total = sum(weights.values())
    parts = tuple(
        (prefix, Fraction(weight, total), max(1, USUAL_QUESTIONS * weight // total))
        for prefix, weight in sorted(weights.items())
    )
    return Plan(parts, USUAL_PASS_MARK)


def _readiness(
    chapter: ChapterPage, points: Sequence[KnowledgePoint], plan: Plan, answers: Sequence[tuple[str, bool]]
) -> Readiness:
    met = {code for code, _is_right in answers}
    parts = [
        Part(
            prefix,
            weight,
            questions,
            answers=sum(code.startswith(prefix) for code, _is_right in answers),
            right=sum(is_right for code, is_right in answers if code.startswith(prefix)),
        )
        for prefix, weight, questions in plan.parts
    ]
    is_told = len(answers) >= ENOUGH and bool(parts)
    return Readiness(
        chapter=chapter,
        estimate=estimate_of(parts, pass_mark=plan.pass_mark) if is_told else None,
        answers=len(answers),
        right=sum(is_right for _code, is_right in answers),
        points=len(points),
        points_met=sum(point.code in met for point in points),
        pass_mark=plan.pass_mark,
    )


def _percent(value: float) -> Decimal:
    return Decimal(min(100.0, max(0.0, value))).quantize(_CENT)
