"""What stands in the open files: issuer, achievement, credential, keys; before they are signed.

A credential is made from the frozen record and from nothing else, so the same certificate gives the same document.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone

from certificates.badges.addresses import (
    RESULTS,
    achievement_address,
    credential_address,
    issuer_did,
    key_address,
    picture_address,
    status_list_address,
)
from certificates.badges.proof import BADGE
from certificates.models import Award, BadgeKey, BadgeStatus, Certificate
from certificates.payload import CertificatePayload, plain_number
from certificates.rules import issuer_of

Document = dict[str, Any]

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
# The version is part of what is signed: another one means other signatures.
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
LANGUAGE = "zh-CN"
SALT_LENGTH = 32


@dataclass(frozen=True)
class Disclosure:
    """What of the record a credential says beyond the verification page's facts."""

    # In the holder's own file; the open address says no more than the verification page.
    results: bool
    # Only with the holder's consent.
    name: bool


@dataclass(frozen=True)
class Achieved:
    """What a certificate is given for: of an award as it is today, or of a certificate as it was frozen."""

    award_id: int
    title: str
    course_title: str
    exam_title: str
    hours: int
    # Label and pass mark of each part of the exam.
    parts: tuple[tuple[str, Decimal], ...]

    @classmethod
    def of_award(cls, award: Award) -> "Achieved":
        components = award.exam.components.order_by("kind") if award.exam else []
        return cls(
            award_id=award.pk,
            title=award.title,
            course_title=award.course_title,
            exam_title=award.exam.title if award.exam else "",
            hours=award.hours,
            parts=tuple((str(part.get_kind_display()), part.pass_mark) for part in components),
        )

    @classmethod
    def of_certificate(cls, award_id: int, payload: CertificatePayload) -> "Achieved":
        return cls(
            award_id=award_id,
            title=payload.title,
            course_title=payload.course_title,
            exam_title=payload.exam_title,
            hours=payload.hours,
            parts=tuple((part.label, part.pass_mark) for part in payload.components),
        )

    @property
    def name(self) -> str:
        return f"{self.course_title} · {self.title}"

    @property
    def criteria(self) -> str:
        """What had to be done, as the paper says it: in Chinese, whatever the reader's language."""
        sentences = [f"学习《{self.course_title}》" + (f"，共 {self.hours} 学时。" if self.hours else "。")]
        if self.exam_title:
            marks = "，".join(f"{label}不低于 {plain_number(mark)} 分" for label, mark in self.parts)
            sentences.append(f"通过“{self.exam_title}”" + (f"：{marks}。" if marks else "。"))
        return "".join(sentences)


def issuer_document() -> Document:
    """The issuer's profile, as its own address gives it."""
    return {"@context": [CREDENTIALS, OPEN_BADGES], **_profile(str(settings.WAGTAIL_SITE_NAME))}


def achievement_document(award: Award) -> Document:
    """What an award is given for today."""
    achieved = Achieved.of_award(award)
    return {
        "@context": [CREDENTIALS, OPEN_BADGES],
        **_achievement(achieved, has_results=True),
        "creator": _profile(issuer_of(award)),
    }


