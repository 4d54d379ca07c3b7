"""Engine settings: SQLite as an embedded durable store, PostgreSQL with one lasting connection for each thread.

The answer path must survive power loss, so SQLite runs WAL with synchronous=FULL, and every transaction takes
the write lock at its start (IMMEDIATE) instead of failing half-way through.

PostgreSQL has no pool by itself: the server's threads are few and fixed, and when the database dies and returns, a pool
connects again only after pauses that double (tests/crash saw candidates wait half a minute), a thread with its next
request. Many processes on many machines can have more threads than the database has connections: DATABASE_POOL then
lends each process so many, and a pool gives up waiting for a database that is away soon enough to begin again at once.
"""

from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from config.environment import BASE_DIR, env, env_int

SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY; "
        "PRAGMA wal_autocheckpoint=4000; PRAGMA journal_size_limit=67108864"
    ),
}

# A statement that comes for the third time is planned once for all (psycopg's prepared statements, which need the
# parameters bound by the server): half of the database's work in an exam was planning. A pooler between that hands
# out connections by transaction must know prepared statements (PgBouncer 1.21 and later does).
POSTGRESQL_OPTIONS: dict[str, Any] = {"server_side_binding": True, "prepare_threshold": 3}

# Seconds that a request waits for a connection that others hold, and after which a pool no longer lengthens its pauses.
_POOL = {"min_size": 1, "timeout": 5.0, "reconnect_timeout": 2.0}


def databases(data_dir: Path = BASE_DIR / "var") -> dict[str, dict[str, Any]]:
    """DATABASES: `default`, and `replica` for reports where DATABASE_REPLICA_URL names one (accounts.replica)."""
    found = {"default": default_database(data_dir)}
    if url := env("DATABASE_REPLICA_URL"):
        found["replica"] = replica_of(found["default"], url)
    return found


def default_database(data_dir: Path = BASE_DIR / "var") -> dict[str, Any]:
    """DATABASES["default"] from DATABASE_URL, else SQLite in `data_dir`."""
    url = env("DATABASE_URL")
    if not url:
        data_dir.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{data_dir / 'platform.sqlite3'}"
    parsed: dict[str, Any] = dict(dj_database_url.parse(url))
    parsed.setdefault("OPTIONS", {})
    if parsed["ENGINE"].endswith("sqlite3"):
        parsed["OPTIONS"] = SQLITE_OPTIONS
    else:
        parsed["OPTIONS"] |= POSTGRESQL_OPTIONS
    lent = env_int("DATABASE_POOL", 0)
    if lent and not parsed["ENGINE"].endswith("sqlite3"):
        parsed["OPTIONS"]["pool"] = _POOL | {"max_size": lent}
    # A connection is the thread's for good, or goes back to the pool after each request.
    parsed["CONN_MAX_AGE"] = 0 if "pool" in parsed["OPTIONS"] else None
    return parsed


def replica_of(default: dict[str, Any], url: str) -> dict[str, Any]:
    """The copy that reports read: a connection of it refuses to write, whatever the rights of its user."""
    parsed: dict[str, Any] = dict(dj_database_url.parse(url))
    if not (parsed["ENGINE"] == default["ENGINE"] and parsed["ENGINE"].endswith("postgresql")):
        raise ImproperlyConfigured("DATABASE_REPLICA_URL needs PostgreSQL, and DATABASE_URL with it")
    parsed["OPTIONS"] = {
        **parsed.get("OPTIONS", {}),
        **POSTGRESQL_OPTIONS,
        "options": "-c default_transaction_read_only=on",
    }
    parsed["CONN_MAX_AGE"] = None
    parsed["TEST"] = {"MIRROR": "default"}
    return parsed
