"""Making the deliveries that are due: each claimed before it goes, signed by Standard Webhooks, every try on record.

A worker that is killed between the answer and our note repeats that one delivery; it carries the same id.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from time import monotonic

import orjson
from django.db.models import F
from django.urls import reverse
from standardwebhooks import Webhook as Signer

from accounts.models import NoticeKind, Webhook, WebhookDelivery, WebhookTry
from accounts.queries import due_deliveries
from accounts.services.notices import News, notify
from accounts.services.outside import AddressRefused, CallFailed, post
from accounts.services.webhooks import secret_of

# How long one who has claimed a delivery has for it.
CLAIM = timedelta(minutes=2)
# Before the second try, the third, …: those that Standard Webhooks proposes; after the last it is given up, in three days.
PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
AT_ONCE = 200


@dataclass(slots=True)
class Round:
    """What a run did, and when the next is wanted; None: nothing waits that this run has put off."""

    delivered: int = 0
    put_off: int = 0
    given_up: int = 0
    next_at: datetime | None = None
    # Addresses that did not answer in this run: what else waits for them waits with it, and spends no try.
    silent: set[int] = field(default_factory=set)

    def wants(self, moment: datetime) -> None:
        """Ask for a run at this moment at the latest."""
        self.next_at = moment if self.next_at is None else min(self.next_at, moment)


def deliver_due(*, clock: Callable[[], datetime]) -> Round:
    """Deliver what is due, so many at most; raises nothing that another system does."""
    done = Round()
    deliveries = list(due_deliveries(now=clock())[:AT_ONCE])
    for delivery in deliveries:
        if delivery.webhook_id in done.silent:
            _wait_along(delivery, done, now=clock())
        else:
            _deliver(delivery, done, clock)
    if len(deliveries) == AT_ONCE:
        done.wants(clock())
    return done


def _deliver(delivery: WebhookDelivery, done: Round, clock: Callable[[], datetime]) -> None:
    """Claim it, send it, note how it went."""
    now = clock()
    waiting = WebhookDelivery.objects.filter(pk=delivery.pk, delivered_at__isnull=True, given_up_at__isnull=True)
    if not waiting.filter(due_at__lte=now).update(due_at=now + CLAIM, tries=F("tries") + 1):
        return
    delivery.tries += 1
    begun = monotonic()
    status, trouble = _send(delivery, now)
    WebhookTry.objects.create(
        delivery=delivery,
        at=now,
        status=status,
        milliseconds=round((monotonic() - begun) * 1000),
        trouble=trouble[:200],
    )
    now = clock()
    if status is not None and HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        waiting.update(delivered_at=now)
        done.delivered += 1
    elif status == HTTPStatus.GONE:
        # The receiver says that nobody lives there any more.
        Webhook.objects.filter(pk=delivery.webhook_id, ended_at__isnull=True).update(ended_at=now)
        _give_up(delivery, done, now=now)
    elif delivery.tries > len(PAUSES):
        _give_up(delivery, done, now=now)
    else:
        due_at = now + PAUSES[delivery.tries - 1]
        waiting.update(due_at=due_at)
        done.put_off += 1
        done.wants(due_at)
        if status is None:
            done.silent.add(delivery.webhook_id)


def _send(delivery: WebhookDelivery, now: datetime) -> tuple[int | None, str]:
    """The status of the answer, or None and why there was none."""
    body = body_of(delivery)
    event = delivery.event
    try:
        signature = Signer(secret_of(delivery.webhook)).sign(event.key, now, body.decode())
        headers = {
            "Host": _host_of(delivery.webhook.url),
            "Content-Type": "application/json",
            "User-Agent": "webhooks/1",
            "webhook-id": event.key,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signature,
        }
        return post(delivery.webhook.url, body=body, headers=headers), ""
    except AddressRefused as refused:
        return None, f"address refused: {refused.code}"
    except CallFailed as failed:
        return None, str(failed)


def body_of(delivery: WebhookDelivery) -> bytes:
    """The same bytes at every try."""
    event = delivery.event
    return orjson.dumps({"type": event.kind, "timestamp": event.at.isoformat(), "data": event.data})


def _host_of(url: str) -> str:
    return url.split("/", 3)[2]


def _wait_along(delivery: WebhookDelivery, done: Round, *, now: datetime) -> None:
    due_at = now + PAUSES[1]
    waiting = WebhookDelivery.objects.filter(pk=delivery.pk, delivered_at__isnull=True, given_up_at__isnull=True)
    done.put_off += waiting.update(due_at=due_at)
    done.wants(due_at)


def _give_up(delivery: WebhookDelivery, done: Round, *, now: datetime) -> None:
    """Stop trying, and tell who made the webhook; the delivery can be replayed by hand."""
    WebhookDelivery.objects.filter(pk=delivery.pk).update(given_up_at=now)
    done.given_up += 1
    webhook = delivery.webhook
    news = News(
        webhook.made_by_id,
        f"webhook:{webhook.pk}:{delivery.pk}:{delivery.tries}",
        reverse("webhooks:webhook", args=[webhook.pk]),
        {"webhook": webhook, "tries": delivery.tries},
        about=f"webhook:{webhook.pk}",
    )
    notify(kind=NoticeKind.ACCOUNT, template="accounts/notices/webhook.txt", news=[news], now=now)
