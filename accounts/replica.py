"""Reports may read a copy of the database, so that what many people wait for need not wait for them.

The copy (DATABASE_REPLICA_URL) lags by a moment and takes no writes. So nobody reads it who did not ask for it by name:
`with reading_replica():` around a report. What a person just wrote, what decides about somebody, and every page of an
exam are read where they are written.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

REPLICA = "replica"

_is_asked_for: ContextVar[bool] = ContextVar("reading_replica", default=False)


@contextmanager
def reading_replica() -> Iterator[None]:
    """What the ORM reads inside comes from the copy, where there is one; a queryset counts where it is evaluated."""
    before = _is_asked_for.set(True)
    try:
        yield
    finally:
        _is_asked_for.reset(before)


class ReplicaRouter:
    """Sends reads to the copy where they asked for it; writes, and what follows an object from the copy, never."""

    def db_for_read(self, model: type[Any], **hints: Any) -> str:  # noqa: ARG002 -- Django's signature
        return REPLICA if _is_asked_for.get() and REPLICA in connections else DEFAULT_DB_ALIAS

    def db_for_write(self, model: type[Any], **hints: Any) -> str:  # noqa: ARG002 -- Django's signature
        return DEFAULT_DB_ALIAS

    def allow_relation(self, obj1: Any, obj2: Any, **hints: Any) -> bool:  # noqa: ARG002 -- Django's signature
        """It is one database twice."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:  # noqa: ARG002 -- Django's signature
        return db == DEFAULT_DB_ALIAS
