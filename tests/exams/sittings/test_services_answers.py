"""The answer path: idempotent, append-only, by the server's clock."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exams.sittings.models import AnswerEvent, Attempt, IntegrityFlag
from exams.sittings.services import (
    BadEvent,
    IncomingEvent,
    LeaseUnknown,
    SaveStatus,
    record_events,
    take_over_lease,
)
from exams.sittings.services.answers import _record, _Save, read_clock
from exams.sittings.verification import verify_attempts
from tests.factories.sittings import NOW, make_room

pytestmark = pytest.mark.django_db

CLIENT = "client0000000001"
SOON = NOW + timedelta(seconds=10)


def answer(seq, slot, value, ms=5_000):
    return IncomingEvent(seq, "answer", slot, value, ms)


def save(attempt, *events, now=SOON, lease=None, client=CLIENT):
    return record_events(
        attempt_id=attempt.pk, lease_token=lease or attempt.lease_token, client_id=client, events=events, now=now
    )


def rows(attempt):
    return list(
        AnswerEvent.objects.filter(attempt=attempt)
        .order_by("position")
        .values_list("position", "seq", "slot", "payload", "disposition")
    )


def assert_whole(attempt):
    found = verify_attempts(Attempt.objects.filter(pk=attempt.pk))
    assert found.broken == []
    return found.events


def test_saves_and_acknowledges():
    attempt = make_room().start()
    ack = save(attempt, answer(1, 1, "b"), answer(2, 4, ["抱怨率"]))
    attempt.refresh_from_db()
    assert (ack.status, ack.acked, ack.conflicts) == (SaveStatus.SAVED, [1, 2], [])
    assert (ack.server_ms, ack.remaining_ms) == (10_000, 3_590_000)
    assert attempt.answers == {"1": "b", "4": ["抱怨率"]}
    assert (attempt.head_position, attempt.head_hash, attempt.heads) == (2, ack.head, {CLIENT: 2})
    assert rows(attempt) == [(1, 1, 1, '"b"', "counted"), (2, 2, 4, '["抱怨率"]', "counted")]
    assert assert_whole(attempt) == 2


def test_same_seq_and_body_again_is_the_same_acknowledgement():
    attempt = make_room().start()
    first = save(attempt, answer(1, 1, "b"))
    again = save(attempt, answer(1, 1, "b"), now=SOON + timedelta(seconds=3))
    assert (again.status, again.acked, again.head) == (SaveStatus.SAVED, [1], first.head)
    assert len(rows(attempt)) == 1
    assert IntegrityFlag.objects.count() == 0


def test_same_seq_with_another_body_is_a_conflict_and_flagged():
    attempt = make_room().start()
    save(attempt, answer(1, 1, "b"))
    ack = save(attempt, answer(1, 1, "c"), answer(2, 3, True))
    attempt.refresh_from_db()
    assert (ack.status, ack.acked, ack.conflicts) == (SaveStatus.CONFLICT, [2], [1])
    assert attempt.answers == {"1": "b", "3": True}
    assert list(IntegrityFlag.objects.values_list("kind", "detail")) == [("seq_conflict", {"seqs": [1]})]


def test_a_seq_that_comes_after_its_successors_is_kept_but_does_not_overwrite():
    attempt = make_room().start()
    save(attempt, answer(5, 1, "c"))
    ack = save(attempt, answer(2, 1, "a"))
    attempt.refresh_from_db()
    assert (ack.status, ack.acked) == (SaveStatus.SAVED, [2])
    assert attempt.answers == {"1": "c"}
    assert rows(attempt) == [(1, 5, 1, '"c"', "counted"), (2, 2, 1, '"a"', "superseded")]
    assert_whole(attempt)


def test_clearing_an_answer_removes_it():
    attempt = make_room().start()
    save(attempt, answer(1, 1, "b"))
    save(attempt, answer(2, 1, None))
    attempt.refresh_from_db()
    assert attempt.answers == {}
    assert assert_whole(attempt) == 2


def test_flags_are_set_and_taken_back():
    attempt = make_room().start()
    save(attempt, IncomingEvent(1, "flag", 2, True, 1), IncomingEvent(2, "flag", 4, True, 2))
    save(attempt, IncomingEvent(3, "flag", 2, False, 3))
    attempt.refresh_from_db()
    assert attempt.flags == [4]
    assert_whole(attempt)


def test_a_flag_that_is_set_twice_is_set_once_and_one_that_was_never_set_is_taken_back_in_vain():
    attempt = make_room().start()
    events = [
        IncomingEvent(seq, "flag", slot, value, seq) for seq, slot, value in ((1, 2, True), (2, 2, True), (3, 4, False))
    ]
    assert save(attempt, *events).acked == [1, 2, 3]
    attempt.refresh_from_db()
    assert attempt.flags == [2]
    assert_whole(attempt)


def test_in_a_group_what_cannot_be_locked_is_put_off():
    attempt = make_room().start()
    asked = [
        _Save(pk, attempt.lease_token, CLIENT, [answer(1, 1, "b")], SOON, None) for pk in (attempt.pk, attempt.pk + 1)
    ]
    ack, put_off = _record(asked)
    assert (ack.acked, put_off) == ([1], None)
    assert len(rows(attempt)) == 1


def test_a_wrong_lease_stores_nothing():
    attempt = make_room().start()
    with pytest.raises(LeaseUnknown):
        save(attempt, answer(1, 1, "b"), lease="x" * 43)
    assert rows(attempt) == []


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (answer(1, 1, "z"), "slot 1: "),
        (answer(1, 9, "a"), "event 1: the paper has no slot 9"),
        (IncomingEvent(1, "flag", 1, "yes", 1), "event 1: a flag is true or false"),
        (IncomingEvent(1, "flag", 9, True, 1), "event 1: the paper has no slot 9"),
        (IncomingEvent(1, "flag", 0, True, 1), "event 1: the paper has no slot 0"),
        (IncomingEvent(1, "note", 9, "x", 1), "event 1: the paper has no slot 9"),
        (IncomingEvent(1, "look", 1, True, 1), "event 1: unknown kind"),
    ],
)
def test_a_bad_event_is_named_and_its_batch_stores_nothing(event, reason):
    attempt = make_room().start()
    with pytest.raises(BadEvent) as caught:
        save(attempt, answer(2, 3, True), event)
    assert str(caught.value).startswith(reason)
    attempt.refresh_from_db()
    assert (rows(attempt), attempt.answers) == ([], {})


def test_a_device_that_was_taken_over_may_flush_but_does_not_count():
    room = make_room()
    attempt = room.start()
    old = attempt.lease_token
    save(attempt, answer(1, 1, "b"))
    new = take_over_lease(attempt=attempt, actor=room.candidate, now=SOON)
    save(attempt, answer(1, 1, "c"), lease=new, client="client0000000002")
    ack = save(attempt, answer(2, 1, "d"), lease=old)
    attempt.refresh_from_db()
    assert (ack.status, ack.acked) == (SaveStatus.TAKEN_OVER, [2])
    assert attempt.answers == {"1": "c"}
    assert rows(attempt)[-1] == (3, 2, 1, '"d"', "superseded")
    assert list(IntegrityFlag.objects.values_list("kind", flat=True)) == ["superseded_events"]
    assert_whole(attempt)


def test_saving_goes_on_to_the_last_second_and_through_the_grace():
    attempt = make_room().start()
    last = save(attempt, answer(1, 1, "b", ms=3_599_900), now=attempt.deadline)
    grace = save(attempt, answer(2, 1, "c", ms=3_600_000), now=attempt.deadline + timedelta(seconds=20))
    attempt.refresh_from_db()
    assert (last.status, last.remaining_ms, grace.status, grace.late) == (SaveStatus.SAVED, 0, SaveStatus.SAVED, [])
    assert attempt.answers == {"1": "c"}
    assert list(IntegrityFlag.objects.values_list("kind", "detail")) == [("saved_in_grace", {"events": 1})]


def test_an_event_made_after_the_deadline_is_kept_as_late():
    attempt = make_room().start()
    ack = save(attempt, answer(1, 1, "c", ms=3_600_001), now=attempt.deadline + timedelta(seconds=5))
    attempt.refresh_from_db()
    assert (ack.acked, ack.late, attempt.answers) == ([1], [1], {})
    assert rows(attempt) == [(1, 1, 1, '"c"', "late")]


def test_after_the_grace_the_attempt_is_closed_and_events_are_kept_as_late():
    attempt = make_room().start()
    save(attempt, answer(1, 1, "b"))
    ack = save(attempt, answer(2, 1, "c", ms=1), now=attempt.deadline + timedelta(seconds=31))
    attempt.refresh_from_db()
    assert (ack.status, ack.acked, ack.late, ack.state) == (SaveStatus.CLOSED, [2], [2], "expired")
    assert (attempt.state, attempt.answers) == ("expired", {"1": "b"})
    again = save(attempt, answer(3, 1, "d", ms=1), now=attempt.deadline + timedelta(seconds=90))
    assert (again.status, again.acked) == (SaveStatus.CLOSED, [3])
    assert assert_whole(attempt) == 3


def test_the_clock_says_time_and_lease_and_writes_nothing():
    room = make_room()
    attempt = room.start()
    before = read_clock(attempt_id=attempt.pk, lease_token=attempt.lease_token, now=SOON)
    take_over_lease(attempt=attempt, actor=room.candidate, now=SOON)
    after = read_clock(attempt_id=attempt.pk, lease_token=attempt.lease_token, now=SOON)
    assert (before.status, before.remaining_ms) == (SaveStatus.SAVED, 3_590_000)
    assert after.status == SaveStatus.TAKEN_OVER
    assert rows(attempt) == []


def test_the_log_cannot_be_rewritten():
    attempt = make_room().start()
    save(attempt, answer(1, 1, "b"))
    with pytest.raises(DatabaseError), transaction.atomic():
        AnswerEvent.objects.filter(attempt=attempt).update(payload='"a"')
    assert rows(attempt) == [(1, 1, 1, '"b"', "counted")]


def test_two_events_cannot_share_a_place():
    attempt = make_room().start()
    save(attempt, answer(1, 1, "b"))
    event = AnswerEvent.objects.get(attempt=attempt)
    event.pk, event.seq = None, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        event.save(force_insert=True)


def test_a_changed_row_breaks_the_chain():
    attempt = make_room().start()
    save(attempt, answer(1, 1, "b"), answer(2, 3, True))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            cursor.execute("DROP TRIGGER sittings_answerevent_no_update")
        cursor.execute("UPDATE sittings_answerevent SET payload = '\"a\"' WHERE seq = 1")
    found = verify_attempts(Attempt.objects.all())
    assert [fault["fault"] for fault in found.broken] == ["chain", "projection"]


# A read, an insert and an update, in a savepoint of the test's own transaction.
EXPECTED_STATEMENTS = 5


def test_one_save_takes_three_statements(django_assert_num_queries):
    attempt = make_room().start()
    save(attempt, answer(1, 1, "b"))
    with django_assert_num_queries(EXPECTED_STATEMENTS):
        save(attempt, answer(2, 1, "c"), answer(3, 3, True))


VALUES = {1: ["a", "b", "c", None], 2: [["a"], ["a", "b"], None], 3: [True, False, None], 4: [["抱怨率"], None]}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_schedule_of_sends_and_resends_ends_in_the_last_answers(db, data):
    """However a client's queue is cut into batches and repeated, the answers are those of its last events."""
    room = make_room()
    attempt = room.start()
    count = data.draw(st.integers(1, 12))
    events = []
    for seq in range(1, count + 1):
        slot = data.draw(st.sampled_from(sorted(VALUES)))
        events.append(answer(seq, slot, data.draw(st.sampled_from(VALUES[slot]))))
    sent = 0
    while sent < count:
        start = data.draw(st.integers(0, sent))
        stop = data.draw(st.integers(sent + 1, count))
        save(attempt, *events[start:stop])
        sent = stop
    expected = {}
    for event in events:
        expected.pop(str(event.slot), None)
        if event.value is not None:
            expected[str(event.slot)] = event.value
    attempt.refresh_from_db()
    assert attempt.answers == expected
    assert assert_whole(attempt) == count
