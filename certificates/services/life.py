"""What becomes of a certificate: taken back, replaced by a newer one, renewed. Each act is an event that stays."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import EventKind, User
from certificates.models import (
    Certificate,
    CertificateEvent,
    CertificateEventKind,
    CertificateState,
    RevocationCode,
    SupersessionCode,
)
from certificates.payload import SCHEMA, CertificatePayload
from certificates.queries import evidence_of
from certificates.rules import (
    Evidence,
    is_rule_asked_anew,
    may_renew,
    may_revoke,
    may_supersede,
    reason_without_portrait,
    reasons_against,
    reasons_against_renewal,
    reasons_in_words,
)
from certificates.services.announcements import announce_revocation
from certificates.services.certificates import (
    IssueRefused,
    freeze,
    kept_portrait,
    last_good_day,
    looks_of,
    next_number,
    portrait_digest,
    portrait_for,
    read_portrait,
    store,
)
from certificates.services.systems import tell_of_certificate
from exams.marking.models import Result
from exams.sittings.writer import exclusive_write


@dataclass(frozen=True)
class Draft:
    """What the new certificate will be; its number follows under the lock."""

    payload: CertificatePayload
    photo: bytes
    result: Result | None


class RevokeRefused(Exception):
    """The certificate is not valid any more, or no reason was given."""


class SupersedeRefused(Exception):
    """Nothing to replace, or nothing to replace it with; the message is for the reader."""


def revoke_certificate(
    *, certificate: Certificate, reason: str, actor: User, now: datetime, code: str = RevocationCode.OTHER
) -> Certificate:
    """Take a valid certificate back, for good and with a reason on record; raises PermissionDenied, RevokeRefused."""
    if not may_revoke(actor):
        raise PermissionDenied
    if not reason.strip() or code not in RevocationCode.values:
        raise RevokeRefused("reason")
    with exclusive_write():
        if not _leave_valid(certificate, CertificateState.REVOKED):
            raise RevokeRefused("state")
        CertificateEvent.objects.create(
            certificate=certificate,
            kind=CertificateEventKind.REVOKED,
            code=code,
            reason=reason.strip(),
            actor=actor,
            at=now,
        )
        announce_revocation(certificate=certificate, now=now)
        tell_of_certificate(certificate=certificate, kind=EventKind.CERTIFICATE_REVOKED, now=now)
    certificate.refresh_from_db()
    return certificate


def supersede_certificate(
    *, certificate: Certificate, code: str, reason: str, actor: User, now: datetime
) -> Certificate:
    """A new certificate in the place of this one: corrected name, new portrait, changed result, or issued anew.

    Only what the code names changes, and the end stays where it was. Raises PermissionDenied, SupersedeRefused, and
    IssueRefused where the new one could not be issued; then nothing has changed.
    """
    if not may_supersede(actor):
        raise PermissionDenied
    if code not in SupersessionCode.values or code == SupersessionCode.RENEWAL:
        raise SupersedeRefused(_("Please choose what has changed."))
    if not reason.strip():
        raise SupersedeRefused(_("Please give the reason."))
    draft = _replacement(certificate, code, now)
    event = CertificateEvent(code=code, reason=reason.strip(), actor=actor, at=now)
    return _supersede(certificate, draft, event)


def renew_certificate(*, certificate: Certificate, actor: User | None, now: datetime) -> Certificate:
    """A new certificate for the next term, which begins where the old one ends or, after that, today.

    Raises PermissionDenied, and IssueRefused with the reasons against; then nothing has changed.
    """
    if not may_renew(actor, certificate):
        raise PermissionDenied
    today = timezone.localdate(now)
    evidence = evidence_of(certificate.award, certificate.person.user)
    reasons = reasons_against_renewal(certificate=certificate, evidence=evidence, today=today)
    if reasons or certificate.expires_on is None:
        raise IssueRefused(reasons)
    photo = portrait_for(evidence)
    if is_rule_asked_anew(certificate.award, certificate.expires_on, today=today):
        payload, result = _anew(certificate, evidence, photo, now), evidence.result
    else:
        payload, result = (
            _kept(certificate, name=certificate.person.full_name, photo=photo, now=now),
            certificate.result,
        )
    begins = max(today, certificate.expires_on + timedelta(days=1))
    payload = replace(payload, expires_on=last_good_day(begins, certificate.award.valid_months))
    with translation.override("zh-hans"):
        reason = str(SupersessionCode.RENEWAL.label)
    event = CertificateEvent(code=SupersessionCode.RENEWAL, reason=reason, actor=actor, at=now)
    return _supersede(certificate, Draft(payload, photo, result), event)


def _replacement(certificate: Certificate, code: str, now: datetime) -> Draft:
    """What the new one says; all but what the code names is as it was."""
    person, award = certificate.person, certificate.award
    # One issued without a portrait may by now have a design that shows one.
    photo = kept_portrait(certificate) or portrait_for(evidence_of(award, person.user))
    name = certificate.payload["name"]
    if code == SupersessionCode.NAME:
        if person.full_name.strip() == name:
            raise SupersedeRefused(_("The person's details still have the name of the certificate: correct it first."))
        name = person.full_name.strip()
        _refuse(reasons_in_words(award, person))
    if code == SupersessionCode.PORTRAIT:
        _refuse([] if person.photo else [reason_without_portrait()])
        photo = read_portrait(person)
        if hashlib.sha256(photo).hexdigest() == certificate.payload["photo_sha256"]:
            raise SupersedeRefused(_("The person's portrait is still the one of the certificate: change it first."))
    if code == SupersessionCode.REGRADE:
        evidence = evidence_of(award, person.user)
        _refuse(reasons_against(award=award, evidence=evidence))
        if evidence.result is None or evidence.result.pk == certificate.result_id:
            raise SupersedeRefused(_("The result of the certificate still stands."))
        payload = replace(_anew(certificate, evidence, photo, now), name=name, expires_on=certificate.expires_on)
        return Draft(payload, photo, evidence.result)
    return Draft(_kept(certificate, name=name, photo=photo, now=now), photo, certificate.result)


def _refuse(reasons: list[str]) -> None:
    if reasons:
        raise IssueRefused(reasons)


def _anew(certificate: Certificate, evidence: Evidence, photo: bytes, now: datetime) -> CertificatePayload:
    """By the rule and the words of today; the number follows under the lock."""
    payload = freeze(award=certificate.award, evidence=evidence, photo=photo, number="", now=now)
    return replace(payload, replaces=certificate.number)


def _kept(certificate: Certificate, *, name: str, photo: bytes, now: datetime) -> CertificatePayload:
    """As it was, with this name and portrait, in the award's present design."""
    return replace(
        CertificatePayload.from_json(certificate.payload),
        **looks_of(certificate.award, has_portrait=bool(photo)),
        name=name.strip(),
        issued_on=timezone.localdate(now),
        photo_sha256=portrait_digest(photo),
        replaces=certificate.number,
        schema=SCHEMA,
    )


def _supersede(certificate: Certificate, draft: Draft, event: CertificateEvent) -> Certificate:
    """Both in one transaction: nobody ever sees two valid ones, or none."""
    with exclusive_write():
        number = next_number(event.at)
        if not _leave_valid(certificate, CertificateState.SUPERSEDED):
            raise SupersedeRefused(_("This certificate is not valid any more: nothing was changed."))
        event.certificate, event.kind = certificate, CertificateEventKind.SUPERSEDED
        event.save()
        certificate.refresh_from_db()
        tell_of_certificate(certificate=certificate, kind=EventKind.CERTIFICATE_SUPERSEDED, now=event.at)
        return store(
            award=certificate.award,
            person=certificate.person,
            result=draft.result,
            payload=replace(draft.payload, number=number),
            photo=draft.photo,
            actor=event.actor,
            now=event.at,
            supersedes=certificate,
        )


def _leave_valid(certificate: Certificate, state: CertificateState) -> bool:
    """Whoever comes second finds nothing to change."""
    valid = Certificate.objects.filter(pk=certificate.pk, state=CertificateState.VALID)
    return valid.update(state=state) == 1
