"""Reads across all apps: what the desk shows, and what stands with a person's data."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from accounts.models import Consent, DataExport, ErasureRequest, User
from accounts.queries import person_of
from accounts.roles import STAFF_ROLES
from accounts.rules import roles_of
from certificates.models import Award, CertificateReview, CorrectionRequest, CorrectionState, ReviewState
from certificates.queries import claims_of
from courses.chapter_map import ChapterMap, MapPoint, chapter_map
from courses.mastery import Level
from courses.models import ChapterPage, LessonPage, LessonProgress
from exams.marking.models import Appeal, Result, ResultState
from exams.marking.models.appeals import OPEN_APPEALS
from exams.marking.queries import results_of
from exams.sittings.models import Attempt, AttemptState, Registration, Sitting
from exams.sittings.queries import next_component, registrations_of, sittings_open_for_registration


@dataclass(frozen=True, slots=True)
class StudyPlace:
    """Where to go on reading: the lesson, its chapter, and how much of the chapter is done."""

    lesson: LessonPage
    chapter: ChapterPage
    # The heading last read; empty at the beginning of a lesson.
    anchor: str
    is_next: bool
    lessons: int
    finished: int


# How many weak points and results the desk shows.
WEAKEST, NEWEST = 5, 3


@dataclass(frozen=True, slots=True)
class Mastery:
    """How well a trainee knows the chapter they study: all its points, and the weakest of those met."""

    chapter: ChapterPage
    map: ChapterMap
    weakest: list[MapPoint]


class Step(TextChoices):
    """Where a candidate stands with one registration."""

    RESUME = "resume", pgettext_lazy("desk", "In progress")
    START = "start", pgettext_lazy("desk", "Open now")
    WAIT = "wait", pgettext_lazy("desk", "Not open yet")
    MARKING = "marking", pgettext_lazy("desk", "Handed in, result to come")
    PASSED = "passed", pgettext_lazy("desk", "Passed")
    FAILED = "failed", pgettext_lazy("desk", "Not passed")
    MISSED = "missed", pgettext_lazy("desk", "Closed without an attempt")


URGENCY = (Step.RESUME, Step.START, Step.WAIT, Step.MARKING, Step.PASSED, Step.FAILED, Step.MISSED)


@dataclass(frozen=True, slots=True)
class ExamPlace:
    """A registration with the state and the one act that comes next."""

    registration: Registration
    step: Step
    attempt: Attempt | None
    result: Result | None

    @property
    def sitting(self) -> Sitting:
        return self.registration.sitting


def study_place(trainee: User) -> StudyPlace | None:
    """The lesson opened last, or the one after it where that is finished; None before the first lesson."""
    progress = (
        LessonProgress.objects.filter(trainee=trainee, lesson__live=True)
        .select_related("lesson")
        .order_by("-opened_at", "-pk")
        .first()
    )
    if progress is None:
        return None
    lesson = progress.lesson
    chapter = ChapterPage.objects.ancestor_of(lesson).last()
    siblings = LessonPage.objects.child_of(chapter).live().order_by("path")
    following = siblings.filter(path__gt=lesson.path).first() if progress.finished_at else None
    counts = siblings.order_by().aggregate(
        lessons=Count("pk", distinct=True),
        finished=Count("pk", distinct=True, filter=Q(progress__trainee=trainee, progress__finished_at__isnull=False)),
    )
    anchor = "" if following else progress.anchor
    return StudyPlace(
        lesson=following or lesson, chapter=chapter, anchor=anchor, is_next=following is not None, **counts
    )


def mastery_of(trainee: User, study: StudyPlace | None) -> Mastery | None:
    """The chapter where the trainee is; weak is what was met, is taught and is not mastered, core points first."""
    if study is None:
        return None
    found = chapter_map(chapter=study.chapter, trainee=trainee)
    met = [one for one in found.points if one.heading and Level.NEW < one.level < Level.MASTERED]
    # What was answered wrong is weaker than what was only read.
    met.sort(key=lambda one: (one.right - one.answers, one.point.importance, one.level))
    return Mastery(study.chapter, found, met[:WEAKEST]) if found.points else None


def newest_results(candidate: User) -> list[Result]:
    """The results that came last, without their parts: what of these may be shown is the result page's to say."""
    return list(results_of(candidate).prefetch_related(None)[:NEWEST])


def exam_places(candidate: User, *, now: datetime) -> list[ExamPlace]:
    """A candidate's registrations with their state: what can be done now first, then by nearness."""
    registrations = list(registrations_of(candidate))
    results = {
        result.registration_id: result
        for result in Result.objects.filter(registration__in=registrations, state=ResultState.RELEASED)
    }
    places = [_exam_place(registration, results.get(registration.pk), now) for registration in registrations]
    return sorted(places, key=lambda place: (URGENCY.index(place.step), abs(place.sitting.opens_at - now)))


