"""What waits for the certificate office today, in numbers."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from certificates.models import (
    Batch,
    BatchRow,
    BatchState,
    Certificate,
    CertificateState,
    CorrectionRequest,
    CorrectionState,
    RowState,
)
from certificates.queries.approvals import waiting_for_approval
from certificates.queries.certificates import active_signing_key
from certificates.queries.reviews import waiting_for_review

SOON_DAYS = 30
# A new key is made in good time: an authority outside may have to certify it.
KEY_DAYS = 90


@dataclass(frozen=True)
class OfficeWork:
    """How much waits for an officer."""

    approvals: int
    corrections: int
    # Batches: not started yet, at work, ended with lines that failed.
    checked: int
    running: int
    failed: int
    # Certificates about which an officer has to decide, for whatever reason.
    to_review: int
    ending: int


@dataclass(frozen=True)
class OfficeKey:
    """Days until the key that signs now ends; None where no key signs."""

    days: int | None

    @property
    def ends_soon(self) -> bool:
        return self.days is not None and self.days <= KEY_DAYS


def office_key(*, now: datetime) -> OfficeKey:
    """How long certificates can be signed yet."""
    key = active_signing_key(now=now)
    return OfficeKey((key.expires_at - now).days if key else None)


def office_work(*, now: datetime) -> OfficeWork:
    """Everything that waits, by as many queries however much it is."""
    return OfficeWork(
        approvals=waiting_for_approval().count(),
        corrections=CorrectionRequest.objects.filter(state=CorrectionState.OPEN).count(),
        **Batch.objects.aggregate(
            checked=Count("pk", filter=Q(state=BatchState.CHECKED)),
            running=Count("pk", filter=Q(state=BatchState.RUNNING)),
        ),
        failed=with_failed_rows(Batch.objects.all()).count(),
        to_review=waiting_for_review(Certificate.objects.all()).count(),
        ending=ending_within(Certificate.objects.all(), SOON_DAYS, today=timezone.localdate(now)).count(),
    )


def ending_within(certificates: QuerySet[Certificate], days: int, *, today: date) -> QuerySet[Certificate]:
    """Valid ones whose last day is today or one of the next days."""
    return certificates.filter(
        state=CertificateState.VALID, expires_on__gte=today, expires_on__lte=today + timedelta(days=days)
    )


def with_failed_rows(batches: QuerySet[Batch]) -> QuerySet[Batch]:
    """Those that have ended with lines that failed: an officer tries them again."""
    failed = BatchRow.objects.filter(batch=OuterRef("pk"), state=RowState.FAILED)
    return batches.filter(Exists(failed), state=BatchState.DONE)
