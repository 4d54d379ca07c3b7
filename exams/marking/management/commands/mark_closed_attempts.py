"""Mark closed attempts whose marking was missed."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from exams.marking.services import mark_closed_attempts
from exams.marking.services.tasks import queue_waiting_answers


class Command(BaseCommand):
    help = "Mark every closed attempt that has no marks yet, and queue what people mark; safe to run at any time and again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        marked, queued = mark_closed_attempts(now=now), queue_waiting_answers(now=now)
        counts = {"marked": marked, "queued": queued}
        self.stdout.write(json.dumps(counts) if options["json"] else f"marked {marked}, queued {queued}")
