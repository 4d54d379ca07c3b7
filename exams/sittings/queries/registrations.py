"""Candidates' places: their own, those still open, those of a chapter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from accounts.models import User
from accounts.prepared import Prepared, hand_over
from courses.models import ChapterPage
from exams.sittings.models import Attempt, AttemptState, ExamComponent, PreparedPaper, Registration, Sitting
from exams.sittings.queries.applications import with_way_in
from exams.sittings.queries.resits import kept_parts

_registration = Prepared(
    lambda number, candidate: Registration.objects.select_related(
        "sitting__exam", "sitting__controls", "room", "accommodation"
    ).filter(number=number, candidate=candidate),
    str,
    int,
)
_components = Prepared(lambda exam: ExamComponent.objects.filter(exam=exam).order_by("kind"), int)
_attempts = Prepared(
    lambda registration: (
        Attempt.objects.filter(registration=registration).order_by("number").defer("answers", "flags", "heads")
    ),
    int,
)


def registrations_of(candidate: User) -> QuerySet[Registration]:
    """A candidate's places with exam, sitting, components and attempts, newest sitting first; mock exams are practice's."""
    return (
        Registration.objects.filter(candidate=candidate, sitting__exam__is_mock=False)
        .select_related("sitting__exam")
        .prefetch_related("sitting__exam__components", Prefetch("attempts", Attempt.objects.order_by("number")))
        .order_by("-sitting__opens_at")
    )


def registrations_to_prepare(sitting: Sitting, *, without: Iterable[str] = ()) -> QuerySet[Registration]:
    """Everybody registered for a sitting, with all that drawing their next paper asks for.

    `without`: only those for whom nothing is drawn on any of these bases.
    """
    drawn = PreparedPaper.objects.filter(registration=OuterRef("pk"), basis__in=list(without))
    return (
        Registration.objects.filter(~Exists(drawn), sitting=sitting)
        .select_related("sitting__exam")
        .prefetch_related(
            "sitting__exam__components",
            "prepared_papers",
            Prefetch("attempts", Attempt.objects.order_by("number").defer("answers", "flags", "heads")),
        )
        .order_by("number")
    )


@dataclass(frozen=True, slots=True)
class Place:
    """A registration with the attempt that runs, the last one made, and what may be sat next."""

    registration: Registration
    open_attempt: Attempt | None
    last_attempt: Attempt | None
    component: ExamComponent | None


def places_of(candidate: User) -> list[Place]:
    """A candidate's registrations with what their list shows, newest sitting first."""
    return [_place(registration) for registration in registrations_of(candidate)]


def _place(registration: Registration) -> Place:
    attempts = list(registration.attempts.all())
    return Place(
        registration=registration,
        open_attempt=next((attempt for attempt in attempts if attempt.state == AttemptState.OPEN), None),
        last_attempt=attempts[-1] if attempts else None,
        component=next_component(registration),
    )


def sittings_open_for_registration(candidate: User | None, *, now: datetime) -> QuerySet[Sitting]:
    """Sittings that `candidate` may still join on their own; for a stranger (None) all that are open."""
    sittings = Sitting.objects.filter(open_registration=True, closes_at__gt=now, exam__is_mock=False)
    if candidate is not None:
        sittings = sittings.exclude(registrations__candidate=candidate).exclude(applications__candidate=candidate)
    return with_way_in(sittings).select_related("exam").prefetch_related("exam__components").order_by("opens_at")


@dataclass(frozen=True, slots=True)
class ChapterExams:
    """What a chapter's page says of its exams: the reader's own places, and sittings that may still be joined."""

    places: list[Place]
    open_sittings: list[Sitting]


def exams_of_chapter(chapter: ChapterPage, candidate: User | None, *, now: datetime) -> ChapterExams:
    """Sittings of the chapter's exams that are not over; a stranger has no places."""
    joinable = sittings_open_for_registration(candidate, now=now).filter(exam__chapter=chapter)
    own = registrations_of(candidate).filter(sitting__exam__chapter=chapter) if candidate else []
    return ChapterExams([_place(registration) for registration in own], list(joinable))


def own_registration(candidate: User, number: str) -> Registration:
    """The candidate's own place; raises Registration.DoesNotExist for anybody else's."""
    registration = _registration.get(number, candidate.pk)
    registration.candidate = candidate
    exam = registration.sitting.exam
    components = _components.rows(exam.pk)
    for component in components:
        component.exam = exam
    hand_over(exam, "components", components)
    attempts = _attempts.rows(registration.pk)
    for attempt in attempts:
        attempt.registration = registration
    hand_over(registration, "attempts", attempts)
    return registration


def next_component(registration: Registration) -> ExamComponent | None:
    """The component to sit next: the open one, else the first with attempts left whose pass is not kept."""
    attempts = list(registration.attempts.all())
    components = list(registration.sitting.exam.components.all())
    for attempt in attempts:
        if attempt.state == AttemptState.OPEN:
            return next((c for c in components if c.pk == attempt.component_id), None)
    allowed = registration.sitting.exam.attempts_allowed
    kept = kept_parts(registration)
    for component in components:
        if component.pk not in kept and sum(attempt.component_id == component.pk for attempt in attempts) < allowed:
            return component
    return None
