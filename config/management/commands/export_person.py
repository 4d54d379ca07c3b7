"""Write the copy of a person's data to a file, for whoever asks by letter."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from config.services.exports import packed


class Command(BaseCommand):
    help = "Write everything that the register names for a person to a ZIP: JSON, PDF and uploaded files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--output", required=True, type=Path, metavar="FILE.zip")
        parser.add_argument("--dry-run", action="store_true", help="make it and write nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).select_related("person").first()
        if user is None:
            raise CommandError(_("There is no user %(name)s.") % {"name": options["username"]})
        data, digest = packed(user, now=timezone.now())
        if not options["dry_run"]:
            options["output"].touch(mode=0o600)
            options["output"].write_bytes(data)
        said = {"file": str(options["output"]), "bytes": len(data), "sha256": digest, "written": not options["dry_run"]}
        self.stdout.write(json.dumps(said) if options["json"] else "\n".join(f"{k}: {v}" for k, v in said.items()))
