"""What happens here is told to other systems in its own transaction, and asked for by them as its pages show it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import transaction

from accounts.models import WebhookEvent
from certificates.services import issue_certificate, revoke_certificate
from exams.marking.models import Result
from exams.marking.services import mark_attempt
from exams.sittings.models import Exam
from exams.sittings.services import register_candidate, submit_attempt
from tests.factories.certificates import give_portrait, make_award
from tests.factories.sittings import NOW, make_room, make_user
from tests.factories.systems import caller, make_hook

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    cache.clear()


@pytest.fixture
def room():
    return make_room()


def handed_in(room):
    attempt = room.start()
    return submit_attempt(attempt_id=attempt.pk, actor=room.candidate, lease_token=attempt.lease_token, now=NOW)


def told():
    return [(event.kind, event.data) for event in WebhookEvent.objects.order_by("pk")]


def test_a_released_result_is_told_without_what_it_says(exam_officer, room):
    make_hook(exam_officer, now=NOW)
    result = mark_attempt(attempt=handed_in(room), now=NOW)
    assert told() == [
        (
            "result.released",
            {
                "result": result.pk,
                "registration": room.registration.number,
                "sitting": room.sitting.pk,
                "exam": room.exam.code,
                "supersedes": None,
            },
        )
    ]


def test_a_held_result_and_a_mock_exam_are_not_told(exam_officer):
    make_hook(exam_officer, now=NOW)
    mark_attempt(attempt=handed_in(make_room(release_policy="two_persons")), now=NOW)
    mark_attempt(attempt=handed_in(make_room(is_mock=True)), now=NOW)
    assert Result.objects.count() == 2
    assert told() == []


def test_a_place_is_told_with_ids_only(exam_officer, room):
    make_hook(exam_officer, now=NOW)
    newcomer = make_user("newcomer", full_name="王芳", email="wang@example.com")
    place = register_candidate(sitting=room.sitting, candidate=newcomer, actor=exam_officer, now=NOW)
    ((kind, data),) = told()
    assert kind == "registration.changed"
    assert data == {
        "registration": place.number,
        "sitting": room.sitting.pk,
        "exam": room.exam.code,
        "candidate": newcomer.pk,
        "change": "given",
    }


def test_what_is_undone_is_not_told(exam_officer, room):
    make_hook(exam_officer, now=NOW)
    with transaction.atomic():
        register_candidate(sitting=room.sitting, candidate=make_user("newcomer"), actor=exam_officer, now=NOW)
        transaction.set_rollback(True)
    assert told() == []


@pytest.fixture
def passed(room):
    """Everything right is not needed where nothing is the pass mark."""
    room.component.pass_mark = 0
    room.component.save()
    give_portrait(room.candidate)
    mark_attempt(attempt=handed_in(room), now=NOW)
    return room


def test_a_certificate_is_told_when_issued_and_when_revoked(certificate_officer, passed):
    make_hook(certificate_officer, "certificate.issued", "certificate.revoked", now=NOW)
    award = make_award(passed.exam, is_automatic=False)
    issued = issue_certificate(award=award, candidate=passed.candidate, actor=certificate_officer, now=NOW)
    revoke_certificate(certificate=issued, reason="误发", actor=certificate_officer, now=NOW)
    data = {"certificate": issued.number, "award": award.code, "supersedes": None}
    assert told() == [("certificate.issued", data), ("certificate.revoked", data)]


def test_a_system_reads_a_certificate_and_asks_what_it_is_worth(certificate_officer, passed):
    award = make_award(passed.exam, is_automatic=False)
    issued = issue_certificate(award=award, candidate=passed.candidate, actor=certificate_officer, now=NOW)
    client = caller(certificate_officer, "read:certificates")
    (row,) = client.get("/api/v1/certificates", {"award": award.code}).json()["items"]
    assert (row["number"], row["name"], row["holder"], row["exam"], row["status"]) == (
        issued.number,
        "欧阳·买买提",
        passed.candidate.pk,
        passed.exam.code,
        "valid",
    )
    assert issued.code not in client.get(f"/api/v1/certificates/{issued.number}").content.decode()
    asked = {"reference": issued.number, "full_name": "欧阳·买买提"}
    answer = client.post("/api/v1/verifications", asked, content_type="application/json").json()
    assert (answer["status"], answer["number"], answer["name_is_masked"]) == ("valid", issued.number, True)
    by_code = client.post("/api/v1/verifications", {"reference": issued.code}, content_type="application/json").json()
    assert (by_code["status"], by_code["number"]) == ("valid", issued.number)
    wrong = client.post("/api/v1/verifications", {**asked, "full_name": "别人"}, content_type="application/json").json()
    assert wrong["status"] == "unknown"
    assert wrong["number"] is None
    other = caller(certificate_officer, exams=["another"])
    assert other.get("/api/v1/certificates").json()["items"] == []
    assert other.get(f"/api/v1/certificates/{issued.number}").status_code == 404


def test_a_system_reads_a_result_as_far_as_its_candidate_does(exam_officer, passed):
    result = Result.objects.get()
    client = caller(exam_officer, "read:results")
    body = client.get(f"/api/v1/results/{result.pk}").json()
    assert (body["registration"], body["outcome"], body["passed"]) == (passed.registration.number, "scored", True)
    assert body["parts"] == [{"kind": "theory", "score": "0.00", "pass_mark": "0.00", "passed": True}]
    Exam.objects.update(shows_score="date", score_from=NOW + timedelta(days=1))
    body = client.get(f"/api/v1/results/{result.pk}").json()
    assert body["parts"] == [{"kind": "theory", "score": None, "pass_mark": "0.00", "passed": True}]


def test_a_result_that_waits_for_its_release_is_nobodys(exam_officer):
    mark_attempt(attempt=handed_in(make_room(release_policy="two_persons")), now=NOW)
    client = caller(exam_officer, "read:results")
    assert client.get("/api/v1/results").json() == {"items": [], "next": None}
    assert client.get(f"/api/v1/results/{Result.objects.get().pk}").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_of_results_costs_as_many_queries_however_long(exam_officer, count, django_assert_num_queries):
    for _one in range(count):
        mark_attempt(attempt=handed_in(make_room()), now=NOW)
    client = caller(exam_officer, "read:results")
    client.get("/api/v1/results")
    with django_assert_num_queries(6):
        assert len(client.get("/api/v1/results").json()["items"]) == count
