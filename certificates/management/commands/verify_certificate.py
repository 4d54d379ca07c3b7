"""Say of a PDF file whether it is a certificate of this platform, unaltered, and what its record says today."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from certificates.verification import verify_file


class Command(BaseCommand):
    help = "Judge a certificate file. Exits with 1 unless it is genuine and its certificate valid today."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.pdf")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(str(error)) from error
        verdict = verify_file(data, now=timezone.now())
        said = verdict.to_json()
        self.stdout.write(
            json.dumps(said, ensure_ascii=False)
            if options["json"]
            else f"{verdict.finding.label} {said['number'] or ''} {verdict.standing.label if verdict.standing else ''}"
        )
        if not verdict.is_good:
            raise SystemExit(1)