def _exam_place(registration: Registration, result: Result | None, now: datetime) -> ExamPlace:
    attempts = list(registration.attempts.all())
    running = next((attempt for attempt in attempts if attempt.state == AttemptState.OPEN), None)
    last = attempts[-1] if attempts else None
    return ExamPlace(
        registration=registration, step=_step(registration, running, last, result, now), attempt=running, result=result
    )


def _step(
    registration: Registration, running: Attempt | None, last: Attempt | None, result: Result | None, now: datetime
) -> Step:
    if running is not None:
        return Step.RESUME
    if result is not None and result.passed:
        return Step.PASSED
    if now < registration.sitting.opens_at:
        return Step.WAIT
    if now < registration.sitting.closes_at and next_component(registration) is not None:
        return Step.START
    if result is not None:
        return Step.FAILED
    return Step.MISSED if last is None else Step.MARKING


def joinable_sittings(candidate: User, *, now: datetime) -> list[Sitting]:
    """Sittings with open registration that the person has not joined."""
    return list(sittings_open_for_registration(candidate, now=now))


def awards_to_claim(candidate: User) -> list[Award]:
    """What a person has earned by its rule and does not hold; name or portrait may still be missing."""
    return [claim.award for claim in claims_of(candidate) if claim.is_earned]


def missing_details(user: User) -> list[str]:
    """What a certificate will need and the person has not given yet: `name`, `portrait`."""
    person = person_of(user)
    if person is None:
        return ["name", "portrait"]
    return [] if person.photo else ["portrait"]


def sittings_now_and_next(*, now: datetime) -> list[Sitting]:
    """Sittings open now or opening within a week, each with how many are registered and writing."""
    return list(
        Sitting.objects.filter(closes_at__gt=now, opens_at__lt=now + timedelta(days=7), exam__is_mock=False)
        .select_related("exam")
        .annotate(
            registered=Count("registrations", distinct=True),
            writing=Count(
                "registrations__attempts",
                distinct=True,
                filter=Q(registrations__attempts__state=AttemptState.OPEN),
            ),
        )
        .order_by("opens_at")
    )


# Personal data


def obstacles_to_erasure(user: User, *, now: datetime) -> list[str]:
    """Why this person cannot be forgotten yet, in sentences for them; what is open needs to know whose it is."""
    of_them = Q(registration__candidate=user)
    attempts = Attempt.objects.filter(of_them)
    standing = Q(registration__results__state=ResultState.RELEASED)
    waiting = Q(registration__results__state=ResultState.PROVISIONAL)
    certificates = Q(certificate__person__user=user)
    found = (
        (
            bool(roles_of(user) & STAFF_ROLES) or user.is_superuser,
            _("You work here: please have your roles taken over by a colleague first."),
        ),
        (attempts.filter(state=AttemptState.OPEN).exists(), _("You are in an exam: please hand it in first.")),
        (
            Registration.objects.filter(candidate=user, sitting__closes_at__gt=now).exists(),
            _(
                "You have a place in an exam that is not over: please sit it, or have the exam office take the place back."
            ),
        ),
        (
            attempts.exclude(state=AttemptState.OPEN).exclude(standing).exists() or attempts.filter(waiting).exists(),
            _("An exam of yours is still being marked: please wait for the result."),
        ),
        (
            Appeal.objects.filter(of_them, state__in=OPEN_APPEALS).exists(),
            _("An appeal of yours is open: please wait for its answer, or take it back."),
        ),
        (
            CertificateReview.objects.filter(certificates, state=ReviewState.OPEN).exists()
            or CorrectionRequest.objects.filter(certificates, state=CorrectionState.OPEN).exists(),
            _("A question about a certificate of yours is open: please wait for its answer."),
        ),
    )
    return [sentence for is_so, sentence in found if is_so]


def exports_of(user: User) -> QuerySet[DataExport]:
    """The copies that a person asked for, newest first."""
    return DataExport.objects.filter(user=user)


def erasure_of(user: User) -> ErasureRequest | None:
    """The newest request of a person."""
    return ErasureRequest.objects.filter(user=user).first()


def consents_of(user: User) -> QuerySet[Consent]:
    """What a person agreed to, newest first."""
    return Consent.objects.filter(user=user)


def erasure_requests() -> QuerySet[ErasureRequest]:
    """All requests, those that wait first."""
    return ErasureRequest.objects.select_related("user__person", "reviewed_by__person", "approved_by__person").order_by(
        "ended_at", "asked_at", "pk"
    )


def ended_registrations(*, before: datetime) -> QuerySet[Registration]:
    """Places whose last word was said before that moment: the sitting is over, and so is every result and appeal."""
    later = Result.objects.filter(registration=OuterRef("pk")).filter(
        Q(created_at__gte=before) | Q(released_at__gte=before)
    )
    open_appeals = Appeal.objects.filter(registration=OuterRef("pk"), state__in=OPEN_APPEALS)
    running = Attempt.objects.filter(registration=OuterRef("pk"), state=AttemptState.OPEN)
    return Registration.objects.filter(
        ~Exists(later), ~Exists(open_appeals), ~Exists(running), sitting__closes_at__lt=before
    )
