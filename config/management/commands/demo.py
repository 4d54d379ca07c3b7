"""Build the demonstration: `manage.py demo [--stage certified] [--migrate] [--json]`."""

import gc
import json
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.services import IssueRefused
from config.demo.links import AccountLinks, links
from config.demo.stages import Stage, build
from config.demo.story import read_story
from config.demo.studies import DemoFailed
from exams.papers.services import BlueprintShort, PublishRefused


@contextmanager
def _uncollected() -> Iterator[None]:
    """Most of what is made is kept to the end: the collector would walk all of it again and again, a sixth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class Command(BaseCommand):
    help = "Fill the database with people, a chapter, an exam and a certificate to look at. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--stage", type=Stage, choices=list(Stage), default=Stage.CERTIFIED, help="how far to go")
        parser.add_argument(
            "--migrate", action="store_true", help="make or change the tables first, in one start of Python"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(_("The demonstration has known passwords: it is never built in production."))
        with _uncollected():
            if options["migrate"]:
                call_command("migrate", verbosity=0)
            try:
                demo = build(options["stage"], now=timezone.now())
            except (BlueprintShort, DemoFailed, IssueRefused, PublishRefused) as failure:
                raise CommandError(str(failure)) from failure
        rows = links(demo)
        if options["json"]:
            self.stdout.write(
                json.dumps(
                    {
                        "stage": demo.stage,
                        "site": settings.SITE_URL,
                        "password": read_story().password,
                        "accounts": [row.as_json() for row in rows],
                    },
                    ensure_ascii=False,
                )
            )
            return
        self._tell(rows)

    def _tell(self, rows: list[AccountLinks]) -> None:
        self.stdout.write(f"\n{settings.WAGTAIL_SITE_NAME}  {settings.SITE_URL}/\n")
        self.stdout.write(_("Password of every account: %(password)s") % {"password": read_story().password} + "\n\n")
        for row in rows:
            self.stdout.write(self.style.MIGRATE_HEADING(" · ".join(filter(None, (row.label, row.username, row.name)))))
            for link in row.links:
                self.stdout.write(f"    {link.url}  {link.title}")
        self.stdout.write("")
