"""Named reads of awards and certificates."""

import hashlib
import hmac
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Subquery, TextChoices
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from accounts.queries import person_of
from certificates.models import (
    Approval,
    Award,
    Certificate,
    CertificateEventKind,
    CertificateState,
    CorrectionRequest,
    Design,
    DesignVersion,
    SigningKey,
    Verdict,
)
from certificates.numbers import read_code, read_number
from certificates.rules import (
    Evidence,
    is_rule_asked_anew,
    reason_after_revocation,
    reasons_against,
    reasons_against_renewal,
    reasons_in_details,
    reasons_in_rule,
    renewal_window,
)
from courses.learning_record import Completion, completions
from courses.models import Enrolment, LessonProgress
from exams.marking.models import Result, ResultState
from exams.sittings.models import Registration

EVIDENCE_STEP = 500
LONGEST_ID = 18
REMINDER_DAYS = (90, 30, 7)


class Standing(TextChoices):
    """What a certificate is worth today."""

    VALID = "valid", _("Valid")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Revoked")
    SUPERSEDED = "superseded", _("Superseded")


@dataclass(frozen=True)
class HeldCertificate:
    """A certificate as it reads today."""

    certificate: Certificate
    standing: Standing


@dataclass(frozen=True)
class Claim:
    """An award that a person is on the way to: claimable, or the reasons why not yet."""

    award: Award
    result: Result | None
    reasons: list[str]
    # Whether the person can mend it: name or portrait.
    needs_details: bool
    # The rule is met; only the person's own details may still be missing.
    is_earned: bool
    # What else is missing helps nobody until the office has decided.
    was_revoked: bool

    @property
    def is_open(self) -> bool:
        return not self.reasons

    @property
    def course_url(self) -> str:
        """Where the course is studied."""
        return str(self.award.course.get_url() or "") if self.award.course else ""


def standing_of(certificate: Certificate, *, today: date) -> Standing:
    """Its state, with expiry by the calendar; `expires_on` is the last good day."""
    if certificate.state == CertificateState.VALID and certificate.expires_on and certificate.expires_on < today:
        return Standing.EXPIRED
    return Standing(certificate.state)


def certificates_in_standing(
    certificates: QuerySet[Certificate], standing: Standing, *, today: date
) -> QuerySet[Certificate]:
    """Those that read so today."""
    if standing == Standing.EXPIRED:
        return certificates.filter(state=CertificateState.VALID, expires_on__lt=today)
    if standing == Standing.VALID:
        return certificates.filter(state=CertificateState.VALID).exclude(expires_on__lt=today)
    return certificates.filter(state=standing.value)


def valid_certificate(award: Award, person: Person) -> Certificate | None:
    """The one valid certificate that a person can hold of an award."""
    return Certificate.objects.filter(award=award, person=person, state=CertificateState.VALID).first()


def was_revoked(award: Award, person: Person) -> bool:
    return Certificate.objects.filter(award=award, person=person, state=CertificateState.REVOKED).exists()


def held_certificates(holder: User, *, today: date) -> list[HeldCertificate]:
    """All certificates of a person, newest first."""
    certificates = Certificate.objects.filter(person__user=holder).select_related("award")
    return [HeldCertificate(certificate, standing_of(certificate, today=today)) for certificate in certificates]


def renewal_reasons(certificate: Certificate, *, today: date) -> list[str] | None:
    """What stands against a new term; None where there is nothing to renew yet, and so nothing to say."""
    expires_on = certificate.expires_on
    if certificate.state != CertificateState.VALID or expires_on is None:
        return None
    if today < renewal_window(certificate.award, expires_on)[0]:
        return None
    evidence = evidence_of(certificate.award, certificate.person.user)
    return reasons_against_renewal(certificate=certificate, evidence=evidence, today=today)


