"""Named reads of releases: what waits, what comes out, and what a result says in one digest."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import User
from exams.marking.models import (
    UNDER_WAY,
    Moderation,
    OutcomeRuling,
    Release,
    ReleaseEntry,
    ReleaseState,
    Result,
    ResultState,
)
from exams.sittings.chain import digest
from exams.sittings.models import Attempt, AttemptState, Registration, ReleasePolicy, Sitting, Standing

STEP = 500


def digest_of(result: Result) -> str:
    """What a result says as SHA-256: outcome, verdict and every component with its breakdown."""
    components = sorted(result.components.all(), key=lambda one: one.component_id)
    return digest(
        {
            "registration": result.registration_id,
            "outcome": result.outcome,
            "passed": result.passed,
            "total": "" if result.total is None else f"{result.total:.2f}",
            "band": result.band,
            "reason": result.reason,
            "components": [
                {
                    "component": one.component_id,
                    "attempt": one.attempt_id,
                    "score": f"{one.score:.2f}",
                    "moderated": f"{one.moderated:.2f}",
                    "pass_mark": f"{one.pass_mark:.2f}",
                    "passed": one.passed,
                    "breakdown": one.breakdown,
                }
                for one in components
            ],
        }
    )


def waiting_results(sitting: Sitting) -> Iterator[Result]:
    """Results of a sitting that no candidate may see yet, with their components, by admission number."""
    held = Result.objects.filter(registration__sitting=sitting, state=ResultState.PROVISIONAL)
    return held.prefetch_related("components").order_by("registration__number").iterator(chunk_size=STEP)


def waiting_ids(sitting: Sitting) -> QuerySet[Result, int]:
    """The same results by their ids."""
    held = Result.objects.filter(registration__sitting=sitting, state=ResultState.PROVISIONAL)
    return held.order_by().values_list("pk", flat=True)


def open_attempts_in(sitting: Sitting) -> bool:
    return Attempt.objects.filter(registration__sitting=sitting, state=AttemptState.OPEN).exists()


def unnoted_absences(sitting: Sitting) -> QuerySet[Registration]:
    """Everybody noted as absent who has no result that says so, or any other."""
    standing = Result.objects.filter(registration=OuterRef("pk")).exclude(state=ResultState.SUPERSEDED)
    return Registration.objects.filter(~Exists(standing), sitting=sitting, standing=Standing.ABSENT).order_by("number")


def entries_to_release(release: Release) -> list[ReleaseEntry]:
    """What of an approved release has not come out yet."""
    return list(release.entries.filter(result__state=ResultState.PROVISIONAL).order_by("pk"))


def due_releases(*, now: datetime) -> QuerySet[Release]:
    """Approved, and their time has come."""
    return Release.objects.filter(state=ReleaseState.APPROVED, release_at__lte=now).order_by("release_at", "pk")


def due_entries_of(candidate: User, *, now: datetime) -> list[ReleaseEntry]:
    """A candidate's results that are due but still in."""
    entries = ReleaseEntry.objects.filter(
        release__state=ReleaseState.APPROVED,
        release__release_at__lte=now,
        result__state=ResultState.PROVISIONAL,
        result__registration__candidate=candidate,
    )
    return list(entries.order_by("pk"))


def sittings_with_results(*, now: datetime) -> QuerySet[Sitting]:
    """Sittings that are over and whose results are held, were ever released, or that wait for a word; newest first.

    `held`: results that wait.
    """
    held = Count("registrations__results", filter=Q(registrations__results__state=ResultState.PROVISIONAL))
    releases = Release.objects.filter(sitting=OuterRef("pk"))
    noted = Registration.objects.filter(sitting=OuterRef("pk"), standing__in=[Standing.ABSENT, Standing.MISCONDUCT])
    return (
        Sitting.objects.filter(closes_at__lte=now)
        .filter(
            Q(exam__release_policy=ReleasePolicy.TWO_PERSONS) | Exists(releases) | Exists(noted),
        )
        .select_related("exam")
        .annotate(held=held)
        .order_by("-closes_at", "-pk")
    )


def sittings_to_release(*, now: datetime) -> QuerySet[Sitting]:
    """Sittings that are over with results to put together, the longest over first.

    They are marked whole; or somebody waits for the result that takes a released one's place.
    """
    held = Result.objects.filter(registration__sitting=OuterRef("pk"), state=ResultState.PROVISIONAL)
    anew = held.filter(supersedes__released_at__isnull=False)
    under_way = Release.objects.filter(sitting=OuterRef("pk"), state__in=UNDER_WAY)
    standing = Result.objects.filter(registration=OuterRef("registration")).exclude(state=ResultState.SUPERSEDED)
    unmarked = Attempt.objects.filter(~Exists(standing), registration__sitting=OuterRef("pk"))
    over = Sitting.objects.filter(Exists(held), ~Exists(under_way), closes_at__lte=now)
    return over.filter(~Exists(unmarked) | Exists(anew)).order_by("closes_at", "pk")


