"""Give a share of each bank's approved items to practice; the rest stays for exams."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from fractions import Fraction
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from exams.bank.models import Bank
from exams.bank.services import PracticeRefused, reserve_share


def _share(text: str) -> Fraction:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise ArgumentTypeError(_("a share is written as 2/5 or 0.4")) from None


class Command(BaseCommand):
    help = "Give a share of the approved items to practice, for good: they never come onto an exam's paper again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bank", action="append", default=[], help="code of a bank; by default all")
        parser.add_argument("--share", type=_share, default=Fraction(2, 5), help="of each type, such as 2/5")
        parser.add_argument("--actor", required=True, help="user name of who answers for it")
        parser.add_argument("--dry-run", action="store_true", help="say what would be given, give nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = User.objects.filter(username=options["actor"]).first()
        if actor is None:
            raise CommandError(_("There is no user %(name)s.") % {"name": options["actor"]})
        banks = Bank.objects.order_by("code")
        if options["bank"]:
            banks = banks.filter(code__in=options["bank"])
            if unknown := sorted(set(options["bank"]) - set(banks.values_list("code", flat=True))):
                raise CommandError(_("There is no bank %(code)s.") % {"code": unknown[0]})
        given: dict[str, list[str]] = {}
        try:
            with transaction.atomic():
                for bank in banks:
                    items = reserve_share(bank=bank, share=options["share"], actor=actor, now=timezone.now())
                    given[bank.code] = sorted(item.key for item in items)
                transaction.set_rollback(options["dry_run"])
        except PracticeRefused as refused:
            raise CommandError(refused.reason) from refused
        if options["json"]:
            self.stdout.write(json.dumps({"given": given, "dry_run": options["dry_run"]}, ensure_ascii=False))
            return
        for code, keys in given.items():
            self.stdout.write(f"{code}: {len(keys)}")
