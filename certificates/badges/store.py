"""From the record to the signed file, and the places in the status lists."""

import hashlib
import json
import secrets
from datetime import datetime

from django.core.cache import cache
from django.utils import timezone

from certificates.badges.documents import Disclosure, credential_document
from certificates.badges.keys import BadgeKeyUnusable, BadgeSigner, active_badge_key, signer_of
from certificates.badges.status import LENGTH, status_list_document
from certificates.models import BadgeStatus, Certificate, CertificateState, StatusList

# So many places found taken mean that a list is nearly full: one of six in a list that is nine tenths full.
TRIES = 16
KEPT_SECONDS = 3600


class NoBadge(Exception):
    """There is no key that signs badges, or the certificate has no place in a status list."""


def give_place(certificate: Certificate, *, now: datetime) -> BadgeStatus:
    """Draw a place in the newest status list; only inside the transaction that issues the certificate.

    By lot, so that neighbours in a list tell nothing of each other.
    """
    newest = StatusList.objects.order_by("-pk").first() or StatusList.objects.create(opened_at=now)
    for _try in range(TRIES):
        position = secrets.randbelow(LENGTH)
        if not BadgeStatus.objects.filter(status_list=newest, position=position).exists():
            return BadgeStatus.objects.create(certificate=certificate, status_list=newest, position=position)
    opened = StatusList.objects.create(opened_at=now)
    return BadgeStatus.objects.create(certificate=certificate, status_list=opened, position=secrets.randbelow(LENGTH))


def signed_credential(certificate: Certificate, *, results: bool, name: bool) -> bytes:
    """The credential as a file; the same bytes until another key signs. Raises NoBadge.

    `results`: the scores, for the holder's own file. `name`: in words, which only the holder may want.
    """
    document = credential_document(certificate, place_of(certificate), Disclosure(results=results, name=name))
    return active_signer().sign(document, created=certificate.issued_at)


def attachment(certificate: Certificate) -> bytes:
    """What a PDF carries: the paper says the name already, so it does not hang on a consent; empty without a key."""
    try:
        return signed_credential(certificate, results=True, name=False)
    except NoBadge:
        return b""


def signed_status_list(status_list: StatusList, *, now: datetime) -> bytes:
    """The list as it is now, signed once an hour and whenever a bit is set. Raises NoBadge."""
    document = status_list_document(status_list, ended_positions(status_list), now=now)
    hour = timezone.localtime(now).replace(minute=0, second=0, microsecond=0)
    signer = active_signer()
    said = hashlib.sha256(json.dumps([signer.name, document]).encode()).hexdigest()
    kept = cache.get(f"badge-status-list:{said}")
    if kept is None:
        kept = signer.sign(document, created=hour)
        cache.set(f"badge-status-list:{said}", kept, KEPT_SECONDS)
    return bytes(kept)


def ended_positions(status_list: StatusList) -> list[int]:
    """The places of badges that no longer count: revoked, or superseded by a newer certificate."""
    ended = BadgeStatus.objects.filter(status_list=status_list).exclude(certificate__state=CertificateState.VALID)
    return list(ended.order_by("position").values_list("position", flat=True))


def place_of(certificate: Certificate) -> BadgeStatus:
    """Raises NoBadge where the certificate has none."""
    try:
        return certificate.badge_status
    except BadgeStatus.DoesNotExist as error:
        raise NoBadge(certificate.number) from error


def active_signer() -> BadgeSigner:
    """The key that signs today, opened. Raises NoBadge."""
    key = active_badge_key()
    if key is None:
        raise NoBadge("manage.py create_badge_key makes the key")
    try:
        return signer_of(key)
    except BadgeKeyUnusable as error:
        raise NoBadge(str(error)) from error
