"""Who asks: a token with a scope, and an owner who may do the thing themselves."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer
from ninja.throttling import SimpleRateThrottle

from accounts.models import AccessToken, User
from accounts.services.tokens import use_token

# As many as a system that reads a sitting of thousands in pages needs, and few enough to leave room for an exam.
RATE = "300/m"
# Of one address without a good token.
STRANGERS_RATE = "120/m"


class ApiRequest(HttpRequest):
    """A request that came with a good token."""

    auth: AccessToken


class ScopeMissing(Exception):
    """The token is good, but not for this; `scope` names what it lacks."""

    def __init__(self, scope: str) -> None:
        super().__init__(scope)
        self.scope = scope


class OwnerMayNot(Exception):
    """The token's owner may not do this themselves (any more)."""


class TooManyStrangers(Exception):
    """One address has come with bad tokens too often."""


class StrangersThrottle(SimpleRateThrottle):
    """Counts requests without a good token, by address."""

    def get_cache_key(self, request: HttpRequest) -> str:
        return f"api-stranger:{request.META.get('REMOTE_ADDR', '')}"


class TokenThrottle(SimpleRateThrottle):
    """Counts the requests of a token."""

    def get_cache_key(self, request: HttpRequest) -> str:
        token: AccessToken = request.auth  # type: ignore[attr-defined]  # ninja sets it
        return f"api-token:{token.pk}"


class TokenAuth(HttpBearer):
    """`Authorization: Bearer kfs_…`, good for one scope, of an owner who passes `may`.

    A session never counts: no page of a browser can be made to call the API in somebody's name.
    """

    openapi_name = "token"

    def __init__(self, scope: str, *, may: Callable[[User], bool]) -> None:
        super().__init__()
        self.scope = scope
        self.may = may

    def authenticate(self, request: HttpRequest, token: str) -> AccessToken | None:
        found = use_token(secret=token, now=timezone.now())
        if found is None:
            if not StrangersThrottle(STRANGERS_RATE).allow_request(request):
                raise TooManyStrangers
            return None
        if self.scope and not found.allows(self.scope):
            raise ScopeMissing(self.scope)
        if not self.may(found.owner):
            raise OwnerMayNot
        return found


def anybody(_user: Any) -> bool:
    """For what every token may."""
    return True
