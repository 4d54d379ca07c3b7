"""The life of an attempt."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from exams.bank.item_types import get_item_type
from exams.sittings.layout import slot_seed, snapshot_digest
from exams.sittings.models import (
    Attempt,
    IntegrityFlag,
    PaperSnapshot,
    Registration,
    RetiredLease,
    Room,
    TimeAdjustment,
)
from exams.sittings.services import (
    AttemptClosed,
    IncomingEvent,
    LeaseLost,
    StartRefused,
    add_time,
    close_overdue_attempts,
    record_events,
    start_attempt,
    submit_attempt,
    take_over_lease,
)
from exams.sittings.services.attempts import end_attempt, receipt_digest, release_lease
from exams.sittings.services.time import TimeRefused
from tests.factories.bank import BODIES
from tests.factories.sittings import NOW, make_registration, make_room, make_user

pytestmark = pytest.mark.django_db

SOON = NOW + timedelta(minutes=1)


def test_start_stores_deadline_and_a_provable_snapshot():
    room = make_room(minutes=90)
    attempt = room.start()
    snapshot = attempt.snapshot
    assert (attempt.state, attempt.number, attempt.deadline) == ("open", 1, NOW + timedelta(minutes=90))
    assert sorted(entry["slot"] for entry in snapshot.layout) == [1, 2, 3, 4]
    assert {e["slot"]: sorted(e["options"]) for e in snapshot.layout} == {
        1: ["a", "b", "c", "d"],
        2: ["a", "b", "c", "d"],
        3: [],
        4: [],
    }
    assert snapshot.sha256 == snapshot_digest(
        paper_digest=room.component.paper.digest, seed=snapshot.seed, layout=snapshot.layout
    )


def test_each_attempt_stores_its_own_numbers_and_the_order_of_its_lists():
    items = tuple((name, BODIES[name], Decimal(50)) for name in ("calculation", "ordering"))
    room = make_room(items=items, attempts_allowed=2, shuffle_items=False)
    layout = room.start().snapshot.layout

    assert [entry["slot"] for entry in layout] == [1, 2]
    assert sorted(layout[1]["options"]) == ["a", "b", "c", "d"]
    assert "values" not in layout[1]
    assert layout[0]["values"] == get_item_type("calculation").draw(
        get_item_type("calculation").parse(BODIES["calculation"]),
        slot_seed(PaperSnapshot.objects.get().seed, 1),
    )


def test_start_again_returns_the_open_attempt():
    room = make_room()
    assert room.start().pk == room.start(SOON).pk
    assert PaperSnapshot.objects.count() == 1


def test_the_deadline_does_not_follow_later_edits_of_the_exam():
    room = make_room(minutes=60)
    attempt = room.start()
    room.component.minutes = 10
    room.component.save()
    attempt.refresh_from_db()
    assert attempt.deadline == NOW + timedelta(minutes=60)


def test_a_second_click_that_was_slower_gets_the_attempt_of_the_first():
    room = make_room()
    read_before = Registration.objects.prefetch_related("attempts").get(pk=room.registration.pk)
    first = room.start()
    second = start_attempt(registration=read_before, component=room.component, actor=room.candidate, now=SOON)
    assert (second.pk, second.lease_token) == (first.pk, first.lease_token)
    assert (Attempt.objects.count(), PaperSnapshot.objects.count()) == (1, 1)


@pytest.mark.parametrize("act", [end_attempt, release_lease])
def test_a_closed_attempt_is_neither_ended_nor_released(act):
    room = make_room()
    attempt = room.start()
    submit_attempt(attempt_id=attempt.pk, actor=room.candidate, lease_token=attempt.lease_token, now=SOON)
    assert act(attempt_id=attempt.pk, now=SOON + timedelta(minutes=1)) is False
    after = Attempt.objects.get()
    assert (after.state, after.closed_at, after.lease_token) == ("submitted", SOON, attempt.lease_token)
    assert RetiredLease.objects.count() == 0


@pytest.mark.parametrize(
    ("offset", "message"),
    [
        (timedelta(hours=-2), "考试尚未开始"),
        (timedelta(hours=7), "考试已结束"),
    ],
)
def test_start_outside_the_window_is_refused(offset, message):
    room = make_room()
    with pytest.raises(StartRefused) as caught:
        room.start(NOW + offset)
    assert str(caught.value).startswith(message)
    assert Attempt.objects.count() == 0


def test_start_needs_the_pledge():
    room = make_room()
    Registration.objects.update(pledged_at=None)
    room.registration.refresh_from_db()
    with pytest.raises(StartRefused):
        room.start()
    assert Attempt.objects.count() == 0


def test_somebody_else_cannot_start():
    room = make_room()
    stranger = make_user("stranger")
    with pytest.raises(StartRefused):
        start_attempt(registration=room.registration, component=room.component, actor=stranger, now=NOW)
    assert Attempt.objects.count() == 0


def test_attempts_allowed_are_counted():
    room = make_room(attempts_allowed=2)
    for number in (1, 2):
        attempt = room.start()
        assert attempt.number == number
        submit_attempt(attempt_id=attempt.pk, actor=room.candidate, lease_token=attempt.lease_token, now=SOON)
    with pytest.raises(StartRefused):
        room.start()
    assert Attempt.objects.count() == 2


def test_the_database_allows_one_open_attempt_per_registration():
    room = make_room()
    attempt = room.start()
    attempt.pk, attempt.number = None, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        attempt.save(force_insert=True)


def test_hand_in_gives_a_receipt_and_is_final():
    room = make_room()
    attempt = room.start()
    record_events(
        attempt_id=attempt.pk,
        lease_token=attempt.lease_token,
        client_id="client0000000001",
        events=[IncomingEvent(1, "answer", 1, "a", 10)],
        now=SOON,
    )
    done = submit_attempt(attempt_id=attempt.pk, actor=room.candidate, lease_token=attempt.lease_token, now=SOON)
    again = submit_attempt(attempt_id=attempt.pk, actor=room.candidate, lease_token="", now=SOON + timedelta(hours=2))
    assert (done.state, done.closed_at, done.answers) == ("submitted", SOON, {"1": "a"})
    assert done.receipt == receipt_digest(done)
    assert (again.receipt, again.closed_at) == (done.receipt, SOON)


def test_hand_in_from_a_device_that_was_taken_over_changes_nothing():
    room = make_room()
    attempt = room.start()
    old = attempt.lease_token
    take_over_lease(attempt=attempt, actor=room.candidate, now=SOON)
    with pytest.raises(LeaseLost):
        submit_attempt(attempt_id=attempt.pk, actor=room.candidate, lease_token=old, now=SOON)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.receipt) == ("open", "")


def test_take_over_of_a_closed_attempt_is_refused():
    room = make_room()
    attempt = room.start()
    submit_attempt(attempt_id=attempt.pk, actor=room.candidate, lease_token=attempt.lease_token, now=SOON)
    with pytest.raises(AttemptClosed):
        take_over_lease(attempt=attempt, actor=room.candidate, now=SOON)


def test_only_overdue_attempts_are_closed():
    room = make_room(minutes=10)
    attempt = room.start()
    assert close_overdue_attempts(now=attempt.deadline + timedelta(seconds=30)) == 0
    assert close_overdue_attempts(now=attempt.deadline + timedelta(seconds=31)) == 1
    assert close_overdue_attempts(now=attempt.deadline + timedelta(seconds=32)) == 0
    attempt.refresh_from_db()
    assert (attempt.state, attempt.closed_at) == ("expired", attempt.deadline + timedelta(seconds=31))


def test_time_is_added_to_every_open_attempt_of_the_room_or_to_none():
    room = make_room(minutes=10)
    officer = make_user("officer")
    first = room.start()
    second_candidate = make_user("second")
    elsewhere = Room.objects.create(sitting=room.sitting, name="102")
    second_place = make_registration(room.sitting, second_candidate, room=elsewhere)
    second = start_attempt(registration=second_place, component=room.component, actor=second_candidate, now=NOW)
    submit_attempt(attempt_id=second.pk, actor=second_candidate, lease_token=second.lease_token, now=SOON)
    moved = add_time(attempts=[first, second], seconds=300, reason="消防演习", actor=officer, now=SOON)
    first.refresh_from_db()
    second.refresh_from_db()
    assert moved == 1
    assert first.deadline == NOW + timedelta(minutes=15)
    assert second.deadline == NOW + timedelta(minutes=10)
    assert list(TimeAdjustment.objects.values_list("attempt", "seconds", "reason", "actor")) == [
        (first.pk, 300, "消防演习", officer.pk)
    ]


@pytest.mark.parametrize(("seconds", "reason"), [(0, "停电"), (-60, "停电"), (60, "  ")])
def test_time_without_amount_or_reason_is_refused(seconds, reason):
    room = make_room()
    attempt = room.start()
    with pytest.raises(TimeRefused):
        add_time(attempts=[attempt], seconds=seconds, reason=reason, actor=room.candidate, now=SOON)
    attempt.refresh_from_db()
    assert attempt.deadline == NOW + timedelta(minutes=60)
    assert TimeAdjustment.objects.count() == 0


def test_no_flags_in_an_ordinary_exam():
    room = make_room()
    attempt = room.start()
    submit_attempt(attempt_id=attempt.pk, actor=room.candidate, lease_token=attempt.lease_token, now=SOON)
    assert IntegrityFlag.objects.count() == 0
