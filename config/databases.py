"""Engine settings: SQLite as an embedded durable store, PostgreSQL with one lasting connection for each thread.

The answer path must survive power loss, so SQLite runs WAL with synchronous=FULL, and every transaction takes
the write lock at its start (IMMEDIATE) instead of failing half-way through.

PostgreSQL has no pool: the server's threads are few and fixed, and when the database dies and returns, a pool
connects again only after pauses that double (tests/crash saw candidates wait half a minute), a thread with its next
request.
"""

from pathlib import Path
from typing import Any

import dj_database_url

from config.environment import BASE_DIR, env

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
    parsed["CONN_MAX_AGE"] = None
    return parsed
