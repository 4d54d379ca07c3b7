"""Exams, sittings and places for other systems: by token, scope, owner and exam; each write once and on record."""

import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from wagtail.models import ModelLogEntry

from accounts.models import AccessToken, Notice, Scope
from accounts.services.tokens import revoke_token
from exams.sittings.models import Exam, Registration, Sitting
from exams.sittings.services.accommodations import Terms, request_accommodation
from tests.factories.sittings import NOW, make_registration, make_room, make_user
from tests.factories.systems import caller

pytestmark = pytest.mark.django_db
PLACES = "/api/v1/registrations"


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    cache.clear()


@pytest.fixture
def room():
    return make_room(opens_at=NOW + timedelta(days=2))


def written(client, path, body, key="act-00000001"):
    return client.post(path, json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key})


def problem(response, status, code):
    assert response.status_code == status, response.content.decode()
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json()
    assert (body["status"], body["type"]) == (status, f"urn:problem:{code}")
    return body


# Reading


def test_an_exam_is_told_with_exact_marks(exam_officer, room):
    body = caller(exam_officer).get(f"/api/v1/exams/{room.exam.code}").json()
    assert body == {
        "code": room.exam.code,
        "title": "客户服务改进 理论考试",
        "attempts_allowed": 1,
        "parts": [{"kind": "theory", "minutes": 60, "pass_mark": "60.00"}],
    }


def test_a_place_is_told_as_it_is(exam_officer, room):
    place = room.registration
    body = caller(exam_officer).get(f"{PLACES}/{place.number}").json()
    assert body == {
        "number": place.number,
        "sitting": room.sitting.pk,
        "exam": room.exam.code,
        "candidate": {"id": room.candidate.pk, "username": room.candidate.username, "name": "欧阳·买买提"},
        "room": None,
        "seat": None,
        "standing": None,
        "pledged_at": "2026-11-23T09:00:00Z",
        "created_at": place.created_at.isoformat().replace("+00:00", "Z"),
    }


def test_pages_hold_every_place_once(exam_officer, room):
    for serial in range(4):
        make_registration(room.sitting, make_user(f"someone-{serial}"))
    client, seen, after = caller(exam_officer), [], ""
    while after is not None:
        page = client.get(PLACES, {"sitting": room.sitting.pk, "limit": 2, "after": after}).json()
        seen += [one["number"] for one in page["items"]]
        after = page["next"]
    assert seen == list(Registration.objects.order_by("pk").values_list("number", flat=True))


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_as_many_queries_however_long(exam_officer, room, count, django_assert_num_queries):
    for serial in range(count - 1):
        make_registration(room.sitting, make_user(f"someone-{serial}"))
    client = caller(exam_officer)
    client.get(PLACES)
    with django_assert_num_queries(4):
        assert len(client.get(PLACES).json()["items"]) == count


