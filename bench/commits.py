"""The bare rate of an engine's own durable commit: one row in one transaction, nothing else.

The same driver library and the same durability as the application has.
"""

import sqlite3
import threading
import time
from contextlib import closing
from typing import Any

import psycopg

from bench.engines import Engine, PostgreSQL, SQLite
from config.databases import SQLITE_OPTIONS

SECONDS = 3.0
ROW = (17, 4, "a" * 64, '["a","c"]', "b" * 64)
TABLE = "CREATE TABLE bare (attempt bigint, position integer, previous text, payload text, hash text)"


def bare_commits(engine: Engine) -> dict[str, float]:
    """Commits per second by how many connections wrote."""
    engine.create("bare")
    if isinstance(engine, SQLite):
        return {"1": _sqlite(engine)}
    with psycopg.connect(engine.url("bare")) as connection:
        connection.execute(TABLE)
    return {str(connections): _postgresql(engine, connections) for connections in (1, 8)}


def _sqlite(engine: SQLite) -> float:
    with closing(sqlite3.connect(engine.path("bare"), isolation_level=None)) as connection:
        connection.executescript(SQLITE_OPTIONS["init_command"])
        connection.execute(TABLE)

        def commit() -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO bare VALUES (?, ?, ?, ?, ?)", ROW)
            connection.execute("COMMIT")

        return _rate(commit)


def _postgresql(engine: PostgreSQL, connections: int) -> float:
    rates: list[float] = []
    threads = [threading.Thread(target=_one_postgresql, args=(engine, rates)) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return round(sum(rates), 1)


def _one_postgresql(engine: PostgreSQL, rates: list[float]) -> None:
    with psycopg.connect(engine.url("bare"), autocommit=True) as connection:
        connection.execute("SET synchronous_commit = on")
        rates.append(_rate(lambda: connection.execute("INSERT INTO bare VALUES (%s, %s, %s, %s, %s)", ROW)))


def _rate(commit: Any) -> float:
    """How often a second `commit` is done."""
    begun, count = time.monotonic(), 0
    while time.monotonic() < begun + SECONDS:
        commit()
        count += 1
    return round(count / (time.monotonic() - begun), 1)
