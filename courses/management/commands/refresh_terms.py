"""Write the glossary anew: `manage.py refresh_terms [--dry-run] [--json]`."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import LessonPage
from courses.services.terms import refresh_terms


class Command(BaseCommand):
    help = "Write the glossary anew from all published lessons; publishing a lesson does it for that lesson."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would stand there and change nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        counts = {lesson.pk: refresh_terms(lesson=lesson) for lesson in LessonPage.objects.iterator()}
        report = {
            "dry_run": options["dry_run"],
            "lessons": sum(1 for count in counts.values() if count),
            "terms": sum(counts.values()),
        }
        if options["dry_run"]:
            transaction.set_rollback(True)
        if options["json"]:
            self.stdout.write(json.dumps(report))
        else:
            self.stdout.write(_("%(terms)d terms of %(lessons)d lessons.") % report)