@pytest.mark.parametrize("cursor", ["x", "YWZ0ZXI6LTE", "YWZ0ZXI6OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "é"])
def test_a_cursor_of_nobodys_is_a_problem(exam_officer, cursor):
    problem(caller(exam_officer).get(PLACES, {"after": cursor}), 422, "cursor_unknown")


def test_what_is_arranged_is_told_without_why(exam_officer, room):
    place = room.registration
    client = caller(exam_officer)
    problem(client.get(f"{PLACES}/{place.number}/accommodation"), 404, "not_found")
    request_accommodation(
        registration=place, terms=Terms(extra_minutes=15), reason="诊断证明", actor=room.candidate, now=NOW
    )
    response = client.get(f"{PLACES}/{place.number}/accommodation")
    assert response.json() == {
        "number": place.number,
        "state": "requested",
        "factor": "1.00",
        "extra_minutes": 15,
        "break_minutes": 0,
        "break_count": 0,
        "large_type": False,
        "separate_room": False,
    }
    assert "诊断证明" not in response.content.decode()


# Who may


def test_without_a_token_nothing_is_told(room, client_of):
    for client in (Client(), client_of("superuser"), Client(headers={"Authorization": "Bearer kfs_nobodys_token"})):
        response = client.get(f"{PLACES}/{room.registration.number}")
        problem(response, 401, "token_unknown")
        assert response.headers["WWW-Authenticate"] == 'Bearer realm="api"'


def test_each_scope_opens_its_own_and_nothing_else(exam_officer, room):
    paths = {
        Scope.READ_EXAMS: "/api/v1/sittings",
        Scope.READ_REGISTRATIONS: PLACES,
        Scope.READ_RESULTS: "/api/v1/results",
    }
    for scope, own in paths.items():
        client = caller(exam_officer, scope)
        statuses = {path: client.get(path).status_code for path in paths.values()}
        assert statuses == {path: 200 if path == own else 403 for path in paths.values()}


def test_a_token_may_no_more_than_its_owner(certificate_officer, exam_officer, room):
    problem(caller(certificate_officer).get(PLACES), 403, "owner_may_not")
    client = caller(exam_officer)
    assert client.get(PLACES).status_code == 200
    exam_officer.groups.clear()
    problem(client.get(PLACES), 403, "owner_may_not")


def test_a_token_for_one_exam_sees_no_other(exam_officer, room):
    other = make_room(opens_at=NOW + timedelta(days=3))
    client = caller(exam_officer, exams=[room.exam.code])
    assert [one["code"] for one in client.get("/api/v1/exams").json()["items"]] == [room.exam.code]
    assert [one["id"] for one in client.get("/api/v1/sittings").json()["items"]] == [room.sitting.pk]
    assert [one["number"] for one in client.get(PLACES).json()["items"]] == [room.registration.number]
    for path in (
        f"exams/{other.exam.code}",
        f"sittings/{other.sitting.pk}",
        f"registrations/{other.registration.number}",
    ):
        problem(client.get(f"/api/v1/{path}"), 404, "not_found")
    body = {"sitting": other.sitting.pk, "candidate": {"username": room.candidate.username}}
    problem(written(client, PLACES, body), 404, "not_found")
    assert not other.sitting.registrations.filter(candidate=room.candidate).exists()


def test_mock_exams_are_nobodys_business(exam_officer):
    mock = make_room(is_mock=True)
    client = caller(exam_officer)
    assert client.get("/api/v1/exams").json()["items"] == []
    problem(client.get(f"{PLACES}/{mock.registration.number}"), 404, "not_found")


def test_a_revoked_token_is_shut_out_at_once(exam_officer, room):
    client = caller(exam_officer)
    revoke_token(token=AccessToken.objects.get(), actor=exam_officer, now=NOW)
    problem(client.get(PLACES), 401, "token_unknown")


def test_problems_are_in_the_callers_language(exam_officer):
    client = caller(exam_officer)
    chinese = client.get(f"{PLACES}/none", headers={"Accept-Language": "zh-hans"}).json()
    english = client.get(f"{PLACES}/none", headers={"Accept-Language": "en"}).json()
    assert (chinese["title"], english["title"]) == ("找不到", "Not found")


def test_a_token_that_asks_too_often_is_put_off(exam_officer):
    client = caller(exam_officer)
    statuses = [client.get("/api/v1/token").status_code for _time in range(301)]
    assert statuses.count(200) == 300
    response = client.get("/api/v1/token")
    problem(response, 429, "too_many_requests")
    assert 1 <= int(response.headers["Retry-After"]) <= 60


# Writing


def test_a_candidate_is_registered_once(exam_officer, room):
    newcomer = make_user("newcomer", full_name="王芳", email="wang@example.com")
    client = caller(exam_officer)
    body = {"sitting": room.sitting.pk, "candidate": {"email": "WANG@example.com"}}
    first, second = written(client, PLACES, body), written(client, PLACES, body)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    place = Registration.objects.get(candidate=newcomer)
    assert first.json()["number"] == place.number
    act = ModelLogEntry.objects.get(action="accounts.token_write")
    assert (act.user, act.data) == (exam_officer, {"act": "register", "about": place.number})


def test_a_key_belongs_to_one_request(exam_officer, room):
    make_user("newcomer")
    client = caller(exam_officer)
    written(client, PLACES, {"sitting": room.sitting.pk, "candidate": {"username": room.candidate.username}})
    body = {"sitting": room.sitting.pk, "candidate": {"username": "newcomer"}}
    problem(written(client, PLACES, body), 422, "key_reused")
    assert room.sitting.registrations.count() == 1


@pytest.mark.parametrize(
    ("candidate", "status", "code"),
    [
        ({"username": "nobody"}, 409, "candidate_unknown"),
        ({}, 422, "invalid"),
        ({"username": "a", "email": "b@example.com"}, 422, "invalid"),
        ({"username": "a\x00"}, 422, "invalid"),
    ],
)
def test_whom_nobody_can_tell_is_not_registered(exam_officer, room, candidate, status, code):
    response = written(caller(exam_officer), PLACES, {"sitting": room.sitting.pk, "candidate": candidate})
    problem(response, status, code)
    assert room.sitting.registrations.count() == 1


def test_two_with_one_address_are_not_guessed_between(exam_officer, room):
    make_user("one", email="same@example.com")
    make_user("two", email="same@example.com")
    body = {"sitting": room.sitting.pk, "candidate": {"email": "same@example.com"}}
    problem(written(caller(exam_officer), PLACES, body), 409, "candidate_unknown")


def test_a_sitting_that_is_over_takes_nobody(exam_officer, room, time_machine):
    make_user("newcomer")
    time_machine.move_to(room.sitting.closes_at, tick=False)
    body = {"sitting": room.sitting.pk, "candidate": {"username": "newcomer"}}
    problem(written(caller(exam_officer), PLACES, body), 409, "sitting_over")


def test_who_may_not_sit_it_again_is_refused_by_the_exam_s_rule(exam_officer, room):
    room.start(room.sitting.opens_at)
    Exam.objects.update(resits_allowed=0)
    again = Sitting.objects.create(
        exam=room.exam, name="补考", opens_at=room.sitting.opens_at, closes_at=room.sitting.closes_at
    )
    body = {"sitting": again.pk, "candidate": {"username": room.candidate.username}}
    problem(written(caller(exam_officer), PLACES, body), 409, "registration_refused")
    assert not again.registrations.exists()


def test_a_write_wants_a_key_json_and_the_scope(exam_officer, room):
    body = json.dumps({"sitting": room.sitting.pk, "candidate": {"username": "x"}})
    client = caller(exam_officer)
    problem(client.post(PLACES, body, content_type="application/json"), 422, "invalid")
    problem(
        client.post(PLACES, b"{", content_type="application/json", headers={"Idempotency-Key": "act-00000001"}),
        400,
        "unreadable",
    )
    problem(written(caller(exam_officer, Scope.READ_REGISTRATIONS), PLACES, {}), 403, "scope_missing")
    assert room.sitting.registrations.count() == 1


def test_a_place_is_taken_back_with_its_reason(exam_officer, room):
    number = room.registration.number
    response = written(caller(exam_officer), f"{PLACES}/{number}/withdraw", {"reason": "本人申请退考"})
    assert (response.status_code, response.json()) == (200, {"number": number, "withdrawn": True})
    assert not Registration.objects.exists()
    act = ModelLogEntry.objects.get(action="sittings.withdraw")
    assert act.object_id == str(room.sitting.pk)
    assert act.data == {"number": number, "candidate": room.candidate.pk, "reason": "本人申请退考"}
    assert Notice.objects.get(recipient=room.candidate).kind == "registration"


def test_a_sitting_that_has_begun_keeps_its_places(exam_officer, room):
    Sitting.objects.update(opens_at=NOW)
    response = written(caller(exam_officer), f"{PLACES}/{room.registration.number}/withdraw", {"reason": "x"})
    problem(response, 409, "withdrawal_refused")
    assert Registration.objects.count() == 1
    assert not Notice.objects.exists()
