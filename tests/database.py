"""The suite's database, copied from a template instead of migrated anew.

Migrating takes longer than most tests together. On SQLite a migrated file is kept in the temporary folder under a
fingerprint of everything it depends on, and copied into memory; on PostgreSQL the first worker migrates a template
database, and each worker's own database is made from it.

Publishing the whole content folder takes as long, and several modules read it: a second template holds it, made from
the first by the command itself, and takes the first one's place while such a module runs.
"""

import fcntl
import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(tempfile.gettempdir()) / "suite-templates"
TEMPLATE = "suite_template"
PUBLISHED = "suite_published"
# Triggers and roles: what stands in a migrated database and in no migration. A change elsewhere needs no new template.
WRITTEN_BY = (
    "accounts/append_only.py",
    "accounts/receivers.py",
    "accounts/roles.py",
    "accounts/services/roles.py",
    "courses/receivers.py",
    "courses/stamp.py",
)


@cache
def fingerprint(*patterns: str) -> str:
    """As of this run's beginning. Changes with a migration, what migrations call or write afterwards, a pinned library, or what is named."""
    always = ("*/migrations/*.py", "exams/*/migrations/*.py", "requirements.txt", *WRITTEN_BY)
    files = (file for pattern in (*always, *patterns) for file in sorted(ROOT.glob(pattern)) if file.is_file())
    seal = hashlib.sha256()
    for file in files:
        seal.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return seal.hexdigest()[:16]


def migrated_file() -> Path:
    return FOLDER / f"{fingerprint()}.sqlite3"


def published_file() -> Path:
    """Kept as long as neither the content nor anything that publishes it changes."""
    publishing = ("content/syllabus.yaml", "content/courses/**/*", "courses/**/*.py", "courses/**/*.yaml", "tests/*.py")
    return FOLDER / f"published-{fingerprint(*publishing, 'config/*.py')}.sqlite3"


@contextmanager
def alone(name: str) -> Iterator[None]:
    """One process of this machine at a time."""
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def use(name: str) -> None:
    """Point the default connection at another database."""
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def migrate() -> None:
    call_command("migrate", verbosity=0)


def publish() -> None:
    """Load what ships; what is to follow a commit (printing handouts) is not part of it."""
    with transaction.atomic():
        call_command("load_content", f"--path={ROOT / 'content'}", stdout=StringIO())
        connection.run_on_commit.clear()


def copy_into_memory(template: Path) -> None:
    """Replace all that the process's own database holds."""
    connection.ensure_connection()
    with closing(sqlite3.connect(template)) as source:
        source.backup(connection.connection)


def make_published_file() -> None:
    """Publish in this process's own database and keep what came of it, once on this machine."""
    with alone("published"):
        if published_file().exists():
            return
        copy_into_memory(migrated_file())
        publish()
        building = published_file().with_suffix(f".{os.getpid()}")
        with closing(sqlite3.connect(building)) as target:
            connection.connection.backup(target)
        building.rename(published_file())


def set_up_sqlite() -> None:
    """Copy the migrated template file into a database in memory."""
    with alone("sqlite"):
        if not migrated_file().exists():
            building = migrated_file().with_suffix(f".{os.getpid()}")
            use(str(building))
            migrate()
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA journal_mode=DELETE")
            connections.close_all()
            building.rename(migrated_file())
    use(f"file:suite_{os.getpid()}?mode=memory&cache=shared")
    copy_into_memory(migrated_file())


def make_database(name: str, fill: Callable[[], None], *, source: str = "template1") -> None:
    """Fill a database, once on the suite's server; nobody stays connected to it."""
    server = str(settings.DATABASES["default"]["HOST"])
    with alone(hashlib.sha256(server.encode()).hexdigest()[:16]):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if cursor.fetchone() is not None:
                return
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {source}")
        mine = str(connection.settings_dict["NAME"])
        use(name)
        fill()
        use(mine)


def own_database(source: str) -> str:
    """This worker's own copy of a template, made anew; returns its name."""
    mine = f"{source}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    server = str(settings.DATABASES["default"]["HOST"])
    connections.close_all()
    with alone(hashlib.sha256(server.encode()).hexdigest()[:16]), connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {mine} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {mine} TEMPLATE {source}")
    return mine


def set_up_postgresql() -> None:
    """Make this worker's database from the template, which the first worker migrates."""
    make_database(TEMPLATE, migrate)
    use(own_database(TEMPLATE))


@contextmanager
def published() -> Iterator[None]:
    """The shipped content stands in this process's database, untouched by any test before; then it is gone again."""
    if connection.vendor == "sqlite":
        make_published_file()
        copy_into_memory(published_file())
        yield
        copy_into_memory(migrated_file())
    else:
        mine = str(connection.settings_dict["NAME"])
        make_database(PUBLISHED, publish, source=TEMPLATE)
        use(own_database(PUBLISHED))
        yield
        use(mine)


def set_up() -> None:
    """Give this process its own migrated database."""
    if connection.vendor == "sqlite":
        set_up_sqlite()
    else:
        set_up_postgresql()


def restore() -> None:
    """Make the process's own database anew after a test that wrote to it for good."""
    if connection.vendor == "sqlite":
        connections.close_all()
        copy_into_memory(migrated_file())
    else:
        use(own_database(TEMPLATE))


@contextmanager
def on_disk(folder: Path, *, name: str) -> Iterator[tuple[str, BaseDatabaseWrapper]]:
    """A copy of the suite's database that other processes may open, too: its URL and a connection to it."""
    suite = connections["default"]
    suite.ensure_connection()
    copy = connections.create_connection("default")
    if suite.vendor == "sqlite":
        path = folder / "platform.sqlite3"
        with closing(sqlite3.connect(path)) as target:
            suite.connection.backup(target)
        copy.settings_dict = suite.settings_dict | {"NAME": str(path)}
        yield f"sqlite:///{path}", copy
        return
    source, own = suite.settings_dict["NAME"], f"{name}_{os.getpid()}"
    suite.close()
    with suite._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{own}" TEMPLATE "{source}"')
    copy.settings_dict = suite.settings_dict | {"NAME": own}
    yield os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{own}", copy
    copy.close()
    with suite._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{own}" WITH (FORCE)')
