"""The database: its settings, its tables, its clock."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from config.health.findings import Finding, fault, good, warning

# What an acknowledged answer rests on (docs/adr/0003).
_SQLITE: Mapping[str, str] = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
_POSTGRESQL: Mapping[str, str] = {"synchronous_commit": "on", "fsync": "on", "full_page_writes": "on"}
CLOCKS_APART = timedelta(seconds=2)


def check_engine(now: datetime) -> Finding:  # noqa: ARG001 -- every check is asked alike
    """The settings without which a loss of power could take an acknowledged answer."""
    name, wanted = _("Database"), _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL
    found = {}
    with connection.cursor() as cursor:
        for setting in wanted:
            cursor.execute(f"PRAGMA {setting}" if connection.vendor == "sqlite" else f"SHOW {setting}")
            found[setting] = str(cursor.fetchone()[0]).lower()
    seen = f"{connection.display_name} {'.'.join(map(str, connection.get_database_version()))}, " + ", ".join(
        f"{setting} = {value}" for setting, value in found.items()
    )
    wrong = {setting: value for setting, value in wanted.items() if found[setting] != value}
    if wrong:
        asked = ", ".join(f"{setting} = {value}" for setting, value in wrong.items())
        return fault(
            name, seen, _("Set %(asked)s: without it a loss of power may take saved answers.") % {"asked": asked}
        )
    return good(name, seen)


def check_migrations(now: datetime) -> Finding:  # noqa: ARG001 -- every check is asked alike
    """Whether the tables are those of the code."""
    name, executor = _("Tables"), MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        seen = _("%(count)s migrations have not been applied.") % {"count": len(waiting)}
        return fault(name, seen, _("Run `manage.py migrate`, not during an exam."))
    return good(name, _("All migrations are applied."))


def check_clock(now: datetime) -> Finding:
    """Deadlines are the application's clock against times in the database: both must agree."""
    name = _("Clock")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT CAST(strftime('%s', 'now') AS INTEGER)"
            if connection.vendor == "sqlite"
            else "SELECT extract(epoch FROM clock_timestamp())"
        )
        apart = abs(timedelta(seconds=float(cursor.fetchone()[0]) - now.timestamp()))
    seen = _("%(now)s; the database's clock is %(apart).1f s away.") % {
        "now": now.isoformat(timespec="seconds"),
        "apart": apart.total_seconds(),
    }
    if apart > CLOCKS_APART:
        return warning(name, seen, _("Set both machines' clocks by the same time server (chrony, systemd-timesyncd)."))
    return good(name, seen)
