"""Arranged breaks: the clock stands still within what was approved, and goes on whoever has come back."""

from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exams.sittings.interchange.day_records import break_records
from exams.sittings.models import (
    Accommodation,
    ActKind,
    Attempt,
    AttemptState,
    BreakEvent,
    IntegrityFlag,
    TimeAdjustment,
)
from exams.sittings.queries import acts_that_fit, board_of
from exams.sittings.queries.breaks import breaks_left
from exams.sittings.services import (
    AttemptPaused,
    BreakRefused,
    Contact,
    IncomingEvent,
    Order,
    begin_break,
    close_if_overdue,
    close_overdue_attempts,
    end_break,
    order_act,
    record_events,
    submit_attempt,
)
from exams.sittings.services.answers import read_clock
from tests.factories.sittings import NOW, make_room, make_user

pytestmark = pytest.mark.django_db

TEN = NOW + timedelta(minutes=10)
LIMIT = timedelta(minutes=60)


def arrange(room, *, minutes=15, count=0, state="approved"):
    return Accommodation.objects.create(
        registration=room.registration, state=state, break_minutes=minutes, break_count=count, asked_at=NOW
    )


@pytest.fixture
def room():
    room = make_room(minutes=60)
    arrange(room, minutes=15, count=2)
    return room


def begin(room, attempt, *, now=TEN, lease=None):
    return begin_break(attempt_id=attempt.pk, actor=room.candidate, lease_token=lease or attempt.lease_token, now=now)


def end(room, attempt, *, now):
    return end_break(attempt_id=attempt.pk, actor=room.candidate, now=now)


def state_of(attempt):
    found = Attempt.objects.get(pk=attempt.pk)
    return found.deadline - found.started_at - LIMIT, found.paused_at, found.break_until


def steps():
    return list(BreakEvent.objects.values_list("step", "at", "actor__username"))


def given_back():
    return list(TimeAdjustment.objects.order_by("pk").values_list("kind", "seconds", "at"))


def test_the_clock_stands_still_and_the_deadline_moves_by_the_break(room):
    attempt = room.start()
    begin(room, attempt)
    assert state_of(attempt) == (timedelta(0), TEN, TEN + timedelta(minutes=15))
    clock = read_clock(attempt_id=attempt.pk, lease_token=attempt.lease_token, now=TEN + timedelta(minutes=4))
    assert (clock.paused, clock.on_break, clock.remaining_ms) == (True, True, 50 * 60_000)

    back = TEN + timedelta(minutes=5, milliseconds=200)
    assert end(room, attempt, now=back)
    assert state_of(attempt) == (timedelta(seconds=301), None, None)
    assert given_back() == [("break", 301, back)]
    name = room.candidate.username
    assert steps() == [("began", TEN, name), ("ended", back, name)]
    reason = TimeAdjustment.objects.get().reason
    assert reason == "获准休息 17:10:00 至 17:15:00"
    left = breaks_left(attempt, Accommodation.objects.get())
    assert (left.seconds, left.breaks, left.minutes, left.rest) == (15 * 60 - 301, 1, 9, 59)
    assert end(room, attempt, now=back) is False
    assert [row["step"] for row in break_records(room.sitting)] == ["began", "ended"]


def test_whoever_does_not_come_back_finds_the_clock_going_on_from_the_last_second(room):
    attempt = room.start()
    begin(room, attempt)
    until, later = TEN + timedelta(minutes=15), TEN + timedelta(minutes=20)
    clock = read_clock(attempt_id=attempt.pk, lease_token=attempt.lease_token, now=later)
    assert (clock.paused, clock.on_break, clock.remaining_ms) == (False, False, 45 * 60_000)
    assert state_of(attempt) == (timedelta(minutes=15), None, None)
    assert (given_back(), steps()[1]) == ([("break", 900, until)], ("used_up", until, None))
    assert end(room, attempt, now=later) is False
    with pytest.raises(BreakRefused, match="获准的休息已用完"):
        begin(room, attempt, now=later)


def test_a_save_ends_it_just_as_well(room):
    attempt = room.start()
    begin(room, attempt)
    later = TEN + timedelta(minutes=16)
    ack = record_events(
        attempt_id=attempt.pk,
        lease_token=attempt.lease_token,
        client_id="client0000000001",
        events=[IncomingEvent(1, "answer", 1, "a", 25 * 60_000 + 500)],
        now=later,
        contact=Contact(None),
    )
    assert (str(ack.status), ack.on_break, ack.remaining_ms) == ("saved", False, 49 * 60_000)
    assert state_of(attempt) == (timedelta(minutes=15), None, None)
    assert IntegrityFlag.objects.count() == 0


