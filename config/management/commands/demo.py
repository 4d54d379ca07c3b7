"""Build the demonstration: `manage.py demo [--stage certified] [--migrate] [--json]`, and serve it: `--serve 8000`."""

import gc
import io
import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.conf import STATICFILES_STORAGE_ALIAS, settings
from django.core.files.storage import storages
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.services import IssueRefused
from config.demo.links import AccountLinks, links
from config.demo.stages import Stage, build
from config.demo.story import read_story
from config.demo.studies import DemoFailed
from config.processes import Copy
from config.storage import StaticFilesStorage
from exams.papers.services import BlueprintShort, PublishRefused


@contextmanager
def _uncollected() -> Iterator[None]:
    """Most of what is made is kept to the end: the collector would walk all of it again and again, a sixth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _prepare_files() -> None:
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("prepare_fonts", stdout=io.StringIO())


class Command(BaseCommand):
    help = "Fill the database with people, a chapter, an exam and a certificate to look at. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--stage", type=Stage, choices=list(Stage), default=Stage.CERTIFIED, help="how far to go")
        parser.add_argument(
            "--migrate", action="store_true", help="make or change the tables first, in one start of Python"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--serve", type=int, metavar="PORT", help="make what is served beside the pages, too, and serve it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(_("The demonstration has known passwords: it is never built in production."))
        if not options["serve"]:
            self._tell(options)
            return
        self._together(partial(self._tell, options), _prepare_files)
        collected = storages[STATICFILES_STORAGE_ALIAS]
        if isinstance(collected, StaticFilesStorage):
            collected.look_again()
        call_command("serve", port=options["serve"])

    def _together(self, *acts: Callable[[], None]) -> None:
        """Each by a copy of this process: what Python has to load is loaded once, and their memory is given back."""
        copies = [Copy(partial(self._without_trace, act)) for act in acts]
        try:
            for copy in copies:
                copy.wait()
        finally:
            for copy in copies:
                copy.terminate()
        if any(copy.returncode for copy in copies):
            text = _("The demonstration is not whole. Mend what is named above and call it again: what is there stays.")
            raise CommandError(text)

    def _without_trace(self, act: Callable[[], None]) -> None:
        try:
            act()
        except CommandError as error:
            self.stderr.write(str(error))
            sys.exit(1)

    def _tell(self, options: dict[str, Any]) -> None:
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
        self._print(rows)

    def _print(self, rows: list[AccountLinks]) -> None:
        self.stdout.write(f"\n{settings.WAGTAIL_SITE_NAME}  {settings.SITE_URL}/\n")
        self.stdout.write(_("Password of every account: %(password)s") % {"password": read_story().password} + "\n\n")
        for row in rows:
            self.stdout.write(self.style.MIGRATE_HEADING(" · ".join(filter(None, (row.label, row.username, row.name)))))
            for link in row.links:
                self.stdout.write(f"    {link.url}  {link.title}")
        self.stdout.write("")
