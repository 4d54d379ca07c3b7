"""Sign-in by an organisation's identity provider: who may come in by it, as whom, and with which roles.

Nobody is taken for the owner of an account because of an address alone: whoever has an account signs in to it first and
connects it there. The provider must have verified the address it tells.

What it says comes from its token endpoint, over a connection that was opened here and led nowhere else: OpenID Connect
Core 1.0, 3.1.3.7, lets TLS take the place of the ID token's signature there. allauth holds issuer, audience and times of
the token against the provider's own paper; what it leaves out is checked here.
"""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import requests
from allauth.account.internal.userkit import filter_users_by_email
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from accounts.services import clean_full_name, grant_role, name_person
from accounts.services.roles import follow_claims

# Names of checks, as the log tells them.
_NO_ID_TOKEN, _OTHER_ISSUER, _OTHER_CLIENT, _OTHER_SUBJECT = "no ID token", "issuer", "authorized party", "subject"
_SECONDS = 5
logger = logging.getLogger(__name__)


class ProviderSession(requests.Session):
    """Asks the provider, and nobody whom it names: no redirect is followed, and nothing is asked in plain text.

    Whatever goes wrong leads back to the login with a word, since allauth expects an answer at most places.
    """

    def __init__(self, request: HttpRequest) -> None:
        super().__init__()
        self._asked_by = request
        self._is_secure = _app()["settings"]["server_url"].startswith("https://")

    def request(  # type: ignore[override]  # all else is handed on as it comes
        self, method: str, url: str, *args: Any, **kwargs: Any
    ) -> requests.Response:
        try:
            if self._is_secure and not url.startswith("https://"):
                raise requests.exceptions.InvalidSchema(url)
            answer = super().request(method, url, *args, **{**kwargs, "timeout": _SECONDS, "allow_redirects": False})
            if answer.status_code not in {HTTPStatus.OK, HTTPStatus.CREATED}:
                raise requests.exceptions.HTTPError(answer.status_code)
            answer.json()
        except requests.RequestException as error:
            logger.warning("identity provider: no use of %s %s: %s", method, url, type(error).__name__)
            text = _("%(provider)s does not answer as it should. Nothing was changed; please try again later.")
            messages.error(self._asked_by, text % {"provider": settings.OIDC_NAME})
            raise ImmediateHttpResponse(redirect("account_login")) from error
        return answer


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """allauth's flow with our rules."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The one of the settings; where none is set, the login page asks nothing of the database."""
        if not settings.SOCIALACCOUNT_PROVIDERS:
            return []
        found: list[SocialApp] = super().list_apps(request, provider=provider, client_id=client_id)
        return found

    def get_requests_session(self) -> ProviderSession:
        return ProviderSession(context.request)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuse whom nothing proves to be the owner; else let the roles follow the claims."""
        if wrong := _wrong_with(sociallogin.account.extra_data):
            logger.warning("identity provider: an answer was refused for its %s", wrong)
            text = _("%(provider)s does not answer as it should. Nothing was changed; please try again later.")
            self._turn_back(request, text % {"provider": settings.OIDC_NAME}, "account_login")
        if sociallogin.is_existing:
            self._follow_claims(sociallogin)
            return
        email = _verified_email(sociallogin)
        is_connecting = sociallogin.state.get("process") == AuthProcess.CONNECT
        if not email:
            back = "socialaccount_connections" if is_connecting else "account_login"
            text = _("%(provider)s has not verified your e-mail address. Nothing was changed; please verify it there.")
            self._turn_back(request, text % {"provider": settings.OIDC_NAME}, back)
        if is_connecting:
            own = request.user.email if isinstance(request.user, User) else ""
            if own.casefold() != email.casefold():
                text = _(
                    "Only a sign-in with the e-mail address of this account can be connected. Nothing was changed."
                )
                self._turn_back(request, text, "socialaccount_connections")
        elif filter_users_by_email(email):
            text = _(
                "You have an account here already. Please sign in to it, then connect %(provider)s in your account."
            )
            self._turn_back(request, text % {"provider": settings.OIDC_NAME}, "account_login")

    def _turn_back(self, request: HttpRequest, text: str, where: str) -> None:
        messages.error(request, text)
        raise ImmediateHttpResponse(redirect(where))

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        """A trainee, named as the provider names them, without a password of their own."""
        user: User = super().save_user(request, sociallogin, form)
        now = timezone.now()
        grant_role(user=user, role=Role.TRAINEE, actor=user, now=now)
        try:
            name = clean_full_name(str(_claims(sociallogin).get("name") or ""))
        except ValidationError:
            name = user.get_username()
        name_person(user=user, full_name=name, actor=user, now=now)
        self._follow_claims(sociallogin)
        return user

    def _follow_claims(self, sociallogin: SocialLogin) -> None:
        said = _claims(sociallogin).get(settings.OIDC_ROLES_CLAIM) or ()
        words = {said} if isinstance(said, str) else {str(word) for word in said}
        mapped = {word: Role(role) for word, role in settings.OIDC_ROLES.items()}
        wanted = {role for word, role in mapped.items() if word in words}
        follow_claims(user=sociallogin.user, wanted=wanted, mapped=set(mapped.values()), now=timezone.now())


def _app() -> dict[str, Any]:
    providers: dict[str, Any] = settings.SOCIALACCOUNT_PROVIDERS
    app: dict[str, Any] = providers["openid_connect"]["APPS"][0]
    return app


def _wrong_with(said: Mapping[str, Any]) -> str:
    """What allauth leaves out of the checks of an ID token; empty where all holds.

    The issuer is the one that was set (Discovery 1.0, 4.3), not only what the paper found there calls itself; who asked
    for the token is us (Core 1.0, 3.1.3.7); whoever the userinfo speaks of is whom the token speaks of (5.3.2).
    """
    token, userinfo = said.get("id_token"), said.get("userinfo")
    if not isinstance(token, Mapping):
        return _NO_ID_TOKEN
    app = _app()
    issuer = app["settings"]["server_url"].partition("/.well-known/")[0].rstrip("/")
    if str(token.get("iss")).rstrip("/") != issuer:
        return _OTHER_ISSUER
    if token.get("azp", app["client_id"]) != app["client_id"]:
        return _OTHER_CLIENT
    if isinstance(userinfo, Mapping) and (not token.get("sub") or userinfo.get("sub") != token["sub"]):
        return _OTHER_SUBJECT
    return ""


def _claims(sociallogin: SocialLogin) -> dict[str, Any]:
    data: dict[str, Any] = sociallogin.account.extra_data
    claims: dict[str, Any] = data.get("userinfo") or data.get("id_token") or {}
    return claims


def _verified_email(sociallogin: SocialLogin) -> str:
    """Empty where the provider vouches for none; a word such as "true" is no vouching."""
    return next((one.email for one in sociallogin.email_addresses if one.verified is True), "")
