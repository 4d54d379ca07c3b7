"""Go on with key corrections whose work was broken off."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from exams.marking.queries.regrades import corrections_at_work
from exams.marking.services.regrades import work_on_correction


class Command(BaseCommand):
    help = "Go on with every key correction that is being applied or taken back; safe to run at any time and again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        done = 0
        for correction in corrections_at_work():
            while work_on_correction(correction=correction, now=timezone.now()):
                pass
            done += 1
        self.stdout.write(json.dumps({"finished": done}) if options["json"] else f"finished {done}")
