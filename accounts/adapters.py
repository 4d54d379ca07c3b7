"""How allauth meets our user: phone numbers as people here write them, and logins that tell a guesser nothing."""

import re
import unicodedata
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import LoginMethod
from allauth.account.auth_backends import AuthenticationBackend as AllauthBackend
from allauth.account.fields import PhoneField as AllauthPhoneField
from allauth.account.internal.flows.login import derive_login_method
from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.stages import EmailVerificationStage
from allauth.core.internal.ratelimit import get_ip
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.prepared import Prepared

_SEPARATORS = re.compile(r"[\s\-().]")
_account = Prepared(lambda pk: User.objects.select_related("person").filter(pk=pk), int)
_MAINLAND_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})")


def normalise_phone(text: str) -> str:
    """A mainland mobile number in any usual form as +861…; every other text without its separators."""
    digits = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    mobile = _MAINLAND_MOBILE.fullmatch(digits)
    return f"+86{mobile[1]}" if mobile else digits


class PhoneField(AllauthPhoneField):
    """Takes 138 0013 8000, +86-138…, 0086138… and full-width digits; gives +8613800138000."""

    e164_message = _("This is not a phone number. Please type 11 digits, or + and the country code before it.")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.pop("placeholder", None)
        self.error_messages["invalid_phone"] = self.e164_message

    def to_python(self, value: Any) -> str:
        return normalise_phone(super().to_python(value))


class AuthenticationBackend(AllauthBackend):
    """Brings the person along with the login: every page names them."""

    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        """What holds no @ is nobody's address, and is not looked for among them."""
        return super()._authenticate_by_email(email, password) if "@" in email else None

    def get_user(self, user_id: Any) -> User | None:
        user = _account.first(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


class VerificationAtSignup(EmailVerificationStage):
    """An address is asked about when it is given; allauth would look it up again with every login, to no effect."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        return super().handle() if self.login.signup else (None, True)


class AccountAdapter(DefaultAccountAdapter):
    """Phone numbers live on the user; failed logins are counted per account and address together."""

    def get_login_stages(self) -> list[str]:
        own = {"allauth.account.stages.EmailVerificationStage": "accounts.adapters.VerificationAtSignup"}
        return [own.get(stage, stage) for stage in super().get_login_stages()]

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        return PhoneField(**kwargs)

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:  # noqa: FBT001 -- allauth's signature
        user.phone = phone
        user.phone_verified = verified
        user.save(update_fields=["phone", "phone_verified"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        self.set_phone(user, phone, verified=True)

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(phone=normalise_phone(phone)).first()

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:  # noqa: ARG002 -- allauth's signature
        message = "Phone numbers are not verified here: ACCOUNT_PHONE_VERIFICATION_ENABLED needs an SMS gateway first."
        raise ImproperlyConfigured(message)

    def clean_username(self, username: str, shallow: bool = False) -> str:  # noqa: FBT001, FBT002 -- allauth's signature
        """A user name that reads as an e-mail address or a phone number could pass for somebody else's."""
        if derive_login_method(username) != LoginMethod.USERNAME:
            message = _("A user name cannot be an e-mail address or a phone number. Please choose another.")
            raise ValidationError(message, code="username_like_address")
        return str(super().clean_username(username, shallow))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Ask for one thing only, so that a known and an unknown address cost one password hash alike.

        The login form offers what was typed as an address and as a user name at once.
        """
        typed = credentials.get("username", "")
        kind = next((kind for kind in ("email", "phone") if typed and credentials.get(kind) == typed), None)
        if kind is not None:
            credentials.pop("username" if self._is_known(kind, typed) else kind)
        user: User | None = super().authenticate(request, **credentials)
        return user

    def _is_known(self, kind: str, address: str) -> bool:
        if kind == "phone":
            return self.get_user_by_phone(address) is not None
        return bool(filter_users_by_email(address, prefer_verified=True, for_login=True))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Somebody else's wrong guesses from elsewhere must not lock a candidate out on exam day."""
        login = next((credentials[kind] for kind in ("phone", "email", "username") if credentials.get(kind)), "")
        return f"{normalise_phone(login).casefold()}@{get_ip(request)}"
