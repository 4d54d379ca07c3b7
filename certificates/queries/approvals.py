"""Who waits for an officer's word."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Sum, Value

from accounts.models import Person
from certificates.models import Approval, Award, Certificate, CertificateState
from certificates.rules import SECONDS_OF_AN_HOUR
from courses.models import LessonPage, LessonProgress
from exams.marking.models import Result, ResultState


@dataclass(frozen=True)
class Waiting:
    """A person who has met all of an award's rule but the approval."""

    award: Award
    person: Person


def waiting_for_approval() -> QuerySet[Any, Any]:
    """All who wait, as pairs of award and person, award by award; `waiting_people` reads a page of them.

    Where approval is all that is asked for, nobody is known to wait. The rule is asked in the database
    (`rules.reasons_in_rule` says it for one person), so that no page walks through all candidates.
    """
    awards = Award.objects.filter(Q(exam__isnull=False) | Q(course__isnull=False), needs_approval=True)
    asked = list(awards.select_related("course").order_by("pk"))
    lessons = list(LessonPage.objects.live().values_list("path", flat=True)) if asked else []
    found = [_pairs(_waiting(award, lessons), award.pk) for award in asked]
    nobody = _pairs(Person.objects.none(), 0)
    # One query, however many awards there are.
    return nobody.union(*found, all=True).order_by("award", "pk") if found else nobody


def waiting_people(pairs: Iterable[tuple[int, int]]) -> list[Waiting]:
    """Awards and people of some pairs, in their order."""
    pairs = list(pairs)
    awards = Award.objects.in_bulk([award for award, _person in pairs])
    people = Person.objects.select_related("user").in_bulk([person for _award, person in pairs])
    return [Waiting(awards[award], people[person]) for award, person in pairs]


def _waiting(award: Award, lessons: Sequence[str]) -> QuerySet[Person]:
    """Those of one award; `lessons`: the paths of all that are published."""
    decided = Certificate.objects.filter(
        award=award, person=OuterRef("pk"), state__in=[CertificateState.VALID, CertificateState.REVOKED]
    )
    spoken = Approval.objects.filter(award=award, person=OuterRef("pk"))
    people = Person.objects.exclude(Exists(decided)).exclude(Exists(spoken))
    if award.exam_id is not None:
        people = people.filter(Exists(_passed(award.exam_id)))
    if award.course is not None:
        path = award.course.path
        count = sum(lesson.startswith(path) for lesson in lessons)
        people = people.filter(Exists(_studied(award, path, count))) if count else people.none()
    return people


def _pairs(people: QuerySet[Person], award: int) -> QuerySet[Any, Any]:
    named = people.order_by().annotate(award=Value(award, IntegerField()))
    return named.values_list("award", "pk")


def _passed(exam: int) -> QuerySet[Result]:
    return Result.objects.filter(
        registration__sitting__exam=exam,
        registration__candidate=OuterRef("user"),
        state=ResultState.RELEASED,
        passed=True,
    )


def _studied(award: Award, path: str, lessons: int) -> QuerySet[Any, Any]:
    """All the lessons that are published now, and the measured hours in whatever was opened."""
    return (
        LessonProgress.objects.filter(trainee=OuterRef("user"), lesson__path__startswith=path)
        .order_by()
        .values("trainee")
        .annotate(
            finished=Count("pk", filter=Q(finished_at__isnull=False, lesson__live=True)),
            seconds=Sum("active_seconds", default=0),
        )
        .filter(finished=lessons, seconds__gte=award.min_hours * SECONDS_OF_AN_HOUR)
    )
