"""Look at everything the platform stands on, and say what mends it."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from config.health import State, examine

_MARKS = {State.GOOD: "✓", State.WARNING: "!", State.FAULT: "✗"}


class Command(BaseCommand):
    help = "Look at fonts, clock, engine, worker, storage, mail, search, keys and disk, and say what mends them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--wait", type=float, default=10, help="seconds for the worker's sign of life; 0: not asked"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = examine(now=timezone.now(), wait_seconds=options["wait"])
        is_well = all(one.state != State.FAULT for one in findings)
        if options["json"]:
            said = {"well": is_well, "findings": [asdict(one) for one in findings]}
            self.stdout.write(json.dumps(said, ensure_ascii=False))
        else:
            for one in findings:
                self.stdout.write(f"{_MARKS[one.state]} {one.name}: {one.seen}")
                if one.mend:
                    self.stdout.write(f"    → {one.mend}")
        if not is_well:
            sys.exit(1)
