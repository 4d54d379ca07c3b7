"""Publish the content folder: `manage.py load_content [--path content] [--dry-run] [--json] [--only ID]`."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from courses.interchange.loader import LoadReport, load
from courses.interchange.reader import read_content
from courses.services.publishing import Outcome
from courses.services.search import rebuild_missing
from courses.services.site import ensure_site


class Command(BaseCommand):
    help = "Publish courses, chapters and lessons from files; exits 1 where a file was refused."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--path", type=Path, default=settings.CONTENT_DIR, help="the content folder")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--only", default="", metavar="ID", help="this course, chapter or lesson and what is below")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["path"].is_dir():
            raise CommandError(_("There is no folder %(path)s.") % {"path": options["path"]})
        home = None
        if not options["dry_run"]:
            home = ensure_site(name=str(settings.WAGTAIL_SITE_NAME), url=settings.SITE_URL, actor=None)
        content = read_content(options["path"])
        report = load(content, home=home, actor=None, dry_run=options["dry_run"], only=options["only"])
        if not options["dry_run"]:
            rebuild_missing()
        if options["only"] and not report.loaded and not report.problems:
            raise CommandError(_("No file has the id %(id)s.") % {"id": options["only"]})
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        else:
            self._tell(report)
        if report.problems:
            raise SystemExit(1)

    def _tell(self, report: LoadReport) -> None:
        if report.dry_run:
            self.stdout.write(_("Dry run: nothing was changed."))
        words = {
            Outcome.CREATED: _("Pages created: %(count)d"),
            Outcome.UPDATED: _("Pages updated: %(count)d"),
            Outcome.ADOPTED: _("Pages that now say what their file says, taken up again: %(count)d"),
            Outcome.UNCHANGED: _("Pages unchanged: %(count)d"),
            Outcome.CONFLICT: _("Conflicts, pages changed by an editor and left alone: %(count)d"),
        }
        for outcome, sentence in words.items():
            if rows := report.with_outcome(outcome):
                self.stdout.write(sentence % {"count": len(rows)})
        for row in report.with_outcome(Outcome.CONFLICT):
            why = (
                _("the file changed too: move the file's change into the page by hand, or the page's into the file")
                if row.file_changed
                else _("the file did not change; to load it again, bring the page's change into the file")
            )
            self.stdout.write(self.style.WARNING(f"  {row.file}: {row.title}: {why}"))
        for problem in report.problems:
            self.stderr.write(self.style.ERROR(str(problem)))