def certificates_by_id(ids: Sequence[str]) -> QuerySet[Certificate]:
    """Those of the ids that are numbers of valid certificates; what else is in the list is passed over."""
    known = [int(text) for text in ids if text.isascii() and text.isdigit() and len(text) <= LONGEST_ID]
    return Certificate.objects.filter(pk__in=known, state=CertificateState.VALID).order_by("number")


def certificates_for_systems(codes: Collection[str] = ()) -> QuerySet[Certificate]:
    """Everybody's, with award and holder; only those given for exams of these codes, where there are any."""
    found = Certificate.objects.select_related("award__exam", "person", "supersedes")
    return found.filter(award__exam__code__in=codes) if codes else found


def corrections_of(certificate: Certificate) -> QuerySet[CorrectionRequest]:
    """What the holder asked to have corrected, newest first."""
    return certificate.correction_requests.all()


def claims_of(candidate: User) -> list[Claim]:
    """The awards that a person is on the way to and does not hold yet, with what stands against each.

    On the way is who is registered for the exam, takes the course, or has had a word of the office.
    """
    states = set(Certificate.objects.filter(person__user=candidate).values_list("award_id", "state"))
    awards = [award for award in awards_within_reach(candidate) if (award.pk, CertificateState.VALID) not in states]
    evidence = evidence_for(awards, [candidate])
    claims = []
    for award in awards:
        found = evidence[award.pk, candidate.pk]
        was_revoked = (award.pk, CertificateState.REVOKED) in states
        reasons = [reason_after_revocation()] if was_revoked else reasons_against(award=award, evidence=found)
        claims.append(
            Claim(
                award,
                found.result,
                reasons,
                needs_details=not was_revoked and bool(reasons_in_details(found)),
                is_earned=not was_revoked and not reasons_in_rule(award, found),
                was_revoked=was_revoked,
            )
        )
    return claims


def awards_within_reach(candidate: User) -> QuerySet[Award]:
    """Registered for the exam, enrolled in or reading the course, or named by an officer."""
    is_registered = Registration.objects.filter(candidate=candidate, sitting__exam=OuterRef("exam"))
    is_enrolled = Enrolment.objects.filter(trainee=candidate, course=OuterRef("course"))
    is_reading = LessonProgress.objects.filter(trainee=candidate, lesson__path__startswith=OuterRef("course__path"))
    is_named = Approval.objects.filter(award=OuterRef("pk"), person__user=candidate)
    return (
        Award.objects.filter(Exists(is_registered) | Exists(is_enrolled) | Exists(is_reading) | Exists(is_named))
        .select_related("exam", "course")
        .order_by("title", "pk")
    )


def evidence_of(award: Award, candidate: User) -> Evidence:
    """What the database holds for one award and one person now."""
    return evidence_for([award], [candidate])[award.pk, candidate.pk]


def evidence_for(awards: Sequence[Award], candidates: Sequence[User]) -> dict[tuple[int, int], Evidence]:
    """For every award and every candidate, by both ids; as many queries for thousands as for one."""
    ids = [candidate.pk for candidate in candidates]
    results = _best_results({award.exam_id for award in awards if award.exam_id is not None}, ids)
    courses = {award.course.pk: award.course for award in awards if award.course is not None}
    studied = completions(courses=list(courses.values()), trainee_ids=ids)
    approvals = _latest_approvals([award.pk for award in awards if award.needs_approval], ids)
    without_portrait = _designs_without_portrait({award.design_id for award in awards if award.design_id is not None})
    return {
        (award.pk, candidate.pk): Evidence(
            person=person_of(candidate),
            result=results.get((award.exam_id or 0, candidate.pk)),
            completion=studied.get((award.course_id or 0, candidate.pk), Completion()),
            approval=approvals.get((award.pk, candidate.pk)),
            needs_portrait=award.design_id not in without_portrait,
        )
        for award in awards
        for candidate in candidates
    }


