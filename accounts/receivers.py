"""Roles follow the models: they are written after every migration, and when a site gets another home page.

And mails that were put down are sent; what somebody changes in their own second factors is noted, and so is every
sign-in, proof and new password, as allauth tells of it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.signals import (
    authentication_step_completed,
    password_changed,
    password_reset,
    password_set,
    user_logged_in,
    user_logged_out,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.apps import apps
from django.contrib.auth.signals import user_logged_in as session_begun
from django.contrib.auth.signals import user_login_failed
from django.db.models.signals import post_migrate, post_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Site

from accounts.adapters import normalise_phone
from accounts.models import AccountAct, User
from accounts.proofs import SECOND_FACTORS
from accounts.queries import account_named
from accounts.services import change_session_key, end_other_sessions, sync_editor_scope, sync_roles
from accounts.services.account_log import log_account_event
from accounts.sessions import SIGNED_IN_AT
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
    end_other_sessions(user=user, session=request.session)


@receiver(authenticator_removed, dispatch_uid="accounts.note_removed_factor")
def note_removed_factor(*, request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    _note("accounts.remove_factor", user, authenticator)
    end_other_sessions(user=user, session=request.session)


def _note(action: str, user: User, authenticator: Authenticator) -> None:
    log(instance=user, action=action, user=user, timestamp=timezone.now(), data={"type": str(authenticator.type)})


@receiver(deliveries_put_down, dispatch_uid="accounts.deliver_webhooks")
def have_webhooks_delivered(**_kwargs: Any) -> None:
    deliver_webhooks.enqueue()


@receiver(user_logged_in, dispatch_uid="accounts.log_sign_in")
def log_sign_in(*, request: HttpRequest, user: User, **_kwargs: Any) -> None:
    proofs = get_authentication_records(request, user)
    kinds = [str(proof.get("type") or proof["method"]) for proof in proofs]
    _log(AccountAct.SIGNED_IN, user, "+".join(kinds))


@receiver(session_begun, dispatch_uid="accounts.note_beginning")
def note_beginning(*, request: HttpRequest, **_kwargs: Any) -> None:
    request.session[SIGNED_IN_AT] = int(timezone.now().timestamp())


@receiver(user_logged_out, dispatch_uid="accounts.log_sign_out")
def log_sign_out(*, user: User | None, **_kwargs: Any) -> None:
    if user is not None:
        _log(AccountAct.SIGNED_OUT, user)


@receiver(user_login_failed, dispatch_uid="accounts.log_wrong_password")
def log_wrong_password(*, credentials: Mapping[str, Any], **_kwargs: Any) -> None:
    phone = normalise_phone(str(credentials.get("phone") or ""))
    _log_failure(account_named({**credentials, "phone": phone}), "password")


@receiver(authentication_failed, dispatch_uid="accounts.log_wrong_code")
def log_wrong_code(*, user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    _log_failure(user, str(authenticator.type))


def _log_failure(account: User | None, kind: str) -> None:
    log_account_event(act=AccountAct.SIGN_IN_FAILED, account=account, actor=None, now=timezone.now(), kind=kind)


@receiver(authentication_step_completed, dispatch_uid="accounts.log_proof")
def log_proof(*, request: HttpRequest, user: User, method: str, reauthenticated: bool = False, **more: Any) -> None:
    """A step of a sign-in is told by the sign-in, which changes the key of the session too."""
    if reauthenticated:
        change_session_key(session=request.session)
        _log(AccountAct.CONFIRMED, user, str(more.get("type") or method))


@receiver(password_changed, dispatch_uid="accounts.log_new_password")
def log_new_password(*, user: User, **_kwargs: Any) -> None:
    _log(AccountAct.PASSWORD_CHANGED, user)


@receiver(password_set, dispatch_uid="accounts.log_first_password")
def log_first_password(*, user: User, **_kwargs: Any) -> None:
    _log(AccountAct.PASSWORD_SET, user)


@receiver(password_reset, dispatch_uid="accounts.log_password_reset")
def log_password_reset(*, user: User, **_kwargs: Any) -> None:
    _log(AccountAct.PASSWORD_RESET, user)


@receiver(authenticator_reset, dispatch_uid="accounts.log_new_codes")
def log_new_codes(*, user: User, **_kwargs: Any) -> None:
    _log(AccountAct.CODES_RENEWED, user)


def _log(act: AccountAct, user: User, kind: str = "") -> None:
    log_account_event(act=act, account=user, actor=user, now=timezone.now(), kind=kind)
