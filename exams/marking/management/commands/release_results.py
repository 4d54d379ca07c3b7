"""Let the results of approved releases out whose time has come."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from exams.marking.queries.releases import due_releases
from exams.marking.services import release_due


class Command(BaseCommand):
    help = "Carry out every approved release whose time has come; safe to run at any time and again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be carried out")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        releases = due_releases(now=now).count()
        released = 0 if options["dry_run"] else release_due(now=now)
        said = {"releases": releases, "released": released}
        self.stdout.write(json.dumps(said) if options["json"] else f"releases {releases}, results released {released}")
