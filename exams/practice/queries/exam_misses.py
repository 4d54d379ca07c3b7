"""What was missed in real exams, in the wrong-answer book: marking says what may be told, practice what came since.

The question itself is never practised, so that it has no card: it is learned when questions on its point come right.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from accounts.models import User
from courses.models import KnowledgePoint
from courses.queries import TeachingHeading, teaching_headings
from exams.bank.models import ItemVersion
from exams.marking.queries import Lesson, breakdown, lessons_of
from exams.marking.queries.misses import Miss, misses_known_to
from exams.practice.models import LEARNED_STREAK, PracticeAnswer
from exams.practice.queries.pool import practicable


@dataclass(frozen=True)
class ExamMiss:
    """A miss with its point; `stem` is empty where the question may not be shown."""

    miss: Miss
    point: KnowledgePoint
    stem: str
    heading: TeachingHeading | None
    # Whether practice on the point came right, answer by answer, since the exam.
    since: Sequence[bool]

    @property
    def right(self) -> int:
        return sum(self.since)

    @property
    def is_learned(self) -> bool:
        return len(self.since) >= LEARNED_STREAK and all(self.since[-LEARNED_STREAK:])


def count_exam_misses(trainee: User, *, now: datetime) -> int:
    """How many the trainee may know of."""
    return len(misses_known_to(trainee.pk, now=now))


def exam_misses(trainee: User, *, now: datetime) -> list[ExamMiss]:
    """All that the trainee may know of, the latest exam first; the number of queries does not grow with them."""
    return _with_points(trainee, misses_known_to(trainee.pk, now=now))


def exam_miss(trainee: User, *, attempt_id: int, slot: int, now: datetime) -> ExamMiss | None:
    """One of them; None for what is not missed, not theirs, or not to be told."""
    known = misses_known_to(trainee.pk, now=now)
    wanted = [one for one in known if (one.component.attempt_id, one.slot) == (attempt_id, slot)]
    return next(iter(_with_points(trainee, wanted)), None)


def lesson_of_miss(miss: Miss) -> Lesson | None:
    """The question gone through as on the result; None where it may not be shown."""
    if miss.version_id is None:
        return None
    part = miss.component
    media = reverse("marking:result_media", args=[part.result_id, "0"]).removesuffix("0")
    lessons = lessons_of(part, breakdown(part), media=media, feedback=miss.feedback, only={miss.slot})
    return next(iter(lessons), None)


def on_the_point(point: KnowledgePoint, *, most: int) -> list[ItemVersion]:
    """Practice items on a point. By the point alone: an order by wording would tell of a question that is not shown."""
    return list(practicable().filter(point=point).order_by("item__key")[:most])


def _with_points(trainee: User, misses: Sequence[Miss]) -> list[ExamMiss]:
    if not misses:
        return []
    ids = {one.point_id for one in misses}
    points = KnowledgePoint.objects.select_related("chapter").in_bulk(ids)
    shown = [one.version_id for one in misses if one.version_id is not None]
    stems = dict(ItemVersion.objects.filter(pk__in=shown).values_list("pk", "stem_text"))
    headings = teaching_headings(ids)
    came = PracticeAnswer.objects.filter(
        trainee=trainee, point__in=ids, is_self_assessed=False, at__gt=min(one.closed_at for one in misses)
    ).order_by("at", "pk")
    answers = list(came.values_list("point", "at", "credit_num", "credit_den"))
    return [
        ExamMiss(
            miss=one,
            point=points[one.point_id],
            stem=stems.get(one.version_id, "") if one.version_id is not None else "",
            heading=headings.get(one.point_id),
            since=[num == den for point, at, num, den in answers if point == one.point_id and at > one.closed_at],
        )
        for one in misses
    ]
