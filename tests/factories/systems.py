"""Other systems: tokens of an officer, and webhooks that were made as officers make them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.test import Client
from django.utils import timezone

from accounts.models import EventKind, Scope, User, WebhookDelivery
from accounts.services.tokens import NewToken, make_token
from accounts.services.webhooks import Event, NewWebhook, make_webhook, publish

PUBLIC_ADDRESS = "https://93.184.215.14/hook"


def make_access_token(owner: User, *scopes: str, exams: Iterable[str] = (), now: datetime | None = None) -> NewToken:
    """A token of `owner` for these scopes, or for all."""
    now = now or timezone.now()
    return make_token(
        name="教务系统",
        scopes=scopes or Scope.values,
        exams=list(exams),
        expires_at=now + timedelta(days=90),
        actor=owner,
        now=now,
    )


def caller(owner: User, *scopes: str, exams: Iterable[str] = ()) -> Client:
    """A system that sends such a token."""
    return Client(headers={"Authorization": f"Bearer {make_access_token(owner, *scopes, exams=exams).secret}"})


def make_hook(owner: User, *events: str, url: str = PUBLIC_ADDRESS, now: datetime | None = None) -> NewWebhook:
    """A webhook for these events, or for all."""
    return make_webhook(
        name="教务系统", url=url, events=events or EventKind.values, actor=owner, now=now or timezone.now()
    )


def put_down_delivery(owner: User, *, now: datetime | None = None) -> WebhookDelivery:
    """A message that waits; nothing sends it, since its transaction is not committed."""
    now = now or timezone.now()
    hook = make_hook(owner, now=now)
    publish(events=[Event(EventKind.RESULT_RELEASED, {"result": 1})], now=now)
    return WebhookDelivery.objects.get(webhook=hook.webhook)
