"""Write anew what finds items: `manage.py refresh_item_search [--json]`."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from exams.bank.services.search_entries import rebuild_entries


class Command(BaseCommand):
    """After a restore, a change of the search's folding, or rows written past the services."""

    help = "Write anew what finds items in the question banks; changes no item."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        count = rebuild_entries()
        self.stdout.write(json.dumps({"entries": count}) if options["json"] else f"{count} items can be found.")
