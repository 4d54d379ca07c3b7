"""What of the syllabus is covered: `manage.py content_coverage [--path content] [--json]`."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from courses.coverage import Coverage, Share, syllabus_coverage
from courses.interchange.problems import ContentRefused
from courses.interchange.reader import read_syllabus


class Command(BaseCommand):
    help = "Say which points and facts of the syllabus the published lessons cover, per course and chapter."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--path", type=Path, default=settings.CONTENT_DIR, help="the folder of syllabus.yaml")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            syllabus = read_syllabus(options["path"])
        except ContentRefused as refusal:
            raise CommandError("\n".join(str(problem) for problem in refusal.problems)) from refusal
        courses = syllabus_coverage(syllabus)
        if options["json"]:
            self.stdout.write(
                json.dumps({"courses": [course.as_json() for course in courses]}, ensure_ascii=False, indent=2)
            )
            return
        for course in courses:
            self._tell(course)
            for chapter in course.chapters:
                self._tell(chapter)

    def _tell(self, coverage: Coverage) -> None:
        parts = [_share(_("knowledge points"), coverage.points), _share(_("syllabus facts"), coverage.facts)]
        parts += [_share(name, share) for name, share in coverage.sources.items()]
        self.stdout.write(f"{coverage.id:9} {' · '.join(parts)}  {coverage.title}")
        missing = [*coverage.points.missing, *coverage.facts.missing]
        if missing and not coverage.chapters and coverage.points.covered:
            self.stdout.write(_("          missing: %(ids)s") % {"ids": " ".join(missing)})


def _share(name: str, share: Share) -> str:
    return f"{name} {share.covered}/{len(share.ids)}"
