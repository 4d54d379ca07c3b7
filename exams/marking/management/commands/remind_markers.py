"""Tell markers whose share is due within a day, or overdue; the task worker does so by itself."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from exams.marking.queries.office import allocations_to_remind
from exams.marking.services.reminders import remind_markers


class Command(BaseCommand):
    help = "Remind markers of shares due within a day or overdue, each once before and once after; run it daily."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say how many shares it is about, tell nobody")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        shares = len(allocations_to_remind(now=now))
        told = 0 if options["dry_run"] else remind_markers(now=now)
        said = {"shares": shares, "told": told}
        self.stdout.write(json.dumps(said) if options["json"] else f"shares {shares}, told {told}")
