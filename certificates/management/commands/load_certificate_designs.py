"""Put the designs that come with the platform into the back office."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from certificates.services.designs import load_shipped_designs


class Command(BaseCommand):
    help = "Add the designs that come with the platform, where there is none of the name; nothing is overwritten."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="change nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        with transaction.atomic():
            names = [design.name for design in load_shipped_designs(now=timezone.now())]
            transaction.set_rollback(options["dry_run"])
        if options["json"]:
            report = {"dry_run": options["dry_run"], "loaded": names}
            self.stdout.write(json.dumps(report, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(names) or "nothing to load")
