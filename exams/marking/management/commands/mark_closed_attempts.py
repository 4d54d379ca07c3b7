"""Mark closed attempts whose marking was missed."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from exams.marking.services import mark_closed_attempts


class Command(BaseCommand):
    help = "Mark every closed attempt that has no marks yet; safe to run at any time and again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        marked = mark_closed_attempts(now=timezone.now())
        self.stdout.write(json.dumps({"marked": marked}) if options["json"] else f"marked {marked}")
