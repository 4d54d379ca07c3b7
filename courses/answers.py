"""How questions on a knowledge point are answered, told by whoever records answers.

A higher app adds what it knows: `register_answer_source(_("exam items"), answers_per_point)` in its receivers.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, Min, Prefetch, Q, QuerySet
from django.utils.functional import Promise

from accounts.replica import reading_replica
from courses.models import CheckAnswer, HeadingPoint, KnowledgePoint

# Fewer answers say nothing of a passage, and too much of the persons.
ENOUGH = 10


@dataclass(frozen=True)
class Tally:
    """How many answers there were, and how many of them were fully right."""

    right: int
    answers: int

    @property
    def share(self) -> Fraction:
        return Fraction(self.right, self.answers)

    @property
    def percent(self) -> int:
        """Whole per cent, rounded half up."""
        return int(self.share * 100 + Fraction(1, 2))


# Primary key of a knowledge point → the answers to this source's questions on it.
AnswerSource = Callable[[], Mapping[int, Tally]]

_sources: dict[str | Promise, AnswerSource] = {}


def register_answer_source(name: str | Promise, source: AnswerSource) -> None:
    """Have the report of badly answered passages count `source`, under `name`."""
    _sources[name] = source


def answers_to_checks() -> dict[int, Tally]:
    """Knowledge checks as a source: of every point, what readers answered when they first met each question on it.

    Later answers say nothing of the passage: the explanation has given the right one away.
    """
    taught = CheckAnswer.objects.filter(point__isnull=False).order_by()
    first = taught.values("trainee", "question", "point").annotate(first=Min("pk")).values("first")
    rows = (
        taught.filter(pk__in=first)
        .values("point")
        .annotate(answers=Count("pk"), right=Count("pk", filter=Q(is_right=True)))
    )
    return {row["point"]: Tally(row["right"], row["answers"]) for row in rows}


@dataclass(frozen=True)
class Passage:
    """A heading that teaches a point (None where no published lesson does), and how questions on it were answered."""

    point: KnowledgePoint
    heading: HeadingPoint | None
    tallies: Mapping[str, Tally]

    @property
    def worst(self) -> Fraction:
        return min(tally.share for tally in self.tallies.values())


def answers_by_point() -> dict[int, dict[str, Tally]]:
    """Every source's answers per point, where there are enough of them."""
    found: dict[int, dict[str, Tally]] = {}
    for name, source in _sources.items():
        for point_id, tally in source().items():
            if tally.answers >= ENOUGH:
                found.setdefault(point_id, {})[str(name)] = tally
    return found


def passages(points: QuerySet[KnowledgePoint]) -> list[Passage]:
    """The passages that teach these points and have enough answers, the worst answered first.

    A report: every answer that was ever given is counted, on the replica where there is one.
    """
    taught = (
        HeadingPoint.objects.filter(lesson__live=True).select_related("lesson").order_by("lesson__path", "position")
    )
    with reading_replica():
        tallies = answers_by_point()
        rows = points.filter(pk__in=tallies).prefetch_related(Prefetch("headings", taught.defer("lesson__body")))
        found = [Passage(point, heading, tallies[point.pk]) for point in rows for heading in _headings(point)]
    return sorted(found, key=lambda passage: (passage.worst, passage.point.code))


def _headings(point: KnowledgePoint) -> Iterable[HeadingPoint | None]:
    return point.headings.all() or [None]
