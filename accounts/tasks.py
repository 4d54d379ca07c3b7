"""Work for the task worker: mails. The command send_notices does the same, and heals whatever was lost."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django_tasks import task

from accounts.queries import due_mails
from accounts.services import Delivery, send_due_mails
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
