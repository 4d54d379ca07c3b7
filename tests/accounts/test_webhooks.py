"""What other systems are told: with what happened or not at all, signed, again and again, and on record."""

import json
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from threading import Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from standardwebhooks import Webhook as Verifier

from accounts.models import EventKind, Notice, Webhook, WebhookDelivery, WebhookEvent, WebhookTry
from accounts.services.deliveries import PAUSES, deliver_due
from accounts.services.webhooks import (
    Event,
    ReplayRefused,
    WebhookRefused,
    end_webhook,
    make_webhook,
    publish,
    replay_delivery,
)
from tests.factories.systems import PUBLIC_ADDRESS, make_hook

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OUT = Event(EventKind.RESULT_RELEASED, {"result": 7, "exam": "spring"})


class Receiver:
    """A real system on this machine: it answers with the next of its statuses, the last for ever."""

    def __init__(self, *statuses):
        self.statuses, self.calls = list(statuses), []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.calls.append((dict(self.headers), body))
                left = receiver.statuses
                self.send_response(left.pop(0) if len(left) > 1 else left[0])
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args):
                """Quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_ALLOW_LOOPBACK = True
    made = []

    def make(*statuses):
        made.append(Receiver(*statuses))
        return made[-1]

    yield make
    for one in made:
        one.close()


def waiting(owner, receiver):
    hook = make_hook(owner, url=receiver.url, now=NOW)
    publish(events=[OUT], now=NOW)
    return hook, WebhookDelivery.objects.get()


def at(moment):
    return deliver_due(clock=lambda: moment)


# Being told


def test_a_message_is_signed_and_says_what_happened(exam_officer, receiver):
    system = receiver(204)
    hook, delivery = waiting(exam_officer, system)
    assert at(NOW).delivered == 1
    headers, body = system.calls[0]
    # The library's own check looks at the clock: the message is new to it only now.
    signer = Verifier(hook.secret)
    assert headers["webhook-signature"] == signer.sign(headers["webhook-id"], NOW, body.decode())
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == (delivery.event.key, str(int(NOW.timestamp())))
    assert json.loads(body) == {
        "type": "result.released",
        "timestamp": "2026-11-23T09:00:00+00:00",
        "data": {"result": 7, "exam": "spring"},
    }
    delivery.refresh_from_db()
    assert delivery.delivered_at == NOW
    assert list(WebhookTry.objects.values_list("status", "trouble")) == [(204, "")]
    assert at(NOW + timedelta(days=1)).delivered == 0
    assert len(system.calls) == 1


def test_what_fails_is_tried_again_later_and_later(exam_officer, receiver):
    system = receiver(500, 503, 200)
    _hook, delivery = waiting(exam_officer, system)
    done = at(NOW)
    assert (done.put_off, done.next_at) == (1, NOW + PAUSES[0])
    assert at(NOW + PAUSES[0] - timedelta(seconds=1)).put_off == 0
    second = NOW + PAUSES[0]
    assert at(second).next_at == second + PAUSES[1]
    assert at(second + PAUSES[1]).delivered == 1
    assert {headers["webhook-id"] for headers, _body in system.calls} == {delivery.event.key}
    assert list(WebhookTry.objects.order_by("pk").values_list("status", flat=True)) == [500, 503, 200]


def test_after_the_last_try_it_is_given_up_with_a_notice(exam_officer, receiver):
    system = receiver(500)
    hook, delivery = waiting(exam_officer, system)
    moment = NOW
    for pause in (*PAUSES, timedelta(0)):
        done = at(moment)
        moment += pause
    assert done.given_up == 1
    assert len(system.calls) == len(PAUSES) + 1
    assert moment - NOW < timedelta(days=4)
    delivery.refresh_from_db()
    assert delivery.given_up_at is not None
    notice = Notice.objects.get(recipient=exam_officer)
    assert notice.url == f"/admin/webhooks/{hook.webhook.pk}/"
    assert at(moment + timedelta(days=30)).delivered == 0


def test_one_that_does_not_answer_holds_up_nobody_else(exam_officer, receiver):
    away, well = receiver(200), receiver(200)
    away.close()
    make_hook(exam_officer, url=away.url, now=NOW)
    make_hook(exam_officer, url=well.url, now=NOW)
    publish(events=[OUT, OUT, OUT], now=NOW)
    done = at(NOW)
    assert (done.delivered, done.put_off) == (3, 3)
    # The two behind the first have spent no try.
    assert sorted(WebhookDelivery.objects.filter(delivered_at=None).values_list("tries", flat=True)) == [0, 0, 1]


def test_whoever_says_gone_is_told_nothing_more(exam_officer, receiver):
    system = receiver(410)
    hook, _delivery = waiting(exam_officer, system)
    assert at(NOW).given_up == 1
    hook.webhook.refresh_from_db()
    assert hook.webhook.ended_at == NOW
    assert publish(events=[OUT], now=NOW) == 0


def test_an_address_that_has_turned_private_is_not_called(exam_officer, settings):
    settings.WEBHOOK_ALLOW_LOOPBACK = True
    make_hook(exam_officer, url="http://127.0.0.1:9/", now=NOW)
    publish(events=[OUT], now=NOW)
    settings.WEBHOOK_ALLOW_LOOPBACK = False
    assert at(NOW).put_off == 1
    assert WebhookTry.objects.get().trouble == "address refused: scheme"


# What is written down


def test_nothing_is_written_where_nobody_listens(exam_officer, django_assert_num_queries):
    make_hook(exam_officer, EventKind.CERTIFICATE_ISSUED, now=NOW)
    with django_assert_num_queries(1):
        assert publish(events=[OUT], now=NOW) == 0
    assert not WebhookEvent.objects.exists()


def test_an_act_that_is_undone_is_not_told(exam_officer):
    make_hook(exam_officer, now=NOW)
    with transaction.atomic():
        publish(events=[OUT], now=NOW)
        transaction.set_rollback(True)
    assert not WebhookDelivery.objects.exists()


def test_many_events_cost_as_many_statements_as_one(exam_officer, django_assert_num_queries):
    make_hook(exam_officer, now=NOW)
    for count in (1, 30):
        with django_assert_num_queries(3):
            publish(events=[OUT] * count, now=NOW)


def test_events_and_tries_stay_as_they_are(exam_officer, receiver):
    _hook, _delivery = waiting(exam_officer, receiver(200))
    at(NOW)
    for rows, fields in ((WebhookEvent.objects, {"kind": "result.released"}), (WebhookTry.objects, {"status": 200})):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            rows.update(**fields)


# The office


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"name": " "}, "name"),
        ({"events": []}, "events"),
        ({"events": ["result.changed"]}, "events"),
        ({"url": "http://example.com/"}, "scheme"),
        ({"url": "https://10.0.0.1/"}, "private"),
        ({"url": "nonsense"}, "form"),
    ],
)
def test_a_webhook_that_would_not_do_is_refused(exam_officer, said, code):
    known = {"name": "教务系统", "url": PUBLIC_ADDRESS, "events": [EventKind.RESULT_RELEASED]}
    with pytest.raises(WebhookRefused) as refused:
        make_webhook(**{**known, **said}, actor=exam_officer, now=NOW)
    assert refused.value.code == code
    assert not Webhook.objects.exists()


def test_the_secret_is_encrypted_at_rest(exam_officer):
    hook = make_hook(exam_officer)
    assert hook.secret.encode() not in bytes(Webhook.objects.get().secret_encrypted)


@pytest.mark.parametrize("name", ["trainee", "invigilator", "auditor"])
def test_only_officers_make_end_and_replay(persona, exam_officer, name):
    other = persona(name)
    with pytest.raises(PermissionDenied):
        make_hook(other)
    hook = make_hook(exam_officer, now=NOW).webhook
    publish(events=[OUT], now=NOW)
    with pytest.raises(PermissionDenied):
        end_webhook(webhook=hook, actor=other, now=NOW)
    with pytest.raises(PermissionDenied):
        replay_delivery(delivery=WebhookDelivery.objects.get(), actor=other, now=NOW)
    assert Webhook.objects.get().ended_at is None


def test_what_was_given_up_is_sent_again_with_the_same_id(exam_officer, receiver):
    system = receiver(410, 200)
    hook, delivery = waiting(exam_officer, system)
    with pytest.raises(ReplayRefused):
        replay_delivery(delivery=delivery, actor=exam_officer, now=NOW)
    WebhookDelivery.objects.update(given_up_at=NOW)
    replay_delivery(delivery=delivery, actor=exam_officer, now=NOW)
    system.statuses = [200]
    assert at(NOW).delivered == 1
    assert system.calls[0][0]["webhook-id"] == delivery.event.key
    end_webhook(webhook=hook.webhook, actor=exam_officer, now=NOW)
    with pytest.raises(ReplayRefused):
        replay_delivery(delivery=delivery, actor=exam_officer, now=NOW)


def test_the_command_says_what_it_did(exam_officer, receiver):
    _hook, _delivery = waiting(exam_officer, receiver(200))
    out = StringIO()
    call_command("deliver_webhooks", "--dry-run", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"dry_run": True, "due": 1, "delivered": 0, "put_off": 0, "given_up": 0}
    out = StringIO()
    call_command("deliver_webhooks", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"dry_run": False, "due": 1, "delivered": 1, "put_off": 0, "given_up": 0}


def test_the_command_fails_where_somebody_did_not_answer(exam_officer, receiver):
    _hook, _delivery = waiting(exam_officer, receiver(500))
    with pytest.raises(CommandError):
        call_command("deliver_webhooks", stdout=StringIO())
