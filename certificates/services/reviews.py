"""A replaced result opens a question about its certificate; an officer answers it. Nothing is revoked by itself."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from certificates.models import CertificateReview, ReviewState
from certificates.queries.reviews import certificates_to_review, standing_results
from certificates.rules import may_supersede
from exams.sittings.writer import exclusive_write


class ReviewRefused(Exception):
    """Nothing was written; the message is for the reader."""


def open_reviews(*, now: datetime, registration_id: int | None = None) -> int:
    """A question for each valid certificate whose result was replaced, of one registration or of all; how many new ones.

    Run again it opens nothing twice: the command that heals a lost nudge calls it too.
    """
    with exclusive_write():
        certificates = list(certificates_to_review(registration_id).select_related("result"))
        standing = standing_results({one.result.registration_id for one in certificates if one.result})
        fresh = [
            CertificateReview(certificate=one, result_id=standing[one.result.registration_id], opened_at=now)
            for one in certificates
            if one.result and one.result.registration_id in standing
        ]
        CertificateReview.objects.bulk_create(fresh)
    return len(fresh)


def keep_certificate(*, review: CertificateReview, note: str, actor: User, now: datetime) -> CertificateReview:
    """Leave the certificate as it is, with a reason on record. Raises PermissionDenied, ReviewRefused."""
    if not may_supersede(actor):
        raise PermissionDenied
    if not note.strip():
        raise ReviewRefused(_("Please give the reason."))
    with exclusive_write():
        own = CertificateReview.objects.filter(pk=review.pk, state=ReviewState.OPEN)
        if not own.update(state=ReviewState.KEPT, note=note.strip(), settled_by=actor, settled_at=now):
            raise ReviewRefused(_("Somebody has settled this already: nothing was changed."))
    review.refresh_from_db()
    return review
