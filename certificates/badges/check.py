"""The judgement on a badge: whose it is, whether a word was changed, whether it is in its own place, its state today."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.badges.addresses import code_in, issuer_did, key_address
from certificates.badges.carriers import Carrier, read_carrier
from certificates.badges.documents import Disclosure, credential_document, instant
from certificates.badges.proof import SUITE, is_signed_by, proof_of
from certificates.badges.store import NoBadge, place_of
from certificates.models import BadgeKey, Certificate, CertificateState
from certificates.payload import payload_digest
from certificates.queries import Standing, certificate_by_code, standing_of

LARGEST_FILE = 5 * 1024 * 1024
PROOF_MEMBERS = {"type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue"}
# Words and pictures that a later version may put otherwise; who signed them once, signed them.
WORDING = {"name", "description", "narrative", "caption", "image"}


class BadgeFinding(models.TextChoices):
    """What a file says as a badge, worst first."""

    UNREADABLE = "unreadable", _("No badge was found in this file.")
    FOREIGN = "foreign", _("The badge was not issued by this platform.")
    ALTERED = "altered", _("The badge was changed after it was signed.")
    MISPLACED = "misplaced", _("The badge belongs to another certificate.")
    GENUINE = "genuine", _("The badge is exactly as it was signed.")


@dataclass(frozen=True)
class BadgeVerdict:
    """The answer about a badge. Only a genuine one has a certificate and a standing."""

    finding: BadgeFinding
    carrier: Carrier
    key: BadgeKey | None = None
    certificate: Certificate | None = None
    standing: Standing | None = None

    @property
    def is_ours(self) -> bool:
        """Signed with a key of this platform, and not changed since."""
        return self.finding in {BadgeFinding.MISPLACED, BadgeFinding.GENUINE}

    @property
    def is_good(self) -> bool:
        """Genuine, and the certificate is valid today."""
        return self.finding == BadgeFinding.GENUINE and self.standing == Standing.VALID

    @property
    def status_bit(self) -> bool | None:
        """What the status list says: whether the badge has been taken back or replaced."""
        return self.certificate.state != CertificateState.VALID if self.certificate else None

    def to_json(self) -> dict[str, Any]:
        """For a machine; says nothing about a certificate whose badge is not in its place."""
        return {
            "finding": self.finding.value,
            "carrier": self.carrier.value,
            "ours": self.is_ours,
            "good": self.is_good,
            "key": self.key.name if self.key else None,
            "number": self.certificate.number if self.certificate else None,
            "status": self.standing.value if self.standing else None,
            "status_bit": self.status_bit,
        }


def verify_badge(data: bytes, *, now: datetime, beside: Certificate | None = None) -> BadgeVerdict:
    """Judge any bytes at all: a credential, a baked picture, a PDF with one attached. Never raises for what they hold.

    `beside`: the certificate that the file claims to be, where something else has found it out.
    """
    if len(data) > LARGEST_FILE:
        return BadgeVerdict(BadgeFinding.UNREADABLE, Carrier.JSON)
    carried = read_carrier(data)
    document = carried.document
    if document is None:
        return BadgeVerdict(BadgeFinding.UNREADABLE, carried.carrier)
    proof = proof_of(document)
    key = _key_of(document, proof) if proof else None
    if proof is None or key is None:
        return BadgeVerdict(BadgeFinding.FOREIGN, carried.carrier)
    if not _is_in_its_time(proof, key) or not is_signed_by(document, public_multibase=key.public_multibase):
        return BadgeVerdict(BadgeFinding.ALTERED, carried.carrier, key)
    certificate = certificate_by_code(code_in(str(document.get("id", ""))))
    is_its_own = certificate is not None and _says_what_the_record_says(document, certificate)
    is_in_place = (beside is None or beside == certificate) and (
        carried.carrier != Carrier.PDF or (certificate is not None and carried.number == certificate.number)
    )
    if certificate is None or not is_its_own or not is_in_place:
        return BadgeVerdict(BadgeFinding.MISPLACED, carried.carrier, key)
    standing = standing_of(certificate, today=timezone.localdate(now))
    return BadgeVerdict(BadgeFinding.GENUINE, carried.carrier, key, certificate, standing)


def _key_of(document: dict[str, Any], proof: dict[str, Any]) -> BadgeKey | None:
    """The key that the proof names, where issuer and key are this platform's."""
    issuer = document.get("issuer")
    if not isinstance(issuer, dict) or issuer.get("id") != issuer_did():
        return None
    name = str(proof.get("verificationMethod", "")).removeprefix(key_address(""))
    key = BadgeKey.objects.filter(name=name).first()
    return key if key and proof.get("verificationMethod") == key_address(key.name) else None


def _is_in_its_time(proof: dict[str, Any], key: BadgeKey) -> bool:
    """Only the suite that signs here, and a moment in which the key was in use, written as it is written here."""
    if proof.keys() != PROOF_MEMBERS or proof["cryptosuite"] != SUITE or not isinstance(proof["created"], str):
        return False
    last = instant(key.retired_at) if key.retired_at else "9"
    return instant(key.active_from) <= proof["created"] <= last


def _says_what_the_record_says(document: dict[str, Any], certificate: Certificate) -> bool:
    """Member for member what the frozen record gives, wording aside; nothing more and nothing less.

    That is also what makes the proof cover every member: it signs a meaning, and this fixes how the meaning is written.
    """
    if payload_digest(certificate.payload) != certificate.payload_sha256:
        return False
    subject = document.get("credentialSubject")
    identifiers = subject.get("identifier") if isinstance(subject, dict) else None
    disclosure = Disclosure(
        results=str(document.get("id", "")).endswith("#results"),
        name=isinstance(identifiers, list) and len(identifiers) > 1,
    )
    try:
        expected = credential_document(certificate, place_of(certificate), disclosure)
    except NoBadge:
        return False
    said = {name: value for name, value in document.items() if name != "proof"}
    return _is_alike(said, expected)


def _is_alike(said: Any, expected: Any) -> bool:
    if isinstance(expected, dict):
        return (
            isinstance(said, dict)
            and said.keys() == expected.keys()
            and all(
                _is_alike(said[name], value) or (name in WORDING and _is_of_one_shape(said[name], value))
                for name, value in expected.items()
            )
        )
    if isinstance(expected, list):
        return (
            isinstance(said, list)
            and len(said) == len(expected)
            and all(_is_alike(one, other) for one, other in zip(said, expected, strict=True))
        )
    return type(said) is type(expected) and said == expected


def _is_of_one_shape(said: Any, expected: Any) -> bool:
    """The same members with other words."""
    if isinstance(expected, dict):
        return (
            isinstance(said, dict)
            and said.keys() == expected.keys()
            and all(_is_of_one_shape(said[name], value) for name, value in expected.items())
        )
    return type(said) is type(expected)