def test_nobody_needs_to_look_for_the_attempt_to_be_closed_in_time(room):
    attempt = room.start()
    begin(room, attempt)
    assert close_overdue_attempts(now=NOW + timedelta(minutes=75, seconds=29)) == 0
    assert close_overdue_attempts(now=NOW + timedelta(minutes=75, seconds=31)) == 1
    assert Attempt.objects.get(pk=attempt.pk).state == AttemptState.EXPIRED


def test_who_comes_back_by_the_page_finds_the_same(room):
    attempt = room.start()
    begin(room, attempt)
    found = Attempt.objects.get(pk=attempt.pk)
    assert close_if_overdue(attempt=found, now=TEN + timedelta(minutes=16)) is False
    assert (found.deadline, found.break_until) == (NOW + timedelta(minutes=75), None)


def test_asking_twice_is_one_break(room):
    attempt = room.start()
    begin(room, attempt)
    begin(room, attempt, now=TEN + timedelta(seconds=2))
    assert len(steps()) == 1


@pytest.mark.parametrize(
    ("arranged", "words"),
    [({"minutes": 0}, "您没有获准的休息"), ({"state": "requested"}, "您没有获准的休息")],
)
def test_without_an_approval_there_is_none(arranged, words):
    room = make_room()
    if arranged.get("minutes", 1):
        arrange(room, **arranged)
    attempt = room.start()
    with pytest.raises(BreakRefused, match=words):
        begin(room, attempt)
    assert (state_of(attempt)[1:], steps()) == ((None, None), [])


def test_the_number_of_breaks_is_kept(room):
    attempt = room.start()
    for number in range(2):
        began = TEN + timedelta(minutes=number)
        begin(room, attempt, now=began)
        end(room, attempt, now=began + timedelta(seconds=10))
    with pytest.raises(BreakRefused, match="获准的休息已用完"):
        begin(room, attempt, now=TEN + timedelta(minutes=5))
    assert breaks_left(attempt, Accommodation.objects.get()).breaks == 0


def test_refused_from_another_device_after_the_end_and_to_others(room):
    attempt = room.start()
    with pytest.raises(BreakRefused, match="另一台设备"):
        begin(room, attempt, lease="é" * 43)
    with pytest.raises(BreakRefused, match="考试时间已到"):
        begin(room, attempt, now=NOW + LIMIT)
    with pytest.raises(Attempt.DoesNotExist):
        begin_break(attempt_id=attempt.pk, actor=make_user("x"), lease_token=attempt.lease_token, now=TEN)
    with pytest.raises(Attempt.DoesNotExist):
        end_break(attempt_id=attempt.pk, actor=make_user("y"), now=TEN)
    assert (state_of(attempt)[1:], steps()) == ((None, None), [])


def test_nothing_is_handed_in_during_a_break_and_afterwards_it_is(room):
    attempt = room.start()
    begin(room, attempt)
    said = {"attempt_id": attempt.pk, "actor": room.candidate, "lease_token": attempt.lease_token}
    with pytest.raises(AttemptPaused):
        submit_attempt(**said, now=TEN + timedelta(minutes=1))
    closed = submit_attempt(**said, now=TEN + timedelta(minutes=15))
    assert (closed.state, closed.break_until, steps()[-1][0]) == ("submitted", None, "used_up")


def test_what_is_written_during_it_counts_and_is_flagged(room):
    attempt = room.start()
    begin(room, attempt)
    events = [IncomingEvent(1, "answer", 1, "a", 599_000), IncomingEvent(2, "answer", 3, False, 700_000)]
    record_events(
        attempt_id=attempt.pk,
        lease_token=attempt.lease_token,
        client_id="client0000000001",
        events=events,
        now=TEN + timedelta(minutes=2),
    )
    assert list(IntegrityFlag.objects.values_list("kind", "detail")) == [("saved_in_break", {"events": 1})]
    assert Attempt.objects.get(pk=attempt.pk).answers == {"1": "a", "3": False}


def act(room, kind, *, now, registration=True):
    order = Order(
        kind=kind, sitting=room.sitting, reason="火警", registration=room.registration if registration else None
    )
    return order_act(order=order, actor=make_user(f"guard-{now:%M%S}"), now=now)


def test_a_pause_of_the_room_costs_no_minute_of_the_break(room):
    type(room.sitting).objects.update(two_person_acts=False)
    attempt = room.start()
    begin(room, attempt)
    alarm, over = TEN + timedelta(minutes=3), TEN + timedelta(minutes=40)
    act(room, ActKind.PAUSE, now=alarm, registration=False)
    assert state_of(attempt) == (timedelta(minutes=3), alarm, None)
    with pytest.raises(BreakRefused, match="考试已经暂停"):
        begin(room, attempt, now=alarm + timedelta(minutes=1))
    act(room, ActKind.RESUME, now=over, registration=False)
    assert state_of(attempt) == (timedelta(minutes=40), None, None)
    assert [(kind, seconds) for kind, seconds, _at in given_back()] == [("break", 180), ("pause", 37 * 60)]
    assert [step for step, _at, _who in steps()] == ["began", "paused"]


