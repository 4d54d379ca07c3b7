"""Who may have a certificate, who may give and take it, and the reasons against in words."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person, User
from certificates.models import Approval, Award, Certificate, CertificateState, Renewal, Verdict
from courses.learning_record import Completion
from courses.printing.fonts import composed, described, unset_characters
from exams.marking.models import Result

SECONDS_OF_AN_HOUR = 3600


@dataclass(frozen=True)
class Evidence:
    """What the database holds for one award and one person, read by `queries.evidence_of`."""

    person: Person | None = None
    # The released result that counts for the award's exam: a passed one before others, then the latest.
    result: Result | None = None
    completion: Completion = field(default_factory=Completion)
    # The latest word of an officer.
    approval: Approval | None = None
    # Whether what is printed shows one.
    needs_portrait: bool = True


def may_issue(actor: User | None, person: Person) -> bool:
    """The person, a certificate officer, or a command of the operator (no actor)."""
    return actor is None or person.user_id == actor.pk or actor.has_perm("certificates.add_certificate")


def may_reissue(actor: User | None) -> bool:
    """After a revocation only an officer decides."""
    return actor is not None and actor.has_perm("certificates.add_certificate")


def may_approve(user: User) -> bool:
    return user.has_perm("certificates.add_approval")


def may_download(user: User, certificate: Certificate) -> bool:
    """Officers always; the holder as long as it is not revoked."""
    if user.has_perm("certificates.view_certificate"):
        return True
    return is_holder(user, certificate) and certificate.state != CertificateState.REVOKED


def is_holder(user: User, certificate: Certificate) -> bool:
    return certificate.person.user_id == user.pk


def may_revoke(user: User) -> bool:
    return user.has_perm("certificates.change_certificate")


def may_supersede(user: User) -> bool:
    return user.has_perm("certificates.change_certificate")


def may_renew(actor: User | None, certificate: Certificate) -> bool:
    """The holder within the window, or an officer."""
    return actor is None or is_holder(actor, certificate) or actor.has_perm("certificates.change_certificate")


def may_see_certificates(user: User) -> bool:
    """Certificate officers and auditors, everybody's."""
    return user.has_perm("certificates.view_certificate")


def may_see_batches(user: User) -> bool:
    return user.has_perm("certificates.view_batch")


def may_run_batches(actor: User | None) -> bool:
    """Check, start, cancel, try again, download; no actor is a command of the operator."""
    return actor is None or actor.has_perm("certificates.add_batch")


def may_see_designs(user: User) -> bool:
    return user.has_perm("certificates.view_design")


def may_design(user: User) -> bool:
    """Make designs and new versions of them."""
    return user.has_perm("certificates.change_design")


def may_answer_corrections(user: User) -> bool:
    return user.has_perm("certificates.change_correctionrequest")


def issuer_of(award: Award) -> str:
    """The body that signs: the award's own, else the platform."""
    return award.issuer or str(settings.WAGTAIL_SITE_NAME)


def reasons_against(*, award: Award, evidence: Evidence, since: datetime | None = None) -> list[str]:
    """What is still missing for this award, each a sentence that the person reads; empty when nothing is.

    `since`: results and approvals count only when they are later, which is what meeting a rule anew means.
    """
    return [
        *reasons_in_rule(award, evidence, since),
        *reasons_in_details(evidence),
        *reasons_in_words(award, evidence.person),
    ]


def reason_after_revocation() -> str:
    return _("A certificate of this award was revoked. A new one needs a decision of the certificate office.")


def renewal_window(award: Award, expires_on: date) -> tuple[date, date]:
    """First and last day of an easy renewal; without one the first day is the one after the end, and no day is easy."""
    if award.renewal == Renewal.NONE:
        return expires_on + timedelta(days=1), expires_on
    return expires_on - timedelta(days=award.renew_before_days), expires_on + timedelta(days=award.renew_after_days)


def is_rule_asked_anew(award: Award, expires_on: date, *, today: date) -> bool:
    """Whether a renewal today asks for later results and approvals."""
    return award.renewal == Renewal.RECERTIFICATION or today > renewal_window(award, expires_on)[1]


