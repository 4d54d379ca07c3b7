"""Batches: checked without making anything, started, cancelled, tried again; every act is logged."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from certificates.models import (
    Award,
    Batch,
    BatchAct,
    BatchEvent,
    BatchRow,
    BatchSource,
    BatchState,
    Certificate,
    CertificateState,
    RowState,
)
from certificates.queries import REPEATABLE_STATES, Listed, evidence_for, finished_rows
from certificates.rules import (
    Evidence,
    may_run_batches,
    reason_after_revocation,
    reasons_against,
    unset_in_name,
)
from exams.sittings.models import Sitting
from exams.sittings.writer import exclusive_write

LARGEST_BATCH = 10_000
STEP = 500


class BatchRefused(Exception):
    """Nothing was changed; the message is for the reader."""


def check_candidates(*, award: Award, listed: Iterable[Listed]) -> Iterator[BatchRow]:
    """A row for each candidate with what would become of it; nothing is stored, nothing made."""
    place, ones = 0, iter(listed)
    while step := list(islice(ones, STEP)):
        users = [one.user for one in step if one.user is not None]
        evidence = evidence_for([award], users)
        held = _held(award, users)
        for one in step:
            place += 1
            found = evidence[award.pk, one.user.pk] if one.user else Evidence()
            yield _checked(award, one, found, held, place)


def _held(award: Award, users: list[User]) -> dict[tuple[int, str], Certificate]:
    """Valid and revoked certificates of the award, by user and state."""
    certificates = Certificate.objects.filter(
        award=award,
        person__user__in=[user.pk for user in users],
        state__in=[CertificateState.VALID, CertificateState.REVOKED],
    ).select_related("person")
    return {(one.person.user_id, one.state): one for one in certificates}


def _checked(
    award: Award, one: Listed, evidence: Evidence, held: Mapping[tuple[int, str], Certificate], place: int
) -> BatchRow:
    person = evidence.person
    row = BatchRow(
        place=place,
        reference=one.reference[:150],
        person=person,
        name=person.full_name if person else "",
        group=one.group[:60],
        unset=", ".join(unset_in_name(person)),
    )
    if one.user is not None:
        row.certificate = held.get((one.user.pk, CertificateState.VALID))
    if one.objection:
        row.reasons = [one.objection]
    elif row.certificate is None:
        row.reasons = reasons_against(award=award, evidence=evidence)
        if one.user is not None and (one.user.pk, CertificateState.REVOKED) in held:
            row.reasons.append(reason_after_revocation())
    row.state = RowState.REFUSED if row.reasons else RowState.WAITING
    return row


def prepare_batch(
    *,
    award: Award,
    listed: Iterable[Listed],
    source: BatchSource,
    actor: User | None,
    now: datetime,
    sitting: Sitting | None = None,
    detail: str = "",
) -> Batch:
    """Keep the check as a batch that somebody can start; no certificate is made. Raises PermissionDenied, BatchRefused."""
    if not may_run_batches(actor):
        raise PermissionDenied
    rows = list(check_candidates(award=award, listed=listed))
    if not rows:
        raise BatchRefused(_("Nobody is in question for this award here: no batch was made."))
    if len(rows) > LARGEST_BATCH:
        text = _("%(count)s candidates are too many for one batch: at most %(limit)s, please divide them.")
        raise BatchRefused(text % {"count": len(rows), "limit": LARGEST_BATCH})
    with exclusive_write():
        batch = Batch.objects.create(
            award=award, source=source, sitting=sitting, detail=detail[:120], created_by=actor, created_at=now
        )
        for row in rows:
            row.batch = batch
        BatchRow.objects.bulk_create(rows, batch_size=STEP)
        _log(batch, BatchAct.CHECKED, actor, now, {"rows": len(rows)})
    return batch


def start_batch(*, batch: Batch, actor: User | None, now: datetime) -> None:
    """From now on the certificates of its rows are `actor`'s act. Raises PermissionDenied, BatchRefused."""
    if not may_run_batches(actor):
        raise PermissionDenied
    with exclusive_write():
        checked = Batch.objects.filter(pk=batch.pk, state=BatchState.CHECKED)
        if not checked.update(state=BatchState.RUNNING, started_by=actor, started_at=now, beat_at=now):
            raise BatchRefused(_("This batch was started or cancelled already: nothing was changed."))
        _log(batch, BatchAct.STARTED, actor, now)
    batch.refresh_from_db()


def cancel_batch(*, batch: Batch, actor: User, now: datetime) -> None:
    """Issue nothing more; what is issued stays. Raises PermissionDenied, BatchRefused."""
    if not may_run_batches(actor):
        raise PermissionDenied
    with exclusive_write():
        living = Batch.objects.filter(pk=batch.pk, state__in=[BatchState.CHECKED, BatchState.RUNNING])
        if not living.update(state=BatchState.CANCELLED, finished_at=now):
            raise BatchRefused(_("This batch has ended already: nothing was changed."))
        # Whoever holds a claim finds it gone before it issues.
        left = batch.rows.filter(state__in=[RowState.WAITING, RowState.WORKING])
        count = left.update(state=RowState.CANCELLED, claim="")
        _log(batch, BatchAct.CANCELLED, actor, now, {"rows": count})
    batch.refresh_from_db()


def retry_batch(*, batch: Batch, actor: User | None, now: datetime) -> int:
    """Try again whatever was refused, failed or cancelled; how many rows. Raises PermissionDenied, BatchRefused."""
    if not may_run_batches(actor):
        raise PermissionDenied
    with exclusive_write():
        ended = Batch.objects.filter(
            pk=batch.pk, state__in=[BatchState.DONE, BatchState.CANCELLED], started_at__isnull=False
        )
        if not ended.update(state=BatchState.RUNNING, started_by=actor, finished_at=None, beat_at=now):
            raise BatchRefused(_("Only a batch that was started and has ended can be tried again."))
        # Whom nobody could find before is not found now.
        again = batch.rows.filter(state__in=REPEATABLE_STATES, person__isnull=False)
        count = again.update(state=RowState.WAITING, reasons=[], unset="", claim="", tries=0)
        _log(batch, BatchAct.RETRIED, actor, now, {"rows": count})
    batch.refresh_from_db()
    return count


def finish_batch(*, batch: Batch, now: datetime) -> bool:
    """Say that nothing is left to do, once; whether it is so."""
    with exclusive_write():
        running = Batch.objects.filter(pk=batch.pk, state=BatchState.RUNNING)
        if running.update(state=BatchState.DONE, finished_at=now, beat_at=now):
            _log(batch, BatchAct.FINISHED, None, now, {"done": batch.rows.filter(state=RowState.DONE).count()})
            return True
    return False


def log_download(*, batch: Batch, act: BatchAct, actor: User, now: datetime, **details: Any) -> None:
    """Put on record who takes what out of the house; raises PermissionDenied."""
    if not may_run_batches(actor):
        raise PermissionDenied
    if act != BatchAct.LIST:
        details["certificates"] = details.get("certificates", finished_rows(batch).count())
    _log(batch, act, actor, now, details)


def _log(
    batch: Batch, act: BatchAct, actor: User | None, now: datetime, details: Mapping[str, Any] | None = None
) -> None:
    BatchEvent.objects.create(batch=batch, act=act, actor=actor, at=now, details=dict(details or {}))
