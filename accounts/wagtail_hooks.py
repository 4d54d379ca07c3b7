"""Pages ask for a login unless their class says that it is public; personal acts are named in the site history."""

from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from accounts.models import User
from accounts.panels import SecondFactorPanel
from accounts.proofs import has_second_factor
from accounts.viewsets import SystemsGroup


@hooks.register("before_serve_page", order=-1)
def ask_for_login(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse | None:  # noqa: ARG001 -- the hook's signature
    if request.user.is_authenticated or getattr(page, "is_public", False):
        return None
    return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))


@hooks.register("construct_homepage_panels")
def ask_for_second_factor(request: HttpRequest, panels: list[Component]) -> None:
    """Where it is offered only: a note, first of all, to those who have none."""
    if settings.STAFF_MFA == "offered" and isinstance(request.user, User) and not has_second_factor(request.user):
        panels.append(SecondFactorPanel())


@hooks.register("register_admin_viewset")
def register_systems() -> SystemsGroup:
    return SystemsGroup()


@hooks.register("register_log_actions")
def name_the_acts(actions: LogActionRegistry) -> None:
    actions.register_action("accounts.name", _("Name a person"), _("Name given or changed"))
    actions.register_action("accounts.invite", _("Make an account for somebody"), _("Account made by the exam office"))
    actions.register_action("accounts.portrait", _("Set a portrait"), _("Portrait given or replaced"))
    actions.register_action("accounts.id_number", _("Set an ID number"), _("ID number given or replaced"))
    actions.register_action("accounts.reveal_id_number", _("Reveal an ID number"), _("ID number shown in full"))
    actions.register_action("accounts.phone", _("Set a phone number"), _("Phone number given or replaced"))
    actions.register_action("accounts.end_session", _("Sign a device out"), _("Signed out from another device"))
    actions.register_action("accounts.add_factor", _("Add a second factor"), _("Second factor added"))
    actions.register_action("accounts.remove_factor", _("Remove a second factor"), _("Second factor removed"))
    actions.register_action("accounts.grant_role", _("Grant a role"), _("Role granted"))
    actions.register_action("accounts.revoke_role", _("Revoke a role"), _("Role revoked"))
    actions.register_action("accounts.review_erasure", _("Review a request to erase"), _("Request to erase reviewed"))
    actions.register_action("accounts.approve_erasure", _("Approve an erasure"), _("Erasure approved"))
    actions.register_action("accounts.decline_erasure", _("Decline an erasure"), _("Erasure declined"))
    actions.register_action("accounts.erase", _("Erase a person's data"), _("Personal data erased"))
    actions.register_action("accounts.make_token", _("Make an access token"), _("Access token made"))
    actions.register_action("accounts.revoke_token", _("Revoke an access token"), _("Access token revoked"))
    actions.register_action("accounts.token_write", _("Write by another system"), _("Written by another system"))
    actions.register_action("accounts.make_webhook", _("Make a webhook"), _("Webhook made"))
    actions.register_action("accounts.end_webhook", _("End a webhook"), _("Webhook ended"))
    actions.register_action("accounts.replay_delivery", _("Send a message again"), _("Message sent again"))
