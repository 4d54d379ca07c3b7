"""Recompute the hash chains, projections, snapshots and receipts of the answer log, and check the signed roots."""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from exams.sittings.models import Attempt
from exams.sittings.verification import verify_attempts, verify_roots


class Command(BaseCommand):
    help = "Check that no acknowledged answer was changed, lost or reordered; exits 1 when one was."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--sitting", type=int, help="only this sitting")

    def handle(self, *args: Any, **options: Any) -> None:
        attempts = Attempt.objects.all()
        if options["sitting"]:
            attempts = attempts.filter(registration__sitting=options["sitting"])
        found = verify_attempts(attempts)
        anchored = verify_roots(attempts)
        found.roots = anchored.roots
        found.broken += anchored.broken
        if options["json"]:
            self.stdout.write(json.dumps(asdict(found)))
        else:
            self.stdout.write(
                f"{found.attempts} attempts, {found.events} events, {found.roots} roots, {len(found.broken)} broken"
            )
            for fault in found.broken:
                self.stdout.write(f"  {fault}")
        if found.broken:
            sys.exit(1)
