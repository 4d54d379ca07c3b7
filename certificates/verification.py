"""What a certificate file is worth: whose it is, whether it is as it was handed out, and what its record says today."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from certificates.badges.check import BadgeVerdict, verify_badge
from certificates.models import Certificate, CertificateFile, SigningKey
from certificates.queries import Standing, standing_of
from certificates.signing.check import Finding, check_signature

LARGEST_FILE = 5 * 1024 * 1024


@dataclass(frozen=True)
class FileVerdict:
    """The answer about a file. Only a genuine file has a certificate, a number and a standing."""

    finding: Finding
    signed_at: datetime | None = None
    key: SigningKey | None = None
    file: CertificateFile | None = None
    standing: Standing | None = None

    @property
    def certificate(self) -> Certificate | None:
        return self.file.certificate if self.file else None

    @property
    def is_ours(self) -> bool:
        """Signed with a key of this platform, whatever has become of the file since."""
        return self.key is not None

    @property
    def is_unaltered(self) -> bool:
        return self.finding == Finding.GENUINE

    @property
    def is_good(self) -> bool:
        """Genuine, and the certificate is valid today."""
        return self.is_unaltered and self.standing == Standing.VALID

    def to_json(self) -> dict[str, Any]:
        """For a machine; says nothing about a certificate whose file was altered."""
        return {
            "finding": self.finding.value,
            "ours": self.is_ours,
            "unaltered": self.is_unaltered,
            "good": self.is_good,
            "signed_at": self.signed_at.isoformat() if self.signed_at else None,
            "key": self.key.fingerprint if self.key else None,
            "number": self.file.certificate.number if self.file else None,
            "status": self.standing.value if self.standing else None,
        }


def verify_file(data: bytes, *, now: datetime) -> FileVerdict:
    """Judge any bytes at all; never raises for what they hold.

    The signature is judged by itself, so that anybody could; and the file must be one that was handed out, which
    also covers the few bytes of a signature's own container that no signature protects.
    """
    if len(data) > LARGEST_FILE:
        return FileVerdict(Finding.UNREADABLE)
    report = check_signature(data)
    if report.finding != Finding.GENUINE:
        return FileVerdict(report.finding, report.signed_at, report.key)
    printed = (
        CertificateFile.objects.filter(sha256=hashlib.sha256(data).hexdigest(), signing_key=report.key)
        .select_related("certificate__award")
        .first()
    )
    if printed is None:
        return FileVerdict(Finding.ALTERED, report.signed_at, report.key)
    standing = standing_of(printed.certificate, today=timezone.localdate(now))
    return FileVerdict(Finding.GENUINE, report.signed_at, report.key, printed, standing)


def verify_any_file(data: bytes, *, now: datetime) -> FileVerdict | BadgeVerdict:
    """Judge a paper by its signature, anything else by the badge that it carries."""
    return verify_file(data, now=now) if data.startswith(b"%PDF-") else verify_badge(data, now=now)
