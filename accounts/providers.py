"""Sign-in by an organisation's identity provider: who may come in by it, as whom, and with which roles.

Nobody is taken for the owner of an account because of an address alone: whoever has an account signs in to it first and
connects it there. The provider must have verified the address it tells.
"""

from typing import Any

from allauth.account.internal.userkit import filter_users_by_email
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

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuse whom nothing proves to be the owner; else let the roles follow the claims."""
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


def _claims(sociallogin: SocialLogin) -> dict[str, Any]:
    data: dict[str, Any] = sociallogin.account.extra_data
    claims: dict[str, Any] = data.get("userinfo") or data.get("id_token") or {}
    return claims


def _verified_email(sociallogin: SocialLogin) -> str:
    """Empty where the provider vouches for none; a word such as "true" is no vouching."""
    return next((one.email for one in sociallogin.email_addresses if one.verified is True), "")
