"""Roles follow the models: they are written after every migration, and when a site gets another home page.

And mails that were put down are sent; what somebody changes in their own second factors is noted.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.apps import apps
from django.db.models.signals import post_migrate, post_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Site

from accounts.models import User
from accounts.proofs import SECOND_FACTORS
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


@receiver(authenticator_added, dispatch_uid="accounts.note_added_factor")
def note_added_factor(*, request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    """Setting it up proved it: a code was typed, or a passkey touched; it is not asked for again in this session."""
    if authenticator.type in SECOND_FACTORS:
        record_authentication(request, user, method="mfa", type=authenticator.type, reauthenticated=True)
    _note("accounts.add_factor", user, authenticator)


@receiver(authenticator_removed, dispatch_uid="accounts.note_removed_factor")
def note_removed_factor(*, user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    _note("accounts.remove_factor", user, authenticator)


def _note(action: str, user: User, authenticator: Authenticator) -> None:
    log(instance=user, action=action, user=user, timestamp=timezone.now(), data={"type": str(authenticator.type)})


@receiver(deliveries_put_down, dispatch_uid="accounts.deliver_webhooks")
def have_webhooks_delivered(**_kwargs: Any) -> None:
    deliver_webhooks.enqueue()
