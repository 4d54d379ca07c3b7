"""Reminders at 90, 30 and 7 days, once each."""

import json
from datetime import timedelta
from io import StringIO
from smtplib import SMTPException

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends import locmem
from django.core.management import call_command

from certificates.services import revoke_certificate
from tests.factories.certificates import ISSUED, make_certificate, make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate():
    """Its last good day is 2027-11-23, 364 days after the issue."""
    certificate = make_certificate(valid_months=12)
    certificate.person.user.email = "holder@example.cn"
    certificate.person.user.save()
    return certificate


def run(days_before, *arguments):
    out = StringIO()
    with time_machine.travel(ISSUED + timedelta(days=364 - days_before), tick=False):
        call_command("remind_expiring_certificates", "--json", *arguments, stdout=out)
    return json.loads(out.getvalue())


def reminders(certificate):
    return list(certificate.events.filter(kind="reminded").values_list("code", flat=True))


@pytest.mark.parametrize(
    ("days", "reminded"), [(91, []), (90, [90]), (31, [90]), (30, [30]), (8, [30]), (7, [7]), (0, [7]), (-1, [])]
)
def test_the_nearest_reminder_is_sent(certificate, days, reminded):
    report = run(days)
    assert [one["days"] for one in report["reminded"]] == reminded
    assert (reminders(certificate), len(mail.outbox)) == ([str(one) for one in reminded], len(reminded))


def test_each_is_sent_once(certificate):
    for days in (90, 89, 30, 30, 7, 1, 0):
        run(days)
    assert (reminders(certificate), len(mail.outbox)) == (["90", "30", "7"], 3)


def test_the_letter_says_what_ends_when_and_where_to_go(certificate, settings):
    settings.SITE_URL = "https://kefu.example.cn"
    run(30)
    (letter,) = mail.outbox
    assert letter.subject == f"您的证书 {certificate.number} 即将到期"
    assert letter.to == ["holder@example.cn"]
    for expected in (
        "欧阳·买买提，您好",
        "2027年11月23日",
        f"https://kefu.example.cn/certificates/{certificate.number}/",
    ):
        assert expected in letter.body


def test_a_dry_run_sends_and_logs_nothing(certificate):
    assert [one["days"] for one in run(30, "--dry-run")["reminded"]] == [30]
    assert (reminders(certificate), mail.outbox) == ([], [])


def test_without_an_address_it_is_said(certificate):
    certificate.person.user.email = ""
    certificate.person.user.save()
    assert run(30)["unreachable"] == [{"number": certificate.number, "days": 30}]
    assert (reminders(certificate), mail.outbox) == ([], [])


def test_what_was_revoked_needs_no_reminder(certificate):
    revoke_certificate(certificate=certificate, reason="x", actor=make_officer(), now=ISSUED)
    assert run(30)["reminded"] == []
    assert mail.outbox == []


def test_a_letter_that_fails_is_named_and_the_others_go(certificate, monkeypatch):
    certificate.person.user.email = "gone@example.cn"
    certificate.person.user.save()
    monkeypatch.setattr(locmem.EmailBackend, "send_messages", lambda *_: raise_it(SMTPException("gone")))
    assert run(30)["failed"] == [{"number": certificate.number, "days": 30, "error": "gone"}]
    assert mail.outbox == []


def raise_it(error):
    raise error


def test_it_says_in_words_what_it_did(certificate):
    out = StringIO()
    with time_machine.travel(ISSUED + timedelta(days=364 - 30), tick=False):
        call_command("remind_expiring_certificates", stdout=out)
    assert out.getvalue() == f"reminded {certificate.number} 30 days\nreminded 1, unreachable 0, failed 0\n"
