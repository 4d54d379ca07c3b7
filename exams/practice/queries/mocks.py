"""Mock exams: on which blueprints there are some, and how a trainee stands with them."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from accounts.models import User
from accounts.prepared import PreparedValues
from exams.bank.models import ItemVersion
from exams.marking.models import Result, ResultState
from exams.papers.models import Blueprint, PaperItem
from exams.practice.models import MockExam, PracticeAnswer
from exams.practice.queries.pool import needs_no_person, practicable
from exams.sittings.models import Attempt, AttemptState, ComponentKind, ExamComponent, Registration

# So many mock exams are made of a blueprint; then a trainee has seen most of what there is.
MOST_MOCKS = 12


@dataclass(frozen=True, slots=True)
class Lesson:
    """What practice has to do with an attempt."""

    is_mock: bool
    # Its candidate had practised before its start.
    was_practised: bool


def _of_attempt(pk: int) -> QuerySet[Attempt, tuple[bool, bool]]:
    answers = PracticeAnswer.objects.filter(trainee=OuterRef("registration__candidate"), at__lt=OuterRef("started_at"))
    return Attempt.objects.filter(pk=pk).values_list("registration__sitting__exam__is_mock", Exists(answers))


_lessons = PreparedValues(_of_attempt, int)


def lesson_of(attempt: Attempt) -> Lesson:
    """Asked of every attempt that is closed, also when a crowd hands in: one query."""
    return Lesson(*_lessons.rows(attempt.pk)[0])


@dataclass(frozen=True)
class MockOffer:
    """A blueprint that exams are held on, with what the trainee sat of it: newest first."""

    component: ExamComponent
    sat: list[Registration]
    running: Registration | None

    @property
    def blueprint(self) -> Blueprint:
        blueprint = self.component.paper.blueprint
        if blueprint is None:
            raise ValueError("offers are made of blueprints")
        return blueprint


def mock_offers(trainee: User) -> list[MockOffer]:
    """The theory parts of exams, the latest exam of each blueprint, with the trainee's own mocks."""
    own = mock_registrations(trainee)
    offers = []
    for component in _components():
        mine = [one for one in own if one.sitting.exam.mock.blueprint_id == component.paper.blueprint_id]
        sat = [one for one in mine if is_sat(one)]
        offers.append(MockOffer(component, sat, next((one for one in mine if one not in sat), None)))
    return offers


def component_of(blueprint: Blueprint) -> ExamComponent | None:
    """The part of the latest exam on the blueprint: its minutes and its pass mark are the mock's."""
    return next((one for one in _components() if one.paper.blueprint_id == blueprint.pk), None)


def mock_registrations(trainee: User) -> list[Registration]:
    """A trainee's places in mock exams with attempts and results that stand, newest first."""
    results = Result.objects.filter(state=ResultState.RELEASED).prefetch_related("components")
    return list(
        Registration.objects.filter(candidate=trainee, sitting__exam__is_mock=True)
        .select_related("sitting__exam__mock")
        .prefetch_related(
            Prefetch("attempts", Attempt.objects.order_by("number").defer("answers", "flags", "heads")),
            Prefetch("results", results, to_attr="standing_results"),
        )
        .order_by("-created_at", "-pk")
    )


def is_sat(registration: Registration) -> bool:
    """Whether the mock was handed in; its attempts are at hand."""
    return any(attempt.state != AttemptState.OPEN for attempt in registration.attempts.all())


def mock_source(blueprint: Blueprint) -> list[ItemVersion]:
    """What mock papers on a blueprint are made of: practice items of its banks that a machine marks."""
    pool = practicable().filter(item__bank__in=blueprint.banks.all()).order_by("item__bank__code", "item__key")
    return [version for version in pool if needs_no_person(version)]


def versions_in_mocks(blueprint: Blueprint) -> frozenset[int]:
    """What stands on the blueprint's mocks so far."""
    papers = MockExam.objects.filter(blueprint=blueprint).values("exam__components__paper")
    return frozenset(PaperItem.objects.filter(paper__in=papers).values_list("version", flat=True))


def mocks_to_take_in() -> QuerySet[Attempt]:
    """Closed mock attempts whose answers practice does not know yet."""
    return (
        Attempt.objects.exclude(state=AttemptState.OPEN)
        .filter(registration__sitting__exam__is_mock=True, practice_answers__isnull=True)
        .select_related("registration__sitting__exam", "snapshot")
        .order_by("closed_at", "pk")
    )


def exams_without_forecast() -> QuerySet[Attempt]:
    """Closed attempts at exams of a chapter, by candidates who have practised, of which no forecast is kept."""
    practised = PracticeAnswer.objects.filter(trainee=OuterRef("registration__candidate"))
    return (
        Attempt.objects.exclude(state=AttemptState.OPEN)
        .filter(
            Exists(practised),
            registration__sitting__exam__is_mock=False,
            registration__sitting__exam__chapter__isnull=False,
            forecast__isnull=True,
        )
        .select_related("registration__sitting__exam__chapter", "registration__candidate")
        .order_by("closed_at", "pk")
    )


def _components() -> list[ExamComponent]:
    """Of each blueprint the theory part of the latest exam on it, in the order of the titles."""
    rows = (
        ExamComponent.objects.filter(
            exam__is_mock=False,
            exam__sittings__isnull=False,
            kind=ComponentKind.THEORY,
            paper__blueprint__isnull=False,
        )
        .select_related("exam__chapter", "paper__blueprint")
        .order_by("pk")
        .distinct()
    )
    latest = {component.paper.blueprint_id: component for component in rows}
    return sorted(latest.values(), key=lambda one: (one.exam.title, one.pk))
