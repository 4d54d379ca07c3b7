"""The database as a file, and a file as the database, with a digest of every table; one class an engine."""

import os
import sqlite3
import subprocess
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from shutil import which
from typing import Any, Protocol

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _


class EngineRefused(Exception):
    """The engine could not do it; the message says why, and nothing was changed."""


@dataclass(frozen=True, slots=True)
class Table:
    """What a table holds: equal digests are equal rows."""

    rows: int
    sha256: str


Tables = dict[str, Table]


class Engine(Protocol):
    """What backup and restore ask of a database engine."""

    # Of the file in the backup.
    file_name: str

    def save(self, target: Path) -> Tables:
        """Write the database as it is at one moment to a file, while others go on writing."""
        ...

    def load(self, source: Path, *, stamp: str) -> str:
        """Put the file in the database's place; returns where what was there is kept, empty if nothing was.

        Raises EngineRefused, after which the database is as it was.
        """
        ...

    def tables(self) -> Tables:
        """Every table of the database as it is now."""
        ...

    def is_empty(self) -> bool:
        """Whether there is no table at all."""
        ...


class SQLite:
    """A file beside the others; its own online backup takes a consistent copy without stopping a writer."""

    file_name = "database.sqlite3"

    def __init__(self) -> None:
        self.path = Path(str(connection.settings_dict["NAME"]))

    def save(self, target: Path) -> Tables:
        connection.ensure_connection()
        with closing(sqlite3.connect(target)) as copy:
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            (verdict,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
            if verdict != "ok":
                raise EngineRefused(_("The database is damaged: %(verdict)s") % {"verdict": verdict})
            return _sqlite_tables(copy)

    def load(self, source: Path, *, stamp: str) -> str:
        connection.close()
        kept = ""
        if self.path.exists():
            self._only_we()
            aside = self.path.with_name(f"{self.path.name}.before-{stamp}")
            self.path.rename(aside)
            kept = str(aside)
        source.replace(self.path)
        return kept

    def _only_we(self) -> None:
        """Brings what lies in the write-ahead log into the file; refuses while another process has it open."""
        try:
            with closing(sqlite3.connect(self.path, timeout=1, isolation_level=None)) as own:
                own.execute("PRAGMA locking_mode = EXCLUSIVE")
                own.execute("BEGIN EXCLUSIVE")
                own.execute("COMMIT")
                own.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            raise EngineRefused(
                _("The database is in use (%(reason)s). Stop the server and its worker first, then run this again.")
                % {"reason": error}
            ) from error

    def tables(self) -> Tables:
        connection.ensure_connection()
        return _sqlite_tables(connection.connection)

    def is_empty(self) -> bool:
        return not connection.introspection.table_names()


def _sqlite_tables(database: sqlite3.Connection) -> Tables:
    found: Tables = {}
    with closing(database.cursor()) as cursor:
        # Plain values, whatever the connection makes of rows and types elsewhere.
        cursor.row_factory = None
        named = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        names = [name for name, sql in cursor.execute(named).fetchall() if not sql.startswith("CREATE VIRTUAL")]
        for name in sorted(names):
            columns = [row[1] for row in cursor.execute(f'PRAGMA table_info("{name}")')]
            order = ", ".join(str(place + 1) for place in range(len(columns)))
            # As stored: text and numbers by their type, so that "1" and 1 differ.
            values = ", ".join(f'quote("{column}")' for column in columns)
            rows = cursor.execute(f'SELECT {values} FROM "{name}" ORDER BY {order}')  # noqa: S608 -- our own names
            found[name] = _digest("\x1f".join(row).encode() for row in rows)
    return found


def _digest(rows: Iterable[bytes]) -> Table:
    count, digest = 0, sha256()
    for row in rows:
        count += 1
        digest.update(row + b"\x1e")
    return Table(count, digest.hexdigest())


class PostgreSQL:
    """`pg_dump` and `pg_restore` of the server's own version, at a snapshot that the digests are taken of, too."""

    file_name = "database.dump"

    def save(self, target: Path) -> Tables:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
            options = [
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                "--exclude-schema=before_*",
                f"--snapshot={snapshot}",
            ]
            self._run("pg_dump", *options, f"--file={target}")
            return self._tables(cursor)

    def load(self, source: Path, *, stamp: str) -> str:
        aside = f"before_{stamp.replace('-', '_')}"
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            (others,) = cursor.fetchone()
            if others:
                raise EngineRefused(
                    _("The database has %(count)s other connections. Stop the server and its worker first.")
                    % {"count": others}
                )
            was_empty = self.is_empty()
            cursor.execute(f"ALTER SCHEMA public RENAME TO {aside}")
            cursor.execute("CREATE SCHEMA public")
        connection.close()
        try:
            self._run("pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", source)
        except EngineRefused:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("DROP SCHEMA public CASCADE")
                cursor.execute(f"ALTER SCHEMA {aside} RENAME TO public")
            raise
        if was_empty:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP SCHEMA {aside} CASCADE")
            return ""
        return _("schema %(name)s") % {"name": aside}

    def tables(self) -> Tables:
        with connection.cursor() as cursor:
            return self._tables(cursor)

    def is_empty(self) -> bool:
        return not connection.introspection.table_names()

    def _tables(self, cursor: Any) -> Tables:
        cursor.execute(
            "SELECT c.relname, coalesce(string_agg(quote_ident(a.attname), ', ' ORDER BY k.place), c.relname || '::text')"
            " FROM pg_class c LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary"
            " LEFT JOIN LATERAL unnest(i.indkey) WITH ORDINALITY k(number, place) ON true"
            " LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' GROUP BY c.relname ORDER BY c.relname"
        )
        return {name: self._table(cursor, name, order) for name, order in cursor.fetchall()}

    def _table(self, cursor: Any, name: str, order: str) -> Table:
        statement = f'COPY (SELECT * FROM public."{name}" ORDER BY {order}) TO STDOUT'  # noqa: S608 -- our own names
        count, digest = 0, sha256()
        with cursor.copy(statement) as copied:
            for piece in copied:
                count += bytes(piece).count(b"\n")
                digest.update(piece)
        return Table(count, digest.hexdigest())

    def _run(self, program: str, *arguments: str | Path) -> None:
        """One of PostgreSQL's own programs on this database; raises EngineRefused with what it said."""
        found = which(program, path=settings.POSTGRESQL_TOOLS or None)
        if found is None:
            raise EngineRefused(
                _(
                    "%(program)s was not found. Install PostgreSQL's client programs, or name their folder: POSTGRESQL_TOOLS."
                )
                % {"program": program}
            )
        where = connection.settings_dict
        options = {"--host": where["HOST"], "--port": where["PORT"], "--username": where["USER"]}
        connect = [f"{option}={value}" for option, value in options.items() if value]
        command = [found, *connect, "--no-password", f"--dbname={where['NAME']}", *map(str, arguments)]
        secret = {"PGPASSWORD": str(where["PASSWORD"])} if where["PASSWORD"] else {}
        done = subprocess.run(  # noqa: S603 -- PostgreSQL's own programs
            command, env={**os.environ, **secret}, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise EngineRefused(f"{program}: {done.stderr.strip()}")


def engine() -> Engine:
    """The engine that this platform runs on."""
    return SQLite() if connection.vendor == "sqlite" else PostgreSQL()
