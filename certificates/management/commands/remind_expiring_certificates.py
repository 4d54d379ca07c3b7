"""Tell holders that their certificates end: 90, 30 and 7 days before, once each."""

import json
from smtplib import SMTPException
from typing import Any

from django.core.mail import get_connection
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from certificates.queries import ending_certificates, reminder_due
from certificates.services import remind_holder


class Command(BaseCommand):
    help = "Send the reminders that are due today by e-mail; run it daily, twice sends nothing twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say who would be told, send nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        today = timezone.localdate(now)
        report: dict[str, Any] = {"dry_run": options["dry_run"], "reminded": [], "unreachable": [], "failed": []}
        due = [
            (certificate, days)
            for certificate in ending_certificates(today=today)
            if (days := reminder_due(certificate, today=today)) is not None
        ]
        connection = get_connection()
        if due and not options["dry_run"]:
            # A server that does not answer stops everything here, before anything counts as sent.
            connection.open()
        for certificate, days in due:
            line = {"number": certificate.number, "days": days}
            if not certificate.person.user.email:
                report["unreachable"].append(line)
            elif options["dry_run"]:
                report["reminded"].append(line)
            else:
                try:
                    sent = remind_holder(certificate=certificate, today=today, now=now, connection=connection)
                except (SMTPException, OSError) as error:
                    report["failed"].append({**line, "error": str(error)})
                else:
                    report["reminded"] += [line] if sent else []
        connection.close()
        self.stdout.write(json.dumps(report, ensure_ascii=False) if options["json"] else _in_words(report))


def _in_words(report: dict[str, Any]) -> str:
    kinds = ("reminded", "unreachable", "failed")
    lines = [f"{kind} {one['number']} {one['days']} days" for kind in kinds for one in report[kind]]
    return "\n".join([*lines, ", ".join(f"{kind} {len(report[kind])}" for kind in kinds)])
