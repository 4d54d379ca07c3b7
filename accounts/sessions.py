"""Sessions in the database, as Django's own, read by a statement that is compiled once."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.prepared import Prepared, PreparedValues

_keys = PreparedValues(lambda key: Session.objects.filter(session_key=key).values_list("session_key"), str)
_session = Prepared(lambda key: Session.objects.filter(session_key=key), str)


class SessionStore(DatabaseSessionStore):
    """What is stored, when it ends and what is written are Django's."""

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
