"""How somebody proved in this session who they are: read from what allauth notes of every login and confirmation."""

import time

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest

from accounts.models import User

# Recovery codes are what one falls back on: alone they are none.
SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_second_factor(user: User) -> bool:
    """Whether an authenticator app or a passkey is set up; a query."""
    return bool(is_mfa_enabled(user, SECOND_FACTORS))


def has_proved_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened, or confirmed since, with a second factor or a passkey."""
    return any(proof["method"] == "mfa" for proof in get_authentication_records(request, request.user))


def has_fresh_proof(request: HttpRequest) -> bool:
    """Whether the last proof is at most STEP_UP_MINUTES old; with 0 nobody is asked again.

    allauth notes proofs by the time of day of the server, in seconds.
    """
    if not settings.STEP_UP_MINUTES:
        return True
    proofs = get_authentication_records(request, request.user)
    return bool(proofs) and time.time() - proofs[-1]["at"] < 60 * settings.STEP_UP_MINUTES
