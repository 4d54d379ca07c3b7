"""How a browser holds an attempt's lease: a cookie that only this attempt's pages receive."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from exams.sittings.models import Attempt

COOKIE_AGE = 2 * 24 * 3600


def lease_cookie(attempt_id: int) -> str:
    """Its name; browsers take one that begins so from a secure page alone."""
    return f"{'__Secure-' if settings.SESSION_COOKIE_SECURE else ''}lease-{attempt_id}"


def set_lease_cookie(response: HttpResponse, attempt: Attempt, token: str) -> None:
    """Let this browser write to the attempt, across reloads and restarts."""
    response.set_cookie(
        lease_cookie(attempt.pk),
        token,
        max_age=COOKIE_AGE,
        path=f"/attempts/{attempt.pk}/",
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def shown_lease(request: HttpRequest, attempt_id: int) -> str:
    """The token that this browser brings for an attempt, good or not; empty where it brings none."""
    return request.COOKIES.get(lease_cookie(attempt_id), "")


def held_lease(request: HttpRequest, attempt: Attempt) -> str | None:
    """The token if this browser holds the attempt's present lease, else None."""
    token = shown_lease(request, attempt.pk)
    return token if is_lease(attempt, token) else None


def is_lease(attempt: Attempt, token: str) -> bool:
    """Whether the token is the attempt's present lease."""
    return secrets.compare_digest(token.encode(), attempt.lease_token.encode())
