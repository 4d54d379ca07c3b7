"""Write the whole platform to one file."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from config.services.backups import BackupRefused, check_backup, folders, forget_old_backups, make_backup


class Command(BaseCommand):
    help = "Write database, uploads, private files and keys to one checked file, while the platform goes on."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--output", type=Path, default=Path(settings.BACKUP_FOLDER), help="the folder")
        parser.add_argument("--keep", type=int, default=0, help="delete all but so many of the newest; 0 keeps all")
        parser.add_argument("--without-keys", action="store_true", help="signing keys are kept elsewhere")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be saved")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["output"]
        if options["keep"] < 0:
            raise CommandError(_("--keep is a number of backups, or 0."))
        if options["dry_run"]:
            places = {name: str(place) for name, place in folders().items()}
            self._say({"folder": str(folder), "would_save": places}, is_json=options["json"])
            return
        try:
            file = make_backup(folder=folder, now=timezone.now(), with_keys=not options["without_keys"])
            manifest = check_backup(file=file)
        except BackupRefused as refused:
            raise CommandError(str(refused)) from refused
        gone = forget_old_backups(folder=folder, keep=options["keep"]) if options["keep"] else []
        said = {
            "file": str(file),
            "bytes": file.stat().st_size,
            "tables": len(manifest.tables),
            "rows": manifest.rows,
            "files": len(manifest.files) - 1,
            "deleted": [str(one) for one in gone],
        }
        self._say(said, is_json=options["json"])

    def _say(self, said: dict[str, Any], *, is_json: bool) -> None:
        if is_json:
            self.stdout.write(json.dumps(said, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(f"{name}: {value}" for name, value in said.items()))
