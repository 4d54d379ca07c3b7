"""Outages of one candidate: measured from when the server hears of a browser, and given back by the exam's policy.

When a browser was heard of is kept in the process and written for all at once every few seconds: with hundreds that
ask every few seconds, a write for each would make the one writer of SQLite wait for nothing. What a killed process
had not written yet makes a later gap look some seconds longer, to the candidate's good.
"""

import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.db import OperationalError
from django.db.models import F, Max, Sum
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from exams.sittings.answer_store import Head, write_seen
from exams.sittings.models import (
    AdjustmentKind,
    Attempt,
    AttemptState,
    IntegrityFlag,
    NoticeKind,
    Outage,
    TimeAdjustment,
)
from exams.sittings.services.notices import give_notice
from exams.sittings.writer import exclusive_write

# Shorter silences are a slow network: a browser asks every four seconds, and its time is some seconds old in the row.
SILENCE = timedelta(seconds=30)
WRITTEN_EVERY = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Contact:
    """A sign of life. `offline_ms`: how long the page was without the server, by its own clock.

    None where the page cannot say, because it was opened just now.
    """

    offline_ms: int | None


@dataclass(frozen=True, slots=True)
class Gap:
    """A silence that has ended."""

    began_at: datetime
    ended_at: datetime
    offline_ms: int | None


_lock = threading.Lock()
_seen: dict[int, datetime] = {}
_written_at: list[datetime] = []


def forget_contacts() -> None:
    """Forget what has not been written; for tests, which give ids out again."""
    with _lock:
        _seen.clear()
        _written_at.clear()


def note_contact(attempt_id: int, *, now: datetime) -> None:
    """Note that the browser that writes was heard of; once what it brought, and time given back for it, is durable."""
    with _lock:
        _seen[attempt_id] = now


def silence_before(head: Head, contact: Contact, *, now: datetime) -> Gap | None:
    """The silence that this contact ends, if there was one."""
    before = _last_heard(head.attempt_id, head)
    return Gap(before, now, contact.offline_ms) if before and now - before >= SILENCE else None


def _last_heard(attempt_id: int, attempt: Head | Attempt) -> datetime | None:
    """None where a browser never said that it was there."""
    with _lock:
        noted = [at for at in (_seen.get(attempt_id), attempt.last_seen_at) if at is not None]
    return max(*noted, attempt.last_saved_at or noted[0], attempt.started_at) if noted else None


def write_contacts(*, now: datetime) -> None:
    """Write what was noted when it is time to; by whichever request comes first then, outside of any transaction."""
    with _lock:
        if _written_at and timedelta(0) <= now - _written_at[0] < WRITTEN_EVERY:
            return
        _written_at[:] = [now]
        due = dict(_seen)
        _seen.clear()
    try:
        with exclusive_write():
            write_seen(due)
    except OperationalError:
        # The next round takes them along; nobody's answer waits for this.
        with _lock:
            for attempt_id, at in due.items():
                _seen.setdefault(attempt_id, at)


def silence_of(attempt: Attempt, *, now: datetime) -> Gap | None:
    """The silence that goes on at the deadline; none where the browser is there, or never said it was."""
    before = _last_heard(attempt.pk, attempt)
    return Gap(before, now, None) if before and now - before >= SILENCE else None


@dataclass(frozen=True, slots=True)
class GivenBack:
    """By how much the deadline moved, and the number of the notice that says so."""

    seconds: int
    notices: int


def give_back(attempt_id: int, gap: Gap) -> GivenBack | None:
    """Note the outage, give back what the exam's allowance leaves, and tell the candidate; None where it was none.

    The caller holds the transaction. The browser's own word shortens the measured silence: a page that was alive and
    had the network lost nothing. Where it could not say, a flag asks a person to look.
    """
    found = Attempt.objects.select_for_update(of=("self",)).select_related("registration__sitting__exam")
    attempt = found.get(pk=attempt_id)
    if attempt.state != AttemptState.OPEN:
        return None
    known = Outage.objects.filter(attempt=attempt, ended_at__gt=gap.began_at).aggregate(last=Max("ended_at"))["last"]
    gap = replace(gap, began_at=known or gap.began_at)
    reported = None if gap.offline_ms is None else max(0, gap.offline_ms // 1000)
    lost = int((gap.ended_at - gap.began_at).total_seconds()) - _paused(attempt, gap)
    lost = lost if reported is None else min(lost, reported)
    if lost < SILENCE.total_seconds():
        return None
    given = min(lost, _allowance_left(attempt))
    reason = _reason(gap, given)
    Outage.objects.create(
        attempt=attempt,
        began_at=gap.began_at,
        ended_at=gap.ended_at,
        lost_seconds=lost,
        reported_seconds=reported,
        adjustment=_move_deadline(attempt, given, reason=reason, now=gap.ended_at),
    )
    if reported is None:
        detail = {"lost_seconds": lost, "given_seconds": given}
        IntegrityFlag.objects.create(attempt=attempt, kind="unreported_outage", detail=detail, at=gap.ended_at)
    give_notice(
        registrations=[attempt.registration_id], kind=NoticeKind.OUTAGE, text=reason, seconds=given, now=gap.ended_at
    )
    return GivenBack(given, Attempt.objects.values_list("notices", flat=True).get(pk=attempt.pk))


def _move_deadline(attempt: Attempt, seconds: int, *, reason: str, now: datetime) -> TimeAdjustment | None:
    if not seconds:
        return None
    Attempt.objects.filter(pk=attempt.pk).update(deadline=F("deadline") + timedelta(seconds=seconds))
    return TimeAdjustment.objects.create(
        attempt=attempt, kind=AdjustmentKind.OUTAGE, seconds=seconds, reason=reason, actor=None, at=now
    )


def _paused(attempt: Attempt, gap: Gap) -> int:
    """Seconds of the gap in which the attempt's clock stood still anyway."""
    stood = (AdjustmentKind.PAUSE, AdjustmentKind.BREAK)
    pauses = attempt.time_adjustments.filter(kind__in=stood, at__gt=gap.began_at)
    spans = [(max(gap.began_at, one.at - timedelta(seconds=one.seconds)), min(gap.ended_at, one.at)) for one in pauses]
    if attempt.paused_at is not None:
        spans.append((max(gap.began_at, attempt.paused_at), gap.ended_at))
    return ceil(sum((until - since).total_seconds() for since, until in spans if until > since))


def _allowance_left(attempt: Attempt) -> int:
    allowance = 60 * attempt.registration.sitting.exam.outage_allowance_minutes
    outages = attempt.time_adjustments.filter(kind=AdjustmentKind.OUTAGE)
    return max(0, allowance - (outages.aggregate(sum=Sum("seconds"))["sum"] or 0))


def _reason(gap: Gap, given: int) -> str:
    """What both sides read; it is stored, so it is written in the language of the site."""
    with translation.override(settings.LANGUAGE_CODE):
        values = {
            "since": f"{timezone.localtime(gap.began_at):%H:%M:%S}",
            "until": f"{timezone.localtime(gap.ended_at):%H:%M:%S}",
            "time": in_words(given),
        }
        if not given:
            return _("Connection lost from %(since)s to %(until)s; the time for outages is used up.") % values
        return _("Connection lost from %(since)s to %(until)s; %(time)s given back.") % values


def in_words(seconds: int) -> str:
    """A span as people say it: 3 min, 3 min 20 s, 45 s."""
    minutes, rest = divmod(seconds, 60)
    parts = [_("%(n)s min") % {"n": minutes}] if minutes else []
    if rest or not minutes:
        parts.append(_("%(n)s s") % {"n": rest})
    return " ".join(parts)
