"""Putting answers that people mark on the markers' pile."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from exams.marking.models import MarkingScheme, MarkingTask, Script, TaskKind, TaskState
from exams.marking.queries import waiting_slots
from exams.marking.queries.desk import attempts_without_tasks, scheme_of
from exams.papers.queries import frozen_paper
from exams.sittings.models import Attempt
from exams.sittings.queries.late import answered_after_closing
from exams.sittings.writer import exclusive_write

SERIALS = range(100_000, 1_000_000)


def queue_answers(*, attempt: Attempt, slots: Iterable[int], now: datetime) -> int:
    """Make a task of each of these slots that has no open one; returns how many were made. Within a transaction."""
    wanted = set(slots)
    _drop_outdated(attempt)
    missing = sorted(wanted - set(_open_tasks(attempt).values_list("slot", flat=True)))
    if not missing:
        return 0
    script = _script_of(attempt)
    schemes = list(MarkingScheme.objects.filter(component=attempt.component_id))
    items = frozen_paper(attempt.paper_id).by_slot
    tasks = [
        MarkingTask(
            script=script,
            component_id=attempt.component_id,
            version_id=items[slot].version_id,
            slot=slot,
            marks=items[slot].marks,
            wanted=2 if scheme_of(schemes, items[slot].version_id).is_double else 1,
            created_at=now,
        )
        for slot in missing
    ]
    MarkingTask.objects.bulk_create(tasks)
    return len(tasks)


def queue_waiting_answers(*, now: datetime, limit: int = 5000) -> int:
    """Put on the pile what waits and never came onto it; returns the number of attempts."""
    count = 0
    for attempt in attempts_without_tasks().select_related("snapshot", "component").iterator():
        if count == limit:
            break
        with exclusive_write():
            count += queue_answers(attempt=attempt, slots=waiting_slots(attempt), now=now) > 0
    return count


def _open_tasks(attempt: Attempt) -> QuerySet[MarkingTask]:
    live = MarkingTask.objects.filter(script__attempt=attempt, kind=TaskKind.LIVE)
    return live.exclude(state=TaskState.DONE)


def _drop_outdated(attempt: Attempt) -> None:
    """A judgement of an answer that was replaced since counts nothing: the answer begins anew."""
    for slot, at in answered_after_closing(attempt).items():
        tasks = _open_tasks(attempt).filter(slot=slot, judgements__at__lt=at).distinct()
        for task in list(tasks):
            task.claims.all().delete()
            MarkingTask.objects.filter(pk=task.pk).update(state=TaskState.DONE)


def _script_of(attempt: Attempt) -> Script:
    """The attempt's script, with a number of its own in the part; nothing of the candidate is in it."""
    known = Script.objects.filter(attempt=attempt).first()
    if known is not None:
        return known
    taken = Script.objects.filter(component=attempt.component_id)
    while taken.filter(serial=(serial := secrets.choice(SERIALS))).exists():
        pass
    return Script.objects.create(attempt=attempt, component_id=attempt.component_id, serial=serial)