def _best_results(exam_ids: Collection[int], candidate_ids: Sequence[int]) -> dict[tuple[int, int], Result]:
    """The released result that counts for each exam and candidate: a passed one before others, then the latest."""
    if not exam_ids:
        return {}
    results = (
        Result.objects.filter(
            registration__sitting__exam__in=exam_ids,
            registration__candidate__in=candidate_ids,
            state=ResultState.RELEASED,
        )
        .select_related("registration__sitting__exam", "registration__room")
        .order_by("passed", "released_at", "pk")
    )
    return {(result.registration.sitting.exam_id, result.registration.candidate_id): result for result in results}


def _latest_approvals(award_ids: Sequence[int], candidate_ids: Sequence[int]) -> dict[tuple[int, int], Approval]:
    if not award_ids:
        return {}
    rows = Approval.objects.filter(award__in=award_ids, person__user__in=candidate_ids).order_by("at", "pk")
    return {(row.award_id, row.person.user_id): row for row in rows.select_related("person")}


def _designs_without_portrait(design_ids: Collection[int]) -> set[int]:
    """By the latest version of each, which is what a new certificate takes."""
    if not design_ids:
        return set()
    versions = DesignVersion.objects.filter(design__in=design_ids).order_by("number")
    latest = dict(versions.values_list("design_id", "spec__shows_photo"))
    return {design_id for design_id, shows_photo in latest.items() if shows_photo is False}


def due_candidates(award: Award) -> Iterator[tuple[User, Evidence]]:
    """Whoever may be due: passed the exam, else takes the course, else has an approval; who is decided is left out.

    In steps of some hundred people, so that a run over thousands neither holds them all nor asks for each.
    """
    ids = list(_in_question(award).values_list("pk", flat=True))
    for start in range(0, len(ids), EVIDENCE_STEP):
        step = ids[start : start + EVIDENCE_STEP]
        users = list(User.objects.filter(pk__in=step).select_related("person"))
        evidence = evidence_for([award], users)
        for user in sorted(users, key=lambda user: step.index(user.pk)):
            yield user, evidence[award.pk, user.pk]


def _in_question(award: Award) -> QuerySet[User]:
    """Those whose rule is worth asking, without a valid or revoked certificate of the award, by the order of joining."""
    decided = Certificate.objects.filter(
        award=award,
        person__user=OuterRef("pk"),
        state__in=[CertificateState.VALID, CertificateState.REVOKED],
    )
    if award.exam_id is not None:
        passed = Result.objects.filter(
            registration__sitting__exam=award.exam_id,
            registration__candidate=OuterRef("pk"),
            state=ResultState.RELEASED,
            passed=True,
        )
        users = User.objects.filter(Exists(passed))
    elif award.course is not None:
        enrolled = Enrolment.objects.filter(course=award.course, trainee=OuterRef("pk"))
        reading = LessonProgress.objects.filter(lesson__path__startswith=award.course.path, trainee=OuterRef("pk"))
        users = User.objects.filter(Exists(enrolled) | Exists(reading))
    else:
        approved = Approval.objects.filter(award=award, person__user=OuterRef("pk"), verdict=Verdict.APPROVED)
        users = User.objects.filter(Exists(approved))
    return users.exclude(Exists(decided)).order_by("pk")


def automatic_awards_for(candidate: User) -> list[Award]:
    """What an event may issue to a person at once: within reach, asked of nobody, and not decided yet."""
    decided = Certificate.objects.filter(
        person__user=candidate, state__in=[CertificateState.VALID, CertificateState.REVOKED]
    )
    return list(awards_within_reach(candidate).filter(is_automatic=True).exclude(pk__in=decided.values("award")))


