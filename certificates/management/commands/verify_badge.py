"""Say of a file whether it holds a badge of this platform, unaltered and in its place, and its state today."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from certificates.badges.check import LARGEST_FILE, verify_badge


class Command(BaseCommand):
    help = (
        "Judge a badge: a credential (JSON), a baked picture (PNG, SVG), or a PDF with one attached. Exits with 1 unless "
        "it is genuine and its certificate valid today."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["file"].open("rb") as file:
                data = file.read(LARGEST_FILE + 1)
        except OSError as error:
            raise CommandError(str(error)) from error
        verdict = verify_badge(data, now=timezone.now())
        said = verdict.to_json()
        standing = verdict.standing.label if verdict.standing else ""
        words = f"{verdict.finding.label} {said['number'] or ''} {standing}".rstrip()
        self.stdout.write(json.dumps(said) if options["json"] else words)
        if not verdict.is_good:
            raise SystemExit(1)
