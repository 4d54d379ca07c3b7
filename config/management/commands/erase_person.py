"""Carry out an approved request to erase here and now, where the task worker cannot."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import ErasureRequest, ErasureState
from accounts.privacy import records
from config.services.erasures import carry_out_erasure


class Command(BaseCommand):
    help = "Carry out an erasure that two persons have approved; it goes on where it was broken off."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("request", type=int, help="number of the request")
        parser.add_argument("--dry-run", action="store_true", help="only say how many tables are to be done")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        request = ErasureRequest.objects.select_related("user__person").filter(pk=options["request"]).first()
        if request is None or request.state != ErasureState.APPROVED:
            raise CommandError(_("There is no approved request of this number. Nothing was erased."))
        left, done = len(records()) - request.progress, 0
        if not options["dry_run"]:
            done = carry_out_erasure(request=request, now=timezone.now())
        said = {"request": request.pk, "tables": left, "done": done, "state": request.state}
        self.stdout.write(json.dumps(said) if options["json"] else "\n".join(f"{k}: {v}" for k, v in said.items()))
