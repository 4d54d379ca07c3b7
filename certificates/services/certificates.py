"""Issuing and printing certificates."""

import calendar
import hashlib
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile, File
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import EventKind, Person, User, private_storage
from accounts.queries import person_of
from certificates.badges.store import attachment, give_place
from certificates.models import (
    Award,
    Certificate,
    CertificateEvent,
    CertificateEventKind,
    CertificateFile,
    NumberSeries,
    SigningKey,
)
from certificates.numbers import make_code, make_number
from certificates.payload import CertificatePayload, ComponentScore, payload_digest
from certificates.presentation import verification_address
from certificates.queries import active_signing_key, evidence_of, valid_certificate, was_revoked
from certificates.rendering.certificate import Rendering, print_certificate
from certificates.rendering.design import DesignSpec
from certificates.rendering.layouts import current_version
from certificates.rules import (
    Evidence,
    issuer_of,
    may_issue,
    may_reissue,
    reason_after_revocation,
    reason_without_portrait,
    reasons_against,
)
from certificates.services.announcements import announce_certificate
from certificates.services.designs import DesignDamaged, latest_design, printed_design
from certificates.services.systems import tell_of_certificate
from certificates.signing.sign import sign_certificate
from courses.printing.fonts import composed
from exams.marking.models import Result, ResultComponent, ResultState
from exams.marking.queries.feedback import shows_score
from exams.sittings.writer import exclusive_write

CENT = Decimal("0.01")
PDF_END = b"%%EOF"


class IssueRefused(Exception):
    """No certificate was made; `reasons` are sentences for the reader."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


class CertificateDamaged(Exception):
    """The stored record or portrait is not what was issued."""


def issue_certificate(*, award: Award, candidate: User, actor: User | None, now: datetime) -> Certificate:
    """The person's certificate of this award: a new one, or the valid one they already hold.

    What counts is read from the database now. Raises PermissionDenied for another person's certificate and
    IssueRefused with readable reasons.
    """
    person = person_of(candidate)
    evidence = evidence_of(award, candidate)
    if person is None:
        raise IssueRefused(reasons_against(award=award, evidence=evidence))
    if not may_issue(actor, person):
        raise PermissionDenied
    if existing := valid_certificate(award, person):
        return existing
    reasons = reasons_against(award=award, evidence=evidence)
    if was_revoked(award, person) and not may_reissue(actor):
        reasons.append(reason_after_revocation())
    if reasons:
        raise IssueRefused(reasons)
    photo = portrait_for(evidence)
    with exclusive_write():
        number = next_number(now)
        # The series is locked now: whoever issued at the same moment is done and can be seen.
        if existing := valid_certificate(award, person):
            return existing
        _refuse_what_changed(award, person, evidence, actor)
        payload = freeze(award=award, evidence=evidence, photo=photo, number=number, now=now)
        return store(
            award=award, person=person, result=evidence.result, payload=payload, photo=photo, actor=actor, now=now
        )


def _refuse_what_changed(award: Award, person: Person, evidence: Evidence, actor: User | None) -> None:
    """Between reading and the lock a result can be replaced, or a certificate issued and taken back."""
    if was_revoked(award, person) and not may_reissue(actor):
        raise IssueRefused([reason_after_revocation()])
    result = evidence.result
    if result is not None and not Result.objects.filter(pk=result.pk, state=ResultState.RELEASED).exists():
        raise IssueRefused([_("The result has been replaced by a later one.")])


def portrait_for(evidence: Evidence) -> bytes:
    """The portrait to keep with the certificate; none where the person has none and the certificate shows none.

    Raises IssueRefused.
    """
    person = evidence.person
    if person is None or not person.photo:
        if evidence.needs_portrait:
            raise IssueRefused([reason_without_portrait()])
        return b""
    return read_portrait(person)


def portrait_digest(photo: bytes) -> str:
    return hashlib.sha256(photo).hexdigest() if photo else ""


def read_portrait(person: Person) -> bytes:
    """The person's portrait as it is now; raises IssueRefused where it cannot be read."""
    try:
        with person.photo.open() as file:
            return bytes(file.read())
    except OSError as error:
        raise IssueRefused([_("The portrait cannot be read. Please upload it again.")]) from error


