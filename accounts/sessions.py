"""Sessions in the database, as Django's own, read by a statement that is compiled once, with an end of their own.

A session ends so long after its sign-in (SESSION_COOKIE_AGE), whatever was done meanwhile.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.prepared import Prepared, PreparedValues

_keys = PreparedValues(lambda key: Session.objects.filter(session_key=key).values_list("session_key"), str)
_session = Prepared(lambda key: Session.objects.filter(session_key=key), str)


# When somebody signed in, in seconds since 1970; written by accounts.receivers.
SIGNED_IN_AT = "signed_in_at"


class SessionStore(DatabaseSessionStore):
    """What is stored and what is written are Django's."""

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        """Django's, counted from the last change, but no later than counted from the sign-in."""
        end: datetime = super().get_expiry_date(**kwargs)
        began = self.get(SIGNED_IN_AT)
        if began is None:
            return end
        return min(end, datetime.fromtimestamp(began, UTC) + timedelta(seconds=settings.SESSION_COOKIE_AGE))

    def exists(self, session_key: str) -> bool:
        """Whether the key is taken, by an ended session too."""
        return bool(_keys.rows(session_key))

    def _get_session_from_db(self) -> Session | None:
        """The session that the cookie names, unless it has ended; the name is then forgotten, as Django does."""
        session = _session.first(self.session_key) if self.session_key else None
        if session is not None and session.expire_date > timezone.now():
            return session
        self._session_key = None
        return None
