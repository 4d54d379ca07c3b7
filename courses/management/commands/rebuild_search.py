"""Write what search finds anew: `manage.py rebuild_search [--dry-run] [--json]`."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from courses.models import SearchEntry
from courses.services.search import count_entries, rebuild_all


class Command(BaseCommand):
    help = "Write everything that search finds anew from the published pages; publishing a page does it for that page."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        before = SearchEntry.objects.count()
        after = count_entries() if options["dry_run"] else rebuild_all()
        if options["json"]:
            self.stdout.write(json.dumps({"dry_run": options["dry_run"], "before": before, "after": after}))
            return
        if options["dry_run"]:
            self.stdout.write(_("Dry run: nothing was changed."))
        self.stdout.write(_("Search entries: %(before)d before, %(after)d now") % {"before": before, "after": after})
