"""Write edited pages back to files: `manage.py dump_content [--path content] [--only ID] [--dry-run] [--json]`."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from courses.interchange.dumper import DumpReport, dump


class Command(BaseCommand):
    help = "Write published courses, chapters, lessons and figures to files; exits 1 where a page could not be written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--path", type=Path, default=settings.CONTENT_DIR, help="the content folder")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--only", default="", metavar="ID", help="this course, chapter or lesson and what is below")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["path"].is_dir():
            raise CommandError(_("There is no folder %(path)s.") % {"path": options["path"]})
        report = dump(options["path"], dry_run=options["dry_run"], only=options["only"])
        if options["only"] and report.is_empty:
            raise CommandError(_("No page has the id %(id)s.") % {"id": options["only"]})
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        else:
            self._tell(report)
        if report.refused:
            raise SystemExit(1)

    def _tell(self, report: DumpReport) -> None:
        if report.dry_run:
            self.stdout.write(_("Dry run: nothing was changed."))
        for sentence, files in (
            (_("Files created: %(count)d"), report.created),
            (_("Files written anew: %(count)d"), report.written),
        ):
            if files:
                self.stdout.write(sentence % {"count": len(files)})
            for file in files:
                self.stdout.write(f"  {file}")
        for before, after in sorted(report.renamed.items()):
            self.stdout.write(_("Renamed: %(before)s → %(after)s") % {"before": before, "after": after})
        for id_, title in report.ids_given.items():
            self.stdout.write(
                _("Made in the back office, now with the id %(id)s: %(title)s") % {"id": id_, "title": title}
            )
        self.stdout.write(_("Pages that say what their files say: %(count)d") % {"count": len(report.unchanged)})
        for note in report.notes:
            self.stdout.write(self.style.WARNING(f"  {note.id} {note.title}: {note.reason}"))
        for note in report.refused:
            line = _("Not written: %(id)s %(title)s: %(reason)s")
            self.stderr.write(self.style.ERROR(line % {"id": note.id, "title": note.title, "reason": note.reason}))
