"""Go on with moderations whose work was broken off."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from exams.marking.queries.standing import sittings_behind
from exams.marking.services import work_on_moderation


class Command(BaseCommand):
    help = "Make every held result anew that a moderation has not reached yet; safe to run at any time and again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        done = 0
        for sitting in sittings_behind():
            while work_on_moderation(sitting=sitting, now=timezone.now()):
                pass
            done += 1
        self.stdout.write(json.dumps({"finished": done}) if options["json"] else f"finished {done}")
