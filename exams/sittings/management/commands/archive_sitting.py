"""Write the signed archive of a sitting."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from exams.sittings.interchange.archive import ArchiveRefused, write_archive
from exams.sittings.models import Sitting
from exams.sittings.services.attempts import close_overdue_attempts
from exams.sittings.services.roots import anchor_chains
from exams.sittings.signing import KeyUnusable


class Command(BaseCommand):
    help = (
        "Write a sitting to a signed ZIP that verifies without the platform (verify.py inside). What is overdue is "
        "closed and the logs are anchored first. The archive holds names and keys: keep it where neither is public."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("sitting", type=int, help="number of the sitting")
        parser.add_argument("--output", required=True, type=Path, metavar="FILE.zip")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        sitting = Sitting.objects.select_related("exam", "controls").filter(pk=options["sitting"]).first()
        if sitting is None:
            raise CommandError(f"there is no sitting {options['sitting']}")
        now = timezone.now()
        close_overdue_attempts(now=now)
        try:
            anchor_chains(now=now)
            made = write_archive(sitting, options["output"], now=now)
        except (ArchiveRefused, KeyUnusable, OSError) as error:
            raise CommandError(str(error)) from error
        names = ("sitting", "attempts", "events", "roots", "key", "fingerprint", "sha256")
        report = {name: getattr(made, name) for name in names} | {"files": len(made.files)}
        if options["json"]:
            self.stdout.write(json.dumps(report))
        else:
            self.stdout.write("\n".join(f"{name}: {value}" for name, value in report.items()))