def credential_document(certificate: Certificate, place: BadgeStatus, disclosure: Disclosure) -> Document:
    """The credential of a certificate, unsigned."""
    payload = CertificatePayload.from_json(certificate.payload)
    achieved = Achieved.of_certificate(certificate.award_id, payload)
    address = credential_address(certificate.code)
    issued_at = instant(certificate.issued_at)
    document: Document = {
        "@context": [CREDENTIALS, OPEN_BADGES, EXTENSIONS],
        "id": address + (RESULTS if disclosure.results else ""),
        "type": ["VerifiableCredential", BADGE],
        "name": achieved.name,
        "description": _description(achieved),
        "image": _image(achieved.award_id, achieved.name),
        "issuer": _profile(payload.issuer),
        "validFrom": issued_at,
        "awardedDate": issued_at,
        "credentialSubject": _subject(certificate, payload, achieved, disclosure),
        "credentialStatus": status_entry(place),
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    if payload.expires_on:
        document["validUntil"] = instant(_end_of(payload.expires_on))
    return document


def _subject(
    certificate: Certificate, payload: CertificatePayload, achieved: Achieved, disclosure: Disclosure
) -> Document:
    """Whoever holds the certificate: by its number, hashed; by name where the holder agrees; never by anything else."""
    subject: Document = {
        "type": ["AchievementSubject"],
        "identifier": [_hashed_number(certificate)],
        "achievement": _achievement(achieved, has_results=disclosure.results),
    }
    if disclosure.name:
        subject["identifier"].append(
            {"type": "IdentityObject", "hashed": False, "identityHash": payload.name, "identityType": "name"}
        )
    if disclosure.results and payload.components:
        scores = [part.score_text for part in payload.components]
        subject["result"] = [
            {"type": ["Result"], "value": score, "resultDescription": _result_id(achieved.award_id, place)}
            for place, score in enumerate(scores, 1)
        ]
    return subject


def _hashed_number(certificate: Certificate) -> Document:
    """Whoever has the paper finds its number again; whoever has not learns nothing of a person.

    A name would not do: two or three characters are found again by trying, salt or no salt.
    """
    salt = hashlib.sha256(f"badge:{certificate.code}".encode()).hexdigest()[:SALT_LENGTH]
    digest = hashlib.sha256((certificate.number + salt).encode()).hexdigest()
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": f"sha256${digest}",
        "identityType": "systemId",
        "salt": salt,
    }


def _profile(name: str) -> Document:
    return {"id": issuer_did(), "type": ["Profile"], "name": name, "url": settings.SITE_URL.rstrip("/") + "/"}


def _achievement(achieved: Achieved, *, has_results: bool) -> Document:
    achievement: Document = {
        "id": achievement_address(achieved.award_id),
        "type": ["Achievement"],
        "achievementType": "Certificate",
        "name": achieved.name,
        "description": _description(achieved),
        "criteria": {"narrative": achieved.criteria},
        "image": _image(achieved.award_id, achieved.name),
        "inLanguage": LANGUAGE,
    }
    if has_results and achieved.parts:
        achievement["resultDescription"] = [
            {
                "id": _result_id(achieved.award_id, place),
                "type": ["ResultDescription"],
                "name": label,
                "resultType": "ScaledScore",
                "valueMin": "0",
                "valueMax": "100",
                "requiredValue": plain_number(pass_mark),
            }
            for place, (label, pass_mark) in enumerate(achieved.parts, 1)
        ]
    return achievement


def _description(achieved: Achieved) -> str:
    return f"《{achieved.course_title}》{achieved.title}。本证书为培训证书，不是国家职业资格证书或职业技能等级证书。"


def _image(award_id: int, caption: str) -> Document:
    return {"id": picture_address(award_id), "type": "Image", "caption": caption}


def _result_id(award_id: int, place: int) -> str:
    return f"{achievement_address(award_id)}#result-{place}"


def status_entry(place: BadgeStatus) -> Document:
    """Where today's state of a credential is found."""
    address = status_list_address(place.status_list_id)
    return {
        "id": f"{address}#{place.position}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(place.position),
        "statusListCredential": address,
    }


def did_document(keys: Iterable[BadgeKey]) -> Document:
    """The public keys of all times: what a retired key has signed stays genuine."""
    did = issuer_did()
    methods = [
        {
            "id": key_address(key.name),
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": key.public_multibase,
        }
        for key in keys
    ]
    names: Sequence[str] = [method["id"] for method in methods]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": names,
    }


def instant(moment: datetime) -> str:
    """A time of the day as credentials write it, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _end_of(day: date) -> datetime:
    """The last second of the last good day here."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=timezone.get_default_timezone())
