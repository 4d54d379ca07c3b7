"""The archive of a sitting: the same bytes for the same data, verified by its own script in a bare interpreter."""

import io
import json
import subprocess
import sys
import zipfile
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from exams.marking.services import mark_attempt
from exams.sittings.interchange import verify as verifier
from exams.sittings.interchange.archive import ArchiveRefused, write_archive
from exams.sittings.models import (
    Accommodation,
    ActKind,
    Attempt,
    Control,
    ExamComponent,
    IncidentKind,
    KeyPurpose,
    Outage,
    Registration,
    Sitting,
    TimeAdjustment,
)
from exams.sittings.services import (
    IncomingEvent,
    Order,
    Report,
    add_time,
    begin_break,
    close_overdue_attempts,
    order_act,
    record_events,
    record_incident,
    start_attempt,
    submit_attempt,
)
from exams.sittings.services.controls import change_controls, override_control
from exams.sittings.services.roots import anchor_chains
from exams.sittings.signing import create_exam_key, fingerprint
from tests.factories.accounts import UserFactory
from tests.factories.sittings import ALL_RIGHT, NOW, make_registration, make_room, make_user

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


@pytest.fixture(autouse=True)
def _own_key_folder(settings, tmp_path):
    settings.SIGNING_KEY_FOLDER = tmp_path / "keys"


@pytest.fixture
def sitting():
    """A sitting with an attempt that was anchored while it ran, handed in, marked; and a place nobody took."""
    room = make_room()
    actor = UserFactory(username="officer")
    make_registration(room.sitting, make_user("absent", full_name="缺考"))
    attempt = room.start()
    give(attempt, {1: "b"}, first=1)
    anchor_chains(now=NOW + timedelta(minutes=5))
    add_time(attempts=[attempt], seconds=300, reason="停电", actor=actor, now=NOW)
    change_controls(
        sitting=room.sitting, values={"focus_log": True}, room_ranges={}, reason="试行", actor=actor, now=NOW
    )
    override_control(registration=room.registration, control=Control.SEB, reason="设备", actor=actor, now=NOW)
    give(attempt, ALL_RIGHT, first=2)
    record_events(
        attempt_id=attempt.pk,
        lease_token=attempt.lease_token,
        client_id="client0000000001",
        events=[
            IncomingEvent(9, "flag", 3, True, 9000),
            IncomingEvent(10, "answer", 4, ['\u201c控\u0007\u007f\n"é'], 9500),
        ],
        now=NOW,
    )
    closed = submit_attempt(attempt_id=attempt.pk, actor=room.candidate, lease_token=attempt.lease_token, now=NOW)
    mark_attempt(attempt=closed, now=NOW)
    give(attempt, {1: "c"}, first=20, now=LATER)
    anchor_chains(now=LATER)
    return Sitting.objects.get(pk=room.sitting.pk)


def give(attempt, answers, *, first, now=NOW):
    events = [
        IncomingEvent(seq, "answer", slot, value, 1000) for seq, (slot, value) in enumerate(answers.items(), first)
    ]
    record_events(
        attempt_id=attempt.pk, lease_token=attempt.lease_token, client_id="client0000000001", events=events, now=now
    )


@pytest.fixture
def archive(sitting, tmp_path):
    path = tmp_path / "sitting.zip"
    write_archive(sitting, path, now=LATER)
    return path


def bare(path, *options, script=None):
    """The verdict of the script inside, run by an interpreter without site packages."""
    if script is None:
        script = path.with_name("verify.py")
        script.write_bytes(zipfile.ZipFile(path).read("verify.py"))
    run = subprocess.run(
        [sys.executable, "-I", "-S", str(script), str(path), "--json", *options], capture_output=True, check=False
    )
    assert run.stderr == b""
    return run.returncode, json.loads(run.stdout)


def rewritten(path, **changes):
    """The archive with some files changed (None: left out; new names: added)."""
    content = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(content, "w") as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, text in changes.items():
            if text is not None:
                new.writestr(name, text)
    path.write_bytes(content.getvalue())
    return path


def read(path, name):
    return zipfile.ZipFile(path).read(name)


