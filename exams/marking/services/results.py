"""The result that follows from an attempt's marks."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import partial

from django.db import transaction

from exams.marking.models import Outcome, Result, ResultComponent, ResultState
from exams.marking.queries import attempts_of_part, parts_of, slot_marks
from exams.marking.queries.standing import (
    NOT_COUNTED,
    best_components,
    exact_of,
    former_components,
    kept_for,
    moderation_of,
    verdict_on,
)
from exams.marking.scores import SlotMark, by_point, moved, percentage, rounded, to_json
from exams.marking.services.systems import tell_of_result
from exams.marking.signals import result_released, result_superseded
from exams.papers.queries import frozen_paper
from exams.sittings.models import Attempt, Exam, ExamComponent, Registration, ReleasePolicy


def settle_result(
    attempt: Attempt, slots: list[SlotMark], *, former: Result | None, now: datetime, reason: str = ""
) -> Result:
    """Make the result that follows from all marked attempts; the former one is superseded, never edited.

    Each component counts its best attempt, or a pass that is kept. Passing is decided on exact fractions, not on rounded
    scores. Released at once, or held for a release by two persons, as the exam has it; what was ruled not to count stays so.
    """
    parts = parts_of(attempt.component.exam_id)
    points = _moderation(attempt.registration, parts[0].exam)
    fresh = _component(attempt, slots, points)
    if reason:
        fresh = max([fresh, *_others(attempt, points)], key=exact_of)
    counted = best_components(former_components(former), [fresh], final=[fresh.component_id] if reason else ())
    return _store(
        attempt.registration,
        counted.values(),
        parts=parts,
        former=former,
        now=now,
        reason=reason,
        outcome=Outcome(former.outcome) if former and former.outcome in NOT_COUNTED else Outcome.SCORED,
    )


def settle_anew(
    *, registration: Registration, former: Result | None, outcome: Outcome, now: datetime, reason: str
) -> Result:
    """Make a registration's result from nothing but its marks, after a ruling or a moderation.

    Wants the registration's sitting. Only inside a transaction that has locked it.
    """
    parts = parts_of(registration.sitting.exam_id)
    points = _moderation(registration, parts[0].exam)
    counted: dict[int, ResultComponent] = {}
    for part in parts if outcome == Outcome.SCORED else ():
        marked = _marked(attempts_of_part(registration.pk, part.pk).select_related("component"), points)
        if marked:
            counted[part.pk] = max(marked, key=exact_of)
    return _store(registration, counted.values(), parts=parts, former=former, now=now, reason=reason, outcome=outcome)


def tell_release(result: Result, *, now: datetime) -> None:
    """Tell higher apps once it is committed, where a receiver that fails stops nothing; and other systems."""
    tell_of_result(result=result, now=now)
    send = partial(result_released.send_robust, sender=Result, result=result, now=now)
    transaction.on_commit(send, robust=True)


def tell_superseded(*, former: int, result: Result, now: datetime) -> None:
    """Tell higher apps, once it is committed, that a result they may rest on gave way; a receiver that fails stops nothing."""
    send = partial(
        result_superseded.send_robust,
        sender=Result,
        registration=result.registration_id,
        former=former,
        result=result.pk,
        now=now,
    )
    transaction.on_commit(send, robust=True)


def _store(
    registration: Registration,
    counted: Iterable[ResultComponent],
    *,
    parts: list[ExamComponent],
    former: Result | None,
    now: datetime,
    reason: str,
    outcome: Outcome,
) -> Result:
    exam = parts[0].exam
    components = {one.component_id: one for one in counted} if outcome == Outcome.SCORED else {}
    if outcome == Outcome.SCORED:
        components = _with_kept(components, registration, exam)
    verdict = verdict_on(components.values(), parts=parts)
    is_held = exam.release_policy == ReleasePolicy.TWO_PERSONS or outcome == Outcome.ABSENT
    if former:
        standing = Result.objects.filter(registration=registration.pk)
        if is_held:
            standing = standing.filter(state=ResultState.PROVISIONAL)
        standing.exclude(state=ResultState.SUPERSEDED).update(state=ResultState.SUPERSEDED)
    result = Result.objects.create(
        registration=registration,
        state=ResultState.PROVISIONAL if is_held else ResultState.RELEASED,
        outcome=outcome,
        passed=verdict.passed,
        total=None if verdict.total is None else rounded(verdict.total),
        band=verdict.band,
        created_at=now,
        released_at=None if is_held else now,
        reason=reason,
        supersedes=former,
    )
    for one in components.values():
        one.pk, one.result = None, result
    ResultComponent.objects.bulk_create(components.values())
    if not is_held:
        tell_release(result, now=now)
    if former and reason and not is_held:
        tell_superseded(former=former.pk, result=result, now=now)
    return result


def _with_kept(
    components: dict[int, ResultComponent], registration: Registration, exam: Exam
) -> dict[int, ResultComponent]:
    """The components with passes of earlier sittings where this one has none of its own."""
    if not exam.kept_months:
        return components
    own = {pk: one for pk, one in components.items() if one.attempt.registration_id == registration.pk}
    kept = kept_for(registration, exam=exam)
    return {**own, **{pk: one for pk, one in kept.items() if pk not in own or not own[pk].passed}}


def _moderation(registration: Registration, exam: Exam) -> dict[int, Decimal]:
    """Only what is released by two persons can have been moderated."""
    return moderation_of(registration.sitting_id) if exam.release_policy == ReleasePolicy.TWO_PERSONS else {}


def _component(attempt: Attempt, slots: list[SlotMark], points: dict[int, Decimal]) -> ResultComponent:
    component, by = attempt.component, points.get(attempt.component_id, Decimal(0))
    exact = moved(percentage(slots), by)
    return ResultComponent(
        component=component,
        attempt=attempt,
        score=rounded(exact),
        moderated=by,
        pass_mark=component.pass_mark,
        passed=exact >= component.pass_mark,
        breakdown=to_json(by_point(slots)),
    )


def _others(attempt: Attempt, points: dict[int, Decimal]) -> list[ResultComponent]:
    """What the registration's other attempts at the same part are worth, where they are marked whole."""
    others = attempts_of_part(attempt.registration_id, attempt.component_id).exclude(pk=attempt.pk)
    return _marked(others.select_related("component"), points)


def _marked(attempts: Iterable[Attempt], points: dict[int, Decimal]) -> list[ResultComponent]:
    marked = [(one, slot_marks(one)) for one in attempts]
    return [
        _component(one, slots, points)
        for one, slots in marked
        if slots and len(slots) == len(frozen_paper(one.paper_id).items)
    ]
