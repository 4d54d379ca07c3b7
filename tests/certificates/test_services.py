"""Issuing, revoking, printing."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils import translation

from certificates.models import Certificate, CertificateEvent, CertificateState, NumberSeries
from certificates.payload import CertificatePayload, ComponentScore, payload_digest
from certificates.services import (
    CertificateDamaged,
    IssueRefused,
    RevokeRefused,
    issue_certificate,
    open_pdf,
    revoke_certificate,
    verification_address,
)
from exams.marking.models import ResultState
from tests.certificates.samples import text_of
from tests.factories.certificates import (
    ISSUED,
    make_candidate,
    make_certificate,
    make_officer,
    make_result,
    passed_room,
    portrait_bytes,
)
from tests.factories.sittings import make_user

pytestmark = pytest.mark.django_db


def events_of(certificate):
    return list(certificate.events.values_list("kind", "reason", "actor__username", "at"))


def refused(award, result, actor=None, now=ISSUED):
    """The reasons, and the proof that nothing was made."""
    with translation.override("en"), pytest.raises(IssueRefused) as refusal:
        issue_certificate(award=award, candidate=result.registration.candidate, actor=actor, now=now)
    assert NumberSeries.objects.count() == 0
    return refusal.value.reasons


# Issuing


def test_a_certificate_freezes_what_it_says():
    award, result = passed_room(hours=40, valid_months=36, issuer="某某培训中心")
    candidate = result.registration.candidate
    # The paper is Chinese whatever language the site is read in.
    with translation.override("en"):
        certificate = issue_certificate(
            award=award, candidate=result.registration.candidate, actor=candidate, now=ISSUED
        )
    certificate.refresh_from_db()
    payload = CertificatePayload.from_json(certificate.payload)
    assert payload == CertificatePayload(
        layout="completion",
        layout_version=2,
        number="PX26-000001-6R",
        title="培训合格证书",
        name="欧阳·买买提",
        course_title="客户服务改进",
        exam_title="客户服务改进 理论考试",
        issuer="某某培训中心",
        components=(ComponentScore("理论知识", Decimal("86.50"), Decimal("60.00")),),
        total=Decimal("86.50"),
        hours=40,
        issued_on=date(2026, 11, 24),
        expires_on=date(2029, 11, 23),
        photo_sha256=hashlib.sha256(portrait_bytes()).hexdigest(),
    )
    assert (certificate.number, certificate.state, len(certificate.code)) == ("PX26-000001-6R", "valid", 26)
    assert (certificate.issued_at, certificate.expires_on) == (ISSUED, date(2029, 11, 23))
    assert certificate.payload_sha256 == payload_digest(certificate.payload)
    with certificate.photo.open() as photo:
        assert photo.read() == portrait_bytes()
    assert events_of(certificate) == [("issued", "", candidate.username, ISSUED)]


def test_issuing_twice_gives_the_same_certificate():
    award, result = passed_room()
    first = issue_certificate(award=award, candidate=result.registration.candidate, actor=None, now=ISSUED)
    again = issue_certificate(
        award=award, candidate=result.registration.candidate, actor=None, now=ISSUED + timedelta(days=1)
    )
    assert again == first
    assert events_of(first) == [("issued", "", None, ISSUED)]
    assert NumberSeries.objects.get().last_serial == 1


def test_numbers_count_up_and_begin_again_each_year():
    award, result = passed_room()
    sitting = result.registration.sitting
    others = [make_result(make_candidate(sitting, f"other-{number}")) for number in range(2)]
    days = [ISSUED, ISSUED, datetime(2026, 12, 31, 16, 0, tzinfo=UTC)]
    numbers = [
        issue_certificate(award=award, candidate=one.registration.candidate, actor=None, now=day).number
        for one, day in zip([result, *others], days, strict=True)
    ]
    # Midnight of the new year is Shanghai's.
    assert [number[:11] for number in numbers] == ["PX26-000001", "PX26-000002", "PX27-000001"]


def test_mean_of_the_parts_is_rounded_half_up():
    award, result = passed_room()
    part = result.components.get()
    for kind, score in [("skills", "78.00"), ("review", "91.26")]:
        component = part.component
        component.pk, component.kind = None, kind
        component.save()
        part.pk, part.component, part.score = None, component, Decimal(score)
        part.save()
    payload = issue_certificate(award=award, candidate=result.registration.candidate, actor=None, now=ISSUED).payload
    # (86.50 + 78.00 + 91.26) / 3 = 85.2533…
    assert payload["total"] == "85.25"
    assert [one["label"] for one in payload["components"]] == ["综合评审", "操作技能", "理论知识"]


@pytest.mark.parametrize(
    ("issued", "months", "last_good_day"),
    [
        (date(2026, 11, 24), 0, None),
        (date(2026, 11, 24), 1, date(2026, 12, 23)),
        (date(2026, 1, 31), 1, date(2026, 2, 27)),
        (date(2028, 2, 29), 12, date(2029, 2, 27)),
        (date(2026, 12, 1), 1, date(2026, 12, 31)),
    ],
)
def test_validity_ends_the_day_before_the_same_day(issued, months, last_good_day):
    award, result = passed_room(valid_months=months)
    noon = datetime(issued.year, issued.month, issued.day, 4, 0, tzinfo=UTC)
    assert (
        issue_certificate(award=award, candidate=result.registration.candidate, actor=None, now=noon).expires_on
        == last_good_day
    )


# Refusals


def test_a_result_that_was_not_passed_is_refused():
    award, result = passed_room(score="59.99")
    assert refused(award, result) == ["The exam has not been passed."]


@pytest.mark.parametrize("state", [ResultState.PROVISIONAL, ResultState.SUPERSEDED])
def test_a_result_that_does_not_stand_is_refused(state):
    award, result = passed_room(state=state)
    assert refused(award, result) == ["The result has not been released yet."]


def test_a_result_of_another_exam_is_refused():
    award, _ = passed_room()
    _, result = passed_room()
    assert refused(award, result) == ["The result has not been released yet."]


def test_missing_name_and_portrait_are_named_together():
    award, result = passed_room()
    stranger = make_user("nameless")
    result.registration.candidate = stranger
    result.registration.save()
    assert refused(award, result, actor=stranger) == ["The full name is missing.", "The portrait is missing."]


def test_characters_that_cannot_be_set_are_named_with_their_code_points():
    award, result = passed_room(full_name="王\U0002ebf0\ue000")
    (reason,) = refused(award, result)
    assert reason.partition(": ")[2] == "\U0002ebf0 (U+2EBF0), U+E000. Please tell the certificate office."


def test_an_award_that_cannot_be_set_is_refused():
    award, result = passed_room(course_title="课程\U0002ebf0")
    assert refused(award, result) == ["The award has characters that cannot be printed: \U0002ebf0 (U+2EBF0)."]


def test_a_portrait_that_is_gone_from_the_disk_is_refused():
    award, result = passed_room()
    photo = result.registration.candidate.person.photo
    photo.storage.delete(photo.name)
    assert refused(award, result) == ["The portrait cannot be read. Please upload it again."]


def test_nobody_issues_on_the_result_of_another():
    award, result = passed_room()
    with pytest.raises(PermissionDenied):
        issue_certificate(
            award=award, candidate=result.registration.candidate, actor=make_user("other", full_name="李四"), now=ISSUED
        )
    assert Certificate.objects.count() == 0


def test_an_officer_issues_for_a_candidate():
    award, result = passed_room()
    officer = make_officer()
    certificate = issue_certificate(award=award, candidate=result.registration.candidate, actor=officer, now=ISSUED)
    assert events_of(certificate) == [("issued", "", officer.username, ISSUED)]


# Revoking


def test_revoking_moves_the_state_and_keeps_the_reason():
    certificate, officer = make_certificate(), make_officer()
    later = ISSUED + timedelta(days=3)
    revoked = revoke_certificate(certificate=certificate, reason=" 冒名顶替 ", actor=officer, now=later)
    assert revoked.state == CertificateState.REVOKED
    assert events_of(certificate)[1:] == [("revoked", "冒名顶替", officer.username, later)]


def test_revoking_without_a_reason_changes_nothing():
    certificate = make_certificate()
    with pytest.raises(RevokeRefused):
        revoke_certificate(certificate=certificate, reason="  ", actor=make_officer(), now=ISSUED)
    certificate.refresh_from_db()
    assert (certificate.state, certificate.events.count()) == ("valid", 1)


def test_revoking_twice_is_refused_and_leaves_one_event():
    certificate, officer = make_certificate(), make_officer()
    revoke_certificate(certificate=certificate, reason="一", actor=officer, now=ISSUED)
    with pytest.raises(RevokeRefused):
        revoke_certificate(certificate=certificate, reason="二", actor=officer, now=ISSUED)
    assert [reason for _, reason, _, _ in events_of(certificate)] == ["", "一"]


def test_the_holder_cannot_revoke():
    certificate = make_certificate()
    with pytest.raises(PermissionDenied):
        revoke_certificate(certificate=certificate, reason="x", actor=certificate.person.user, now=ISSUED)
    certificate.refresh_from_db()
    assert (certificate.state, certificate.events.count()) == ("valid", 1)


def test_after_a_revocation_only_an_officer_gives_a_new_one():
    certificate, officer = make_certificate(), make_officer()
    revoke_certificate(certificate=certificate, reason="姓名有误", actor=officer, now=ISSUED)
    again = {"award": certificate.award, "candidate": certificate.person.user, "now": ISSUED}
    for actor in (certificate.person.user, None):
        with translation.override("en"), pytest.raises(IssueRefused, match="was revoked"):
            issue_certificate(**again, actor=actor)
    assert issue_certificate(**again, actor=officer).number == "PX26-000002-62"


def test_the_database_keeps_what_a_certificate_says():
    certificate = make_certificate()
    for change in ({"payload": {}}, {"number": "PX26-000009-XX"}, {"code": "0" * 26}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Certificate.objects.filter(pk=certificate.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        CertificateEvent.objects.update(reason="anders")
    certificate.refresh_from_db()
    assert certificate.number == "PX26-000001-6R"


# Printing


def pdf_of(certificate):
    with open_pdf(certificate, now=ISSUED) as file:
        return file.name, file.read()


def test_pdf_is_printed_once_and_kept(settings):
    certificate = make_certificate()
    name, first = pdf_of(certificate)
    path = settings.PRIVATE_ROOT / name
    assert text_of(first).splitlines()[2] == "欧阳·买买提"
    marked = path.read_bytes() + b"\n% kept\n%%EOF\n"
    path.write_bytes(marked)
    assert pdf_of(certificate) == (name, marked)


@pytest.mark.parametrize("kept", [None, b"", b"%PDF-1.7 cut short"])
def test_pdf_is_printed_again_where_it_is_missing_or_cut_short(settings, kept):
    certificate = make_certificate()
    name, first = pdf_of(certificate)
    path = settings.PRIVATE_ROOT / name
    path.unlink()
    if kept is not None:
        path.write_bytes(kept)
    assert pdf_of(certificate) == (name, first)


def test_pdf_keeps_the_name_and_portrait_of_its_day():
    certificate = make_certificate()
    person = certificate.person
    person.full_name = "改了名"
    person.photo.save("new.jpg", ContentFile(b"other"))
    assert "欧阳·买买提" in text_of(pdf_of(certificate)[1]).splitlines()


def test_a_portrait_that_is_not_the_one_issued_is_never_printed(settings):
    certificate = make_certificate()
    (settings.PRIVATE_ROOT / certificate.photo.name).write_bytes(b"another face")
    with pytest.raises(CertificateDamaged):
        open_pdf(certificate, now=ISSUED)


def test_a_changed_record_is_never_printed():
    certificate = make_certificate()
    certificate.payload["name"] = "李四"
    with pytest.raises(CertificateDamaged):
        open_pdf(certificate, now=ISSUED)


def test_address_of_the_qr_code(settings):
    settings.SITE_URL = "https://kefu.example.cn/"
    certificate = make_certificate()
    assert verification_address(certificate) == f"https://kefu.example.cn/verify/{certificate.code}/"


# Many at once


@pytest.mark.django_db(transaction=True)
def test_numbers_stay_apart_and_people_get_one_each_under_concurrency():
    award, result = passed_room()
    sitting = result.registration.sitting
    results = [result, *(make_result(make_candidate(sitting, f"c{one}")) for one in range(5))]

    def issue(one):
        if connection.vendor == "sqlite":
            # The suite's database lives in memory, where readers wait for no writer but fail; in a file they read on.
            connection.cursor().execute("PRAGMA read_uncommitted = 1")
        try:
            return issue_certificate(award=award, candidate=one.registration.candidate, actor=None, now=ISSUED).number
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(issue, results * 3))
    assert len(set(numbers)) == 6
    assert sorted(set(numbers)) == sorted(Certificate.objects.values_list("number", flat=True))
    assert CertificateEvent.objects.count() == 6
