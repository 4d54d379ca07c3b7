"""Heads of several attempts, read and moved together, and what another transaction holds."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from exams.sittings.answer_store import load_heads
from exams.sittings.models import Attempt
from exams.sittings.services import IncomingEvent, LeaseUnknown, record_events
from exams.sittings.verification import verify_attempts
from tests.factories.sittings import NOW, make_registration, make_room, make_user

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 6
SAVES = 12


@pytest.fixture
def attempts():
    room = make_room()
    started = [room.start()]
    for number in range(1, WRITERS):
        room.candidate = make_user(f"writer-{number}")
        room.registration = make_registration(room.sitting, room.candidate)
        started.append(room.start())
    return started


def save(attempt, seq, value, lease=None):
    return record_events(
        attempt_id=attempt.pk,
        lease_token=lease or attempt.lease_token,
        client_id="abcdefgh",
        events=[IncomingEvent(seq, "answer", 1, value, 10), IncomingEvent(seq + 1, "flag", 2, seq % 4 == 1, 10)],
        now=NOW + timedelta(seconds=seq),
    )


def test_saves_of_many_at_once_leave_every_chain_whole(attempts):
    gate = threading.Barrier(WRITERS)

    def write(attempt):
        gate.wait()
        for number in range(SAVES):
            if number == SAVES // 2:
                with pytest.raises(LeaseUnknown):
                    save(attempt, 2 * number + 1, "c", lease="never given")
            assert save(attempt, 2 * number + 1, "ab"[number % 2]).acked == [2 * number + 1, 2 * number + 2]
        connections.close_all()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, attempts))
    found = verify_attempts(Attempt.objects.all())
    assert (found.attempts, found.events, found.broken) == (WRITERS, WRITERS * SAVES * 2, [])
    assert list(Attempt.objects.values_list("answers", "flags", "head_position")) == [
        ({"1": "b"}, [], SAVES * 2) for _ in attempts
    ]


def test_heads_that_do_not_exist_are_missing(attempts):
    with transaction.atomic():
        heads = load_heads([attempts[0].pk, attempts[1].pk, 10**9], skip_locked=False)
    assert {pk: head.lease_token for pk, head in heads.items()} == {
        attempt.pk: attempt.lease_token for attempt in attempts[:2]
    }


def test_a_row_held_elsewhere_is_left_out_and_holds_up_nobody(attempts):
    if connection.vendor == "sqlite":
        pytest.skip("on SQLite the transaction itself is the lock")
    held, let_go = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            Attempt.objects.select_for_update().get(pk=attempts[0].pk)
            held.set()
            let_go.wait(30)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(30)
    with transaction.atomic():
        assert list(load_heads([attempt.pk for attempt in attempts[:3]], skip_locked=True)) == [
            attempt.pk for attempt in attempts[1:3]
        ]
    let_go.set()
    holder.join(30)
    assert save(attempts[0], 1, "a").acked == [1, 2]
