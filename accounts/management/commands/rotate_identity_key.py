"""Bring every ID number under the present key."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.services.identity_keys import (
    BATCH,
    UnreadableNumber,
    current_fingerprint,
    rotate_batch,
    under_another_key,
)


class Command(BaseCommand):
    help = (
        "Re-encrypt ID numbers under FIELD_ENCRYPTION_KEY, reading those under FIELD_ENCRYPTION_OLD_KEYS too. In "
        "batches; killed at any moment, it goes on where it was when it is run again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, default=BATCH, help="numbers in one transaction")
        parser.add_argument("--dry-run", action="store_true", help="only count them")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        waiting, done, after = under_another_key().count(), 0, 0
        while not options["dry_run"]:
            try:
                changed, after = rotate_batch(after=after, size=options["batch"])
            except UnreadableNumber as error:
                text = _(
                    "A number is under a key that is missing: add it to FIELD_ENCRYPTION_OLD_KEYS. Done: %(done)s."
                )
                raise CommandError(text % {"done": done}) from error
            done += changed
            if not after:
                break
        left = under_another_key().count()
        said = {"key": current_fingerprint(), "waiting": waiting, "done": done, "left": left}
        if options["json"]:
            self.stdout.write(json.dumps(said))
        else:
            self.stdout.write("\n".join(f"{name}: {value}" for name, value in said.items()))