def next_number(now: datetime) -> str:
    """The next number of the year, for this transaction alone: the series stays locked until it ends."""
    year = timezone.localdate(now).year
    NumberSeries.objects.bulk_create([NumberSeries(year=year)], ignore_conflicts=True)
    NumberSeries.objects.filter(year=year).update(last_serial=F("last_serial") + 1)
    return make_number(year=year, serial=NumberSeries.objects.values_list("last_serial", flat=True).get(year=year))


def store(
    *,
    award: Award,
    person: Person,
    result: Result | None,
    payload: CertificatePayload,
    photo: bytes,
    actor: User | None,
    now: datetime,
    supersedes: Certificate | None = None,
) -> Certificate:
    """Write the frozen record with its first event; only inside a transaction that holds the number."""
    stored = payload.to_json()
    certificate = Certificate(
        award=award,
        person=person,
        result=result,
        number=payload.number,
        code=make_code(),
        payload=stored,
        payload_sha256=payload_digest(stored),
        issued_at=now,
        expires_on=payload.expires_on,
        supersedes=supersedes,
        # The holder consented for the certificate, not for the piece of paper.
        shows_full_name=supersedes is not None and supersedes.shows_full_name,
    )
    if photo:
        certificate.photo.save(f"{certificate.code}.jpg", ContentFile(photo), save=False)
    certificate.save()
    give_place(certificate, now=now)
    CertificateEvent.objects.create(certificate=certificate, kind=CertificateEventKind.ISSUED, actor=actor, at=now)
    announce_certificate(certificate=certificate, now=now)
    tell_of_certificate(certificate=certificate, kind=EventKind.CERTIFICATE_ISSUED, now=now)
    return certificate


def freeze(*, award: Award, evidence: Evidence, photo: bytes, number: str, now: datetime) -> CertificatePayload:
    """What the certificate will say from now on: the award's words, the person's, and what was achieved."""
    issued_on = timezone.localdate(now)
    parts = _parts(evidence.result, now) if award.exam else []
    # The paper is Chinese, whatever language its reader has chosen for the site.
    with translation.override("zh-hans"):
        components = tuple(
            ComponentScore(str(part.component.get_kind_display()), part.score, part.pass_mark) for part in parts
        )
    finished_at = evidence.completion.finished_at if award.course_id else None
    return CertificatePayload(
        **looks_of(award, has_portrait=bool(photo)),
        number=number,
        title=award.title,
        name=composed(evidence.person.full_name.strip()) if evidence.person else "",
        course_title=award.course_title,
        exam_title=award.exam.title if award.exam else "",
        issuer=issuer_of(award),
        components=components,
        total=_mean([part.score for part in parts]),
        hours=award.hours,
        issued_on=issued_on,
        expires_on=last_good_day(issued_on, award.valid_months),
        photo_sha256=portrait_digest(photo),
        completed_on=timezone.localdate(finished_at) if finished_at else None,
    )


def looks_of(award: Award, *, has_portrait: bool) -> dict[str, Any]:
    """The payload's words for what new certificates of the award look like: the design's latest version, or a layout.

    Raises IssueRefused where that shows a portrait and there is none.
    """
    version = latest_design(award)
    spec = DesignSpec.from_json(version.spec) if version else None
    if not has_portrait and (spec is None or spec.shows_photo):
        raise IssueRefused([reason_without_portrait()])
    if version is None or spec is None:
        return {"layout": award.layout, "layout_version": current_version(award.layout), "design": ""}
    return {"layout": spec.layout, "layout_version": spec.layout_version, "design": version.sha256}


