"""A database engine of this test run's own, which may be killed, and a migrated database to copy for each test.

The tables come from the suite's own test database: migrating a second time would take longer than all the kills.
"""

import os
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random, SystemRandom

import pytest
from django.db import connection

from bench.engines import Engine, PostgreSQL, SQLite, start_engine
from tests.crash.hall import Hall

TEMPLATE = "template_of_halls"


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """The engine that the suite runs on, in a folder of its own that PostgreSQL's user can reach."""
    with tempfile.TemporaryDirectory(prefix="crash-") as folder:
        started = start_engine(connection.vendor, Path(folder))
        yield started
        started.stop()


@pytest.fixture(scope="session")
def template(engine: Engine, django_db_setup, django_db_blocker, tmp_path_factory) -> str:
    """A database with all tables and no candidates."""
    with django_db_blocker.unblock():
        if isinstance(engine, SQLite):
            connection.ensure_connection()
            with sqlite3.connect(engine.path(TEMPLATE)) as target:
                connection.connection.backup(target)
            target.close()
        else:
            _copy_postgresql(engine, tmp_path_factory.mktemp("dump") / "tables.sql")
    return TEMPLATE


def _copy_postgresql(engine: PostgreSQL, dump: Path) -> None:
    source = connection.settings_dict
    connect = ["-h", source["HOST"], "-U", source["USER"], "-d", source["NAME"]]
    subprocess.run([engine.tool("pg_dump"), *connect, "-f", dump], check=True)
    engine.create(TEMPLATE)
    engine.psql(TEMPLATE, "-f", str(dump))


@pytest.fixture
def seed() -> str:
    """CRASH_SEED repeats a run's choices; the moments of the kills against the server's work cannot be repeated."""
    chosen = os.environ.get("CRASH_SEED") or f"{SystemRandom().getrandbits(32):08x}"
    print(f"CRASH_SEED={chosen}")  # noqa: T201 -- shown with a failure
    return chosen


@pytest.fixture
def random(seed: str) -> Random:
    """The test's own random choices."""
    return Random(seed)


@pytest.fixture
def open_hall(engine: Engine, template: str, tmp_path: Path) -> Iterator[Callable[..., Hall]]:
    """Makes a hall on a fresh copy of the template, by more settings where named; what it started ends with the test."""
    halls: list[Hall] = []

    def make(**settings: str) -> Hall:
        database = f"hall_{os.getpid()}_{tmp_path.name}"
        engine.copy(template, database)
        hall = Hall(engine=engine, database=database, folder=tmp_path, settings=settings)
        halls.append(hall)
        return hall

    yield make
    for hall in halls:
        hall.close()
