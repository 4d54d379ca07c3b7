"""Any order of pausing, resuming, adding, handing in and closing, against a model of one number: the seconds left."""

from datetime import timedelta

import pytest
from django.db.models import Sum
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from exams.sittings.models import Attempt
from exams.sittings.services import (
    AttemptPaused,
    add_time,
    close_overdue_attempts,
    pause_attempts,
    resume_attempts,
    submit_attempt,
)
from exams.sittings.services.answers import read_clock
from tests.factories.sittings import NOW, make_room

pytestmark = pytest.mark.django_db

MINUTES = 10
GRACE = 30
SPANS = st.integers(min_value=1, max_value=400)


class Clocks(RuleBasedStateMachine):
    """The model knows how much is left, whether the clock stands still, and how the attempt ended."""

    def __init__(self):
        super().__init__()
        self.room = make_room(minutes=MINUTES, grace_seconds=GRACE)
        self.attempt = self.room.start()
        self.now = NOW
        self.left = 60 * MINUTES
        self.is_paused = False
        self.state = "open"

    @property
    def is_over(self):
        return self.left < -GRACE and not self.is_paused

    @rule(seconds=SPANS)
    def wait(self, seconds):
        self.now += timedelta(seconds=seconds)
        if not self.is_paused:
            self.left -= seconds

    @rule()
    def pause(self):
        done = pause_attempts(attempts=[self.attempt.pk], now=self.now)
        may = self.state == "open" and not self.is_paused and self.left > 0
        assert done == ([self.attempt.pk] if may else [])
        self.is_paused = self.is_paused or may

    @rule()
    def resume(self):
        done = resume_attempts(attempts=[self.attempt.pk], reason="来电", actor=self.room.candidate, now=self.now)
        assert done == ([self.attempt.pk] if self.is_paused else [])
        self.is_paused = False

    @rule(seconds=SPANS)
    def add(self, seconds):
        moved = add_time(
            attempts=[self.attempt], seconds=seconds, reason="换机", actor=self.room.candidate, now=self.now
        )
        assert moved == (self.state == "open")
        if self.state == "open":
            self.left += seconds

    @rule()
    def hand_in(self):
        arguments = {"actor": self.room.candidate, "lease_token": self.attempt.lease_token, "now": self.now}
        if self.is_paused:
            with pytest.raises(AttemptPaused):
                submit_attempt(attempt_id=self.attempt.pk, **arguments)
        else:
            submit_attempt(attempt_id=self.attempt.pk, **arguments)
            if self.state == "open":
                self.state = "expired" if self.is_over else "submitted"

    @rule()
    def close(self):
        closes = self.state == "open" and self.is_over
        assert close_overdue_attempts(now=self.now) == closes
        if closes:
            self.state = "expired"

    @rule()
    def ask(self):
        ack = read_clock(attempt_id=self.attempt.pk, lease_token=self.attempt.lease_token, now=self.now)
        if self.state == "open" and self.is_over:
            self.state = "expired"
        assert ack.state == self.state
        if self.state == "open":
            assert (ack.remaining_ms, ack.paused) == (max(0, self.left) * 1000, self.is_paused)

    @invariant()
    def deadline_is_the_start_the_limit_and_the_adjustments(self):
        stored = Attempt.objects.get(pk=self.attempt.pk)
        given = stored.time_adjustments.aggregate(sum=Sum("seconds"))["sum"] or 0
        assert stored.deadline == NOW + timedelta(minutes=MINUTES, seconds=given)
        assert (stored.state, stored.paused_at is not None) == (self.state, self.is_paused)

    def teardown(self):
        """The next example closes only what is its own."""
        Attempt.objects.filter(pk=self.attempt.pk, state="open").delete()


def test_time_is_never_lost_or_made():
    run_state_machine_as_test(Clocks, settings=settings(max_examples=40, stateful_step_count=25))
