"""Scratch notes: kept in the log, followed to another device, never an answer."""

from datetime import timedelta

import pytest

from exams.sittings.models import AnswerEvent, Attempt
from exams.sittings.queries import scratch_notes
from exams.sittings.services import BadEvent, IncomingEvent, record_events
from exams.sittings.services.events import read_event
from exams.sittings.verification import verify_attempts
from tests.factories.sittings import NOW, make_room

pytestmark = pytest.mark.django_db


def note(attempt, *events):
    return record_events(
        attempt_id=attempt.pk,
        lease_token=attempt.lease_token,
        client_id="client0000000001",
        events=[IncomingEvent(seq, kind, slot, value, 1_000) for seq, kind, slot, value in events],
        now=NOW + timedelta(seconds=2),
    )


def test_notes_are_kept_and_change_no_answer():
    attempt = make_room().start()
    note(attempt, (1, "answer", 1, "b"), (2, "note", 1, "先排除 C"), (3, "note", 0, "第 4 题回头看"))
    attempt.refresh_from_db()
    assert (attempt.answers, attempt.flags) == ({"1": "b"}, [])
    assert scratch_notes(attempt) == {1: "先排除 C", 0: "第 4 题回头看"}
    assert verify_attempts(Attempt.objects.all()).broken == []


def test_the_last_note_stands_and_an_empty_one_is_none():
    attempt = make_room().start()
    note(attempt, (1, "note", 1, "一"), (2, "note", 1, "二"), (3, "note", 2, "三"), (4, "note", 2, ""))
    assert scratch_notes(attempt) == {1: "二"}


@pytest.mark.parametrize("value", [None, 5, ["x"], "字" * 2001])
def test_what_is_no_note_is_refused_whole(value):
    attempt = make_room().start()
    with pytest.raises(BadEvent):
        note(attempt, (1, "note", 1, "好"), (2, "note", 1, value))
    assert not AnswerEvent.objects.exists()


def test_only_a_note_may_be_about_the_whole_paper():
    raw = {"seq": 1, "slot": 0, "ms": 5, "value": "x"}
    assert read_event(raw | {"kind": "note"}).slot == 0
    for kind in ("answer", "flag"):
        with pytest.raises(ValueError, match=r"^$"):
            read_event(raw | {"kind": kind})
