"""The exam office's own keys: Ed25519 signs archives and chain roots, P-256 opens sealed answer files.

Private parts are files in SIGNING_KEY_FOLDER that this user alone may read, encrypted where SIGNING_KEY_PASSPHRASE is
set; the rows hold the public parts.
"""

import base64
import hashlib
import os
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

from accounts.prepared import Prepared
from exams.sittings.models import ExamKey, KeyPurpose
from exams.sittings.writer import exclusive_write

OWNER_ONLY = 0o600
NAME_LENGTH = 8
PrivateKey = Ed25519PrivateKey | EllipticCurvePrivateKey


class KeyUnusable(Exception):
    """The key is not where its record says, cannot be opened, or is another one."""


def create_exam_key(*, purpose: KeyPurpose, now: datetime) -> ExamKey:
    """A new key that serves from now on; the one so far is retired and goes on being recognised."""
    private_key: PrivateKey = (
        Ed25519PrivateKey.generate() if purpose == KeyPurpose.ARCHIVE else generate_private_key(SECP256R1())
    )
    public = _public(private_key)
    name = f"{purpose}-{now:%Y}-{hashlib.sha256(public.encode()).hexdigest()[:NAME_LENGTH]}"
    _write_secret(_place(name), private_key)
    with exclusive_write():
        ExamKey.objects.filter(purpose=purpose, retired_at__isnull=True).update(retired_at=now)
        return ExamKey.objects.create(purpose=purpose, name=name, public_key=public, active_from=now)


def active_key(purpose: KeyPurpose) -> ExamKey | None:
    """The key that serves today; None where none was made yet."""
    return ExamKey.objects.filter(purpose=purpose, retired_at__isnull=True).first()


_sealing = Prepared(lambda: ExamKey.objects.filter(purpose=KeyPurpose.SEALING, retired_at__isnull=True))


def sealing_key() -> ExamKey | None:
    """The key to which the exam page seals; asked by every page of an exam."""
    return _sealing.first()


def key_for(purpose: KeyPurpose, *, now: datetime) -> ExamKey:
    """The key that serves today, made where there is none: an exam must not go unproved because nobody thought of it."""
    return active_key(purpose) or create_exam_key(purpose=purpose, now=now)


def sign(key: ExamKey, message: bytes) -> str:
    """Base64 of the Ed25519 signature; the same for the same message. Raises KeyUnusable."""
    private_key = _open(key)
    if not isinstance(private_key, Ed25519PrivateKey):
        raise KeyUnusable(f"{key.name} signs nothing")
    return base64.b64encode(private_key.sign(message)).decode()


def is_signed(key: ExamKey, message: bytes, signature: str) -> bool:
    """Whether the signature is this key's over this message."""
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key.public_key))
        public.verify(base64.b64decode(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def opening_key(key: ExamKey) -> EllipticCurvePrivateKey:
    """The private part of a key that opens sealed files. Raises KeyUnusable."""
    private_key = _open(key)
    if not isinstance(private_key, EllipticCurvePrivateKey):
        raise KeyUnusable(f"{key.name} opens nothing")
    return private_key


def fingerprint(key: ExamKey) -> str:
    """SHA-256 of the public key, as people compare it."""
    return hashlib.sha256(base64.b64decode(key.public_key)).hexdigest()


def _public(private_key: PrivateKey) -> str:
    if isinstance(private_key, Ed25519PrivateKey):
        raw = private_key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    else:
        raw = private_key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.b64encode(raw).decode()


def _open(key: ExamKey) -> PrivateKey:
    try:
        secret = _place(key.name).read_bytes()
        passphrase = settings.SIGNING_KEY_PASSPHRASE.encode() if b"ENCRYPTED" in secret else None
        private_key = load_pem_private_key(secret, passphrase)
    except (OSError, ValueError, TypeError) as error:
        raise KeyUnusable(f"{key.name}: {error}") from error
    if not isinstance(private_key, PrivateKey) or _public(private_key) != key.public_key:
        raise KeyUnusable(f"{key.name}: another key than the record's")
    return private_key


def _place(name: str) -> Path:
    return Path(settings.SIGNING_KEY_FOLDER) / f"{name}.pem"


def _write_secret(path: Path, private_key: PrivateKey) -> None:
    """For the owner's eyes alone from the first byte on."""
    passphrase = settings.SIGNING_KEY_PASSPHRASE.encode()
    encryption: KeySerializationEncryption = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:
        file.write(private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))
