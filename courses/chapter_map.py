"""A chapter's knowledge points by section, with how well one trainee knows each and where it is taught."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from accounts.models import User
from courses.mastery import Evidence, Level, counted, evidence_of, level_of
from courses.models import ChapterPage, CheckAnswer, HeadingPoint, KnowledgePoint
from courses.queries import TeachingHeading, teaching_headings

# How many points the map proposes to study next.
PROPOSED = 3


@dataclass(frozen=True, slots=True)
class MapPoint:
    """One knowledge point on the map; `right` of `answers` counted ones were right."""

    point: KnowledgePoint
    level: Level
    heading: TeachingHeading | None
    section: str
    answers: int
    right: int


@dataclass(frozen=True, slots=True)
class LevelCount:
    """How many points stand at a level; `before` stand above it, where its part of the drawn ring begins."""

    level: Level
    count: int
    before: int


class _Counted:
    """What has points and says how well they are known."""

    points: Sequence[MapPoint]

    @property
    def total(self) -> int:
        return len(self.points)

    @property
    def counts(self) -> list[LevelCount]:
        """Best level first."""
        counts, before, found = Counter(point.level for point in self.points), 0, []
        for level in sorted(Level, reverse=True):
            found.append(LevelCount(level, counts[level], before))
            before += counts[level]
        return found


@dataclass(frozen=True)
class MapSection(_Counted):
    """Points taught in one section; without a title: those that no published lesson teaches."""

    title: str
    points: Sequence[MapPoint]


@dataclass(frozen=True)
class ChapterMap(_Counted):
    """The whole map."""

    sections: Sequence[MapSection]
    points: Sequence[MapPoint] = field(default_factory=list)

    @property
    def proposed(self) -> list[MapPoint]:
        """What to study next: taught points below MASTERED; core ones first, then the least known, then in order."""
        open_ones = [point for point in self.points if point.heading and point.level < Level.MASTERED]
        return sorted(open_ones, key=lambda one: (one.point.importance, one.level))[:PROPOSED]


def chapter_map(*, chapter: ChapterPage, trainee: User) -> ChapterMap:
    """The chapter's points as the trainee knows them, in reading order; untaught ones last."""
    points = {point.pk: point for point in KnowledgePoint.objects.filter(chapter=chapter).order_by("code")}
    places = _places(points)
    headings = teaching_headings(points)
    met = set(
        HeadingPoint.objects.filter(point_id__in=points, lesson__progress__trainee=trainee).values_list(
            "point_id", flat=True
        )
    )
    evidence = evidence_of(trainee_id=trainee.pk, point_ids=points)
    found = []
    for pk in sorted(points, key=lambda pk: (pk not in places, places.get(pk, (0, ""))[0], points[pk].code)):
        answers = counted(evidence.get(pk, ()))
        found.append(
            MapPoint(
                point=points[pk],
                level=level_of(answers, is_met=pk in met),
                heading=headings.get(pk),
                section=places[pk][1] if pk in places else "",
                answers=len(answers),
                right=sum(answer.is_right for answer in answers),
            )
        )
    sections = [MapSection(title, list(inside)) for title, inside in groupby(found, key=lambda one: one.section)]
    return ChapterMap(sections, found)


def _places(point_ids: Iterable[int]) -> dict[int, tuple[int, str]]:
    """For each taught point its place in reading order and the section of the lesson that first teaches it."""
    rows = (
        HeadingPoint.objects.filter(point_id__in=list(point_ids), lesson__live=True)
        .order_by("lesson__path", "position", "pk")
        .values_list("point_id", "lesson__section")
    )
    places: dict[int, tuple[int, str]] = {}
    for number, (point_id, section) in enumerate(rows):
        places.setdefault(point_id, (number, section))
    return places


def answers_to_checks(trainee_id: int, point_ids: Collection[int]) -> Iterable[Evidence]:
    """Knowledge checks as a source of mastery."""
    rows = CheckAnswer.objects.filter(trainee_id=trainee_id, point_id__in=list(point_ids))
    for point_id, question, is_right, at in rows.values_list("point_id", "question", "is_right", "answered_at"):
        yield Evidence(point_id, f"check:{question}", is_right, at)
