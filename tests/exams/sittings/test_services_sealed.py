"""Sealed answer files: given to the same attempt only, by the exam's policy, each upload on record."""

import base64
import json
from datetime import timedelta

import pytest

from exams.sittings.models import (
    AnswerEvent,
    Attempt,
    AttemptState,
    IntegrityFlag,
    KeyPurpose,
    SealedUpload,
)
from exams.sittings.services import Contact, IncomingEvent, close_if_overdue, record_events, take_over_lease
from exams.sittings.services.answers import read_clock
from exams.sittings.services.sealed import attach_sealed_answers
from exams.sittings.signing import create_exam_key
from exams.sittings.verification import verify_attempts
from tests.exams.sittings.sealing import sealed_event, sealed_file
from tests.factories.accounts import UserFactory
from tests.factories.sittings import NOW, make_room

pytestmark = pytest.mark.django_db
AFTER = NOW + timedelta(minutes=65)


@pytest.fixture(autouse=True)
def _own_key_folder(settings, tmp_path):
    settings.SIGNING_KEY_FOLDER = tmp_path / "keys"


@pytest.fixture
def key(_own_key_folder):
    return create_exam_key(purpose=KeyPurpose.SEALING, now=NOW)


@pytest.fixture
def invigilator():
    return UserFactory()


def closed_attempt(**exam):
    """An attempt with one answer saved, closed by the server an hour later."""
    room = make_room(**exam)
    attempt = room.start()
    record_events(
        attempt_id=attempt.pk,
        lease_token=attempt.lease_token,
        client_id="client0000000001",
        events=[IncomingEvent(1, "answer", 1, "b", 500)],
        now=NOW,
    )
    attempt.refresh_from_db()
    close_if_overdue(attempt=attempt, now=NOW + timedelta(minutes=61))
    return room, attempt


def attach(room, content, actor, *, now=AFTER):
    return attach_sealed_answers(registration=room.registration, content=content, actor=actor, now=now)


def proved(attempt):
    assert verify_attempts(Attempt.objects.filter(pk=attempt.pk)).broken == []
    return Attempt.objects.get(pk=attempt.pk)


def test_after_the_closing_its_answers_are_kept_and_flagged_but_do_not_count(key, invigilator):
    room, attempt = closed_attempt()
    events = [sealed_event(attempt, 1, 1, "b", ms=500), sealed_event(attempt, 2, 3, False)]
    upload = attach(room, sealed_file(attempt, key, events), invigilator)
    assert (upload.refusal, upload.attempt, upload.outcome) == ("", attempt, {"known": 1, "late": 1})
    stored = proved(attempt)
    assert stored.answers == {"1": "b"}
    assert stored.receipt == attempt.receipt
    assert list(AnswerEvent.objects.values_list("slot", "disposition")) == [(1, "counted"), (3, "late")]
    assert {"late_events", "sealed_file"} <= set(IntegrityFlag.objects.values_list("kind", flat=True))


def test_where_the_policy_says_so_what_was_made_in_time_counts_and_the_receipt_is_made_anew(key, invigilator):
    room, attempt = closed_attempt(late_policy="count")
    hour = 3_600_000
    events = [
        sealed_event(attempt, 2, 3, False, ms=hour),
        sealed_event(attempt, 3, 4, ["抱怨率"], ms=hour + 1),
    ]
    upload = attach(room, sealed_file(attempt, key, events), invigilator)
    assert upload.outcome == {"counted": 1, "late": 1}
    stored = proved(attempt)
    assert stored.answers == {"1": "b", "3": False}
    assert (upload.former_receipt, stored.receipt == attempt.receipt) == (attempt.receipt, False)
    again = attach(room, sealed_file(attempt, key, events), invigilator)
    assert (again.outcome, again.former_receipt) == ({"known": 2}, "")
    assert proved(attempt).answers == {"1": "b", "3": False}


def test_after_the_allowance_nothing_counts(key, invigilator):
    room, attempt = closed_attempt(late_policy="count", late_allowance_minutes=5)
    content = sealed_file(attempt, key, [sealed_event(attempt, 2, 3, False)])
    upload = attach(room, content, invigilator, now=NOW + timedelta(minutes=65, seconds=1))
    assert upload.outcome == {"late": 1}
    assert proved(attempt).answers == {"1": "b"}


def test_while_the_exam_runs_its_answers_count_like_any_other(key, invigilator):
    room = make_room()
    attempt = room.start()
    content = sealed_file(attempt, key, [sealed_event(attempt, 1, 3, False)])
    upload = attach(room, content, invigilator, now=NOW + timedelta(minutes=5))
    assert upload.outcome == {"counted": 1}
    stored = proved(attempt)
    assert (stored.answers, stored.state) == ({"3": False}, AttemptState.OPEN)


def test_during_an_outage_over_the_deadline_they_count_whether_or_not_anybody_looked_before(key, invigilator):
    room = make_room()
    attempt = room.start()
    read_clock(
        attempt_id=attempt.pk, lease_token=attempt.lease_token, now=NOW + timedelta(minutes=50), contact=Contact(None)
    )
    content = sealed_file(attempt, key, [sealed_event(attempt, 1, 3, False)])
    assert attach(room, content, invigilator, now=NOW + timedelta(minutes=61)).outcome == {"counted": 1}
    stored = proved(attempt)
    assert (stored.answers, stored.state, stored.deadline) == ({"3": False}, "open", NOW + timedelta(minutes=71))


