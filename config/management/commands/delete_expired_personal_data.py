"""Turn the retention clock: what the register says is over goes. Each night."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from config.services.erasures import unfinished_erasures
from config.services.retention import delete_expired
from config.tasks import erase


class Command(BaseCommand):
    help = (
        "Delete personal data whose time is over by the register: notices, applications, copies of data, exam records five "
        "years after the result. Takes up erasures whose task was lost. Can be broken off and run again at any time."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count what would go")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        found = delete_expired(now=timezone.now(), dry_run=options["dry_run"])
        lost = unfinished_erasures()
        if not options["dry_run"]:
            for request_id in lost:
                erase.enqueue(request_id)
        if options["json"]:
            said = {"dry_run": options["dry_run"], "tables": [asdict(one) for one in found], "erasures": len(lost)}
            self.stdout.write(json.dumps(said, ensure_ascii=False))
            return
        for one in found:
            self.stdout.write(f"{one.table}: {one.due} → {one.deleted} (< {one.before})")
        if not found:
            self.stdout.write(_("Nothing is over."))
