"""Named reads about persons and what they are told, and about other systems and what they are told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.account.internal.userkit import filter_users_by_email, get_user_by_username
from allauth.usersessions.models import UserSession
from django.db.models import Count, Prefetch, Q, QuerySet

from accounts.models import (
    AccessToken,
    Notice,
    NoticeKind,
    NoticeMail,
    NoticePreference,
    Person,
    User,
    Webhook,
    WebhookDelivery,
    WebhookTry,
)


def person_of(user: User) -> Person | None:
    """The person behind a login, where one is known; kept on the user, whose name the page shows as well."""
    person: Person | None = getattr(user, "person", None)
    return person


def account_named(credentials: Mapping[str, Any]) -> User | None:
    """The account that somebody tried to sign in to, by what they typed; each kind of name asks the database alike."""
    found: User | None = None
    if phone := credentials.get("phone"):
        found = User.objects.filter(phone=phone).first()
    if found is None and (email := credentials.get("email")):
        found = next(iter(filter_users_by_email(email, prefer_verified=True, for_login=True)), None)
    if found is None and (username := credentials.get("username")):
        found = get_user_by_username(username)
    return found


def person_with_portrait(person_id: int) -> Person | None:
    return Person.objects.exclude(photo="").filter(pk=person_id).first()


def session_of(user: User, session_id: int) -> UserSession | None:
    """One of the places where somebody is signed in."""
    found: UserSession | None = UserSession.objects.filter(user=user, pk=session_id).first()
    return found


def notices_of(reader: User) -> QuerySet[Notice]:
    """What a person was told, newest first."""
    return Notice.objects.filter(recipient=reader).order_by("-created_at", "-pk")


def mailed_kinds(reader: User) -> set[str]:
    """The kinds of notices that a person also gets by mail."""
    declined = NoticePreference.objects.filter(user=reader, by_mail=False)
    return set(NoticeKind.values) - set(declined.values_list("kind", flat=True))


def due_mails(*, now: datetime) -> QuerySet[NoticeMail]:
    """What is to be sent now, the longest due first."""
    return (
        NoticeMail.objects.filter(sent_at__isnull=True, given_up_at__isnull=True, due_at__lte=now)
        .select_related("notice__recipient__person")
        .order_by("due_at", "pk")
    )


def access_tokens() -> QuerySet[AccessToken]:
    """Every token with its owner, newest first."""
    return AccessToken.objects.select_related("owner__person").order_by("-created_at", "-pk")


def webhooks() -> QuerySet[Webhook]:
    """Every webhook with who made it, and how many of its messages wait or were given up."""
    waits = Q(deliveries__delivered_at__isnull=True, deliveries__given_up_at__isnull=True)
    return (
        Webhook.objects.select_related("made_by__person")
        .annotate(
            waiting=Count("deliveries", filter=waits & Q(deliveries__isnull=False)),
            given_up=Count("deliveries", filter=Q(deliveries__given_up_at__isnull=False)),
        )
        .order_by("name", "pk")
    )


def listening_webhooks() -> QuerySet[Webhook]:
    return Webhook.objects.filter(ended_at__isnull=True).order_by("pk")


def deliveries_of(webhook: Webhook) -> QuerySet[WebhookDelivery]:
    """The messages to a system, newest first, each with what it was and its tries."""
    tries = Prefetch("log", WebhookTry.objects.order_by("-pk"))
    return webhook.deliveries.select_related("event").prefetch_related(tries).order_by("-pk")


def due_deliveries(*, now: datetime) -> QuerySet[WebhookDelivery]:
    """What is to be delivered now, the longest due first."""
    return (
        WebhookDelivery.objects.filter(
            delivered_at__isnull=True, given_up_at__isnull=True, due_at__lte=now, webhook__ended_at__isnull=True
        )
        .select_related("webhook", "event")
        .order_by("due_at", "pk")
    )
