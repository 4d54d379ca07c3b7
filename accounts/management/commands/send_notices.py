"""Send the mails of notices that are due; the task worker does so by itself."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.queries import due_mails
from accounts.services import send_due_mails


class Command(BaseCommand):
    help = "Send the mails of notices that are due. Run it every few minutes where no task worker runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say how many are due, send nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        due = due_mails(now=timezone.now()).count()
        report: dict[str, Any] = {"dry_run": options["dry_run"], "due": due, "sent": 0, "put_off": 0, "given_up": 0}
        while not options["dry_run"] and due_mails(now=timezone.now()).exists():
            delivery = asdict(send_due_mails(clock=timezone.now))
            report |= {name: report[name] + delivery[name] for name in ("sent", "put_off", "given_up")}
        self.stdout.write(
            json.dumps(report) if options["json"] else ", ".join(f"{name} {value}" for name, value in report.items())
        )
        if report["put_off"]:
            raise CommandError("The mail server did not take every mail; they are tried again later.")
