"""Put a backup in the platform's place."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config.services.backups import BackupRefused, check_backup, restore_backup


class Command(BaseCommand):
    help = "Put a backup in the platform's place and hold every table against it; the server must be stopped."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="put what is there aside and the backup in its place"
        )
        parser.add_argument("--other-key", action="store_true", help="go on though ID numbers will not be readable")
        parser.add_argument("--dry-run", action="store_true", help="only read the file to its end and check it")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        kept: list[str] = []
        try:
            if options["dry_run"]:
                manifest = check_backup(file=file)
            else:
                done = restore_backup(
                    file=file, now=timezone.now(), replace=options["replace"], other_key=options["other_key"]
                )
                manifest, kept = done.manifest, done.kept_aside
        except BackupRefused as refused:
            raise CommandError(str(refused)) from refused
        said = {
            "file": str(file),
            "made_at": manifest.made_at,
            "tables": len(manifest.tables),
            "rows": manifest.rows,
            "files": len(manifest.files) - 1,
            "restored": not options["dry_run"],
            "kept_aside": kept,
        }
        if options["json"]:
            self.stdout.write(json.dumps(said, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(f"{name}: {value}" for name, value in said.items()))
