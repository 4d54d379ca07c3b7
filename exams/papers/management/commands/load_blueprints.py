"""Bring blueprint files into the database."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from exams.papers.interchange.blueprint_files import load_blueprint

OUTCOMES = {
    "created": pgettext_lazy("outcome", "created"),
    "changed": pgettext_lazy("outcome", "changed"),
    "unchanged": pgettext_lazy("outcome", "unchanged"),
}


class Command(BaseCommand):
    help = "Load blueprints from files (by default all of content/blueprints)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", metavar="FILE", nargs="*", type=Path, help="blueprint files")
        parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        paths = [path.resolve() for path in options["files"]] or sorted(
            (settings.CONTENT_DIR / "blueprints").glob("*.yaml")
        )
        for path in paths:
            if not path.is_file():
                raise CommandError(_("There is no file %(file)s.") % {"file": path})
        now, dry_run = timezone.now(), options["dry_run"]
        loaded = [load_blueprint(path, root=path.parent, actor=None, now=now, dry_run=dry_run) for path in paths]
        if options["json"]:
            result = {"dry_run": dry_run, "files": [row.as_json() for row in loaded]}
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        else:
            for row in loaded:
                for problem in row.rejected:
                    self.stderr.write(str(problem))
                if not row.rejected:
                    self.stdout.write(f"{row.file}: {OUTCOMES[row.outcome]}")
        if any(row.rejected for row in loaded):
            raise CommandError(_("Files with mistakes were not loaded; every mistake is named above."))
