"""The holder's word on whether strangers see the full name."""

from datetime import datetime

from django.core.exceptions import PermissionDenied

from accounts.models import User
from certificates.models import Certificate, CertificateEvent, CertificateEventKind
from certificates.rules import is_holder
from exams.sittings.writer import exclusive_write


def show_full_name(*, certificate: Certificate, is_shown: bool, actor: User, now: datetime) -> bool:
    """Give or take back the consent; only the holder's. False where it was so already, and then nothing is logged."""
    if not is_holder(actor, certificate):
        raise PermissionDenied
    kind = CertificateEventKind.NAME_SHOWN if is_shown else CertificateEventKind.NAME_HIDDEN
    with exclusive_write():
        changed = Certificate.objects.filter(pk=certificate.pk, shows_full_name=not is_shown)
        if not changed.update(shows_full_name=is_shown):
            return False
        CertificateEvent.objects.create(certificate=certificate, kind=kind, actor=actor, at=now)
    certificate.refresh_from_db()
    return True
