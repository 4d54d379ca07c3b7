"""Take in mock exams and keep forecasts where the nudge at the closing of an attempt was lost."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from exams.practice.services.catching_up import catch_up


class Command(BaseCommand):
    help = "Take in mock exams that were handed in, and keep the forecasts of exams; again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        done = catch_up(now=timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps({"mocks": done.mocks, "forecasts": done.forecasts}))
            return
        self.stdout.write(f"mocks: {done.mocks}, forecasts: {done.forecasts}")
