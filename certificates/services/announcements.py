"""What holders are told; the caller holds the transaction."""

from datetime import datetime

from django.urls import reverse

from accounts.models import NoticeKind
from accounts.services import News, notify
from certificates.models import Certificate


def announce_certificate(*, certificate: Certificate, now: datetime) -> int:
    """Tell the holder that it was issued, also in the place of another one."""
    return _tell(certificate, "issued", now=now)


def announce_revocation(*, certificate: Certificate, now: datetime) -> int:
    """Tell the holder that it is not valid any more."""
    return _tell(certificate, "revoked", now=now)


def _tell(certificate: Certificate, what: str, *, now: datetime) -> int:
    news = News(
        certificate.person.user_id,
        f"certificate:{certificate.number}:{what}",
        reverse("certificates:certificate", args=[certificate.number]),
        {"certificate": certificate, "payload": certificate.payload},
    )
    return notify(kind=NoticeKind.CERTIFICATE, template=f"certificates/notices/{what}.txt", news=[news], now=now)
