"""Any schedule of what a network, two tabs, a clock and an officer can do to an attempt, against a model of thirty lines.

The model knows the rules in words of their own: what the server acknowledged is kept for ever, each event once; what
counts are the answers of the device that held the attempt, sent in order and in time.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from exams.sittings.models import AnswerEvent, Attempt
from exams.sittings.services import (
    AttemptClosed,
    IncomingEvent,
    LeaseLost,
    LeaseUnknown,
    add_time,
    close_overdue_attempts,
    record_events,
    submit_attempt,
    take_over_lease,
)
from exams.sittings.verification import verify_attempts
from tests.factories.sittings import NOW, make_room, make_user

pytestmark = pytest.mark.django_db

MINUTES = 60
GRACE = timedelta(seconds=30)
VALUES = {1: ["a", "b", "c", None], 2: [["a"], ["a", "b"], None], 3: [True, False, None], 4: [["抱怨率"], None]}
some_answer = st.sampled_from([(slot, value) for slot, values in VALUES.items() for value in values])
numbers = count(1)
# What the device's own clock says besides the truth: `ms` never makes an answer in time late, nor one after the grace good.
jumps = st.sampled_from([timedelta(0), timedelta(0), timedelta(days=1), timedelta(days=-1)])


@dataclass
class Model:
    """An attempt as it should be."""

    deadline: timedelta = timedelta(minutes=MINUTES)
    is_open: bool = True
    now: timedelta = timedelta(0)
    kept: dict[tuple[str, int], tuple[int, object]] = field(default_factory=dict)
    answers: dict[str, object] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        return not self.is_open or self.now > self.deadline + GRACE

    def take(self, client: str, event: IncomingEvent, *, holds: bool) -> None:
        """Keep the event; count it where it counts."""
        in_order = event.seq > max((seq for sender, seq in self.kept if sender == client), default=0)
        self.kept[client, event.seq] = (event.slot, event.value)
        in_time = self.now <= self.deadline or timedelta(milliseconds=event.client_ms) <= self.deadline
        if holds and in_order and in_time and not self.is_over:
            self.answers.pop(str(event.slot), None)
            if event.value is not None:
                self.answers[str(event.slot)] = event.value


class Schedules(RuleBasedStateMachine):
    """Everything may happen in any order, and again."""

    devices = Bundle("devices")

    @initialize(target=devices)
    def begin(self):
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.room = make_room(minutes=MINUTES)
        self.officer = make_user(f"officer-{next(numbers)}")
        self.attempt = self.room.start()
        self.model = Model()
        self.sent: dict[str, list[IncomingEvent]] = {}
        self.queued: dict[str, list[IncomingEvent]] = {}
        self.lease = self.attempt.lease_token
        return self.new_device(self.lease)

    def new_device(self, lease):
        client = f"device{len(self.sent):08d}"
        self.sent[client], self.queued[client] = [], []
        return client, lease

    def save(self, device, *events):
        client, lease = device
        return record_events(
            attempt_id=self.attempt.pk, lease_token=lease, client_id=client, events=events, now=self.moment()
        )

    def moment(self):
        return NOW + self.model.now

    def new_events(self, device, answers, *, gap=0, jump=timedelta(0)):
        made = self.sent[device[0]] + self.queued[device[0]]
        first = max((event.seq for event in made), default=0) + 1 + gap
        ms = int((self.model.now + jump) / timedelta(milliseconds=1))
        return [IncomingEvent(seq, "answer", slot, value, ms) for seq, (slot, value) in enumerate(answers, first)]

    def close_if_over(self):
        """The server closes an attempt on the way whenever it sees one that is over."""
        if self.model.is_over:
            self.model.is_open = False

    @rule(device=devices, answers=st.lists(some_answer, min_size=1, max_size=3), lost=st.booleans(), jump=jumps)
    def send(self, device, answers, lost, jump):
        """The queue with new answers; `lost`: it arrives, but the client never hears of it. A gap is filled later, or never."""
        queue = self.queued[device[0]]
        events = [*queue, *self.new_events(device, answers, gap=int(lost), jump=jump)]
        queue.clear()
        self.sent[device[0]] += events
        ack = self.save(device, *events)
        assert ack.acked == [event.seq for event in events]
        for event in events:
            self.model.take(device[0], event, holds=device[1] == self.lease)
        self.close_if_over()

    @rule(device=devices, answers=st.lists(some_answer, min_size=1, max_size=3), jump=jumps)
    def network_is_cut(self, device, answers, jump):
        """What is answered meanwhile stays in the browser's queue until the next save."""
        self.queued[device[0]] += self.new_events(device, answers, jump=jump)

    @rule(device=devices, data=st.data())
    def send_again(self, device, data):
        """Duplicated, reordered, replayed: the same acknowledgement, and nothing changes."""
        sent = self.sent[device[0]]
        if not sent:
            return
        places = st.lists(st.integers(0, len(sent) - 1), min_size=1, max_size=4, unique=True)
        events = [sent[place] for place in data.draw(places)]
        ack = self.save(device, *events)
        assert sorted(ack.acked) == sorted(event.seq for event in events)
        self.close_if_over()

    @rule(device=devices, data=st.data())
    def change_what_was_sent(self, device, data):
        """Same number, other answer: kept out and told."""
        if not self.sent[device[0]]:
            return
        event = data.draw(st.sampled_from(self.sent[device[0]]))
        other = next(value for value in VALUES[event.slot] if value != event.value)
        ack = self.save(device, IncomingEvent(event.seq, "answer", event.slot, other, event.client_ms))
        assert (ack.acked, ack.conflicts) == ([], [event.seq])
        self.close_if_over()

    @rule(device=devices, answer=some_answer)
    def forge(self, device, answer):
        """A lease that was never given stores nothing."""
        with pytest.raises(LeaseUnknown):
            self.save((device[0], "x" * 43), IncomingEvent(999, "answer", *answer, 0))

    @rule(target=devices)
    def take_over(self):
        try:
            self.lease = take_over_lease(attempt=self.attempt, actor=self.room.candidate, now=self.moment())
        except AttemptClosed:
            assert not self.model.is_open
        return self.new_device(self.lease)

    @rule(seconds=st.sampled_from([1, 60, 60 * MINUTES - 1, 29, 31]))
    def wait(self, seconds):
        self.model.now += timedelta(seconds=seconds)

    @rule(minutes=st.integers(1, 30))
    def give_time(self, minutes):
        moved = add_time(
            attempts=[self.attempt], seconds=minutes * 60, reason="停电", actor=self.officer, now=self.moment()
        )
        assert moved == int(self.model.is_open)
        if moved:
            self.model.deadline += timedelta(minutes=minutes)

    @rule()
    def close_overdue(self):
        assert close_overdue_attempts(now=self.moment()) == int(self.model.is_open and self.model.is_over)
        self.close_if_over()

    @rule(device=devices)
    def hand_in(self, device):
        try:
            submit_attempt(
                attempt_id=self.attempt.pk, actor=self.room.candidate, lease_token=device[1], now=self.moment()
            )
        except LeaseLost:
            assert self.model.is_open
            assert device[1] != self.lease
            return
        self.model.is_open = False

    @invariant()
    def nothing_is_lost_or_doubled(self):
        attempt = Attempt.objects.get(pk=self.attempt.pk)
        stored = AnswerEvent.objects.filter(attempt=attempt)
        assert set(stored.values_list("client_id", "seq")) == set(self.model.kept)
        assert stored.count() == attempt.head_position == len(self.model.kept)
        assert attempt.answers == self.model.answers
        assert attempt.deadline - NOW == self.model.deadline
        assert (attempt.state == "open") == self.model.is_open
        assert verify_attempts(Attempt.objects.filter(pk=attempt.pk)).broken == []

    def teardown(self):
        if hasattr(self, "outer"):
            transaction.set_rollback(True)
            self.outer.__exit__(None, None, None)


def test_no_schedule_loses_or_doubles_an_answer(db):
    run_state_machine_as_test(
        Schedules,
        settings=settings(
            deadline=None, stateful_step_count=25, suppress_health_check=list(HealthCheck), max_examples=EXAMPLES
        ),
    )


# Twenty schedules in `make test`, two hundred in `make drill`.
EXAMPLES = max(20, settings.default.max_examples // 10)
