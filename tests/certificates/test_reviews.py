"""A replaced result opens a question about its certificate, once; an officer answers it, and nothing is revoked by itself."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from certificates.models import Certificate, CertificateReview
from certificates.queries import certificates_by_registration, office_work, with_replaced_result
from certificates.services import revoke_certificate
from certificates.services.reviews import ReviewRefused, keep_certificate, open_reviews
from exams.marking.models import Outcome, Result
from exams.marking.queries.impact import impact_of
from exams.marking.services import rule_outcome
from tests.exams.marking.held import AFTER, let_out, officer, sit
from tests.exams.marking.test_regrades import propose, put_in_force
from tests.exams.marking.test_services import LATER, hand_in
from tests.factories.certificates import ISSUED, give_portrait, make_award, make_certificate, make_officer
from tests.factories.sittings import make_room
from tests.personas import make_persona

pytestmark = pytest.mark.django_db

LATE = ISSUED + timedelta(days=10)


def replace_result(certificate):
    """Another result in the place of the certificate's, with no word to anybody."""
    former = certificate.result
    Result.objects.filter(pk=former.pk).update(state="superseded")
    return Result.objects.create(
        registration=former.registration,
        state="released",
        passed=False,
        created_at=LATE,
        released_at=LATE,
        reason="答案更正",
        supersedes=former,
    )


@pytest.fixture
def certificate():
    return make_certificate()


def test_a_correction_marks_the_certificate_for_review_and_leaves_it_valid(django_capture_on_commit_callbacks):
    room = make_room()
    give_portrait(room.candidate)
    make_award(room.exam)
    with django_capture_on_commit_callbacks(execute=True):
        hand_in(room, {1: "a", 4: ["抱怨率"]}, now=LATER - timedelta(hours=1))
    certificate = Certificate.objects.get()
    correction = propose(room, 1, "replace", "b")
    (effect,) = impact_of(correction).effects
    assert (effect.crosses_down, list(effect.resting)) == (True, [certificate.number])

    with django_capture_on_commit_callbacks(execute=True):
        put_in_force(correction)

    review = CertificateReview.objects.get()
    certificate.refresh_from_db()
    assert (review.certificate, review.state, certificate.state) == (certificate, "open", "valid")
    assert review.result == Result.objects.get(state="released")


def test_a_lost_nudge_is_healed_once(certificate, capsys):
    assert open_reviews(now=LATE) == 0
    fresh = replace_result(certificate)
    call_command("open_certificate_reviews", "--json")
    call_command("open_certificate_reviews", "--json")
    assert capsys.readouterr().out == '{"opened": 1}\n{"opened": 0}\n'
    assert CertificateReview.objects.get().result == fresh


def test_an_officer_keeps_it_with_a_reason_and_it_is_asked_again_only_about_another_result(certificate):
    fresh = replace_result(certificate)
    open_reviews(now=LATE)
    review, officer = CertificateReview.objects.get(), make_officer()
    with pytest.raises(PermissionDenied):
        keep_certificate(review=review, note="无影响", actor=certificate.person.user, now=LATE)
    with pytest.raises(ReviewRefused):
        keep_certificate(review=review, note=" ", actor=officer, now=LATE)
    keep_certificate(review=review, note="无影响", actor=officer, now=LATE)
    with pytest.raises(ReviewRefused):
        keep_certificate(review=review, note="再来", actor=officer, now=LATE)
    assert (review.state, open_reviews(now=LATE)) == ("kept", 0)
    assert not with_replaced_result(Certificate.objects.all()).exists()
    Result.objects.filter(pk=fresh.pk).update(state="superseded")
    Result.objects.create(
        registration=fresh.registration,
        state="released",
        passed=True,
        created_at=LATE,
        released_at=LATE,
        supersedes=fresh,
    )
    assert open_reviews(now=LATE) == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        CertificateReview.objects.update(opened_at=LATE + timedelta(days=1))


def test_the_office_sees_it_and_leads_to_the_acts(certificate):
    replace_result(certificate)
    open_reviews(now=LATE)
    review, officer = CertificateReview.objects.get(), make_officer()
    client = Client()
    client.force_login(officer)
    listed = client.get(reverse("certificate_reviews:index")).content.decode()
    settle = reverse("certificate_reviews:settle", args=[review.pk])
    assert (settle in listed, certificate.number in listed, "未合格" in listed) == (True, True, True)
    page = client.get(settle).content.decode()
    assert reverse("certificates_admin:revoke", args=[certificate.pk]) in page
    # There is nothing to replace it with.
    assert reverse("certificates_admin:supersede", args=[certificate.pk]) not in page
    assert client.post(settle, {"note": ""}).status_code == 422
    revoke_certificate(certificate=certificate, reason="成绩更正", actor=officer, now=LATE)
    closed = client.get(settle).content.decode()
    assert "已撤销" in client.get(reverse("certificate_reviews:index")).content.decode()
    client.force_login(make_persona("auditor"))
    assert settle not in client.get(reverse("certificate_reviews:index")).content.decode()
    assert reverse("certificates_admin:revoke", args=[certificate.pk]) not in closed
    assert certificates_by_registration([certificate.result.registration_id]) == {}


def test_a_ruling_opens_a_question_and_the_office_counts_what_its_list_shows(django_capture_on_commit_callbacks):
    room = make_room(release_policy="two_persons")
    give_portrait(room.candidate)
    make_award(room.exam)
    with django_capture_on_commit_callbacks(execute=True):
        sit(room, {1: "a", 2: ["a", "b", "d"], 4: ["抱怨率"]})
        let_out(room)
    certificate = Certificate.objects.get()
    assert office_work(now=AFTER).to_review == 0
    with django_capture_on_commit_callbacks(execute=True):
        rule_outcome(registration=room.registration, outcome=Outcome.VOID, reason="断电", actor=officer(), now=AFTER)
    # Until it is released nothing is said of it.
    assert CertificateReview.objects.count() == 0
    with django_capture_on_commit_callbacks(execute=True):
        let_out(room)
    review = CertificateReview.objects.get(certificate=certificate)
    assert (review.state, office_work(now=AFTER).to_review) == ("open", 1)

    other = make_certificate()
    replace_result(other)
    assert office_work(now=AFTER).to_review == 2
    browser = Client()
    browser.force_login(make_officer("counting"))
    for value, found in (
        ("waiting", {certificate, other}),
        ("failed", {certificate, other}),
        ("regraded", {certificate, other}),
    ):
        page = browser.get(reverse("certificate_records:index"), {"review": value})
        assert set(page.context["object_list"]) == found
    keep_certificate(review=review, note="已另行处理", actor=make_officer("keeper"), now=AFTER)
    assert office_work(now=AFTER).to_review == 1


def test_it_is_kept_on_the_page(certificate):
    replace_result(certificate)
    open_reviews(now=LATE)
    review, client = CertificateReview.objects.get(), Client()
    client.force_login(make_officer())
    client.post(reverse("certificate_reviews:settle", args=[review.pk]), {"note": "成绩仍然合格"})
    review.refresh_from_db()
    assert (review.state, review.note) == ("kept", "成绩仍然合格")