def event_file(path):
    return next(name for name in zipfile.ZipFile(path).namelist() if name.endswith("events.jsonl"))


def test_a_bare_interpreter_verifies_it_and_says_that_it_did_not_check_the_signature(archive):
    status, report = bare(archive)
    assert report["faults"] == []
    assert status == 0
    assert report["signatures"] == "not checked: cryptography is not installed"
    assert (report["attempts"], report["events"], report["roots"]) == (1, 8, 2)


def test_notes_breaks_and_answers_that_came_late_are_in_it_and_it_verifies(tmp_path):
    room = make_room(late_policy="count")
    Accommodation.objects.create(registration=room.registration, state="approved", break_minutes=10, asked_at=NOW)
    attempt = room.start()
    begin_break(attempt_id=attempt.pk, actor=room.candidate, lease_token=attempt.lease_token, now=NOW)
    record_events(
        attempt_id=attempt.pk,
        lease_token=attempt.lease_token,
        client_id="client0000000001",
        events=[IncomingEvent(1, "note", 0, "先做多选", 10), IncomingEvent(2, "note", 1, "待查", 20)],
        now=NOW + timedelta(minutes=11),
    )
    close_overdue_attempts(now=NOW + timedelta(minutes=71))
    give(attempt, {1: "a"}, first=3, now=NOW + timedelta(minutes=80))
    path = tmp_path / "sitting.zip"
    create_exam_key(purpose=KeyPurpose.ARCHIVE, now=NOW)
    write_archive(room.sitting, path, now=LATER)
    status, report = bare(path)
    assert (status, report["faults"], report["events"]) == (0, [], 3)
    assert [row["step"] for row in json.loads(read(path, "records/breaks.json"))] == ["began", "used_up"]


def test_with_the_library_the_signatures_are_checked_too(archive):
    report = verifier.verify(str(archive))
    assert (report.faults, report.signatures) == ([], "checked")
    assert verifier.verify(str(archive), report.fingerprint).faults == []
    assert verifier.verify(str(archive), "0" * 64).faults == [
        "manifest.json: signed with another key than the one you named"
    ]


def test_the_same_data_give_the_same_bytes(sitting, archive, tmp_path):
    again = tmp_path / "again.zip"
    write_archive(sitting, again, now=LATER + timedelta(days=1))
    assert again.read_bytes() == archive.read_bytes()


def test_two_parts_of_an_exam_are_two_attempts(sitting, archive):
    room = make_room()
    skills = ExamComponent.objects.create(exam=room.exam, paper=room.component.paper, kind="skills", minutes=60)
    for component in (room.component, skills):
        place = Registration.objects.get(pk=room.registration.pk)
        attempt = start_attempt(registration=place, component=component, actor=room.candidate, now=NOW)
        submit_attempt(attempt_id=attempt.pk, actor=room.candidate, lease_token=attempt.lease_token, now=NOW)
    write_archive(room.sitting, archive, now=LATER)
    status, report = bare(archive)
    assert (status, report["attempts"], report["faults"]) == (0, 2, [])


def test_it_holds_the_whole_sitting(sitting, archive):
    names = zipfile.ZipFile(archive).namelist()
    roster = json.loads(read(archive, "roster.json"))
    assert [(one["name"], one["number"]) for one in roster] == [("欧阳·买买提", "261100001"), ("缺考", "261100002")]
    [paper] = [json.loads(read(archive, name)) for name in names if name.startswith("papers/")]
    assert [(item["slot"], item["type"], item["version"], item["marks"]) for item in paper["items"]] == [
        (1, "single_choice", 1, "40.00"),
        (2, "multiple_choice", 1, "30.00"),
        (3, "true_false", 1, "10.00"),
        (4, "fill_in", 1, "20.00"),
    ]
    attempt = json.loads(read(archive, "attempts/261100001-theory-1/attempt.json"))
    assert attempt["time_given"][0]["reason"] == "停电"
    assert [flag["kind"] for flag in attempt["integrity_flags"]] == ["late_events"]
    marks = json.loads(read(archive, "records/marks.json"))
    assert [(one["slot"], one["credit_num"], one["credit_den"]) for one in marks] == [
        (1, 1, 1),
        (2, 1, 1),
        (3, 1, 1),
        (4, 0, 1),
    ]
    assert json.loads(read(archive, "records/results.json"))[0]["components"][0]["score"] == "80.00"
    acts = json.loads(read(archive, "records/controls.json"))
    assert [(one["act"], one["reason"]) for one in acts] == [("change", "试行"), ("override", "设备")]
    assert "secret" not in read(archive, "sitting.json").decode()


