"""What invigilators do: each act has its effect, its line in the log and its second person."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from exams.sittings.models import (
    AccessCode,
    ActKind,
    Attempt,
    InvigilationAct,
    Notice,
    PendingAct,
    Registration,
    RetiredLease,
    Room,
    Sitting,
    SittingControls,
    TimeAdjustment,
)
from exams.sittings.rules import why_no_start
from exams.sittings.services import (
    ActRefused,
    AttemptPaused,
    IncomingEvent,
    LeaseUnknown,
    Order,
    StartRefused,
    close_overdue_attempts,
    confirm_act,
    order_act,
    record_events,
    start_attempt,
    submit_attempt,
    withdraw_act,
)
from exams.sittings.services.answers import SaveStatus, read_clock
from tests.factories.sittings import NOW, make_registration, make_room, make_user

pytestmark = pytest.mark.django_db

SOON = NOW + timedelta(minutes=10)
LATER = NOW + timedelta(minutes=15, milliseconds=300)


@pytest.fixture
def room():
    return make_room(minutes=60)


@pytest.fixture
def first():
    return make_user("first")


@pytest.fixture
def second():
    return make_user("second")


def alone(room):
    Sitting.objects.update(two_person_acts=False)


def order(exam_room, kind, **fields):
    return Order(kind=kind, sitting=exam_room.sitting, reason=fields.pop("reason", "停电"), **fields)


def on_one(room, kind, actor, now=SOON, **fields):
    return order_act(order=order(room, kind, registration=room.registration, **fields), actor=actor, now=now)


def clock_of(attempt, now):
    return read_clock(attempt_id=attempt.pk, lease_token=Attempt.objects.get(pk=attempt.pk).lease_token, now=now)


def save(attempt, seq, now, client_ms=1000, value="a"):
    return record_events(
        attempt_id=attempt.pk,
        lease_token=attempt.lease_token,
        client_id="client0000000001",
        events=[IncomingEvent(seq, "answer", 1, value, client_ms)],
        now=now,
    )


# Pause


def test_the_clock_stands_still_and_goes_on_with_the_same_time(room, first):
    attempt = room.start()
    on_one(room, ActKind.PAUSE, first)
    paused = clock_of(attempt, LATER)
    assert (paused.paused, paused.remaining_ms) == (True, 50 * 60_000)
    act = on_one(room, ActKind.RESUME, first, now=LATER, reason="来电")
    resumed = clock_of(attempt, LATER)
    assert (resumed.paused, resumed.remaining_ms) == (False, 50 * 60_000 + 700)
    given = TimeAdjustment.objects.get()
    assert (given.kind, given.seconds, given.reason, given.actor) == ("pause", 301, "来电", first)
    assert Attempt.objects.get().deadline == NOW + timedelta(minutes=60, seconds=301)
    assert act.detail == {"candidates": [room.registration.pk], "rooms": 0}


def test_what_is_saved_during_a_pause_counts_even_after_the_old_deadline(room, first):
    attempt = room.start()
    on_one(room, ActKind.PAUSE, first)
    ack = save(attempt, 1, NOW + timedelta(hours=3), client_ms=3 * 3_600_000)
    assert (ack.status, ack.acked, ack.late) == (SaveStatus.SAVED, [1], [])
    assert Attempt.objects.get().answers == {"1": "a"}


def test_a_paused_attempt_is_neither_closed_nor_handed_in(room, first):
    attempt = room.start()
    on_one(room, ActKind.PAUSE, first)
    assert close_overdue_attempts(now=NOW + timedelta(hours=5)) == 0
    with pytest.raises(AttemptPaused):
        submit_attempt(
            attempt_id=attempt.pk, actor=room.candidate, lease_token=attempt.lease_token, now=NOW + timedelta(hours=5)
        )
    attempt.refresh_from_db()
    assert (attempt.state, attempt.closed_at) == ("open", None)


def test_who_is_over_time_is_not_paused(room, first):
    room.start()
    with pytest.raises(ActRefused, match="没有正在作答"):
        on_one(room, ActKind.PAUSE, first, now=NOW + timedelta(minutes=60))
    assert (InvigilationAct.objects.count(), Attempt.objects.get().paused_at) == (0, None)


def test_nobody_begins_in_a_paused_room(room, first):
    alone(room)
    hall = Room.objects.create(sitting=room.sitting, name="101")
    Registration.objects.update(room=hall)
    order_act(order=order(room, ActKind.PAUSE, room=hall), actor=first, now=NOW)
    room.registration.refresh_from_db()
    with pytest.raises(StartRefused, match="暂停"):
        room.start(SOON)
    order_act(order=order(room, ActKind.RESUME, room=hall), actor=first, now=SOON)
    room.registration.refresh_from_db()
    assert room.start(SOON).state == "open"


# Time, messages


def test_time_for_one_comes_with_its_reason_as_a_notice(room, first):
    attempt = room.start()
    on_one(room, ActKind.TIME, first, seconds=600, reason="换机")
    notice = Notice.objects.get()
    assert (notice.kind, notice.seconds, notice.text, notice.number) == ("time", 600, "换机", 1)
    ack = clock_of(attempt, SOON)
    assert (ack.remaining_ms, ack.notices) == (60 * 60_000, 1)


def test_a_message_reaches_the_waiting_and_the_writing(room, first):
    alone(room)
    attempt = room.start()
    waiting = make_registration(room.sitting, make_user("waiting"))
    for text in ("还有一小时", "请保持安静"):
        order_act(order=order(room, ActKind.MESSAGE, text=text), actor=first, now=SOON)
    numbers = Notice.objects.order_by("registration", "number").values_list("registration", "number", "text")
    assert list(numbers) == [
        (room.registration.pk, 1, "还有一小时"),
        (room.registration.pk, 2, "请保持安静"),
        (waiting.pk, 1, "还有一小时"),
        (waiting.pk, 2, "请保持安静"),
    ]
    assert clock_of(attempt, SOON).notices == 2


# Marks, admission, devices, the end


def test_a_message_to_an_empty_room_is_not_sent(room, first):
    alone(room)
    hall = Room.objects.create(sitting=room.sitting, name="101")
    with pytest.raises(ActRefused, match="没有已报名"):
        order_act(order=order(room, ActKind.MESSAGE, room=hall, text="安静"), actor=first, now=SOON)
    assert (Notice.objects.count(), InvigilationAct.objects.count()) == (0, 0)


def test_a_mark_is_taken_back_by_a_second_act_and_both_stay(room, first):
    on_one(room, ActKind.ABSENT, first)
    room.registration.refresh_from_db()
    with pytest.raises(StartRefused, match="缺考"):
        room.start(SOON)
    on_one(room, ActKind.UNMARK, first, reason="迟到，已核验")
    room.registration.refresh_from_db()
    assert (room.registration.standing, room.start(SOON).state) == ("", "open")
    assert list(InvigilationAct.objects.values_list("kind", "reason")) == [
        ("absent", "停电"),
        ("unmark", "迟到，已核验"),
    ]


def test_who_has_begun_is_not_absent(room, first):
    room.start()
    with pytest.raises(ActRefused, match="已开始"):
        on_one(room, ActKind.ABSENT, first)
    assert Registration.objects.get().standing == ""


def test_latecomers_are_let_in_by_an_invigilator(room, first):
    Sitting.objects.update(late_after_minutes=30, opens_at=NOW)
    room.sitting.refresh_from_db()
    assert why_no_start(room.registration, now=NOW + timedelta(minutes=30)) == ""
    late = NOW + timedelta(minutes=31)
    with pytest.raises(StartRefused, match="迟到"):
        room.start(late)
    on_one(room, ActKind.ADMIT, first, now=late)
    room.registration.refresh_from_db()
    assert room.start(late).state == "open"


def test_candidates_wait_until_their_room_is_started(room, first):
    alone(room)
    Sitting.objects.update(starts_by_room=True)
    room.sitting.refresh_from_db()
    halls = [Room.objects.create(sitting=room.sitting, name=name) for name in ("101", "102")]
    Registration.objects.update(room=halls[0])
    room.registration.refresh_from_db()
    room.registration.sitting = room.sitting
    order_act(order=order(room, ActKind.START, room=halls[1]), actor=first, now=NOW)
    with pytest.raises(StartRefused, match="尚未开考"):
        room.start()
    order_act(order=order(room, ActKind.START, room=halls[0]), actor=first, now=NOW)
    room.registration.room.refresh_from_db()
    assert room.start().state == "open"
    with pytest.raises(ActRefused):
        order_act(order=order(room, ActKind.START), actor=first, now=SOON)


def test_a_released_device_may_flush_and_writes_no_more(room, first):
    attempt = room.start()
    on_one(room, ActKind.TRANSFER, first)
    ack = save(attempt, 1, SOON)
    assert (ack.status, ack.acked) == (SaveStatus.TAKEN_OVER, [1])
    assert Attempt.objects.get().answers == {}
    assert RetiredLease.objects.get().token == attempt.lease_token
    with pytest.raises(LeaseUnknown):
        read_clock(attempt_id=attempt.pk, lease_token="x" * 43, now=SOON)


def test_an_attempt_is_ended_with_its_receipt_even_while_paused(room, first):
    attempt = room.start()
    on_one(room, ActKind.PAUSE, first)
    on_one(room, ActKind.END, first, reason="违纪")
    attempt.refresh_from_db()
    assert (attempt.state, attempt.closed_at, attempt.paused_at) == ("ended", SOON, None)
    assert len(attempt.receipt) == 64
    with pytest.raises(ActRefused):
        on_one(room, ActKind.END, first)


# The second person


def test_a_room_wide_act_happens_when_a_second_person_confirms_it(room, first, second):
    attempt = room.start()
    pending = order_act(order=order(room, ActKind.TIME, seconds=300), actor=first, now=SOON)
    assert isinstance(pending, PendingAct)
    assert Attempt.objects.get().deadline == attempt.deadline
    act = confirm_act(pending=pending, actor=second, now=SOON + timedelta(minutes=9))
    assert (act.actor, act.pending, act.detail["seconds"]) == (second, pending, 300)
    assert Attempt.objects.get().deadline == attempt.deadline + timedelta(minutes=5)


def test_nobody_confirms_their_own_request(room, first):
    attempt = room.start()
    pending = order_act(order=order(room, ActKind.TIME, seconds=300), actor=first, now=SOON)
    with pytest.raises(ActRefused, match="另一"):
        confirm_act(pending=pending, actor=first, now=SOON)
    assert Attempt.objects.get().deadline == attempt.deadline


@pytest.mark.parametrize("then", [confirm_act, withdraw_act])
@pytest.mark.parametrize("before", [confirm_act, withdraw_act])
def test_a_request_is_settled_once(room, first, second, before, then):
    room.start()
    pending = order_act(order=order(room, ActKind.TIME, seconds=300), actor=first, now=SOON)
    before(pending=pending, actor=second, now=SOON)
    deadline = Attempt.objects.get().deadline
    with pytest.raises(ActRefused):
        then(pending=pending, actor=second, now=SOON)
    assert (Attempt.objects.get().deadline, InvigilationAct.objects.count()) == (deadline, 1)


def test_a_request_dies_after_ten_minutes(room, first, second):
    attempt = room.start()
    pending = order_act(order=order(room, ActKind.TIME, seconds=300), actor=first, now=SOON)
    with pytest.raises(ActRefused, match="十分钟"):
        confirm_act(pending=pending, actor=second, now=SOON + timedelta(minutes=10))
    assert Attempt.objects.get().deadline == attempt.deadline


def test_one_candidate_needs_no_second_person(room, first):
    room.start()
    assert isinstance(on_one(room, ActKind.PAUSE, first), InvigilationAct)


# The log


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": ActKind.PAUSE, "reason": "  "},
        {"kind": ActKind.TIME, "reason": "停电"},
        {"kind": ActKind.MESSAGE, "reason": "停电", "text": " "},
        {"kind": ActKind.END, "reason": "停电"},
    ],
)
def test_an_act_that_lacks_something_changes_nothing(room, first, wrong):
    room.start()
    with pytest.raises(ActRefused):
        order_act(order=Order(sitting=room.sitting, **wrong), actor=first, now=SOON)
    assert (InvigilationAct.objects.count(), PendingAct.objects.count()) == (0, 0)


def test_the_log_cannot_be_rewritten(room, first):
    room.start()
    on_one(room, ActKind.TIME, first, seconds=60)
    pending = order_act(order=order(room, ActKind.PAUSE), actor=first, now=SOON)
    for row in (InvigilationAct.objects.get(), pending, Notice.objects.get(), TimeAdjustment.objects.get()):
        field = "text" if isinstance(row, Notice) else "reason"
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**{field: "别的"})


def test_a_room_gets_its_time_and_another_does_not(room, first):
    alone(room)
    halls = [Room.objects.create(sitting=room.sitting, name=name) for name in ("101", "102")]
    attempts = []
    for hall in halls:
        registration = make_registration(room.sitting, make_user(f"of-{hall.name}"), room=hall)
        attempts.append(
            start_attempt(registration=registration, component=room.component, actor=registration.candidate, now=NOW)
        )
    order_act(order=order(room, ActKind.TIME, room=halls[0], seconds=120), actor=first, now=SOON)
    gained = [Attempt.objects.get(pk=one.pk).deadline - one.deadline for one in attempts]
    assert gained == [timedelta(minutes=2), timedelta(0)]


# Access codes


@pytest.fixture
def hall(room):
    SittingControls.objects.create(sitting=room.sitting, code_switch="block")
    return room.sitting.rooms.create(name="101")


def codes(hall):
    return list(AccessCode.objects.filter(room=hall).order_by("pk").values_list("code", flat=True))


def test_starting_a_room_shows_a_new_code_there(room, hall, first, second):
    other = room.sitting.rooms.create(name="102", started_at=NOW)
    order = Order(kind=ActKind.START, sitting=room.sitting, room=hall, reason="按计划")
    asked = order_act(order=order, actor=first, now=NOW)
    assert codes(hall) == []
    confirm_act(pending=asked, actor=second, now=NOW + timedelta(minutes=9))
    issued = AccessCode.objects.get()
    assert (issued.room, issued.issued_by, issued.issued_at) == (hall, second, NOW + timedelta(minutes=9))
    assert codes(other) == []


def test_a_new_code_takes_one_person_and_is_logged(room, hall, first):
    done = order_act(
        order=Order(kind=ActKind.CODE, sitting=room.sitting, room=hall, reason="被拍照外传"), actor=first, now=NOW
    )
    assert (done.kind, done.room, done.reason, done.detail) == ("code", hall, "被拍照外传", {"codes": 1})
    whole = order_act(order=Order(kind=ActKind.CODE, sitting=room.sitting, reason="开考前"), actor=first, now=SOON)
    assert (whole.detail, len(codes(hall)), len(codes(None))) == ({"codes": 2}, 2, 1)


def test_where_no_code_is_asked_for_there_is_none_to_renew(room, first):
    hall = room.sitting.rooms.create(name="101")
    with pytest.raises(ActRefused, match="本场未启用入场码"):
        order_act(order=Order(kind=ActKind.CODE, sitting=room.sitting, room=hall, reason="x"), actor=first, now=NOW)
    order = Order(kind=ActKind.CODE, sitting=room.sitting, registration=room.registration, reason="x")
    with pytest.raises(ActRefused):
        order_act(order=order, actor=first, now=NOW)
    assert (InvigilationAct.objects.count(), AccessCode.objects.count()) == (0, 0)