def reasons_against_renewal(*, certificate: Certificate, evidence: Evidence, today: date) -> list[str]:
    """Why a new term cannot begin today, each a sentence; empty when it can. The same for holder and officer."""
    award = certificate.award
    if certificate.state != CertificateState.VALID:
        return [_("Only a certificate that is neither revoked nor superseded is renewed.")]
    if certificate.expires_on is None:
        return [_("It is valid without limit and needs no renewal.")]
    first = renewal_window(award, certificate.expires_on)[0]
    if today < first:
        return [_("It can be renewed from %(day)s on.") % {"day": date_format(first, "DATE_FORMAT")}]
    if is_rule_asked_anew(award, certificate.expires_on, today=today):
        return reasons_against(award=award, evidence=evidence, since=certificate.issued_at)
    return [*reasons_in_details(evidence), *reasons_in_words(award, evidence.person)]


def reasons_in_rule(award: Award, evidence: Evidence, since: datetime | None = None) -> list[str]:
    """What the rule itself still asks for, whatever the person's details."""
    reasons = []
    if award.exam_id is not None:
        reasons += _reasons_in_result(evidence.result, since)
    if award.course is not None:
        reasons += _reasons_in_study(award, award.course.title, evidence.completion)
    if award.needs_approval:
        reasons += _reasons_in_approval(evidence.approval, since)
    return reasons


def _reasons_in_result(result: Result | None, since: datetime | None) -> list[str]:
    if result is None:
        return [_("The result has not been released yet.")]
    if not result.passed:
        return [_("The exam has not been passed.")]
    if since is not None and (result.released_at is None or result.released_at <= since):
        return [_("The exam has to be passed once more.")]
    return []


def _reasons_in_study(award: Award, course: str, completion: Completion) -> list[str]:
    reasons = []
    left = completion.lessons - completion.finished
    if not completion.lessons:
        reasons.append(_("“%(course)s” has no published lesson yet.") % {"course": course})
    elif left:
        text = ngettext(
            "“%(course)s”: %(left)s lesson of %(lessons)s is still to be studied.",
            "“%(course)s”: %(left)s lessons of %(lessons)s are still to be studied.",
            left,
        )
        reasons.append(text % {"course": course, "left": left, "lessons": completion.lessons})
    missing = award.min_hours * SECONDS_OF_AN_HOUR - completion.seconds
    if missing > 0:
        minutes = -(-missing // 60)
        text = _("Study time: %(hours)s hours are asked for, %(left_hours)s h %(left_minutes)s min are missing.")
        reasons.append(text % {"hours": award.min_hours, "left_hours": minutes // 60, "left_minutes": minutes % 60})
    return reasons


def _reasons_in_approval(approval: Approval | None, since: datetime | None) -> list[str]:
    if approval is None or (since is not None and approval.at <= since):
        return [_("The certificate office has not approved it yet.")]
    if approval.verdict == Verdict.DECLINED:
        return [_("The certificate office has declined it: %(reason)s") % {"reason": approval.reason}]
    return []


def reasons_in_details(evidence: Evidence) -> list[str]:
    """What the person's own details lack; a portrait only where the certificate shows one."""
    person = evidence.person
    reasons = []
    if person is None or not person.full_name.strip():
        reasons.append(_("The full name is missing."))
    if evidence.needs_portrait and (person is None or not person.photo):
        reasons.append(reason_without_portrait())
    return reasons


def reason_without_portrait() -> str:
    return _("The portrait is missing.")


def reasons_in_words(award: Award, person: Person | None) -> list[str]:
    """Characters without a picture in the fonts: named, never printed as boxes."""
    reasons = []
    if unset := unset_in_name(person):
        reasons.append(
            _("The name has characters that cannot be printed yet: %(characters)s. Please tell the certificate office.")
            % {"characters": ", ".join(unset)}
        )
    exam_title = award.exam.title if award.exam else ""
    if unset := unset_characters(award.title + award.course_title + exam_title + issuer_of(award)):
        reasons.append(
            _("The award has characters that cannot be printed: %(characters)s.") % {"characters": _listed(unset)}
        )
    return reasons


def unset_in_name(person: Person | None) -> list[str]:
    """Characters of the name that the fonts cannot set, each with its code point."""
    return [described(one) for one in unset_characters(composed(person.full_name))] if person else []


def _listed(characters: list[str]) -> str:
    return ", ".join(map(described, characters))
