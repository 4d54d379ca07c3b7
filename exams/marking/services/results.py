"""The result that follows from an attempt's marks."""

from datetime import datetime

from exams.marking.models import Result, ResultComponent, ResultState
from exams.marking.queries import (
    attempts_of_part,
    best_components,
    parts_of,
    slot_marks,
)
from exams.marking.scores import SlotMark, by_point, percentage, rounded, to_json
from exams.papers.queries import frozen_paper
from exams.sittings.models import Attempt


def settle_result(
    attempt: Attempt, slots: list[SlotMark], *, former: Result | None, now: datetime, reason: str = ""
) -> Result:
    """Make the result that follows from all marked attempts; the former one is superseded, never edited.

    Each component counts its best attempt. Passing is decided on the exact fraction, not on the rounded score.
    """
    fresh = _component(attempt, slots)
    if reason:
        fresh = max([fresh, *_others(attempt)], key=lambda one: one.score)
    components = best_components(former, fresh, is_final=bool(reason))
    if former:
        Result.objects.filter(pk=former.pk, state=former.state).update(state=ResultState.SUPERSEDED)
    result = Result.objects.create(
        registration_id=attempt.registration_id,
        state=ResultState.RELEASED,
        passed=len(components) == parts_of(attempt.component.exam_id) and all(one.passed for one in components),
        created_at=now,
        released_at=now,
        reason=reason,
        supersedes=former,
    )
    for one in components:
        one.pk, one.result = None, result
    ResultComponent.objects.bulk_create(components)
    return result


def _component(attempt: Attempt, slots: list[SlotMark]) -> ResultComponent:
    exact, component = percentage(slots), attempt.component
    return ResultComponent(
        component=component,
        attempt=attempt,
        score=rounded(exact),
        pass_mark=component.pass_mark,
        passed=exact >= component.pass_mark,
        breakdown=to_json(by_point(slots)),
    )


def _others(attempt: Attempt) -> list[ResultComponent]:
    """What the registration's other attempts at the same part are worth, where they are marked whole."""
    others = attempts_of_part(attempt.registration_id, attempt.component_id).exclude(pk=attempt.pk)
    marked = [(one, slot_marks(one)) for one in others.select_related("component")]
    return [_component(one, slots) for one, slots in marked if len(slots) == len(frozen_paper(one.paper_id).items)]
