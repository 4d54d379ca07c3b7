"""Signing keys: made, registered, retired, and opened once in a process."""

import asyncio
import os
import threading
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from asn1crypto.cms import CMSAttributes
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from django.db import transaction
from pyhanko.sign.signers import Signer
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates.models import SigningKey
from certificates.signing import authority
from certificates.signing.token import TOKEN_ERRORS, open_token_signer

AUTHORITY_KEY = "authority-key.pem"
AUTHORITY_CERTIFICATE = "authority.pem"
OWNER_ONLY = 0o600
DIGEST = "sha256"
PROBE = b"is it this key?"
TOKEN_PREFIX = "pkcs11:"  # noqa: S105 -- a kind of place


class KeyUnusable(Exception):
    """The key of a signing key is not where its record says, cannot be opened, or is another one."""


class KeptKeySigner(Signer):
    """Signs with a private key that was opened once, where pyHanko's own reads it anew for every signature."""

    def __init__(
        self, *, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, chain: Sequence[asn1_x509.Certificate]
    ) -> None:
        registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        # The key's own goes into a signature by itself.
        registry.register_multiple(chain[1:])
        super().__init__(signing_cert=chain[0], cert_registry=registry, embed_roots=False)
        self.key, self.chain = key, chain

    async def unsigned_attrs(
        self,
        digest_algorithm: str,
        signature: bytes,
        signed_attrs: CMSAttributes,
        timestamper: TimeStamper | None = None,
        dry_run: bool = False,  # noqa: FBT001, FBT002 -- pyHanko's signature
    ) -> Any:
        """None without a time stamp: asking for nothing takes an event loop otherwise."""
        if timestamper is None:
            return None
        return await super().unsigned_attrs(digest_algorithm, signature, signed_attrs, timestamper, dry_run)

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: ARG002, FBT001, FBT002 -- pyHanko's signature
        """The raw signature; a dry run takes as long and needs no case of its own."""
        if digest_algorithm != DIGEST:
            raise KeyUnusable(f"signatures here are over {DIGEST}, not {digest_algorithm}")
        return self.sign_now(data)

    def sign_now(self, data: bytes) -> bytes:
        """The raw signature, without an event loop."""
        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            return self.key.sign(data, ec.ECDSA(SHA256()))
        return self.key.sign(data, padding.PKCS1v15(), SHA256())


def create_signing_key(*, name: str, years: int, now: datetime) -> SigningKey:
    """A new P-256 key of the own test authority; the one active so far is retired and goes on being recognised."""
    made = authority.make_signing_key(organisation=name, authority=_own_authority(name, now), now=now, years=years)
    fingerprint = fingerprint_of(made.certificate)
    file_name = f"{fingerprint[:16]}.pem"
    _write_secret(_folder() / file_name, authority.private_pem(made.key, settings.SIGNING_KEY_PASSPHRASE))
    root = (_folder() / AUTHORITY_CERTIFICATE).read_text(encoding="ascii")
    return _activate(name=name, location=file_name, certificate=made.certificate, issuers=root, now=now)


def register_signing_key(*, name: str, location: str, certificates: str, now: datetime) -> SigningKey:
    """Take a key that exists, in a file or in a token (`pkcs11:<label>`), with its certificate and those above it.

    Raises KeyUnusable where the key cannot be opened or does not belong to the certificate.
    """
    chain = x509.load_pem_x509_certificates(certificates.encode())
    issuers = "".join(map(authority.public_pem, chain[1:]))
    candidate = SigningKey(location=location, certificate=authority.public_pem(chain[0]), issuers=issuers)
    if not _is_key_of(_open(candidate), chain[0]):
        raise KeyUnusable("the key does not belong to the certificate")
    return _activate(name=name, location=location, certificate=chain[0], issuers=issuers, now=now)


def _is_key_of(signer: Signer, certificate: x509.Certificate) -> bool:
    """Shown by a signature, which is all that a token lets one see of its key."""
    try:
        signature = asyncio.run(signer.async_sign_raw(PROBE, DIGEST))
    except TOKEN_ERRORS as error:
        raise KeyUnusable(f"the token does not sign with this key: {type(error).__name__} {error}".rstrip()) from error
    public = certificate.public_key()
    try:
        if isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, PROBE, ec.ECDSA(SHA256()))
        elif isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, PROBE, padding.PKCS1v15(), SHA256())
        else:
            return False
    except InvalidSignature:
        return False
    return True


