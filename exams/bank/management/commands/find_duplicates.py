"""`manage.py find_duplicates`: pairs of items that a person should look at."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from exams.bank.alike import alike_pairs
from exams.bank.models import Bank
from exams.bank.services.sketches import rebuild_sketches


class Command(BaseCommand):
    """Reads only, unless the sketches for the search while typing are to be written anew."""

    help = "Name the pairs of items of a bank that may be duplicates."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bank", default="", metavar="CODE", help=_("Only this bank."))
        parser.add_argument(
            "--rebuild", action="store_true", help=_("First write anew what the search while typing uses.")
        )
        parser.add_argument("--json", action="store_true", help=_("Print one JSON object."))

    def handle(self, *_args: Any, **options: Any) -> None:
        code = options["bank"]
        banks = Bank.objects.filter(code=code) if code else Bank.objects.all()
        if code and not banks:
            raise CommandError(_("There is no bank %(code)s.") % {"code": code})
        if options["rebuild"]:
            rebuild_sketches()
        pairs = [
            {
                "bank": bank.code,
                "first": pair.first.item.key,
                "second": pair.second.item.key,
                "stem": round(pair.likeness.stem, 2),
                "options": round(pair.likeness.options, 2),
                "key": round(pair.likeness.key, 2),
            }
            for bank in banks
            for pair in alike_pairs(bank)
        ]
        if options["json"]:
            self.stdout.write(json.dumps({"pairs": pairs}, ensure_ascii=False))
            return
        for pair in pairs:
            self.stdout.write("{bank}: {first} – {second} ({stem}, {options}, {key})".format(**pair))
        self.stdout.write(_("%(count)d pairs") % {"count": len(pairs)})
