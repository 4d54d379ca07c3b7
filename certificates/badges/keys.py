"""The keys that sign badges: made, retired, and opened once in a process."""

import hashlib
import os
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from certificates.badges.addresses import key_address
from certificates.badges.proof import public_multibase, signed
from certificates.models import BadgeKey
from exams.sittings.writer import exclusive_write

OWNER_ONLY = 0o600
NAME_LENGTH = 8


class BadgeKeyUnusable(Exception):
    """The key is not where its record says, cannot be opened, or is another one."""


@dataclass(frozen=True)
class BadgeSigner:
    """A private key with the name that its record gives it."""

    private_key: Ed25519PrivateKey
    name: str
    active_from: datetime

    def sign(self, document: dict[str, object], *, created: datetime) -> bytes:
        """The document with a proof that says when; never earlier than the key came into use."""
        return signed(
            document,
            private_key=self.private_key,
            key=key_address(self.name),
            created=max(created, self.active_from),
        )


def create_badge_key(*, now: datetime) -> BadgeKey:
    """A new Ed25519 key that signs from now on; the one so far is retired and goes on being recognised."""
    private_key = Ed25519PrivateKey.generate()
    public = public_multibase(private_key)
    name = f"badge-{now:%Y}-{hashlib.sha256(public.encode()).hexdigest()[:NAME_LENGTH]}"
    _write_secret(_folder() / f"{name}.pem", private_key)
    with exclusive_write():
        BadgeKey.objects.filter(retired_at__isnull=True).update(retired_at=now)
        return BadgeKey.objects.create(
            name=name, public_multibase=public, location=f"{name}.pem", active_from=now.replace(microsecond=0)
        )


def active_badge_key() -> BadgeKey | None:
    """The key that signs today, None where none was made yet: then there are no badges."""
    return BadgeKey.objects.filter(retired_at__isnull=True).first()


_opening = threading.Lock()
_signers: dict[tuple[str, str], BadgeSigner] = {}


def signer_of(key: BadgeKey) -> BadgeSigner:
    """The opened key, one in a process; raises BadgeKeyUnusable."""
    with _opening:
        place = (key.public_multibase, str(_folder()))
        if place not in _signers:
            _signers[place] = BadgeSigner(_open(key), key.name, key.active_from)
        return _signers[place]


def _open(key: BadgeKey) -> Ed25519PrivateKey:
    try:
        secret = (_folder() / key.location).read_bytes()
        passphrase = settings.SIGNING_KEY_PASSPHRASE.encode() if b"ENCRYPTED" in secret else None
        private_key = load_pem_private_key(secret, passphrase)
    except (OSError, ValueError, TypeError) as error:
        raise BadgeKeyUnusable(f"{key.location}: {error}") from error
    if not isinstance(private_key, Ed25519PrivateKey) or public_multibase(private_key) != key.public_multibase:
        raise BadgeKeyUnusable(f"{key.location}: another key than the record's")
    return private_key


def _folder() -> Path:
    return Path(settings.SIGNING_KEY_FOLDER)


def _write_secret(path: Path, private_key: Ed25519PrivateKey) -> None:
    """For the owner's eyes alone from the first byte on."""
    passphrase = settings.SIGNING_KEY_PASSPHRASE.encode()
    encryption: KeySerializationEncryption = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:
        file.write(private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))
