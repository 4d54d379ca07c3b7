"""The keys of ID numbers: one that is written with, others that are only read with until the rotation is done."""

import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Person

BATCH = 200


class UnreadableNumber(Exception):
    """A number that none of the keys opens: the key it is under is missing from the settings."""


def encrypt(number: str) -> bytes:
    """Under the key that is written with."""
    return _keys().encrypt(number.encode())


def decrypt(encrypted: bytes) -> str:
    """By whichever key it is under; empty where nothing is stored. Raises UnreadableNumber."""
    if not encrypted:
        return ""
    try:
        return _keys().decrypt(bytes(encrypted)).decode()
    except InvalidToken as error:
        raise UnreadableNumber from error


def current_fingerprint() -> str:
    """Of the key that is written with."""
    return fingerprint(settings.FIELD_ENCRYPTION_KEY)


def fingerprint(key: str) -> str:
    """Tells one key from another and says nothing of it."""
    return hashlib.sha256(f"identity:{key}".encode()).hexdigest()[:16]


def under_another_key() -> QuerySet[Person]:
    """Persons whose number is not under the key that is written with."""
    return Person.objects.exclude(id_number_tail="").exclude(id_number_key=current_fingerprint())


def rotate_batch(*, after: int = 0, size: int = BATCH) -> tuple[int, int]:
    """Re-encrypt the next so many numbers behind the person with id `after`: (how many, the last id; 0: all is done).

    A number that is changed meanwhile keeps the change: a row is only written while it still holds what was read.
    Raises UnreadableNumber and then has changed nothing of this batch.
    """
    rows = list(under_another_key().filter(pk__gt=after).order_by("pk").values_list("pk", "id_number_encrypted")[:size])
    with transaction.atomic():
        done = sum(_rotate(pk, bytes(encrypted)) for pk, encrypted in rows)
    return done, rows[-1][0] if rows else 0


def _rotate(pk: int, encrypted: bytes) -> int:
    anew = encrypt(decrypt(encrypted))
    kept = Person.objects.filter(pk=pk, id_number_encrypted=encrypted)
    return kept.update(id_number_encrypted=anew, id_number_key=current_fingerprint())


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in (settings.FIELD_ENCRYPTION_KEY, *settings.FIELD_ENCRYPTION_OLD_KEYS)])
