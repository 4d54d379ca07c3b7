"""Make the chapters' handouts: `manage.py make_handouts [--only ID] [--dry-run] [--json]`."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import ChapterPage, Handout
from courses.services.handouts import HandoutFailed, HandoutOutcome, is_outdated, make_handout, sweep_orphans


class Command(BaseCommand):
    help = "Print every chapter whose text has changed since its handout was made; exits 1 where one failed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--only", default="", metavar="ID", help="this chapter: its id in content/, or its slug")
        parser.add_argument("--dry-run", action="store_true", help="say what would be made and change nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        chapters = ChapterPage.objects.order_by("path")
        if options["only"]:
            chapters = chapters.filter(Q(source_id=options["only"]) | Q(slug=options["only"]))
            if not chapters:
                raise CommandError(_("No chapter has the id %(id)s.") % {"id": options["only"]})
        rows = []
        for chapter in chapters:
            row = _would_make(chapter) if options["dry_run"] else _make(chapter)
            rows.append(row)
            if not options["json"]:
                self._tell(row)
        orphans = [] if options["dry_run"] or options["only"] else list(sweep_orphans(now=timezone.now()))
        if options["json"]:
            report = {"dry_run": options["dry_run"], "handouts": rows, "orphans_removed": orphans}
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
        if any(row["outcome"] == HandoutOutcome.FAILED for row in rows):
            raise SystemExit(1)

    def _tell(self, row: dict[str, Any]) -> None:
        line = f"{row['outcome']:9} {row['title']}"
        if row["pages"]:
            line += " · " + _("%(pages)d pages, %(size)d kB") % {"pages": row["pages"], "size": row["bytes"] // 1000}
        self.stdout.write(line)
        if row["fault"]:
            self.stderr.write(self.style.ERROR(row["fault"]))


def _make(chapter: ChapterPage) -> dict[str, Any]:
    try:
        return _row(chapter, make_handout(chapter=chapter, now=timezone.now()))
    except HandoutFailed as failure:
        return _row(chapter, HandoutOutcome.FAILED, str(failure))


def _would_make(chapter: ChapterPage) -> dict[str, Any]:
    return _row(chapter, HandoutOutcome.MADE if is_outdated(chapter=chapter) else HandoutOutcome.UNCHANGED)


def _row(chapter: ChapterPage, outcome: HandoutOutcome, fault: str = "") -> dict[str, Any]:
    handout = Handout.objects.filter(chapter=chapter).first()
    return {
        "chapter": chapter.source_id or chapter.slug,
        "title": chapter.title,
        "outcome": outcome.value,
        "fault": fault,
        "pages": handout.pages if handout else 0,
        "bytes": handout.size if handout else 0,
        "digest": handout.digest if handout else "",
    }
