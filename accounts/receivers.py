"""Roles follow the models: they are written after every migration, and when a site gets another home page."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db.models.signals import post_migrate, post_save
from django.dispatch import receiver
from wagtail.models import Site

from accounts.services import sync_editor_scope, sync_roles

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
