"""The retention clock counts exactly what is over, deletes that and nothing else, and finds nothing the second time."""

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from accounts.models import DataExport, IdempotentRequest, Notice
from certificates.models import Certificate
from config.services.audit import seal_audit_log, verify_audit_log
from config.services.exports import ask_export, make_export
from config.services.retention import delete_expired, months_before
from exams.marking.models import Result
from exams.marking.services import mark_attempt
from exams.sittings.models import Attempt, Registration
from exams.sittings.services import IncomingEvent, record_events, submit_attempt
from tests.factories.certificates import make_certificate
from tests.factories.sittings import ALL_RIGHT, NOW, make_room, make_user
from tests.factories.systems import make_access_token
from tests.personas import make_persona

pytestmark = pytest.mark.django_db

AFTER_FIVE_YEARS = NOW + timedelta(days=5 * 366 + 40)


def sat_and_marked():
    """A candidate's whole record: answers, log, marks and a released result."""
    room = make_room()
    attempt = room.start()
    events = [IncomingEvent(seq, "answer", slot, value, 1000) for seq, (slot, value) in enumerate(ALL_RIGHT.items(), 1)]
    record_events(
        attempt_id=attempt.pk, lease_token=attempt.lease_token, client_id="client0000000001", events=events, now=NOW
    )
    attempt = submit_attempt(attempt_id=attempt.pk, actor=room.candidate, lease_token=attempt.lease_token, now=NOW)
    mark_attempt(attempt=attempt, now=NOW)
    return room.registration


def numbers(found):
    return {one.table: (one.due, one.deleted) for one in found}


def count(model):
    return apps.get_model(model).objects.count()


def test_answers_to_other_systems_go_after_a_day_and_old_acts_leave_the_audit_log_whole():
    """The answer names a candidate; a token that is used no more must not keep it."""
    token, user = make_access_token(make_persona("exam_officer")).token, make_user("asks")
    for key, hours in (("key-0001", 23), ("key-0002", 25)):
        IdempotentRequest.objects.create(
            token=token, key=key, fingerprint="0", status=201, body={}, created_at=NOW - timedelta(hours=hours)
        )
    ModelLogEntry.objects.all().delete()
    for years in (1, 6):
        log(instance=user, action="accounts.portrait", user=user, timestamp=NOW - timedelta(days=366 * years))
    assert seal_audit_log(now=NOW) == 2
    found = numbers(delete_expired(now=NOW, dry_run=False))
    assert found == {"accounts.IdempotentRequest": (1, 1), "wagtailcore.ModelLogEntry": (1, 1)}
    assert IdempotentRequest.objects.get().key == "key-0001"
    verified = verify_audit_log(now=NOW)
    assert (verified.faults, verified.gone, verified.entries) == ([], 1, 2)


def test_months_are_those_of_the_calendar():
    day = NOW.replace(year=2024, month=3, day=31)
    assert months_before(day, 1).date().isoformat() == "2024-02-29"
    assert months_before(day, 60).date().isoformat() == "2019-03-31"
    assert months_before(day.replace(month=1), 1).date().isoformat() == "2023-12-31"


def test_an_exam_record_goes_five_years_after_its_result_and_no_day_sooner():
    place = sat_and_marked()
    ended = max(place.sitting.closes_at, Result.objects.get().released_at)
    almost = months_before(ended.replace(year=ended.year + 5), 0) - timedelta(seconds=1)
    assert "sittings.Registration" not in numbers(delete_expired(now=almost, dry_run=False))
    assert count("sittings.AnswerEvent") == 4

    late = AFTER_FIVE_YEARS
    promised = numbers(delete_expired(now=late, dry_run=True))
    assert promised["sittings.AnswerEvent"] == (4, 0)
    assert promised["sittings.Registration"] == (1, 0)
    assert Registration.objects.count() == 1
    done = numbers(delete_expired(now=late, dry_run=False))
    assert {table: due for table, (due, _gone) in done.items()} == {t: due for t, (due, _gone) in promised.items()}
    assert all(due == gone for due, gone in done.values())
    for model in (
        "sittings.Registration",
        "sittings.Attempt",
        "sittings.AnswerEvent",
        "marking.Mark",
        "marking.Result",
    ):
        assert count(model) == 0, model
    assert delete_expired(now=late, dry_run=False) == []


def test_what_a_certificate_stands_on_stays_without_its_answers(capsys):
    certificate = make_certificate("张三")
    place = certificate.result.registration
    Attempt.objects.filter(registration=place).update(answers={"1": "a"}, head_position=3, head_hash="0" * 64)
    late = AFTER_FIVE_YEARS + timedelta(days=30)
    delete_expired(now=late, dry_run=False)
    attempt = Attempt.objects.get(registration=place)
    assert (attempt.answers, attempt.head_position, attempt.head_hash) == ({}, 0, "")
    assert (Certificate.objects.count(), Result.objects.count(), Registration.objects.count()) == (1, 1, 1)
    assert "sittings.Attempt" not in numbers(delete_expired(now=late, dry_run=False))


def test_notices_copies_and_the_command(capsys, django_capture_on_commit_callbacks):
    user, now = make_user("reader"), timezone.now()
    for number, days in enumerate((10, 740)):
        Notice.objects.create(
            recipient=user, kind="account", subject="通知", text="正文", url="/me/", key=str(number),
            created_at=now - timedelta(days=days),
        )  # fmt: skip
    export = make_export(export=ask_export(user=user, now=now - timedelta(days=8)), now=now - timedelta(days=8))
    name, storage = export.file.name, export.file.storage
    call_command("delete_expired_personal_data", "--dry-run", "--json")
    said = json.loads(capsys.readouterr().out)
    assert {row["table"]: row["due"] for row in said["tables"]} == {"accounts.Notice": 1, "accounts.DataExport.file": 1}
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("delete_expired_personal_data", "--json")
    assert Notice.objects.get().key == "0"
    assert not storage.exists(name)
    assert DataExport.objects.get().state == "gone"
    capsys.readouterr()
    call_command("delete_expired_personal_data", "--json")
    assert json.loads(capsys.readouterr().out)["tables"] == []
