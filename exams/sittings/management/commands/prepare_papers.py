"""Draw the papers of a sitting's candidates before the start; without --sitting, of all that open within a day."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from exams.sittings.models import Sitting
from exams.sittings.services.drawing import prepare_coming_papers, prepare_papers


class Command(BaseCommand):
    help = "Draw each registered candidate's paper ahead, so that a start only copies it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sitting", type=int, metavar="ID")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["sitting"]:
            drawn = prepare_papers(sitting=Sitting.objects.get(pk=options["sitting"]), now=now)
        else:
            drawn = prepare_coming_papers(now=now)
        self.stdout.write(f"prepared {drawn}")