def _parts(result: Result | None, now: datetime) -> list[ResultComponent]:
    """The components, where the exam lets its candidates see their scores."""
    if result is None or not shows_score(result.registration.sitting.exam, now=now):
        return []
    return list(result.components.select_related("component").order_by("component__kind"))


def _mean(scores: list[Decimal]) -> Decimal | None:
    return (sum(scores, Decimal(0)) / len(scores)).quantize(CENT, ROUND_HALF_UP) if scores else None


def last_good_day(issued_on: date, months: int) -> date | None:
    """The day before the same day `months` later; the month's last where it has no such day."""
    if not months:
        return None
    year, month = divmod(issued_on.year * 12 + issued_on.month - 1 + months, 12)
    day = min(issued_on.day, calendar.monthrange(year, month + 1)[1])
    return date.fromordinal(date(year, month + 1, day).toordinal() - 1)


def open_pdf(certificate: Certificate, *, now: datetime) -> "File[bytes]":
    """The printed and signed certificate: the kept file, or a fresh one where none is kept or it was cut short.

    Without an active key the file is unsigned; once there is one it is printed again and signed.
    """
    storage = private_storage()
    key = active_signing_key(now=now)
    for name in (_file_name(certificate, "-signed"), *([] if key else [_file_name(certificate)])):
        if storage.exists(name):
            kept = storage.open(name)
            if _is_whole(kept):
                return kept
            kept.close()
            storage.delete(name)
    rendering = print_record(certificate, credential=attachment(certificate))
    handed_out = hand_out(certificate, rendering, key=key, now=now)
    name = _file_name(certificate, "-signed" if key else "")
    return storage.open(storage.save(name, ContentFile(handed_out)))


def print_record(certificate: Certificate, *, credential: bytes = b"") -> Rendering:
    """The unsigned paper of the record as it was frozen; raises CertificateDamaged where record or portrait was touched."""
    if payload_digest(certificate.payload) != certificate.payload_sha256:
        raise CertificateDamaged(certificate.number)
    payload = CertificatePayload.from_json(certificate.payload)
    photo = kept_portrait(certificate)
    if portrait_digest(photo) != payload.photo_sha256:
        raise CertificateDamaged(certificate.number)
    try:
        design = printed_design(payload.design) if payload.design else None
    except DesignDamaged as error:
        raise CertificateDamaged(certificate.number) from error
    return print_certificate(
        payload, photo=photo, verify_url=verification_address(certificate), credential=credential, design=design
    )


def kept_portrait(certificate: Certificate) -> bytes:
    """The portrait that was frozen with it; empty where it was issued without one."""
    if not certificate.photo:
        return b""
    with certificate.photo.open() as file:
        return bytes(file.read())


def hand_out(certificate: Certificate, rendering: Rendering, *, key: SigningKey | None, now: datetime) -> bytes:
    """The file that people get, signed where there is a key; what makes it recognisable is put on record first."""
    pdf = sign_certificate(rendering.pdf, key=key, now=now) if key else rendering.pdf
    CertificateFile.objects.create(
        certificate=certificate,
        rendering_sha256=rendering.sha256,
        layout=rendering.layout,
        fonts=dict(rendering.fonts),
        sha256=hashlib.sha256(pdf).hexdigest(),
        signing_key=key,
        printed_at=now,
    )
    return pdf


def _file_name(certificate: Certificate, ending: str = "") -> str:
    """All that the paper depends on: payload, design with its version, and the address it leads to."""
    layout = f"{certificate.payload['layout']}-{certificate.payload['layout_version']}"
    address = hashlib.sha256(verification_address(certificate).encode()).hexdigest()[:12]
    return f"certificate_files/{certificate.payload_sha256}-{layout}-{address}{ending}.pdf"


def _is_whole(file: "File[bytes]") -> bool:
    """A process killed while it wrote leaves a file without its end."""
    file.seek(max(file.size - 32, 0))
    is_whole = PDF_END in file.read()
    file.seek(0)
    return is_whole
