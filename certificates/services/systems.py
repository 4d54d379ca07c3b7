"""What other systems are told of certificates; the caller holds the transaction."""

from datetime import datetime

from accounts.models import EventKind
from accounts.services.webhooks import Event, publish
from certificates.models import Certificate


def tell_of_certificate(*, certificate: Certificate, kind: EventKind, now: datetime) -> int:
    """Its number and its award; whose it is and what it says is asked for with a token. Wants the award."""
    data = {
        "certificate": certificate.number,
        "award": certificate.award.code,
        "supersedes": certificate.supersedes.number if certificate.supersedes else None,
    }
    return publish(events=[Event(kind, data)], now=now)
