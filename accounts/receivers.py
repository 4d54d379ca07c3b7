"""Roles follow the models: they are written after every migration, and when a site gets another home page.

And mails that were put down are sent.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models.signals import post_migrate, post_save
from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Site

from accounts.services import sync_editor_scope, sync_roles
from accounts.signals import deliveries_put_down, mails_put_down
from accounts.tasks import deliver_webhooks, send_mails, send_mails_at

# Permissions are made app by app, of those that have models; after the last such app all of them exist.
_LAST_APP = [app for app in apps.get_app_configs() if app.models_module is not None][-1]


@receiver(post_migrate, sender=_LAST_APP, dispatch_uid="accounts.write_roles")
def write_roles(*, plan: Sequence[tuple[Any, bool]] = (), **_kwargs: Any) -> None:
    # A flush announces itself like a migration, without a plan.
    if not any(is_backwards for _migration, is_backwards in plan):
        sync_roles()


@receiver(post_save, sender=Site, dispatch_uid="accounts.follow_home_page")
def follow_home_page(*, raw: bool, **_kwargs: Any) -> None:
    if not raw:
        sync_editor_scope()


@receiver(mails_put_down, dispatch_uid="accounts.send_mails")
def have_mails_sent(*, due_at: datetime, **_kwargs: Any) -> None:
    if due_at > timezone.now():
        send_mails_at(due_at)
    else:
        send_mails.enqueue()


@receiver(deliveries_put_down, dispatch_uid="accounts.deliver_webhooks")
def have_webhooks_delivered(**_kwargs: Any) -> None:
    deliver_webhooks.enqueue()
