"""Sign a root over the answer logs that moved since the last one."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from exams.sittings.services.roots import anchor_chains
from exams.sittings.signing import KeyUnusable


class Command(BaseCommand):
    help = (
        "Sign a root over every answer log that moved since the last root. `serve` does it each hour. Note the root it "
        "prints somewhere else: whoever deletes the newest roots from the database is then found out too."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="look at every attempt, not only at those saved lately")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            root = anchor_chains(now=timezone.now(), everything=options["all"])
        except (KeyUnusable, OSError) as error:
            raise CommandError(str(error)) from error
        report = {"root": root.number, "heads": len(root.heads), "hash": root.hash} if root else {"root": None}
        if options["json"]:
            self.stdout.write(json.dumps(report))
        else:
            text = f"root {root.number} over {len(root.heads)} heads: {root.hash}" if root else "no log has moved"
            self.stdout.write(text)
