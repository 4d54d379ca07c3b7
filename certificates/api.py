"""Certificates for other systems, under /api/v1/ (joined in config.api); taking back is people's work."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import Http404
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from accounts.api.paging import After, Limit, page_of
from accounts.api.problems import REFUSALS, WITH_404
from accounts.api.tokens import ApiRequest, TokenAuth
from accounts.models import Scope
from certificates.models import Certificate
from certificates.numbers import read_number
from certificates.presentation import as_json, public_record
from certificates.queries import (
    Standing,
    certificate_by_code,
    certificate_by_number_and_name,
    certificates_for_systems,
    standing_of,
)
from certificates.rules import may_see_certificates

router = Router()

read_certificates = TokenAuth(Scope.READ_CERTIFICATES, may=may_see_certificates)


class CertificateOut(Schema):
    """A certificate as it reads today. The code of its verification address is the holder's to show."""

    number: str
    award: str
    title: str
    name: str
    holder: int
    exam: str | None
    status: Standing
    issued_at: datetime
    expires_on: date | None
    supersedes: str | None


class CertificatePage(Schema):
    """A page of certificates."""

    items: list[CertificateOut]
    next: str | None


class QuestionIn(Schema):
    """A code by itself, or a number with the full name."""

    reference: str = Field(min_length=1, max_length=60)
    full_name: str = Field("", max_length=60)


class HistoryOut(Schema):
    """A day, and what happened on it."""

    on: date
    event: str


class ReplacementOut(Schema):
    """The newest certificate in its place: a part of its number, and what it is worth."""

    number: str
    status: Standing


class VerdictOut(Schema):
    """What strangers are told; `unknown` alone where there is no such certificate, or the name is not its holder's."""

    status: str
    number: str | None = None
    name: str | None = None
    name_is_masked: bool | None = None
    title: str | None = None
    course: str | None = None
    hours: int | None = None
    issued_on: date | None = None
    expires_on: date | None = None
    issuer: str | None = None
    history: list[HistoryOut] = []
    replaced_by: ReplacementOut | None = None


def certificate_out(certificate: Certificate) -> dict[str, Any]:
    return {
        "number": certificate.number,
        "award": certificate.award.code,
        "title": certificate.payload["title"],
        "name": certificate.payload["name"],
        "holder": certificate.person.user_id,
        "exam": certificate.award.exam.code if certificate.award.exam else None,
        "status": standing_of(certificate, today=timezone.localdate()),
        "issued_at": certificate.issued_at,
        "expires_on": certificate.expires_on,
        "supersedes": certificate.supersedes.number if certificate.supersedes else None,
    }


@router.get(
    "/certificates",
    auth=read_certificates,
    response={200: CertificatePage, **REFUSALS},
    tags=["certificates"],
    url_name="certificates",
)
def certificates(
    request: ApiRequest,
    award: Annotated[str | None, Query(max_length=40, pattern=r"^[-\w]+$")] = None,
    limit: Limit = 50,
    after: After = "",
) -> dict[str, Any]:
    """Certificates, of one award where one is named."""
    found = certificates_for_systems(request.auth.exams)
    found = found.filter(award__code=award) if award else found
    return page_of(found, certificate_out, limit=limit, after=after)


@router.get(
    "/certificates/{number}",
    auth=read_certificates,
    response={200: CertificateOut, **WITH_404},
    tags=["certificates"],
    url_name="certificate",
)
def certificate(
    request: ApiRequest, number: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[0-9A-Za-z-]+$")]
) -> dict[str, Any]:
    """One certificate by its number."""
    found = certificates_for_systems(request.auth.exams).filter(number=read_number(number) or "").first()
    if found is None:
        raise Http404
    return certificate_out(found)


@router.post(
    "/verifications",
    auth=read_certificates,
    response={200: VerdictOut, **REFUSALS, 400: WITH_404[404]},
    tags=["certificates"],
    url_name="verify",
)
def verify(request: ApiRequest, body: QuestionIn) -> dict[str, Any]:  # noqa: ARG001 -- a view
    """What the public page answers to the same question; changes nothing."""
    number = read_number(body.reference)
    if number is None:
        found = certificate_by_code(body.reference)
    else:
        found = certificate_by_number_and_name(number, body.full_name)
    return as_json(public_record(found, today=timezone.localdate()) if found else None)
