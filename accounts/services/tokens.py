"""Making, using and revoking tokens of other systems; each act is named in the site history."""

import hashlib
import hmac
import secrets
import string
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from wagtail.log_actions import log

from accounts.models import AccessToken, IdempotentRequest, Scope, User
from accounts.rules import may_make_tokens

LONGEST_LIFE = timedelta(days=365)
# How long an answer is kept for those who ask again.
ANSWERS_KEPT = timedelta(days=1)
_BRAND = "kfs"
_ALPHABET = string.ascii_lowercase + string.digits
_DRAWN = 8
_PREFIX_LENGTH = len(_BRAND) + 1 + _DRAWN
_NOTED_EVERY = timedelta(minutes=1)


class TokenRefused(Exception):
    """No token was made: it would say nothing, or too much, or for too long."""


class KeyReused(Exception):
    """The idempotency key was used for another request; nothing was done."""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token with its secret, which is told this once and kept nowhere."""

    token: AccessToken
    secret: str


def make_token(
    *, name: str, scopes: Collection[str], exams: Collection[str], expires_at: datetime, actor: User, now: datetime
) -> NewToken:
    """Make a token that acts in the name of `actor`; raises PermissionDenied, TokenRefused."""
    if not may_make_tokens(actor):
        raise PermissionDenied
    if not name.strip() or not scopes or not set(scopes) <= set(Scope.values):
        raise TokenRefused("scopes")
    if not now < expires_at <= now + LONGEST_LIFE:
        raise TokenRefused("expires_at")
    prefix = f"{_BRAND}_{''.join(secrets.choice(_ALPHABET) for _place in range(_DRAWN))}"
    secret = f"{prefix}_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        token = AccessToken.objects.create(
            owner=actor,
            name=name.strip(),
            prefix=prefix,
            digest=_digest(secret),
            scopes=sorted(set(scopes)),
            exams=sorted(set(exams)),
            created_at=now,
            expires_at=expires_at,
        )
        said = {"prefix": prefix, "scopes": token.scopes, "exams": token.exams}
        log(instance=token, action="accounts.make_token", user=actor, timestamp=now, data=said)
    return NewToken(token, secret)


@transaction.atomic
def revoke_token(*, token: AccessToken, actor: User, now: datetime) -> None:
    """End a token, at once and for good; the first time counts."""
    if not may_make_tokens(actor):
        raise PermissionDenied
    if AccessToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now):
        log(instance=token, action="accounts.revoke_token", user=actor, timestamp=now, data={"prefix": token.prefix})
    token.refresh_from_db(fields=["revoked_at"])


def use_token(*, secret: str, now: datetime) -> AccessToken | None:
    """The token behind this secret if it is good now, with its owner; None for every other text."""
    if not secret.isascii() or not secret.isprintable():
        return None
    token = AccessToken.objects.select_related("owner__person").filter(prefix=secret[:_PREFIX_LENGTH]).first()
    if token is None or not hmac.compare_digest(token.digest, _digest(secret)):
        return None
    if token.revoked_at is not None or token.expires_at <= now or not token.owner.is_active:
        return None
    if token.last_used_at is None or token.last_used_at <= now - _NOTED_EVERY:
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - _NOTED_EVERY)
        AccessToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
        token.last_used_at = now
    return token


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a write is answered with; `is_replayed`: it was done before and not again."""

    status: int
    body: dict[str, Any]
    is_replayed: bool = False


def fingerprint_of(method: str, path: str, body: bytes) -> str:
    """The same for the same request."""
    return hashlib.sha256(b"\n".join((method.encode(), path.encode(), body))).hexdigest()


def answer_once(
    *,
    token: AccessToken,
    key: str,
    fingerprint: str,
    write: Callable[[], Answer],
    within: Callable[[], AbstractContextManager[None]],
    now: datetime,
) -> Answer:
    """Do `write` under the caller's key, once: with its answer in the one transaction of `within`, or not at all.

    What `write` raises is not kept: nothing was done, and the caller may ask again under the same key. Raises KeyReused.
    """
    if (known := _known_answer(token, key, fingerprint)) is not None:
        return known
    try:
        with within():
            answer = write()
            IdempotentRequest.objects.create(
                token=token, key=key, fingerprint=fingerprint, status=answer.status, body=answer.body, created_at=now
            )
            IdempotentRequest.objects.filter(token=token, created_at__lt=now - ANSWERS_KEPT).delete()
    except IntegrityError:
        # The same request came twice at once: the other one was first, and this one is undone.
        known = _known_answer(token, key, fingerprint)
        if known is None:
            raise
        return known
    return answer


def _known_answer(token: AccessToken, key: str, fingerprint: str) -> Answer | None:
    kept = IdempotentRequest.objects.filter(token=token, key=key).first()
    if kept is None:
        return None
    if kept.fingerprint != fingerprint:
        raise KeyReused
    return Answer(kept.status, kept.body, is_replayed=True)


def note_write(*, token: AccessToken, act: str, about: str, now: datetime) -> None:
    """Name a write of another system in the site history, beside what the service itself notes."""
    log(
        instance=token,
        action="accounts.token_write",
        user=token.owner,
        timestamp=now,
        data={"act": act, "about": about},
    )
