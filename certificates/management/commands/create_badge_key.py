"""Make the key that signs badges from now on."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from certificates.badges.addresses import key_address
from certificates.badges.keys import create_badge_key


class Command(BaseCommand):
    help = (
        "Make an Ed25519 key that signs Open Badges from now on. The key so far is retired; what it signed stays "
        "genuine, and both public keys stand in /.well-known/did.json."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="change nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        report: dict[str, Any] = {"dry_run": options["dry_run"], "key": None, "public_key": None}
        if not options["dry_run"]:
            try:
                key = create_badge_key(now=timezone.now())
            except OSError as error:
                raise CommandError(str(error)) from error
            report |= {"key": key_address(key.name), "public_key": key.public_multibase}
        self.stdout.write(json.dumps(report) if options["json"] else report["key"] or "nothing changed")
