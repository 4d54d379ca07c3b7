"""Mails of notices over a real SMTP conversation on the loopback: words, encoding, refusals, outages, claims."""

import email
import email.policy
import socket
from contextlib import suppress
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.db import transaction

from accounts.models import NoticeMail
from accounts.services import mails, send_due_mails
from accounts.tasks import send_mails
from tests.factories.accounts import NOW
from tests.factories.notices import make_reader, tell

pytestmark = pytest.mark.django_db


class Postbox:
    """Takes what it is given, unless it was told to answer otherwise to an address or to every message."""

    def __init__(self):
        self.letters, self.to, self.data = [], {}, []

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 -- aiosmtpd's name
        answer = self.to.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802 -- aiosmtpd's name
        answer = self.data.pop(0) if self.data else "250 OK"
        if answer == "hang up":
            server.transport.close()
            return "421 gone"
        if answer.startswith("250"):
            self.letters.append(envelope)
        return answer

    def read(self):
        return [email.message_from_bytes(one.content, policy=email.policy.default) for one in self.letters]


@pytest.fixture
def postbox(settings):
    box = Postbox()
    # Port 0 is not for the controller: it asks the port that it was given.
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port, decode_data=False)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
    settings.SITE_URL = "https://kefu.example.cn"
    settings.DEFAULT_FROM_EMAIL = "no-reply@kefu.example.cn"
    yield box
    controller.stop()


def run(at=NOW):
    return send_due_mails(clock=lambda: at)


def states():
    return [
        "sent" if mail.sent_at else "given up" if mail.given_up_at else mail.due_at - NOW
        for mail in NoticeMail.objects.order_by("pk")
    ]


def test_a_letter_in_chinese_arrives_whole(postbox):
    (notice,) = tell(make_reader(full_name="欧阳·买买提 𬭎"))
    assert run().sent == 1
    (letter,) = postbox.read()
    # A long subject begins with a fold.
    assert letter["Subject"].strip() == "您的证书已被撤销：培训合格证书（客户服务改进）"
    assert (letter["To"], letter["From"]) == ("reader@example.cn", "no-reply@kefu.example.cn")
    assert (letter.get_content_type(), letter.get_content_charset()) == ("text/plain", "utf-8")
    body = letter.get_content()
    for expected in (
        "欧阳·买买提 𬭎，您好",
        "证书 PX26-000001-6R 不再有效。",
        "https://kefu.example.cn/certificates/",
        "https://kefu.example.cn/notices/preferences/",
    ):
        assert expected in body
    assert letter["Message-ID"] == f"<notice-{notice.pk}@kefu.example.cn>"
    assert letter["List-Unsubscribe"] == "<https://kefu.example.cn/notices/preferences/>"
    assert letter["Auto-Submitted"] == "auto-generated"


def test_on_the_wire_the_text_is_utf_8_and_the_headers_are_ascii(postbox):
    tell(make_reader())
    run()
    head, _blank, body = postbox.letters[0].content.partition(b"\r\n\r\n")
    assert head.isascii()
    assert b"Content-Transfer-Encoding: 8bit" in head
    assert "欧阳·买买提，您好".encode() in body


def test_each_is_sent_once(postbox):
    tell(make_reader(), make_reader("other@example.cn"))
    assert (run().sent, run().sent, run(NOW + timedelta(days=1)).sent) == (2, 0, 0)
    assert sorted(letter["To"] for letter in postbox.read()) == ["other@example.cn", "reader@example.cn"]
    assert states() == ["sent", "sent"]


def test_a_mail_waits_until_it_is_due(postbox):
    tell(make_reader(), mails_from=NOW + timedelta(hours=1))
    assert run().sent == 0
    assert run(NOW + timedelta(hours=1)).sent == 1