def test_resuming_a_room_leaves_the_break_and_resuming_the_candidate_ends_it(room):
    type(room.sitting).objects.update(two_person_acts=False)
    hall = room.sitting.rooms.create(name="101")
    type(room.registration).objects.update(room=hall)
    attempt = room.start()
    type(hall).objects.update(paused_at=TEN)
    begin(room, attempt)
    assert acts_that_fit(room.registration)[:2] == [ActKind.RESUME, ActKind.PAUSE]
    act(room, ActKind.RESUME, now=TEN + timedelta(minutes=1), registration=False)
    assert state_of(attempt)[1] == TEN
    back = TEN + timedelta(minutes=2)
    act(room, ActKind.RESUME, now=back)
    assert state_of(attempt) == (timedelta(minutes=2), None, None)
    assert steps()[-1] == ("resumed", back, f"guard-{back:%M%S}")


def test_the_board_shows_it_and_counts_the_clock_as_the_candidate_has_it(room):
    attempt = room.start()
    begin(room, attempt)
    now = TEN + timedelta(minutes=2)
    line = board_of(room.sitting, now=now).lines[0]
    assert (line.state.value, line.since, line.break_until) == ("break", TEN, TEN + timedelta(minutes=15))
    assert (line.breaks, line.left(now), line.needs_attention) == (1, 50 * 60, False)
    over = TEN + timedelta(minutes=20)
    line = board_of(room.sitting, now=over).lines[0]
    assert (line.state.value, line.left(over)) == ("working", 45 * 60)


def test_what_happened_cannot_be_rewritten(room):
    begin(room, room.start())
    with pytest.raises(IntegrityError), transaction.atomic():
        BreakEvent.objects.update(at=NOW)


MOVES = st.lists(
    st.tuples(st.integers(1, 400), st.sampled_from(["begin", "end", "pause", "resume", "look"])),
    min_size=1,
    max_size=12,
)


class Model:
    """A clock that stands still while paused, and breaks that end by themselves."""

    def __init__(self):
        self.now = self.since = NOW
        self.still, self.left, self.breaks, self.mode = timedelta(0), timedelta(minutes=5), 3, "on"

    def pass_by(self, seconds):
        self.now += timedelta(seconds=seconds)
        if self.mode == "break" and self.now >= self.since + self.left:
            self.now, later = self.since + self.left, self.now
            self.go_on()
            self.now = later

    def stop(self, mode):
        self.go_on()
        self.mode, self.since = mode, self.now

    def go_on(self):
        span = self.now - self.since if self.mode != "on" else timedelta(0)
        self.still += span
        self.left -= span if self.mode == "break" else timedelta(0)
        self.mode = "on"

    @property
    def remaining(self):
        stands = self.now - self.since if self.mode != "on" else timedelta(0)
        return LIMIT - (self.now - NOW - self.still - stands)


def move(room, attempt, model, name):
    """Do it to the attempt and to the model alike."""
    if name == "begin":
        may = model.mode == "on" and model.left and model.breaks
        with nullcontext() if may or model.mode == "break" else pytest.raises(BreakRefused):
            begin(room, attempt, now=model.now)
        if may:
            model.stop("break")
            model.breaks -= 1
    elif name == "end":
        assert end(room, attempt, now=model.now) is (model.mode == "break")
        if model.mode == "break":
            model.go_on()
    elif name == "pause" and model.mode != "pause":
        act_now(room, ActKind.PAUSE, model.now)
        model.stop("pause")
    elif name == "resume" and model.mode == "pause":
        act_now(room, ActKind.RESUME, model.now)
        model.go_on()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_any_order_of_breaks_and_pauses_keeps_the_deadline_and_the_allowance(moves):
    with transaction.atomic():
        room = make_room(minutes=60)
        arrange(room, minutes=5, count=3)
        attempt, model = room.start(), Model()
        for seconds, name in moves:
            model.pass_by(seconds)
            move(room, attempt, model, name)
            clock = read_clock(attempt_id=attempt.pk, lease_token=attempt.lease_token, now=model.now)
            assert clock.remaining_ms == max(0, model.remaining / timedelta(milliseconds=1))
            assert (clock.paused, clock.on_break) == (model.mode != "on", model.mode == "break")
        taken = sum(seconds for kind, seconds, _at in given_back() if kind == "break")
        assert (taken <= 300, sum(step == "began" for step, _at, _who in steps()) <= 3) == (True, True)
        transaction.set_rollback(True)


def act_now(room, kind, now):
    order = Order(kind=kind, sitting=room.sitting, reason="按计划", registration=room.registration)
    guard = type(room.candidate).objects.filter(username="guard").first() or make_user("guard")
    return order_act(order=order, actor=guard, now=now)
