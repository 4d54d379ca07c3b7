"""Telling candidates something during the exam."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count

from exams.sittings.models import Attempt, AttemptState, Notice, NoticeKind, Registration


def give_notice(*, registrations: Sequence[int], kind: NoticeKind, text: str, now: datetime, seconds: int = 0) -> None:
    """Leave the same notice for each of these registrations and move the counters of their open attempts.

    The caller holds the transaction. A browser sees the counter with its next poll and asks for the text.
    """
    # Locked in one order, so that two messages at once neither block each other nor take the same number.
    locked = Registration.objects.filter(pk__in=registrations).order_by("pk").select_for_update()
    held = [registration.pk for registration in locked.only("pk")]
    found = Notice.objects.filter(registration__in=held).order_by().values_list("registration")
    before = dict(found.annotate(count=Count("pk")))
    Notice.objects.bulk_create(
        Notice(registration_id=pk, number=before.get(pk, 0) + 1, kind=kind, text=text[:500], seconds=seconds, at=now)
        for pk in held
    )
    attempts = Attempt.objects.filter(registration__in=held, state=AttemptState.OPEN)
    for number in {before.get(pk, 0) + 1 for pk in held}:
        reached = [pk for pk in held if before.get(pk, 0) + 1 == number]
        attempts.filter(registration__in=reached).update(notices=number)
