"""Named reads about persons and what they are told."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db.models import QuerySet

from accounts.models import Notice, NoticeKind, NoticeMail, NoticePreference, Person, User


def person_of(user: User) -> Person | None:
    """The person behind a login, where one is known; kept on the user, whose name the page shows as well."""
    person: Person | None = getattr(user, "person", None)
    return person


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
