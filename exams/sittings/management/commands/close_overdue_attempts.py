"""Close attempts whose deadline and grace have passed; with --loop, every few seconds until stopped.

The loop also anchors the answer log each hour, makes the exam office's keys where there are none, and draws, once a
minute, the papers of candidates whose sitting comes near.
"""

import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError
from django.utils import timezone

from exams.sittings.models import KeyPurpose
from exams.sittings.services.attempts import close_overdue_attempts
from exams.sittings.services.drawing import prepare_coming_papers
from exams.sittings.services.roots import anchor_if_due
from exams.sittings.signing import KeyUnusable, key_for

PREPARE_EVERY_SECONDS = 60


class Command(BaseCommand):
    help = "Close every attempt that is past its deadline and grace."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--loop", type=int, default=0, metavar="SECONDS", help="repeat every so many seconds")

    def handle(self, *args: Any, **options: Any) -> None:
        prepared_at = float("-inf")
        while True:
            closed = self._close()
            if options["loop"] and time.monotonic() - prepared_at >= PREPARE_EVERY_SECONDS:
                self._prepare()
                prepared_at = time.monotonic()
            if not options["loop"]:
                text = json.dumps({"closed": closed}) if options["json"] else f"closed {closed}"
                self.stdout.write(text)
                return
            self._anchor()
            time.sleep(options["loop"])

    def _anchor(self) -> None:
        try:
            key_for(KeyPurpose.SEALING, now=timezone.now())
            anchor_if_due(now=timezone.now())
        except (OperationalError, KeyUnusable, OSError) as error:
            # The next turn tries again; closing does not wait for it.
            self.stderr.write(f"the answer log was not anchored: {error}")

    def _close(self) -> int:
        try:
            return close_overdue_attempts(now=timezone.now())
        except OperationalError as error:
            # A loop outlives a restart of its database; closing also happens on the next read of the attempt.
            self.stderr.write(f"database not reachable: {error}")
            return 0

    def _prepare(self) -> None:
        try:
            prepare_coming_papers(now=timezone.now())
        except OperationalError as error:
            # A start draws for itself whatever is not drawn by then.
            self.stderr.write(f"database not reachable: {error}")
