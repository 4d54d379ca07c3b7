"""What becomes of a certificate: taken back, replaced, renewed, corrected; each step once, each an event that stays."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.utils import DatabaseError
from django.utils import timezone, translation
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from certificates.models import Certificate, CertificateEvent, CertificateState, CorrectionRequest
from certificates.payload import payload_digest
from certificates.services import (
    CorrectionRefused,
    IssueRefused,
    RevokeRefused,
    SupersedeRefused,
    answer_correction,
    issue_certificate,
    renew_certificate,
    request_correction,
    revoke_certificate,
    show_full_name,
    supersede_certificate,
)
from exams.marking.models import Result, ResultState
from tests.factories.certificates import ISSUED, make_certificate, make_officer, make_result
from tests.factories.sittings import make_registration, make_user

pytestmark = pytest.mark.django_db

LATER = ISSUED + timedelta(days=10)


def events_of(certificate):
    return list(certificate.events.values_list("kind", "code", "reason", "actor__username"))


def unchanged(certificate):
    """Valid, with its first event alone, and nothing in its place."""
    certificate.refresh_from_db()
    return (
        certificate.state == "valid"
        and certificate.events.count() == 1
        and not Certificate.objects.filter(supersedes=certificate).exists()
    )


def rename(certificate, name):
    certificate.person.full_name = name
    certificate.person.save()


def supersede(certificate, code, officer=None, reason="依申请"):
    with translation.override("en"):
        return supersede_certificate(
            certificate=certificate, code=code, reason=reason, actor=officer or make_officer(), now=LATER
        )


# Revoked


def test_a_revocation_keeps_its_code():
    certificate, officer = make_certificate(), make_officer()
    revoke_certificate(certificate=certificate, code="misconduct", reason="替考", actor=officer, now=LATER)
    assert events_of(certificate)[1:] == [("revoked", "misconduct", "替考", "officer")]
    assert certificate.events.last().code_label == "考试违纪"


def test_an_unknown_code_is_refused():
    certificate = make_certificate()
    with pytest.raises(RevokeRefused):
        revoke_certificate(certificate=certificate, code="name", reason="x", actor=make_officer(), now=LATER)
    assert unchanged(certificate)


# Superseded


def test_a_corrected_name_stands_on_a_new_certificate():
    old = make_certificate("欧阳买提", valid_months=36)
    rename(old, "欧阳·买买提")
    new = supersede(old, "name")
    old.refresh_from_db()
    assert (old.state, events_of(old)[1:]) == ("superseded", [("superseded", "name", "依申请", "officer")])
    assert (new.number, new.supersedes, new.state, new.result) == ("PX26-000002-62", old, "valid", old.result)
    changed = {"number", "name", "issued_on", "replaces"}
    assert {key: value for key, value in new.payload.items() if key not in changed} == {
        key: value for key, value in old.payload.items() if key not in changed
    }
    assert [new.payload[key] for key in sorted(changed)] == ["2026-12-04", "欧阳·买买提", "PX26-000002-62", old.number]
    assert (new.expires_on, new.payload_sha256) == (old.expires_on, payload_digest(new.payload))
    assert new.code != old.code


def test_the_name_is_corrected_in_the_details_first():
    certificate = make_certificate()
    with pytest.raises(SupersedeRefused, match="correct it first"):
        supersede(certificate, "name")
    assert unchanged(certificate)


def test_a_corrected_name_that_cannot_be_printed_is_refused():
    certificate = make_certificate()
    rename(certificate, "王\ue000")
    with pytest.raises(IssueRefused, match=r"U\+E000"):
        supersede(certificate, "name")
    assert unchanged(certificate)


def test_a_new_portrait_changes_the_portrait_alone():
    old = make_certificate()
    rename(old, "改了名")
    with pytest.raises(SupersedeRefused, match="change it first"):
        supersede(old, "portrait", make_officer())
    assert unchanged(old)
    old.person.photo.save("new.jpg", ContentFile(b"another face"))
    new = supersede(old, "portrait", make_officer("second"))
    with new.photo.open() as photo:
        assert photo.read() == b"another face"
    assert new.payload["name"] == "欧阳·买买提"


def test_a_changed_result_brings_its_scores():
    old = make_certificate(valid_months=12)
    registration = old.result.registration
    with pytest.raises(SupersedeRefused, match="still stands"):
        supersede(old, "regrade")
    Result.objects.filter(pk=old.result_id).update(state=ResultState.SUPERSEDED)
    regraded = make_result(registration, score="91.00")
    new = supersede(old, "regrade", make_officer("second"))
    assert (new.result, new.payload["total"], new.expires_on) == (regraded, "91.00", old.expires_on)


def test_a_result_that_no_longer_passes_is_no_reason_for_a_new_certificate():
    certificate = make_certificate()
    Result.objects.filter(pk=certificate.result_id).update(state=ResultState.SUPERSEDED)
    make_result(certificate.result.registration, score="40")
    with pytest.raises(IssueRefused, match="has not been passed"):
        supersede(certificate, "regrade")
    assert unchanged(certificate)


@pytest.mark.parametrize("code", ["renewal", "misconduct", ""])
def test_other_codes_supersede_nothing(code):
    certificate = make_certificate()
    with pytest.raises(SupersedeRefused):
        supersede(certificate, code)
    assert unchanged(certificate)


def test_without_a_reason_or_the_right_nothing_is_superseded():
    certificate = make_certificate()
    with pytest.raises(SupersedeRefused):
        supersede(certificate, "reissue", reason="  ")
    for actor in (certificate.person.user, make_user("other", full_name="李四")):
        with pytest.raises(PermissionDenied):
            supersede(certificate, "reissue", actor)
    assert unchanged(certificate)


def test_the_second_who_supersedes_finds_nothing_to_change():
    certificate, officer = make_certificate(), make_officer()
    stale = Certificate.objects.get(pk=certificate.pk)
    supersede(certificate, "reissue", officer)
    with pytest.raises(SupersedeRefused, match="nothing was changed"):
        supersede(stale, "reissue", officer)
    assert (Certificate.objects.count(), CertificateEvent.objects.count()) == (2, 3)


def test_consent_goes_with_the_certificate():
    certificate = make_certificate()
    holder = certificate.person.user
    assert show_full_name(certificate=certificate, is_shown=True, actor=holder, now=LATER) is True
    assert show_full_name(certificate=certificate, is_shown=True, actor=holder, now=LATER) is False
    assert supersede(certificate, "reissue").shows_full_name is True
    assert [kind for kind, *_ in events_of(certificate)] == ["issued", "name_shown", "superseded"]


def test_nobody_but_the_holder_shows_the_name():
    certificate = make_certificate()
    with pytest.raises(PermissionDenied):
        show_full_name(certificate=certificate, is_shown=True, actor=make_officer(), now=LATER)
    certificate.refresh_from_db()
    assert (certificate.shows_full_name, certificate.events.count()) == (False, 1)


# Renewed. Issued on 2026-11-24 for a year: the last good day is 2027-11-23.


def at(day):
    return datetime(day.year, day.month, day.day, 4, 0, tzinfo=UTC)


def renewable(**fields):
    terms = {"valid_months": 12, "renewal": "extension", "renew_before_days": 90, "renew_after_days": 30}
    return make_certificate(**{**terms, **fields})


def renew(certificate, day, actor=None):
    with translation.override("en"):
        return renew_certificate(certificate=certificate, actor=actor, now=at(day))


@pytest.mark.parametrize(
    ("day", "last_good_day"),
    [
        # The new term begins where the old one ends, or afterwards on the day itself.
        (date(2027, 8, 25), date(2028, 11, 23)),
        (date(2027, 11, 23), date(2028, 11, 23)),
        (date(2027, 12, 23), date(2028, 12, 22)),
    ],
)
def test_within_the_window_a_new_term_begins(day, last_good_day):
    old = renewable()
    new = renew(old, day, old.person.user)
    assert (new.expires_on, new.supersedes, new.payload["replaces"]) == (last_good_day, old, old.number)
    assert events_of(old)[1:] == [("superseded", "renewal", "换证续期", old.person.user.username)]


def test_before_the_window_nothing_is_renewed():
    certificate = renewable()
    with pytest.raises(IssueRefused, match="from Aug"):
        renew(certificate, date(2027, 8, 24))
    assert unchanged(certificate)


@pytest.mark.parametrize(
    ("fields", "day"),
    [
        ({"renewal": "recertification"}, date(2027, 11, 1)),
        # After the window, and without one after the end, the rule is asked anew.
        ({}, date(2027, 12, 24)),
        ({"renewal": "none"}, date(2027, 11, 24)),
    ],
)
def test_the_rule_anew_asks_for_a_later_result(fields, day):
    certificate = renewable(**fields)
    with pytest.raises(IssueRefused, match="passed once more"):
        renew(certificate, day)
    assert unchanged(certificate)
    sitting = certificate.result.registration.sitting
    sitting.pk = None
    sitting.save()
    again = make_result(
        make_registration(sitting, certificate.person.user), score="70.00", released_at=at(date(2027, 10, 1))
    )
    new = renew(certificate, day)
    assert (new.result, new.payload["total"]) == (again, "70.00")


def test_what_is_valid_for_ever_is_not_renewed():
    certificate = make_certificate()
    with pytest.raises(IssueRefused, match="needs no renewal"):
        renew(certificate, date(2027, 1, 1))
    assert unchanged(certificate)


def test_nobody_else_renews():
    certificate = renewable()
    with pytest.raises(PermissionDenied):
        renew(certificate, date(2027, 11, 1), make_user("other", full_name="李四"))
    assert unchanged(certificate)


# Corrections


def ask(certificate, text="姓名应为欧阳·买买提江"):
    return request_correction(certificate=certificate, text=text, actor=certificate.person.user, now=LATER)


def test_a_declined_request_has_its_reason():
    request, officer = ask(make_certificate()), make_officer()
    answered = answer_correction(request=request, code="", answer="与身份证一致", actor=officer, now=LATER)
    assert (answered, request.state, request.answer, request.answered_by) == (
        None,
        "declined",
        "与身份证一致",
        officer,
    )
    assert unchanged(request.certificate)


def test_a_granted_request_replaces_the_certificate():
    certificate = make_certificate()
    request = ask(certificate)
    rename(certificate, "欧阳·买买提江")
    new = answer_correction(request=request, code="name", answer="已核对", actor=make_officer(), now=LATER)
    assert (new.payload["name"], request.state) == ("欧阳·买买提江", "corrected")
    assert events_of(certificate)[-1] == ("superseded", "name", "已核对", "officer")


def test_a_correction_that_cannot_be_issued_leaves_the_request_open():
    request = ask(make_certificate())
    with pytest.raises(SupersedeRefused):
        answer_correction(request=request, code="name", answer="已核对", actor=make_officer(), now=LATER)
    request.refresh_from_db()
    assert (request.state, request.answer) == ("open", "")
    assert unchanged(request.certificate)


def test_one_request_at_a_time_and_only_the_holders():
    certificate = make_certificate()
    request = ask(certificate)
    with pytest.raises(CorrectionRefused):
        ask(certificate, "再问一次")
    with pytest.raises(PermissionDenied):
        request_correction(certificate=certificate, text="x", actor=make_officer(), now=LATER)
    assert list(CorrectionRequest.objects.all()) == [request]
    answer_correction(request=request, code="", answer="无误", actor=make_officer("second"), now=LATER)
    with pytest.raises(CorrectionRefused):
        answer_correction(request=request, code="", answer="另一答复", actor=make_officer("third"), now=LATER)
    request.refresh_from_db()
    assert request.answer == "无误"


def test_holders_answer_nothing():
    request = ask(make_certificate())
    with pytest.raises(PermissionDenied):
        answer_correction(request=request, code="", answer="x", actor=request.certificate.person.user, now=LATER)
    request.refresh_from_db()
    assert request.state == "open"


# What the database refuses


@pytest.mark.parametrize(
    ("before", "after"),
    [("revoked", "valid"), ("superseded", "valid"), ("revoked", "superseded"), ("superseded", "revoked")],
)
def test_no_state_is_ever_left_but_valid(before, after):
    certificate = make_certificate()
    Certificate.objects.filter(pk=certificate.pk).update(state=before)
    with pytest.raises(DatabaseError), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(state=after)
    certificate.refresh_from_db()
    assert certificate.state == before


def test_events_are_neither_deleted_nor_doubled():
    certificate = make_certificate()
    with pytest.raises(DatabaseError), transaction.atomic():
        certificate.events.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        CertificateEvent.objects.create(certificate=certificate, kind="issued", at=LATER)
    with pytest.raises(DatabaseError), transaction.atomic():
        CertificateEvent.objects.create(certificate=certificate, kind="revoked", code="other", at=LATER)
    with pytest.raises(DatabaseError), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(photo="other.jpg")
    assert certificate.events.count() == 1


# Any order of acts

ACTS = ("revoke", "reissue", "renew", "issue", "show", "hide")


@pytest.fixture
def begun():
    """Issued once for all examples, and who takes it back."""
    return renewable(), make_officer()


@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 200)), max_size=8))
def test_whatever_is_done_the_state_is_what_the_events_say(begun, acts):
    with transaction.atomic():
        _run(*begun, acts)
        transaction.set_rollback(True)


def _run(certificate, officer, acts):
    award, holder, now = certificate.award, certificate.person.user, ISSUED
    for act, days in acts:
        now += timedelta(days=days)
        newest = Certificate.objects.order_by("-pk").first()
        try:
            if act == "revoke":
                revoke_certificate(certificate=newest, reason="x", actor=officer, now=now)
            elif act == "reissue":
                supersede_certificate(certificate=newest, code="reissue", reason="x", actor=officer, now=now)
            elif act == "renew":
                renew_certificate(certificate=newest, actor=holder, now=now)
            elif act == "issue":
                issue_certificate(award=award, candidate=holder, actor=holder, now=now)
            else:
                show_full_name(certificate=newest, is_shown=act == "show", actor=holder, now=now)
        except (IssueRefused, RevokeRefused, SupersedeRefused):
            continue
    rows = list(Certificate.objects.order_by("pk"))
    assert sum(row.state == CertificateState.VALID for row in rows) <= 1
    assert [
        row.number[:11] for row in rows if row.issued_at.astimezone(timezone.get_default_timezone()).year == ISSUED.year
    ] == [f"PX26-{serial:06}" for serial in range(1, sum(row.number.startswith("PX26") for row in rows) + 1)]
    for row in rows:
        kinds = [kind for kind, *_ in events_of(row)]
        ends = [kind for kind in kinds if kind in {"revoked", "superseded"}]
        assert kinds[0] == "issued"
        assert ends == ([] if row.state == "valid" else [row.state])
        assert Certificate.objects.filter(supersedes=row).exists() == (row.state == "superseded")
        assert row.payload_sha256 == payload_digest(row.payload)
