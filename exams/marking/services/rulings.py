"""Reasoned acts on results before their release: moderation of a component, and whether a result counts."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import User
from exams.marking.models import Moderation, Outcome, OutcomeRuling, Result, ResultState
from exams.marking.queries import current_result, lock_registration
from exams.marking.queries.releases import release_under_way, was_released
from exams.marking.queries.standing import behind_moderation, moderation_of, ruling_on
from exams.marking.rules import may_release
from exams.marking.services.results import settle_anew
from exams.sittings.models import AttemptState, ExamComponent, Registration, ReleasePolicy, Sitting
from exams.sittings.writer import exclusive_write

LONGEST_REASON = 200
# So many results are made anew in one transaction: answers of other sittings are saved in between.
AT_A_TIME = 50


class RulingRefused(Exception):
    """Nothing was changed; the reason is for the officer to read."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def moderate(
    *, sitting: Sitting, component: ExamComponent, points: Decimal, reason: str, actor: User, now: datetime
) -> Moderation:
    """Move one component's score of everybody in a sitting by so many points; every result that waits is made anew.

    A few are made anew at once; of many the rest is left to `work_on_moderation`, and none is released before it is done.
    The last word stands; 0 takes an earlier one back. Raises RulingRefused.
    """
    _check(actor, reason)
    if sitting.exam.release_policy != ReleasePolicy.TWO_PERSONS:
        raise RulingRefused(_("Only results that two persons release can be moderated."))
    if component.exam_id != sitting.exam_id:
        raise RulingRefused(_("This part belongs to another exam."))
    if not Decimal(-100) <= points <= Decimal(100):
        raise RulingRefused(_("A score is moved by 100 points at most."))
    with exclusive_write():
        Sitting.objects.select_for_update().get(pk=sitting.pk)
        if was_released(sitting):
            raise RulingRefused(_("Results of this sitting are out. All of them must be moderated alike, or none."))
        _refuse_under_way(sitting)
        if moderation_of(sitting.pk).get(component.pk, Decimal(0)) == points:
            raise RulingRefused(_("This is how the part is moderated already."))
        moderation = Moderation.objects.create(
            sitting=sitting, component=component, points=points, reason=reason.strip(), actor=actor, at=now
        )
    work_on_moderation(sitting=sitting, now=now)
    return moderation


def work_on_moderation(*, sitting: Sitting, now: datetime, limit: int = AT_A_TIME) -> bool:
    """Make some held results anew by the moderation that stands, all of these or none; whether there is more to do.

    Killed anywhere, the next call goes on with what is left: what is behind shows in the results themselves.
    """
    with exclusive_write():
        # Whoever moderates or prepares a release meanwhile waits for these.
        Sitting.objects.select_for_update().get(pk=sitting.pk)
        behind = list(behind_moderation(sitting.pk).select_related("registration__sitting")[:limit])
        for result in behind:
            _follow_moderation(result, now=now)
    return bool(behind) and behind_moderation(sitting.pk).exists()


def _follow_moderation(result: Result, *, now: datetime) -> None:
    lock_registration(result.registration_id)
    # Marked anew, or ruled on, before the lock was ours: that result was made by the moderation that stands.
    if not Result.objects.filter(pk=result.pk, state=ResultState.PROVISIONAL).exists():
        return
    at = max(now, *Moderation.objects.filter(sitting=result.registration.sitting_id).values_list("at", flat=True))
    settle_anew(registration=result.registration, former=result, outcome=Outcome.SCORED, now=at, reason=result.reason)


def rule_outcome(
    *, registration: Registration, outcome: Outcome, reason: str, actor: User, now: datetime
) -> OutcomeRuling:
    """Rule that a result does not count, or that it counts after all; the result is made anew. Raises RulingRefused.

    Wants the registration's sitting with its exam.
    """
    _check(actor, reason)
    with exclusive_write():
        lock_registration(registration.pk)
        _refuse_under_way(registration.sitting)
        if registration.attempts.filter(state=AttemptState.OPEN).exists():
            raise RulingRefused(_("The candidate is still writing."))
        former, last = current_result(registration.pk), ruling_on(registration.pk)
        before = Outcome(former.outcome) if former else None
        if outcome == before or (outcome == Outcome.SCORED and last is None):
            raise RulingRefused(_("This is what the result says already."))
        if outcome == Outcome.ABSENT:
            raise RulingRefused(_("Absence is noted on the day, by the invigilators."))
        ruling = OutcomeRuling.objects.create(
            registration=registration, outcome=outcome, reason=reason.strip(), actor=actor, at=now
        )
        settle_anew(registration=registration, former=former, outcome=outcome, now=now, reason=reason.strip())
    return ruling


def _check(actor: User, reason: str) -> None:
    if not may_release(actor):
        raise RulingRefused(_("Only exam officers rule on results."))
    if not reason.strip():
        raise RulingRefused(_("Please give the reason."))
    if len(reason.strip()) > LONGEST_REASON:
        raise RulingRefused(_("The reason has at most 200 characters."))


def _refuse_under_way(sitting: Sitting) -> None:
    """What a second person is looking at, or has approved, stays as it is."""
    if release_under_way(sitting):
        raise RulingRefused(_("A release of this sitting is under way. Please withdraw it first."))
