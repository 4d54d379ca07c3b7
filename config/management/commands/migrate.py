"""Django's own, which first looks whether an exam is on: tables are not changed under those who sit one."""

import logging
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)


class Command(migrate.Command):
    """Refuses while attempts are open or a sitting with candidates is, unless --force says why."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--force", metavar="REASON", default="", help="migrate during an exam, and say why")

    def handle(self, *args: Any, **options: Any) -> None:
        reason = options.pop("force", "").strip()
        running = exams_on(options["database"])
        changes_nothing = options.get("plan") or options.get("check_unapplied")
        if running and not changes_nothing and (options.get("app_label") or _is_behind(options["database"])):
            if not reason:
                text = _(
                    "An exam is on: %(what)s. The tables are not changed now. Wait until it is over; or, where nothing "
                    "else helps, --force with the reason."
                )
                raise CommandError(text % {"what": ", ".join(running)})
            logger.warning("migrating during an exam (%s): %s", ", ".join(running), reason)
        super().handle(*args, **options)


def exams_on(database: str) -> list[str]:
    """What is running, in words; by plain SQL, as the tables may be older than the models. Nothing on a new database."""
    connection = connections[database]
    if not {"sittings_attempt", "sittings_sitting", "sittings_registration"} <= set(
        connection.introspection.table_names()
    ):
        return []
    now = timezone.now()
    moment = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sittings_attempt WHERE state = 'open'")
        attempts = cursor.fetchone()[0]
        cursor.execute(
            "SELECT count(*) FROM sittings_sitting s JOIN sittings_exam e ON e.id = s.exam_id"
            " WHERE NOT e.is_mock AND s.opens_at <= %s AND s.closes_at > %s"
            " AND EXISTS (SELECT 1 FROM sittings_registration r WHERE r.sitting_id = s.id)",
            [moment, moment],
        )
        sittings = cursor.fetchone()[0]
    found = []
    if attempts:
        found.append(_("%(count)d attempts are open") % {"count": attempts})
    if sittings:
        found.append(_("%(count)d sittings are open") % {"count": sittings})
    return found


def _is_behind(database: str) -> bool:
    executor = MigrationExecutor(connections[database])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