def test_it_holds_what_happened_on_the_day(sitting, archive):
    Sitting.objects.update(two_person_acts=False)
    sitting.refresh_from_db()
    officer = make_user("day-officer")
    order_act(
        order=Order(kind=ActKind.MESSAGE, sitting=sitting, reason="按时开考", text="请安静"), actor=officer, now=NOW
    )
    report = Report(kind=IncidentKind.OTHER, what="空调故障", happened_at=NOW)
    entry = record_incident(sitting=sitting, report=report, actor=officer, now=NOW)
    attempt = Attempt.objects.get(registration__sitting=sitting)
    adjustment = TimeAdjustment.objects.create(attempt=attempt, kind="outage", seconds=90, reason="断网", at=NOW)
    Outage.objects.create(
        attempt=attempt,
        began_at=NOW,
        ended_at=NOW + timedelta(seconds=90),
        lost_seconds=90,
        reported_seconds=95,
        adjustment=adjustment,
    )
    write_archive(sitting, archive, now=LATER)
    assert bare(archive)[1]["faults"] == []
    [act] = json.loads(read(archive, "records/acts.json"))
    assert (act["kind"], act["reason"], act["actor__username"]) == ("message", "按时开考", "day-officer")
    [incident] = json.loads(read(archive, "records/incidents.json"))
    assert (incident["id"], incident["what"], incident["recorded_by"]) == (entry.pk, "空调故障", "day-officer")
    notices = json.loads(read(archive, "records/notices.json"))
    assert [(one["registration__number"], one["text"]) for one in notices] == [
        ("261100001", "请安静"),
        ("261100002", "请安静"),
    ]
    [outage] = json.loads(read(archive, "records/outages.json"))
    assert (outage["lost_seconds"], outage["reported_seconds"], outage["adjustment__seconds"]) == (90, 95, 90)
    given = json.loads(read(archive, "attempts/261100001-theory-1/attempt.json"))["time_given"]
    assert [(one["kind"], one["seconds"], one["by"]) for one in given][-1] == ("outage", 90, "")


def test_a_changed_a_missing_and_an_added_file_are_named(archive):
    events = event_file(archive)
    rewritten(archive, **{"roster.json": "[]\n", "extra.txt": "x", events: None})
    # Without its log an attempt cannot be judged: the script says what is missing first.
    status, report = bare(rewritten(archive, **{events: ""}))
    assert status == 1
    assert "roster.json: changed: its digest is not the manifest's" in report["faults"]
    assert "extra.txt: not in the manifest" in report["faults"]
    assert f"{events}: changed: its digest is not the manifest's" in report["faults"]


def forged(archive, old, new):
    """An answer changed in the log and the manifest made to fit, by somebody without the key."""
    events = event_file(archive)
    text = read(archive, events).decode().replace(old, new, 1)
    return refitted(archive, **{events: text})


def refitted(archive, **changes):
    import hashlib

    manifest = json.loads(read(archive, "manifest.json"))
    for name, text in changes.items():
        manifest["files"][name] = hashlib.sha256(text.encode()).hexdigest()
    return rewritten(archive, **changes, **{"manifest.json": json.dumps(manifest)})


def test_a_forged_answer_breaks_the_chain_even_where_nothing_is_signed(archive):
    old, new = '"payload":"\\"b\\""', '"payload":"\\"d\\""'
    status, report = bare(forged(archive, old, new))
    assert status == 1
    assert "attempts/261100001-theory-1/attempt.json: the chain breaks at event 1" in report["faults"]
    assert "manifest.sig: the signature is wrong" in verifier.verify(str(archive)).faults


