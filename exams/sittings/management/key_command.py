"""What the commands that make a key have in common."""

import json
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from exams.sittings.models import KeyPurpose
from exams.sittings.signing import create_exam_key, fingerprint


class KeyCommand(BaseCommand):
    """Makes a key of one purpose and tells its name and fingerprint."""

    purpose: ClassVar[KeyPurpose]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="change nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        report: dict[str, Any] = {"dry_run": options["dry_run"], "key": None, "public_key": None, "fingerprint": None}
        if not options["dry_run"]:
            try:
                key = create_exam_key(purpose=self.purpose, now=timezone.now())
            except OSError as error:
                raise CommandError(str(error)) from error
            report |= {"key": key.name, "public_key": key.public_key, "fingerprint": fingerprint(key)}
        text = f"{report['key']} {report['fingerprint']}" if report["key"] else "nothing changed"
        self.stdout.write(json.dumps(report) if options["json"] else text)
