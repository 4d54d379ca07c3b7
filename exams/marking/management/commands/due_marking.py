"""Say which shares of marking are overdue or due within a day, and whose they are."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from exams.marking.queries.office import allocations_to_remind


class Command(BaseCommand):
    help = "List the markers to remind: shares overdue or due within a day of which something waits. Sends nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        rows = [
            {
                "marker": share.marker.username,
                "part": str(share.component),
                "due_at": share.due_at.isoformat(),
                "is_overdue": share.due_at <= now,
            }
            for share in allocations_to_remind(now=now)
        ]
        if options["json"]:
            self.stdout.write(json.dumps({"due": rows}, ensure_ascii=False))
            return
        for row in rows:
            self.stdout.write(f"{row['due_at']}{' overdue' if row['is_overdue'] else ''} {row['marker']} {row['part']}")
