"""Ask an officer about every certificate whose result was replaced."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from certificates.services.reviews import open_reviews


class Command(BaseCommand):
    help = "Open a review for each valid certificate whose result was replaced; safe to run at any time and again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        opened = open_reviews(now=timezone.now())
        self.stdout.write(json.dumps({"opened": opened}) if options["json"] else f"opened {opened}")
