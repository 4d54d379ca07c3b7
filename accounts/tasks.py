"""Work for the task worker: mails and webhooks. Commands do the same, and heal whatever was lost."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django_tasks import task

from accounts.queries import due_deliveries, due_mails
from accounts.services import Delivery, send_due_mails
from accounts.services.deliveries import CLAIM as DELIVERY_CLAIM
from accounts.services.deliveries import deliver_due
from accounts.services.mails import CLAIM


@task()
def send_mails() -> dict[str, Any]:
    """Send what is due, and be called again for what was put off."""
    if not due_mails(now=timezone.now()).exists():
        return asdict(Delivery())
    # Should this worker be killed, nobody else would look after what it had claimed.
    send_mails_at(timezone.now() + CLAIM + timedelta(minutes=1))
    delivery = send_due_mails(clock=timezone.now)
    if delivery.next_at is not None:
        send_mails_at(delivery.next_at)
    return {**asdict(delivery), "next_at": delivery.next_at and delivery.next_at.isoformat()}


def send_mails_at(moment: datetime) -> None:
    """Give the worker its task for that moment, where its queue can wait; else the command has to come."""
    if send_mails.get_backend().supports_defer:
        send_mails.using(run_after=moment).enqueue()


@task()
def deliver_webhooks() -> dict[str, Any]:
    """Deliver what is due to other systems, and be called again for what was put off."""
    if not due_deliveries(now=timezone.now()).exists():
        return {"delivered": 0}
    deliver_webhooks_at(timezone.now() + DELIVERY_CLAIM + timedelta(minutes=1))
    done = deliver_due(clock=timezone.now)
    if done.next_at is not None:
        deliver_webhooks_at(done.next_at)
    return {"delivered": done.delivered, "put_off": done.put_off, "given_up": done.given_up}


def deliver_webhooks_at(moment: datetime) -> None:
    """Give the worker its task for that moment, where its queue can wait; else the command has to come."""
    if deliver_webhooks.get_backend().supports_defer:
        deliver_webhooks.using(run_after=moment).enqueue()
