"""What a person holds, may claim, and what strangers find."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from certificates.models import Certificate, CertificateState
from certificates.queries import (
    Standing,
    certificate_by_code,
    certificate_by_number_and_name,
    claims_of,
    due_candidates,
    held_certificates,
    standing_of,
)
from certificates.services import issue_certificate, revoke_certificate
from exams.marking.models import ResultState
from tests.factories.certificates import (
    ISSUED,
    give_portrait,
    make_award,
    make_candidate,
    make_certificate,
    make_officer,
    make_result,
    passed_room,
)
from tests.factories.sittings import make_registration, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "today", "standing"),
    [
        ("valid", date(2026, 12, 23), Standing.VALID),
        ("valid", date(2026, 12, 24), Standing.EXPIRED),
        ("revoked", date(2026, 12, 24), Standing.REVOKED),
        ("superseded", date(2026, 12, 24), Standing.SUPERSEDED),
    ],
)
def test_standing_today(state, today, standing):
    certificate = Certificate(state=state, expires_on=date(2026, 12, 23))
    assert standing_of(certificate, today=today) == standing


def test_a_certificate_without_limit_stays_valid():
    assert standing_of(Certificate(state="valid"), today=date(2126, 1, 1)) == Standing.VALID


def test_held_certificates_are_my_own_newest_first():
    award, result = passed_room()
    second = make_award(award.exam, course_title="投诉处理")
    first = issue_certificate(award=award, candidate=result.registration.candidate, actor=None, now=ISSUED)
    newer = issue_certificate(
        award=second, candidate=result.registration.candidate, actor=None, now=ISSUED + timedelta(days=1)
    )
    make_certificate()
    held = held_certificates(result.registration.candidate, today=date(2026, 11, 24))
    assert [(one.certificate, one.standing) for one in held] == [(newer, Standing.VALID), (first, Standing.VALID)]


# Claims


def claims(user):
    with translation.override("en"):
        return [(claim.award, claim.is_open, claim.reasons, claim.needs_details) for claim in claims_of(user)]


def test_a_passed_candidate_may_claim():
    award, result = passed_room()
    assert claims(result.registration.candidate) == [(award, True, [], False)]


def test_a_held_award_is_not_claimed_again():
    certificate = make_certificate()
    assert claims(certificate.person.user) == []


def test_a_candidate_without_result_name_or_portrait_hears_all_of_it():
    award, result = passed_room()
    waiting = make_registration(result.registration.sitting, make_user("waiting")).candidate
    assert claims(waiting) == [
        (
            award,
            False,
            ["The result has not been released yet.", "The full name is missing.", "The portrait is missing."],
            True,
        )
    ]


def test_a_failed_candidate_hears_so():
    award, result = passed_room(score="59.99")
    assert claims(result.registration.candidate) == [(award, False, ["The exam has not been passed."], False)]


def test_a_passed_result_counts_before_a_later_failed_one():
    _, result = passed_room()
    sitting = result.registration.sitting
    sitting.pk = None
    sitting.save()
    make_result(make_registration(sitting, result.registration.candidate), score="40")
    assert [claim.result for claim in claims_of(result.registration.candidate)] == [result]


def test_after_a_revocation_the_claim_is_closed():
    certificate = make_certificate()
    revoke_certificate(certificate=certificate, reason="x", actor=make_officer(), now=ISSUED)
    assert claims(certificate.person.user) == [
        (
            certificate.award,
            False,
            ["A certificate of this award was revoked. A new one needs a decision of the certificate office."],
            False,
        )
    ]


def test_an_award_of_an_exam_that_is_not_mine_is_none_of_my_claims():
    passed_room()
    _, result = passed_room()
    assert len(claims(result.registration.candidate)) == 1


# Due


def due(award):
    return [evidence.result for _candidate, evidence in due_candidates(award)]


def test_due_are_those_who_passed_and_hold_none():
    award, passed = passed_room()
    sitting = passed.registration.sitting
    holder = make_result(make_candidate(sitting, "holder"))
    issue_certificate(award=award, candidate=holder.registration.candidate, actor=None, now=ISSUED)
    revoked = make_result(make_candidate(sitting, "revoked"))
    certificate = issue_certificate(award=award, candidate=revoked.registration.candidate, actor=None, now=ISSUED)
    revoke_certificate(certificate=certificate, reason="x", actor=make_officer(), now=ISSUED)
    make_result(make_candidate(sitting, "failed"), score="10")
    make_result(make_candidate(sitting, "provisional"), state=ResultState.PROVISIONAL)
    nameless = make_result(make_registration(sitting, make_user("nameless")))
    assert due(award) == [passed, nameless]


def test_a_candidate_who_passed_twice_is_due_once_by_the_later_result():
    award, passed = passed_room()
    sitting = passed.registration.sitting
    sitting.pk = None
    sitting.save()
    later = make_result(make_registration(sitting, passed.registration.candidate))
    assert due(award) == [later]


# Strangers


def test_a_code_is_found_as_people_type_it():
    certificate = make_certificate()
    spoken = " ".join(certificate.code[start : start + 4] for start in range(0, 26, 4)).lower()
    assert certificate_by_code(spoken) == certificate


@pytest.mark.parametrize("code", ["0" * 26, "", "x", "'; DROP TABLE"])
def test_other_codes_find_nothing(code):
    make_certificate()
    assert certificate_by_code(code) is None


def test_every_code_costs_one_query(django_assert_num_queries):
    for code in (make_certificate().code, "0" * 26, "malformed"):
        with django_assert_num_queries(1):
            certificate_by_code(code)


@pytest.mark.parametrize("name", ["欧阳·买买提", "欧阳•买买提", "欧阳\uff0e买买提", " 欧阳 买买提 "])
def test_number_and_name_together_are_found(name):
    certificate = make_certificate()
    assert certificate_by_number_and_name(certificate.number.lower(), name) == certificate


@pytest.mark.parametrize("name", ["", "·", "欧阳", "欧阳·买买", "李四"])
def test_a_number_with_another_name_finds_nothing(name):
    assert certificate_by_number_and_name(make_certificate().number, name) is None


def test_the_name_is_the_one_on_the_certificate():
    certificate = make_certificate()
    person = give_portrait(certificate.person.user)
    person.full_name = "改了名"
    person.save()
    assert certificate_by_number_and_name(certificate.number, "改了名") is None
    assert certificate_by_number_and_name(certificate.number, "欧阳·买买提") == certificate


def test_every_wrong_answer_costs_one_query(django_assert_num_queries):
    number = make_certificate().number
    for typed, name in [(number, "李四"), ("PX26-000009-XX", "李四"), ("?", "?")]:
        with django_assert_num_queries(1):
            assert certificate_by_number_and_name(typed, name) is None
    # Only what was named right is fetched.
    with django_assert_num_queries(2):
        assert certificate_by_number_and_name(number, "欧阳·买买提") is not None


def test_states_are_those_of_the_model():
    assert {state.value for state in CertificateState} == {one.value for one in Standing} - {"expired"}