def test_a_log_made_anew_from_end_to_end_is_told_by_the_roots(archive):
    name = "attempts/261100001-theory-1/attempt.json"
    attempt = json.loads(read(archive, name))
    events = [json.loads(line) for line in read(archive, event_file(archive)).splitlines()]
    events[0]["payload"] = '"d"'
    previous = ""
    for event in events:
        event["prev_hash"] = previous
        event["hash"] = previous = verifier.link_hash(previous, event)
    attempt["head_hash"] = previous
    late = next(event for event in events if event["disposition"] == "late")
    base = {"attempt": attempt["id"], "snapshot": attempt["snapshot"]["sha256"], "answers": attempt["answers"]}
    attempt["receipt"] = verifier.digest({**base, "events": late["position"] - 1, "head": late["prev_hash"]})
    lines = "".join(json.dumps(event) + "\n" for event in events)
    status, report = bare(refitted(archive, **{name: json.dumps(attempt), event_file(archive): lines}))
    assert status == 1
    assert report["faults"] == [
        f"root {number}: attempt {attempt['id']} had another log when this was signed" for number in (1, 2)
    ]


def test_a_root_made_to_fit_has_no_signature(archive):
    roots = json.loads(read(archive, "roots.json"))
    roots[1]["previous"] = "0" * 64
    _status, report = bare(refitted(archive, **{"roots.json": json.dumps(roots)}))
    assert report["faults"] == ["root 2: does not follow the root before it", "root 2: not what was signed"]


def test_a_head_that_does_not_lead_to_its_root_is_told(archive, tmp_path):
    room = make_room()
    for seat in (room, make_room()):
        give(seat.start(), {1: "a"}, first=1)
    anchor_chains(now=LATER + timedelta(hours=1), everything=True)
    attempt = room.registration.attempts.get()
    submit_attempt(attempt_id=attempt.pk, actor=room.candidate, lease_token=attempt.lease_token, now=NOW)
    path = tmp_path / "other.zip"
    write_archive(room.sitting, path, now=LATER)
    [root] = json.loads(read(path, "roots.json"))
    [leaf] = root["leaves"]
    # Of the other sitting's attempt there is a digest and nothing else.
    assert (root["heads"], len(leaf["proof"])) == (2, 1)
    assert bare(path)[0] == 0
    leaf["proof"][0][1] = "0" * 64
    _status, report = bare(refitted(path, **{"roots.json": json.dumps([root])}))
    assert report["faults"] == [f"root 3: does not stand for attempt {attempt.pk}"]


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + b"\0" * 18, b"no zip at all"])
def test_what_is_no_archive_is_told(tmp_path, content):
    path = tmp_path / "broken.zip"
    path.write_bytes(content)
    status, report = bare(path, script=Path(verifier.__file__))
    assert (status, len(report["faults"])) == (1, 1)


def test_an_open_attempt_stands_in_the_way_and_nothing_is_written(tmp_path):
    room = make_room()
    room.start()
    with pytest.raises(ArchiveRefused, match="1 attempts are still open"):
        write_archive(room.sitting, tmp_path / "early.zip", now=NOW)
    assert [path.name for path in tmp_path.iterdir() if path.name != "keys"] == []


def test_the_command_closes_anchors_writes_and_says_so(tmp_path):
    room = make_room()
    give(room.start(), {1: "a"}, first=1)
    key = create_exam_key(purpose=KeyPurpose.ARCHIVE, now=NOW)
    out = StringIO()
    path = tmp_path / "sitting.zip"
    call_command("archive_sitting", str(room.sitting.pk), "--output", str(path), "--json", stdout=out)
    said = json.loads(out.getvalue())
    assert (said["attempts"], said["events"], said["roots"], said["key"]) == (1, 1, 1, key.name)
    assert said["fingerprint"] == fingerprint(key) == verifier.verify(str(path)).fingerprint
    assert bare(path)[0] == 0
    with pytest.raises(CommandError, match="there is no sitting 999"):
        call_command("archive_sitting", "999", "--output", str(path))
