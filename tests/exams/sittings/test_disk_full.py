"""The disk fills up under an exam: saves are refused with 503, nothing acknowledged is lost, and with room all goes on.

SQLite is really given no page more. PostgreSQL's own answer to a full disk (53100) is given by a trigger: its files
cannot be bounded without the rights of the system's administrator.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import orjson
import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from exams.sittings.models import AnswerEvent, Attempt
from exams.sittings.services import submit_attempt
from exams.sittings.verification import verify_attempts
from tests.factories.sittings import make_room

pytestmark = pytest.mark.django_db(transaction=True)

NO_ROOM = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
CREATE TRIGGER no_room BEFORE INSERT ON sittings_answerevent FOR EACH ROW EXECUTE FUNCTION no_room();
CREATE TRIGGER no_room BEFORE UPDATE OF receipt ON sittings_attempt FOR EACH ROW EXECUTE FUNCTION no_room();
"""
ROOM = """
DROP TRIGGER no_room ON sittings_attempt;
DROP TRIGGER no_room ON sittings_answerevent;
DROP FUNCTION no_room();
"""
NOTE = "满" * 2000
# SQLite first uses up the pages it has free.
TRIES = 200


@contextmanager
def full_disk() -> Iterator[None]:
    """The database gets no more room."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
        else:
            cursor.execute(NO_ROOM)
    yield
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1073741823" if connection.vendor == "sqlite" else ROOM)


@pytest.fixture
def room():
    return make_room(opens_at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def attempt(room):
    return room.start(timezone.now())


def save(client, attempt, *seqs):
    """A queue of scratch notes, each as long as one may be, and an answer with the last of them."""
    notes = [{"seq": seq, "kind": "note", "slot": 1, "value": NOTE, "ms": seq} for seq in seqs[:-1]]
    answer = {"seq": seqs[-1], "kind": "answer", "slot": 1, "value": "abcd"[seqs[-1] % 4], "ms": seqs[-1]}
    return client.post(
        f"/attempts/{attempt.pk}/answers",
        data=orjson.dumps({"client": "abcdefgh12345678", "events": [*notes, answer]}),
        content_type="application/json",
        headers={"X-Lease": attempt.lease_token},
    )


def stored(attempt):
    return list(AnswerEvent.objects.filter(attempt=attempt).order_by("seq").values_list("seq", flat=True))


def fill(client, attempt):
    """Save until the disk is full; the numbers acknowledged, and the first that were not."""
    acked = []
    for first in range(1, 10 * TRIES, 10):
        seqs = list(range(first, first + 10))
        reply = save(client, attempt, *seqs)
        if reply.status_code != 200:
            assert (reply.status_code, reply.json()) == (503, {"status": "try_again"})
            return acked, seqs
        acked += reply.json()["acked"]
    pytest.fail("the disk never filled up")


def test_saves_are_refused_and_nothing_acknowledged_is_lost(client, attempt):
    with full_disk():
        acked, refused = fill(client, attempt)
        assert save(client, attempt, *refused).status_code == 503
        assert stored(attempt) == acked
    reply = save(client, attempt, *refused)
    assert (reply.status_code, reply.json()["acked"]) == (200, refused)
    assert stored(attempt) == acked + refused
    attempt.refresh_from_db()
    assert attempt.answers == {"1": "abcd"[refused[-1] % 4]}
    assert verify_attempts(Attempt.objects.all()).broken == []


def test_handing_in_waits_for_room_and_is_then_whole(client, room, attempt):
    def hand_in():
        return submit_attempt(
            attempt_id=attempt.pk, actor=room.candidate, lease_token=attempt.lease_token, now=timezone.now()
        )

    with full_disk():
        fill(client, attempt)
        if connection.vendor == "postgresql":
            with pytest.raises(OperationalError):
                hand_in()
            attempt.refresh_from_db()
            assert (attempt.state, attempt.receipt) == ("open", "")
    assert hand_in().state == "submitted"
    attempt.refresh_from_db()
    assert len(attempt.receipt) == 64
    assert verify_attempts(Attempt.objects.all()).broken == []
