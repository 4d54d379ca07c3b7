"""Telling other systems what happened: written in the transaction of what happened, sent once that is committed."""

import base64
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.log_actions import log

from accounts.models import EventKind, User, Webhook, WebhookDelivery, WebhookEvent
from accounts.queries import listening_webhooks
from accounts.rules import may_make_webhooks
from accounts.services.outside import AddressRefused, target_of
from accounts.signals import deliveries_put_down

_AT_ONCE = 500
_SECRET_BYTES = 32


class WebhookRefused(Exception):
    """No webhook was made; `code` says why: name, events, or what is wrong with the address."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ReplayRefused(Exception):
    """Nothing is sent again: the webhook has ended, or the delivery is still under way."""


@dataclass(frozen=True, slots=True)
class NewWebhook:
    """A webhook with the secret that its receiver checks signatures with; it is told this once."""

    webhook: Webhook
    secret: str


def make_webhook(*, name: str, url: str, events: Collection[str], actor: User, now: datetime) -> NewWebhook:
    """Tell the system at this address of these events from now on; raises PermissionDenied, WebhookRefused."""
    if not may_make_webhooks(actor):
        raise PermissionDenied
    if not name.strip():
        raise WebhookRefused("name")
    if not events or not set(events) <= set(EventKind.values):
        raise WebhookRefused("events")
    try:
        target_of(url)
    except AddressRefused as refused:
        raise WebhookRefused(refused.code) from refused
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()
    with transaction.atomic():
        webhook = Webhook.objects.create(
            name=name.strip(),
            url=url,
            events=sorted(set(events)),
            secret_encrypted=Fernet(settings.FIELD_ENCRYPTION_KEY).encrypt(secret.encode()),
            made_by=actor,
            created_at=now,
        )
        log(
            instance=webhook,
            action="accounts.make_webhook",
            user=actor,
            timestamp=now,
            data={"url": url, "events": webhook.events},
        )
    return NewWebhook(webhook, secret)


def secret_of(webhook: Webhook) -> str:
    """The secret that signs; never shown again."""
    return Fernet(settings.FIELD_ENCRYPTION_KEY).decrypt(bytes(webhook.secret_encrypted)).decode()


@transaction.atomic
def end_webhook(*, webhook: Webhook, actor: User, now: datetime) -> None:
    """Tell this system nothing more; what waits for it is given up."""
    if not may_make_webhooks(actor):
        raise PermissionDenied
    if Webhook.objects.filter(pk=webhook.pk, ended_at__isnull=True).update(ended_at=now):
        waiting = WebhookDelivery.objects.filter(webhook=webhook, delivered_at__isnull=True, given_up_at__isnull=True)
        waiting.update(given_up_at=now)
        log(instance=webhook, action="accounts.end_webhook", user=actor, timestamp=now)
    webhook.refresh_from_db(fields=["ended_at"])


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: its kind, and the ids that say to what. Nothing about a person belongs here."""

    kind: EventKind
    data: Mapping[str, Any]


def publish(*, events: Sequence[Event], now: datetime) -> int:
    """Write down what happened for every system that wants to know; how many deliveries that makes.

    Belongs inside the transaction of what happened: both are committed, or neither. One query where nobody listens.
    """
    kinds = {event.kind.value for event in events}
    listening = [webhook for webhook in listening_webhooks() if kinds & set(webhook.events)]
    if not listening:
        return 0
    wanted = [event for event in events if any(event.kind in webhook.events for webhook in listening)]
    rows = WebhookEvent.objects.bulk_create(
        [
            WebhookEvent(key=f"msg_{secrets.token_hex(16)}", kind=event.kind, data=dict(event.data), at=now)
            for event in wanted
        ],
        batch_size=_AT_ONCE,
    )
    deliveries = [
        WebhookDelivery(webhook=webhook, event=row, due_at=now)
        for row in rows
        for webhook in listening
        if row.kind in webhook.events
    ]
    WebhookDelivery.objects.bulk_create(deliveries, batch_size=_AT_ONCE)
    # A worker that is out of order stops nothing: what is put down waits for the next.
    transaction.on_commit(partial(deliveries_put_down.send, sender=WebhookDelivery, due_at=now), robust=True)
    return len(deliveries)


@transaction.atomic
def replay_delivery(*, delivery: WebhookDelivery, actor: User, now: datetime) -> None:
    """Send an event again that was delivered or given up, with the same id. Raises PermissionDenied, ReplayRefused."""
    if not may_make_webhooks(actor):
        raise PermissionDenied
    ended = WebhookDelivery.objects.filter(pk=delivery.pk, webhook__ended_at__isnull=True).exclude(
        delivered_at__isnull=True, given_up_at__isnull=True
    )
    if not ended.update(due_at=now, tries=0, delivered_at=None, given_up_at=None):
        raise ReplayRefused
    said = {"event": delivery.event.key}
    log(instance=delivery.webhook, action="accounts.replay_delivery", user=actor, timestamp=now, data=said)
    transaction.on_commit(partial(deliveries_put_down.send, sender=WebhookDelivery, due_at=now), robust=True)