def renewable_by_recertification(candidate: User, *, today: date) -> list[Certificate]:
    """A person's certificates that an event may renew: those whose renewal today asks for the rule anew."""
    certificates = Certificate.objects.filter(
        person__user=candidate, state=CertificateState.VALID, expires_on__isnull=False, award__is_automatic=True
    ).select_related("award__exam", "award__course", "person__user")
    return [
        certificate
        for certificate in certificates
        if certificate.expires_on is not None
        and today >= renewal_window(certificate.award, certificate.expires_on)[0]
        and is_rule_asked_anew(certificate.award, certificate.expires_on, today=today)
    ]


def reminder_due(certificate: Certificate, *, today: date) -> int | None:
    """The nearest of the days before the end that today has reached, where the holder was not told at it yet."""
    if certificate.expires_on is None or certificate.state != CertificateState.VALID:
        return None
    left = (certificate.expires_on - today).days
    reached = [days for days in REMINDER_DAYS if 0 <= left <= days]
    if not reached:
        return None
    told = certificate.events.filter(kind=CertificateEventKind.REMINDED, code=str(min(reached)))
    return None if told.exists() else min(reached)


def ending_certificates(*, today: date) -> QuerySet[Certificate]:
    """Valid certificates that end within the earliest reminder's days, the next to end first."""
    return (
        Certificate.objects.filter(
            state=CertificateState.VALID,
            expires_on__gte=today,
            expires_on__lte=today + timedelta(days=max(REMINDER_DAYS)),
        )
        .select_related("person__user", "award")
        .order_by("expires_on", "pk")
    )


def newest_successor(certificate: Certificate) -> Certificate | None:
    """The end of the chain of those that took its place; a query for each step, and chains are short."""
    newest, following = None, Certificate.objects.filter(supersedes=certificate).first()
    while following is not None:
        newest, following = following, Certificate.objects.filter(supersedes=following).first()
    return newest


def certificate_by_code(text: str) -> Certificate | None:
    """The certificate behind a QR code. What cannot be a code is looked up all the same: it takes as long."""
    return _for_strangers().filter(code=read_code(text) or "").first()


def certificate_by_number_and_name(number: str, full_name: str) -> Certificate | None:
    """Both must be right; a right number with a wrong name answers as a wrong number does.

    Only the name is read before it is known to be right: a record that is fetched can be timed.
    """
    named = Certificate.objects.filter(number=read_number(number) or "").values_list("pk", KT("payload__name")).first()
    pk, name = named or (0, "")
    is_right = hmac.compare_digest(_digest(name), _digest(full_name))
    return _for_strangers().get(pk=pk) if named and is_right else None


def _digest(name: str) -> bytes:
    """Without case, width, spaces and the kind of interpunct, which people type as they can; as long for every name."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return hashlib.sha256("".join(character for character in text if character.isalpha()).encode()).digest()


def _for_strangers() -> QuerySet[Certificate]:
    return Certificate.objects.select_related("award")


def active_signing_key(*, now: datetime) -> SigningKey | None:
    """The key that signs now: the newest that is neither retired nor expired."""
    return SigningKey.objects.filter(retired_at=None, active_from__lte=now, expires_at__gt=now).first()


def signing_keys() -> QuerySet[SigningKey]:
    """Every key that ever signed, newest first."""
    return SigningKey.objects.all()


def with_versions(designs: QuerySet[Design]) -> QuerySet[Design]:
    """Each with the number of its `latest` version, when it was `changed`, and how many awards it is the design of."""
    return designs.annotate(
        latest=Max("versions__number"), changed=Max("versions__made_at"), uses=Count("awards", distinct=True)
    )


def design_versions(design: Design) -> QuerySet[DesignVersion]:
    """The latest first, each with how many certificates were `issued` by it."""
    # As text: PostgreSQL compares no JSON with a column.
    issued = Certificate.objects.annotate(named=KT("payload__design")).filter(named=OuterRef("sha256")).order_by()
    counted = issued.values("named").annotate(count=Count("pk")).values("count")
    return design.versions.annotate(issued=Coalesce(Subquery(counted), 0))