def own_revocation_list(key: SigningKey, *, now: datetime) -> bytes | None:
    """What the installation's own authority says today, for a key that it certified; None for any other key."""
    certificate = _folder() / AUTHORITY_CERTIFICATE
    if not certificate.exists() or key.issuers != certificate.read_text(encoding="ascii"):
        return None
    return authority.make_revocation_list(authority=_own_authority(key.name, now), now=now)


def _activate(*, name: str, location: str, certificate: x509.Certificate, issuers: str, now: datetime) -> SigningKey:
    with transaction.atomic():
        SigningKey.objects.filter(retired_at=None).update(retired_at=now)
        return SigningKey.objects.create(
            name=name,
            fingerprint=fingerprint_of(certificate),
            certificate=authority.public_pem(certificate),
            issuers=issuers,
            location=location,
            active_from=now,
            expires_at=certificate.not_valid_after_utc,
        )


def fingerprint_of(certificate: x509.Certificate) -> str:
    """SHA-256 of the certificate, as other programs show it, in lower case."""
    return sha256(certificate.public_bytes(serialization.Encoding.DER)).hexdigest()


_opening = threading.Lock()
_signers: dict[tuple[str, str], Signer] = {}


def signer_of(key: SigningKey) -> Signer:
    """The opened key, one in a process; raises KeyUnusable."""
    with _opening:
        place = (key.fingerprint, str(_folder()))
        if place not in _signers:
            _signers[place] = _open(key)
        return _signers[place]


def chain_of(key: SigningKey) -> list[asn1_x509.Certificate]:
    """The key's own certificate first, then those above it."""
    text = (key.certificate + key.issuers).encode()
    return [asn1_x509.Certificate.load(der) for _type, _headers, der in pem.unarmor(text, multiple=True)]


def _open(key: SigningKey) -> Signer:
    if key.location.startswith(TOKEN_PREFIX):
        try:
            return open_token_signer(label=key.location.removeprefix(TOKEN_PREFIX), chain=chain_of(key))
        except TOKEN_ERRORS as error:
            raise KeyUnusable(f"{key.location}: {type(error).__name__} {error}".rstrip()) from error
    try:
        secret = (_folder() / key.location).read_bytes()
        passphrase = settings.SIGNING_KEY_PASSPHRASE.encode() or None
        if passphrase and b"ENCRYPTED" not in secret:
            passphrase = None
        private = serialization.load_pem_private_key(secret, passphrase)
    except (OSError, ValueError, TypeError) as error:
        raise KeyUnusable(f"{key.location}: {error}") from error
    if not isinstance(private, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise KeyUnusable(f"{key.location}: neither an EC nor an RSA key")
    return KeptKeySigner(key=private, chain=chain_of(key))


def _folder() -> Path:
    return Path(settings.SIGNING_KEY_FOLDER)


def _own_authority(name: str, now: datetime) -> authority.Made:
    """The test authority of this installation, made on first use."""
    key_file, certificate_file = _folder() / AUTHORITY_KEY, _folder() / AUTHORITY_CERTIFICATE
    passphrase = settings.SIGNING_KEY_PASSPHRASE
    if not certificate_file.exists():
        made = authority.make_authority(organisation=name, now=now)
        _write_secret(key_file, authority.private_pem(made.key, passphrase))
        certificate_file.write_text(authority.public_pem(made.certificate), encoding="ascii")
    secret = key_file.read_bytes()
    key = serialization.load_pem_private_key(secret, passphrase.encode() if b"ENCRYPTED" in secret else None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise KeyUnusable(f"{AUTHORITY_KEY}: not an EC key")
    return authority.Made(key, x509.load_pem_x509_certificate(certificate_file.read_bytes()))


def _write_secret(path: Path, content: bytes) -> None:
    """For the owner's eyes alone from the first byte on."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:
        file.write(content)