def test_from_a_device_that_was_taken_over_it_is_superseded(key, invigilator):
    room = make_room(late_policy="count")
    attempt = room.start()
    content = sealed_file(attempt, key, [sealed_event(attempt, 1, 3, False)])
    take_over_lease(attempt=attempt, actor=room.candidate, now=NOW + timedelta(minutes=1))
    upload = attach(room, content, invigilator, now=NOW + timedelta(minutes=5))
    assert upload.outcome == {"superseded": 1}
    assert proved(attempt).answers == {}


def test_an_event_that_makes_no_sense_keeps_nothing_else_out(key, invigilator):
    room, attempt = closed_attempt(late_policy="count")
    events = [sealed_event(attempt, 2, 99, "a"), sealed_event(attempt, 3, 3, False)]
    assert attach(room, sealed_file(attempt, key, events), invigilator).outcome == {"counted": 1, "unreadable": 1}
    assert proved(attempt).answers == {"1": "b", "3": False}


@pytest.mark.parametrize(
    "fields",
    [
        {"client": "短"},
        {"client": "client\0000000001"},
        {"lease": "\0"},
        {"seq": 0},
        {"seq": "2"},
        {"seq": 2**63},
        {"slot": 0},
        {"slot": 1_001},
        {"ms": 10**12},
    ],
)
def test_a_file_with_an_event_that_no_page_writes_is_refused(key, invigilator, fields):
    room, attempt = closed_attempt(late_policy="count")
    events = [sealed_event(attempt, 2, 3, False), sealed_event(attempt, 3, 3, True) | fields]
    assert attach(room, sealed_file(attempt, key, events), invigilator).refusal == "文件内容无法读取。"
    assert proved(attempt).answers == {"1": "b"}


def test_more_events_than_an_exam_can_have_are_refused(key, invigilator):
    room, attempt = closed_attempt()
    events = [sealed_event(attempt, seq, 3, False) for seq in range(2, 5003)]
    assert attach(room, sealed_file(attempt, key, events), invigilator).refusal.startswith("文件中的答案")
    assert proved(attempt).head_position == 1


def test_a_key_that_cannot_be_read_is_named(key, invigilator, settings):
    room, attempt = closed_attempt()
    content = sealed_file(attempt, key, [sealed_event(attempt, 2, 3, False)])
    (settings.SIGNING_KEY_FOLDER / f"{key.name}.pem").unlink()
    assert key.name in attach(room, content, invigilator).refusal
    assert proved(attempt).head_position == 1


def changed(content, **parts):
    return json.dumps(json.loads(content) | parts).encode()


def flipped(content, name):
    data = bytearray(base64.b64decode(json.loads(content)[name]))
    data[-1] ^= 1
    return changed(content, **{name: base64.b64encode(bytes(data)).decode()})


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda content, _other: flipped(content, "data"), "密封后被改动"),
        (lambda content, _other: flipped(content, "iv"), "密封后被改动"),
        (lambda content, _other: flipped(content, "ephemeral"), "损坏"),
        (lambda content, other: changed(content, attempt=other.pk), "另一名考生"),
        (lambda content, _other: changed(content, key="sealing-2020-00000000"), "没有的密钥"),
        (lambda content, _other: changed(content, format="zip"), "不是密封答案文件"),
        (lambda _content, _other: b"%PDF-1.7", "不是密封答案文件"),
        (lambda _content, _other: b"[]", "不是密封答案文件"),
        (lambda content, _other: changed(content, data=7), "损坏"),
        (lambda content, _other: content + b" " * 2_000_000, "太大"),
    ],
)
def test_a_tampered_or_foreign_file_is_refused_with_the_reason_and_changes_nothing(key, invigilator, spoil, reason):
    room, attempt = closed_attempt(late_policy="count")
    _other_room, other = closed_attempt()
    content = spoil(sealed_file(attempt, key, [sealed_event(attempt, 2, 3, False)]), other)
    upload = attach(room, content, invigilator)
    assert reason in upload.refusal
    assert upload.attempt is None
    assert proved(attempt).answers == {"1": "b"}
    assert AnswerEvent.objects.count() == 2
    assert SealedUpload.objects.count() == 1


def test_a_file_sealed_for_another_attempt_stays_out_whatever_its_outside_says(key, invigilator):
    room, attempt = closed_attempt(late_policy="count")
    _other_room, other = closed_attempt()
    events = [sealed_event(other, 2, 3, False)]
    assert "另一名考生" in attach(room, sealed_file(other, key, events), invigilator).refusal
    assert "另一名考生" in attach(room, sealed_file(other, key, events, head=attempt.pk), invigilator).refusal
    assert proved(attempt).answers == proved(other).answers == {"1": "b"}


def test_a_lease_that_never_was_is_refused(key, invigilator):
    room, attempt = closed_attempt()
    content = sealed_file(attempt, key, [sealed_event(attempt, 2, 3, False, lease="x" * 43)])
    assert "从未" in attach(room, content, invigilator).refusal
    assert proved(attempt).head_position == 1


def test_a_file_to_a_retired_key_still_opens(key, invigilator):
    room, attempt = closed_attempt()
    content = sealed_file(attempt, key, [sealed_event(attempt, 2, 3, False)])
    create_exam_key(purpose=KeyPurpose.SEALING, now=AFTER)
    assert attach(room, content, invigilator).outcome == {"late": 1}


def test_the_database_refuses_to_rewrite_an_upload(key, invigilator):
    room, attempt = closed_attempt()
    upload = attach(room, sealed_file(attempt, key, []), invigilator)
    with pytest.raises(Exception, match="append-only"):
        SealedUpload.objects.filter(pk=upload.pk).update(sha256="0" * 64)