@dataclass(frozen=True, slots=True)
class Tally:
    """How far the results of a sitting are, in numbers."""

    registered: int
    held: int
    released: int
    absent: int
    # Handed in, and without a result: somebody has to mark it.
    unmarked: int


def tally_of(sitting: Sitting) -> Tally:
    """The numbers of a sitting's page."""
    places = Registration.objects.filter(sitting=sitting)
    results = Result.objects.filter(registration__sitting=sitting)
    standing = results.filter(registration=OuterRef("pk")).exclude(state=ResultState.SUPERSEDED)
    tried = Attempt.objects.filter(registration=OuterRef("pk"))
    counts = places.aggregate(
        registered=Count("pk"),
        absent=Count("pk", filter=Q(standing=Standing.ABSENT)),
        unmarked=Count("pk", filter=Exists(tried) & ~Exists(standing)),
    )
    states = results.aggregate(
        held=Count("pk", filter=Q(state=ResultState.PROVISIONAL)),
        released=Count("pk", filter=Q(state=ResultState.RELEASED)),
    )
    return Tally(**counts, **states)


def results_on_desk(sitting: Sitting) -> QuerySet[Result]:
    """What the office sees of a sitting's results: those that stand, the held ones first, by admission number."""
    return (
        Result.objects.filter(registration__sitting=sitting)
        .exclude(state=ResultState.SUPERSEDED)
        .select_related("registration__candidate__person")
        .prefetch_related("components__component")
        .annotate(is_held=Q(state=ResultState.PROVISIONAL))
        .order_by("-is_held", "registration__number", "-pk")
    )


def releases_of(sitting: Sitting) -> QuerySet[Release]:
    """Every release of a sitting with its two persons, newest first; `count`: results on it."""
    people = ("prepared_by__person", "approved_by__person", "withdrawn_by__person")
    releases = Release.objects.filter(sitting=sitting).select_related(*people).annotate(count=Count("entries"))
    # What is counted by groups has lost the model's own order.
    return releases.order_by("-prepared_at", "-pk")


def release_under_way(sitting: Sitting) -> Release | None:
    """The one that waits for a second person or for its time."""
    return releases_of(sitting).filter(state__in=[ReleaseState.PREPARED, ReleaseState.APPROVED]).first()


def was_released(sitting: Sitting) -> bool:
    """Whether results of a sitting have come out by a release."""
    return Release.objects.filter(sitting=sitting, state=ReleaseState.RELEASED).exists()


def moderations_of(sitting: Sitting) -> QuerySet[Moderation]:
    """Every moderation of a sitting, oldest first."""
    return Moderation.objects.filter(sitting=sitting).select_related("component__exam", "actor__person").order_by("at")


def rulings_in(sitting: Sitting) -> QuerySet[OutcomeRuling]:
    """Every ruling on a result of a sitting, oldest first."""
    rulings = OutcomeRuling.objects.filter(registration__sitting=sitting)
    return rulings.select_related("registration", "actor__person").order_by("at")


def misconduct_without_ruling(sitting: Sitting | None = None) -> QuerySet[Registration]:
    """Noted by invigilators (of a sitting, or of any), and no officer has ruled yet: the note decides nothing by itself."""
    rulings = OutcomeRuling.objects.filter(registration=OuterRef("pk"))
    noted = Registration.objects.filter(~Exists(rulings), standing=Standing.MISCONDUCT)
    if sitting is not None:
        noted = noted.filter(sitting=sitting)
    return noted.select_related("candidate__person").order_by("sitting_id", "number")


def records_of_releases(sitting: Sitting) -> list[dict[str, Any]]:
    """Every release with its persons and results, for the archive."""
    return [
        {
            "state": one.state,
            "release_at": one.release_at,
            "note": one.note,
            "prepared_by": one.prepared_by.username,
            "prepared_at": one.prepared_at,
            "approved_by": one.approved_by.username if one.approved_by else None,
            "approved_at": one.approved_at,
            "withdrawn_by": one.withdrawn_by.username if one.withdrawn_by else None,
            "reason": one.reason,
            "ended_at": one.ended_at,
            "results": [
                {"registration": number, "digest": entry_digest}
                for number, entry_digest in one.entries.order_by("result__registration__number").values_list(
                    "result__registration__number", "digest"
                )
            ],
        }
        for one in Release.objects.filter(sitting=sitting)
        .select_related("prepared_by", "approved_by", "withdrawn_by")
        .order_by("prepared_at", "pk")
    ]
