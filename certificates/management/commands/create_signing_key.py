"""Make or register the key that signs certificates from now on."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from certificates.signing.keys import KeyUnusable, create_signing_key, register_signing_key


class Command(BaseCommand):
    help = (
        "Make a P-256 key with a certificate of this installation's own test authority, or register a key that exists. "
        "It signs from now on; the key so far is retired, and what it signed stays genuine."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", default=str(settings.WAGTAIL_SITE_NAME), help="whose key it is (64 characters)")
        parser.add_argument("--years", type=int, default=3, help="how long a new key's certificate is valid")
        parser.add_argument(
            "--register", metavar="LOCATION", help="a file in SIGNING_KEY_FOLDER, or pkcs11:LABEL for a key in a token"
        )
        parser.add_argument(
            "--certificates", metavar="FILE", type=Path, help="with --register: its certificate and those above, PEM"
        )
        parser.add_argument("--dry-run", action="store_true", help="change nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["register"]) != bool(options["certificates"]):
            raise CommandError("--register and --certificates go together.")
        if options["dry_run"]:
            report: dict[str, Any] = {"dry_run": True, "name": options["name"], "fingerprint": None}
        else:
            key = self._make(options)
            report = {"dry_run": False, "name": key.name, "fingerprint": key.fingerprint, "location": key.location}
        self.stdout.write(
            json.dumps(report, ensure_ascii=False)
            if options["json"]
            else f"{report['name']}: {report['fingerprint'] or 'nothing changed'}"
        )

    def _make(self, options: dict[str, Any]) -> Any:
        now = timezone.now()
        try:
            if options["register"]:
                certificates = options["certificates"].read_text(encoding="ascii")
                return register_signing_key(
                    name=options["name"], location=options["register"], certificates=certificates, now=now
                )
            return create_signing_key(name=options["name"][:64], years=options["years"], now=now)
        except (OSError, ValueError, KeyUnusable) as error:
            raise CommandError(str(error)) from error