def test_a_server_that_says_later_is_asked_later(postbox):
    tell(make_reader(), make_reader("other@example.cn"))
    postbox.to["reader@example.cn"] = "450 mailbox busy"
    delivery = run()
    assert (delivery.sent, delivery.put_off, delivery.next_at) == (1, 1, NOW + timedelta(minutes=1))
    assert states() == [timedelta(minutes=1), "sent"]
    assert "450" in NoticeMail.objects.first().trouble
    del postbox.to["reader@example.cn"]
    assert run(NOW + timedelta(minutes=1)).sent == 1
    assert len(postbox.letters) == 2


def test_pauses_grow_and_end(postbox):
    tell(make_reader())
    postbox.to["reader@example.cn"] = "451 later"
    at, waited = NOW, []
    while (mail := NoticeMail.objects.get()).given_up_at is None:
        waited.append(mail.due_at - at)
        at = mail.due_at
        run(at)
    assert waited == [timedelta(), *mails.PAUSES]
    assert (mail.tries, at - NOW) == (11, sum(mails.PAUSES, timedelta()))


def test_a_mailbox_that_does_not_exist_is_given_up_at_once(postbox):
    tell(make_reader())
    postbox.to["reader@example.cn"] = "550 no such mailbox"
    assert run().given_up == 1
    assert states() == ["given up"]


def test_a_refused_message_is_tried_again(postbox):
    tell(make_reader())
    postbox.data = ["554 looks like spam"]
    assert run().put_off == 1
    assert run(NOW + timedelta(minutes=1)).sent == 1


def test_a_server_that_hangs_up_costs_the_others_no_try(postbox):
    tell(make_reader(), make_reader("other@example.cn"))
    postbox.data = ["hang up"]
    assert run().put_off == 2
    assert states() == [timedelta(minutes=1), timedelta(minutes=5)]
    assert list(NoticeMail.objects.order_by("pk").values_list("tries", flat=True)) == [1, 0]
    assert run(NOW + timedelta(minutes=5)).sent == 2


def test_a_server_that_is_away_loses_nothing(postbox, settings):
    tell(make_reader(), make_reader("other@example.cn"))
    right = settings.EMAIL_PORT
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = nobody.getsockname()[1]
        delivery = run()
    assert (delivery.sent, delivery.put_off, delivery.next_at) == (0, 2, NOW + timedelta(minutes=5))
    assert list(NoticeMail.objects.values_list("tries", flat=True)) == [0, 0]
    settings.EMAIL_PORT = right
    assert run(NOW + timedelta(minutes=5)).sent == 2


def test_a_worker_killed_between_two_mails_repeats_neither(postbox):
    """It has claimed the second: nobody else takes it before the claim ends, and then it goes once."""
    tell(make_reader(), make_reader("other@example.cn"))
    first, second = NoticeMail.objects.order_by("pk")
    NoticeMail.objects.filter(pk=first.pk).update(sent_at=NOW)
    NoticeMail.objects.filter(pk=second.pk).update(due_at=NOW + mails.CLAIM, tries=1)
    assert run(NOW + timedelta(minutes=9)).sent == 0
    assert run(NOW + mails.CLAIM).sent == 1
    assert [letter["To"] for letter in postbox.read()] == ["other@example.cn"]


def test_an_address_taken_away_meanwhile_is_given_up(postbox):
    reader = make_reader()
    tell(reader)
    reader.email = ""
    reader.save()
    assert run().given_up == 1


def test_an_address_that_cannot_be_written_to_holds_nobody_up(postbox):
    reader = make_reader()
    tell(reader, make_reader("other@example.cn"))
    reader.email = "a@b@c"
    reader.save()
    delivery = run()
    assert (delivery.sent, delivery.given_up) == (1, 1)


def test_the_worker_sends_when_the_notice_is_committed(postbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tell(make_reader())
        assert postbox.letters == []
    assert len(postbox.letters) == 1
    assert send_mails.call()["sent"] == 0


def test_what_was_rolled_back_is_never_sent(postbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), suppress(ZeroDivisionError), transaction.atomic():
        tell(make_reader())
        raise ZeroDivisionError
    assert (NoticeMail.objects.count(), postbox.letters) == (0, [])
