"""Working through a batch, some rows at a time; stopped at any line, it goes on where it was.

A row is claimed before anything is done with it, and the certificate is issued in the transaction that says so on the
row, if the claim still stands. A claim without a sign of life is taken over. Issuing and printing give the same when
done twice, so a row whose worker was killed in between is simply done again.
"""

import logging
import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from certificates.models import Batch, BatchRow, BatchState, Certificate, RowState
from certificates.queries import OPEN_STATES, was_revoked
from certificates.rules import reason_after_revocation, unset_in_name
from certificates.services.batches import finish_batch
from certificates.services.certificates import IssueRefused, issue_certificate, open_pdf
from exams.sittings.writer import exclusive_write

logger = logging.getLogger(__name__)

CHUNK = 20
# Long enough for a chunk, short enough that a claim of the living never goes stale.
SHARE_OF_PATIENCE = 2
# A row that ended so many workers is not given to another.
MOST_TRIES = 3
# What was broken off stands back until the others are done: whoever ends worker after worker soon after its start would
# else always hit the same row, which would be blamed for it; and a row that is to blame holds up nobody.
_ORDER = ("tries", "place")

Clock = Callable[[], datetime]


def patience() -> timedelta:
    """How long nobody gives a sign of life before others take over."""
    return timedelta(seconds=settings.BATCH_PATIENCE_SECONDS)


def take_up_stalled(*, batch: Batch, now: datetime) -> bool:
    """Whether the caller is the one who sees to it that a stalled batch goes on."""
    stalled = Batch.objects.filter(Q(beat_at=None) | Q(beat_at__lte=now - patience()))
    return stalled.filter(pk=batch.pk, state=BatchState.RUNNING).update(beat_at=now) == 1


def work_on_batch(*, batch: Batch, clock: Clock) -> bool:
    """Issue and print one chunk, each row at its own time; whether the batch still runs and this worker should come again."""
    batch.refresh_from_db()
    if batch.state != BatchState.RUNNING:
        return False
    ends = time.monotonic() + settings.BATCH_PATIENCE_SECONDS / SHARE_OF_PATIENCE
    claim, rows = _claim(batch, now=clock())
    for place, row in enumerate(rows):
        if place and time.monotonic() > ends:
            _give_back(batch, claim)
            break
        _work_on_row(batch, row, claim, clock)
    if rows:
        return True
    if _open_rows(batch).exists():
        # Others hold them; if they are gone, a later look takes the rows over.
        return False
    finish_batch(batch=batch, now=clock())
    return False


def _open_rows(batch: Batch) -> QuerySet[BatchRow]:
    return BatchRow.objects.filter(batch=batch, state__in=OPEN_STATES)


def _claim(batch: Batch, *, now: datetime) -> tuple[str, list[BatchRow]]:
    """The next rows that nobody works on; of two who want one, the second finds it taken."""
    claim = secrets.token_hex(16)
    is_free = Q(claim="") | Q(claimed_at__lte=now - patience())
    with exclusive_write():
        Batch.objects.filter(pk=batch.pk).update(beat_at=now)
        free = _open_rows(batch).filter(is_free)
        _bury(free.filter(tries__gte=MOST_TRIES))
        wanted = list(free.order_by(*_ORDER).values_list("pk", flat=True)[:CHUNK])
        taken = BatchRow.objects.filter(is_free, pk__in=wanted, state__in=OPEN_STATES)
        taken.filter(state=RowState.ISSUED).update(claim=claim, claimed_at=now)
        taken.filter(state__in=[RowState.WAITING, RowState.WORKING]).update(
            state=RowState.WORKING, claim=claim, claimed_at=now
        )
    rows = BatchRow.objects.filter(batch=batch, claim=claim).order_by(*_ORDER)
    return claim, list(rows.select_related("person__user", "certificate"))


def _bury(rows: QuerySet[BatchRow]) -> None:
    """A row that every worker died of."""
    rows.update(
        state=RowState.FAILED,
        claim="",
        reasons=[_("The work on it was broken off %(times)s times.") % {"times": MOST_TRIES}],
    )


def _give_back(batch: Batch, claim: str) -> None:
    """What there was no time for is free at once."""
    mine = BatchRow.objects.filter(batch=batch, claim=claim)
    mine.filter(state=RowState.WORKING).update(state=RowState.WAITING, claim="")
    mine.filter(state=RowState.ISSUED).update(claim="")


def _work_on_row(batch: Batch, row: BatchRow, claim: str, clock: Clock) -> None:
    """Issue, then print; a row alone fails, and the batch goes on.

    Counted before its own work: a row that only waited in a chunk is not blamed for the worker's end.
    """
    BatchRow.objects.filter(pk=row.pk, claim=claim).update(tries=F("tries") + 1)
    try:
        certificate = _issue(batch, row, claim, clock) if row.state == RowState.WORKING else row.certificate
        if certificate is not None:
            _print(batch, row, certificate, claim, clock)
    except IssueRefused as refusal:
        _end(row, claim, RowState.REFUSED, refusal.reasons)
    except PermissionDenied:
        _end(row, claim, RowState.FAILED, [_("Whoever started the batch may not issue certificates any more.")])
    except Exception as error:
        logger.exception("row %s of batch %s failed", row.place, batch.pk)
        text = _("It could not be finished (%(error)s). Please try again, or ask the operator.")
        _end(row, claim, RowState.FAILED, [text % {"error": type(error).__name__}])


def _issue(batch: Batch, row: BatchRow, claim: str, clock: Clock) -> Certificate | None:
    """The certificate and the word on the row in one transaction; None where the claim was lost."""
    now = clock()
    if row.person is None:
        raise IssueRefused([_("The full name is missing.")])
    with exclusive_write():
        mine = BatchRow.objects.filter(pk=row.pk, claim=claim, state=RowState.WORKING)
        # Written first: who cancels meanwhile waits for the end of this.
        if not mine.update(claimed_at=now):
            return None
        # Whoever started the batch decided on a class, not on a person whose certificate was taken back.
        if was_revoked(batch.award, row.person):
            raise IssueRefused([reason_after_revocation()])
        certificate = issue_certificate(award=batch.award, candidate=row.person.user, actor=batch.started_by, now=now)
        is_new = row.is_new or certificate.issued_at == now
        mine.update(state=RowState.ISSUED, certificate=certificate, is_new=is_new, reasons=[])
    return certificate


def _print(batch: Batch, row: BatchRow, certificate: Certificate, claim: str, clock: Clock) -> None:
    now = clock()
    open_pdf(certificate, now=now).close()
    with exclusive_write():
        mine = BatchRow.objects.filter(pk=row.pk, claim=claim, state=RowState.ISSUED)
        mine.update(state=RowState.DONE, claim="", claimed_at=now)
        Batch.objects.filter(pk=batch.pk).update(beat_at=now)


def _end(row: BatchRow, claim: str, state: RowState, reasons: list[str]) -> None:
    unset = ", ".join(unset_in_name(row.person)) if state == RowState.REFUSED else ""
    mine = BatchRow.objects.filter(pk=row.pk, claim=claim, state__in=[RowState.WORKING, RowState.ISSUED])
    mine.update(state=state, reasons=reasons, unset=unset, claim="")
