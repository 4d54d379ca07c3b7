"""Ending sessions, and giving one another key."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from wagtail.log_actions import log

from accounts.models import User


@transaction.atomic
def end_session(*, session: UserSession, actor: User, now: datetime) -> None:
    """Sign a device out. An exam that runs there goes on saving by its lease until it is taken over."""
    log(instance=session.user, action="accounts.end_session", user=actor, timestamp=now)
    session.end()


@transaction.atomic
def end_other_sessions(*, user: User, session: SessionBase) -> None:
    """Sign all devices out but the one with this session: what they were let in by is no longer what is asked for."""
    for other in UserSession.objects.filter(user=user).exclude(session_key=session.session_key or ""):
        other.end()


@transaction.atomic
def change_session_key(*, session: SessionBase) -> None:
    """Go on under another key: whoever had learnt the one from before the proof is left with nothing."""
    former = session.session_key
    session.cycle_key()
    UserSession.objects.filter(session_key=former).update(session_key=session.session_key)
