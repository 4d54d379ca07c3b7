"""Ending a session from another device."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction
from wagtail.log_actions import log

from accounts.models import User


@transaction.atomic
def end_session(*, session: UserSession, actor: User, now: datetime) -> None:
    """Sign a device out. An exam that runs there goes on saving by its lease until it is taken over."""
    log(instance=session.user, action="accounts.end_session", user=actor, timestamp=now)
    session.end()
