"""The answer path over HTTP: every refusal has its own status, and none loses an answer silently."""

from datetime import timedelta

import orjson
import pytest
from django.utils import timezone

from exams.sittings.models import AnswerEvent, Attempt
from exams.sittings.services import submit_attempt, take_over_lease
from tests.factories.sittings import make_room, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return make_room(opens_at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def attempt(room):
    return room.start(timezone.now())


def post(client, attempt, *events, lease=None, body=None, sender="abcdefgh12345678"):
    content = body if body is not None else orjson.dumps({"client": sender, "events": events})
    return client.post(
        f"/attempts/{attempt.pk}/answers",
        data=content,
        content_type="application/json",
        headers={"X-Lease": attempt.lease_token if lease is None else lease},
    )


def event(seq, slot=1, value="b", **fields):
    return {"seq": seq, "kind": "answer", "slot": slot, "value": value, "ms": 10, **fields}


def stored():
    return AnswerEvent.objects.count()


def test_saved(client, attempt):
    response = post(client, attempt, event(1), event(2, slot=3, value=True))
    body = response.json()
    attempt.refresh_from_db()
    assert response.status_code == 200
    assert (body["status"], body["acked"], body["conflicts"], body["late"]) == ("saved", [1, 2], [], [])
    assert body["head"] == attempt.head_hash
    assert 3_590_000 < body["remaining_ms"] <= 3_600_000
    assert response["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers


def test_no_session_is_needed_or_touched(client, attempt, django_assert_num_queries):
    with django_assert_num_queries(5) as queries:
        assert post(client, attempt, event(1)).status_code == 200
    assert not any("session" in query["sql"] for query in queries)


def test_conflict(client, attempt):
    post(client, attempt, event(1))
    response = post(client, attempt, event(1, value="c"))
    assert (response.status_code, response.json()["status"], response.json()["conflicts"]) == (409, "seq_conflict", [1])
    assert stored() == 1


def test_wrong_lease_of_ones_own_attempt(client, room, attempt):
    client.force_login(room.candidate)
    response = post(client, attempt, event(1), lease="wrong")
    assert (response.status_code, response.json()) == (403, {"status": "lease_unknown"})
    assert stored() == 0


def test_anothers_attempt_and_no_attempt_look_alike(client, attempt):
    client.force_login(make_user("stranger"))
    foreign = post(client, attempt, event(1), lease="wrong")
    missing = client.post(
        "/attempts/999999/answers", data=b'{"client":"abcdefgh","events":[]}', content_type="text/plain"
    )
    assert (foreign.status_code, foreign.json()) == (404, {"status": "not_your_attempt"})
    assert (missing.status_code, missing.json()) == (404, {"status": "not_your_attempt"})
    assert stored() == 0


def test_a_lease_writes_to_its_own_attempt_only(client, attempt):
    other = make_room(opens_at=timezone.now() - timedelta(hours=1)).start(timezone.now())
    response = post(client, other, event(1), lease=attempt.lease_token)
    assert response.status_code == 404
    assert stored() == 0


def test_taken_over(client, room, attempt):
    take_over_lease(attempt=attempt, actor=room.candidate, now=timezone.now())
    response = post(client, attempt, event(1))
    assert (response.status_code, response.json()["status"], response.json()["acked"]) == (423, "lease_taken_over", [1])
    assert list(AnswerEvent.objects.values_list("disposition", flat=True)) == ["superseded"]


def test_after_hand_in_events_are_kept_as_late(client, room, attempt):
    submit_attempt(attempt_id=attempt.pk, actor=room.candidate, lease_token=attempt.lease_token, now=timezone.now())
    response = post(client, attempt, event(1))
    assert (response.status_code, response.json()["status"], response.json()["late"]) == (410, "closed", [1])
    assert list(AnswerEvent.objects.values_list("disposition", flat=True)) == ["late"]


def test_after_the_deadline_the_attempt_is_closed_on_the_way(client, attempt):
    Attempt.objects.filter(pk=attempt.pk).update(
        started_at=timezone.now() - timedelta(hours=3), deadline=timezone.now() - timedelta(minutes=2)
    )
    response = post(client, attempt, event(1))
    attempt.refresh_from_db()
    assert (response.status_code, response.json()["state"], attempt.state) == (410, "expired", "expired")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b'{"client":"abcdefgh"}',
        b'{"client":"short","events":[]}',
        '{"client":"客户客户客户客户","events":[]}'.encode(),
        b'{"client":"abcdefgh","events":[{"seq":0,"kind":"answer","slot":1,"value":"a","ms":1}]}',
        b'{"client":"abcdefgh","events":[{"seq":true,"kind":"answer","slot":1,"value":"a","ms":1}]}',
        b'{"client":"abcdefgh","events":[{"seq":1,"kind":"answer","slot":1,"ms":1}]}',
        b'{"client":"abcdefgh","events":[{"seq":1,"kind":"answer","slot":77,"value":"a","ms":1}]}',
        b'{"client":"abcdefgh","events":[{"seq":1,"kind":"answer","slot":1,"value":{"x":1},"ms":1}]}',
        b'{"client":"abcdefgh","events":['
        + b",".join([b'{"seq":1,"kind":"flag","slot":1,"value":true,"ms":1}'] * 501)
        + b"]}",
        b'{"client":"abcdefgh","events":[], "pad":"' + b"x" * 300_000 + b'"}',
    ],
)
def test_malformed_bodies_are_refused_and_store_nothing(client, attempt, body):
    response = post(client, attempt, body=body)
    assert (response.status_code, response.json()["status"]) == (400, "bad_event")
    assert stored() == 0


def test_methods(client, attempt):
    assert client.get(f"/attempts/{attempt.pk}/answers").status_code == 405
    assert client.post(f"/attempts/{attempt.pk}/clock").status_code == 405


def test_clock(client, attempt):
    response = client.get(f"/attempts/{attempt.pk}/clock", headers={"X-Lease": attempt.lease_token})
    assert (response.status_code, response.json()["status"], response.json()["state"]) == (200, "saved", "open")
    assert client.get(f"/attempts/{attempt.pk}/clock", headers={"X-Lease": "wrong"}).status_code == 404


def test_added_time_is_seen_with_the_next_clock(client, attempt):
    Attempt.objects.filter(pk=attempt.pk).update(deadline=attempt.deadline + timedelta(minutes=5))
    body = client.get(f"/attempts/{attempt.pk}/clock", headers={"X-Lease": attempt.lease_token}).json()
    assert 3_890_000 < body["remaining_ms"] <= 3_900_000
