"""Chain what waits, then walk the audit log; exits 1 where it is broken."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from config.services.audit import seal_audit_log, verify_audit_log

HASH_DIGITS = 64


def place_and_hash(text: str) -> tuple[int, str]:
    position, _colon, digest = text.partition(":")
    if not position.isdecimal() or len(digest) != HASH_DIGITS:
        message = "the head of the chain is written as PLACE:HASH, as this command prints it"
        raise ArgumentTypeError(message)
    return int(position), digest


class Command(BaseCommand):
    help = "Check that no logged act was changed, removed or put in afterwards; exits 1 when one was, naming the first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--dry-run", action="store_true", help="chain nothing, only walk")
        parser.add_argument("--head", type=place_and_hash, help="the head that an earlier run printed, kept elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        sealed = 0 if options["dry_run"] else seal_audit_log(now=now)
        found = verify_audit_log(now=now, known_head=options["head"])
        if options["json"]:
            self.stdout.write(json.dumps({"sealed": sealed, **asdict(found)}))
        else:
            said = f"{sealed} acts chained; {found.entries} entries, {found.gone} whose log is gone, {found.overdue} overdue"
            self.stdout.write(said)
            self.stdout.write(f"head {found.head}")
            for fault in found.faults:
                self.stdout.write(f"  broken at {fault.position}: {fault.what}")
        if found.faults or (found.overdue and not options["dry_run"]):
            sys.exit(1)
