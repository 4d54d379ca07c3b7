"""A holder says what is wrong on a certificate; an officer declines with a reason, or replaces the certificate."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils.translation import gettext as _

from accounts.models import User
from certificates.models import Certificate, CertificateState, CorrectionRequest, CorrectionState
from certificates.rules import is_holder, may_answer_corrections
from certificates.services.life import supersede_certificate
from exams.sittings.writer import exclusive_write


class CorrectionRefused(Exception):
    """Nothing was written; the message is for the reader."""


def request_correction(*, certificate: Certificate, text: str, actor: User, now: datetime) -> CorrectionRequest:
    """Put it on the officers' list; the holder alone, and one at a time. Raises PermissionDenied, CorrectionRefused."""
    if not is_holder(actor, certificate):
        raise PermissionDenied
    if certificate.state != CertificateState.VALID:
        raise CorrectionRefused(_("Only a certificate that is neither revoked nor superseded can be corrected."))
    if not text.strip():
        raise CorrectionRefused(_("Please say what is wrong."))
    try:
        with exclusive_write():
            return CorrectionRequest.objects.create(certificate=certificate, text=text.strip(), asked_at=now)
    except IntegrityError as error:
        raise CorrectionRefused(_("You have asked already. The certificate office will answer here.")) from error


def answer_correction(
    *, request: CorrectionRequest, code: str, answer: str, actor: User, now: datetime
) -> Certificate | None:
    """With a code of supersession the certificate is replaced, and the new one returned; without one it is declined.

    Raises PermissionDenied, CorrectionRefused, SupersedeRefused and IssueRefused; then nothing has changed.
    """
    if not may_answer_corrections(actor):
        raise PermissionDenied
    if not answer.strip():
        raise CorrectionRefused(_("Please give the reason."))
    with exclusive_write():
        is_open = CorrectionRequest.objects.filter(pk=request.pk, state=CorrectionState.OPEN)
        if not is_open.update(
            state=CorrectionState.CORRECTED if code else CorrectionState.DECLINED,
            answer=answer.strip(),
            answered_by=actor,
            answered_at=now,
        ):
            raise CorrectionRefused(_("This request has been answered already: nothing was changed."))
        successor = None
        if code:
            successor = supersede_certificate(
                certificate=request.certificate, code=code, reason=answer, actor=actor, now=now
            )
    request.refresh_from_db()
    return successor
