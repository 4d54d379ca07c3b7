"""Deliver what is due to other systems; the task worker does so by itself."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.queries import due_deliveries
from accounts.services.deliveries import deliver_due


class Command(BaseCommand):
    help = "Deliver the messages to other systems that are due. Run it every few minutes where no task worker runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say how many are due, send nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        due = due_deliveries(now=timezone.now()).count()
        report: dict[str, Any] = {
            "dry_run": options["dry_run"],
            "due": due,
            "delivered": 0,
            "put_off": 0,
            "given_up": 0,
        }
        while not options["dry_run"] and due_deliveries(now=timezone.now()).exists():
            done = deliver_due(clock=timezone.now)
            report["delivered"] += done.delivered
            report["put_off"] += done.put_off
            report["given_up"] += done.given_up
        self.stdout.write(
            json.dumps(report) if options["json"] else ", ".join(f"{name} {value}" for name, value in report.items())
        )
        if report["put_off"] or report["given_up"]:
            raise CommandError("Not every system took its messages; what was put off is tried again later.")
