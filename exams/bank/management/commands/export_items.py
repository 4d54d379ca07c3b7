"""Write the items of a bank to a file."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from exams.bank.interchange.exporting import Export, NothingToExport, log_export, prepare_export
from exams.bank.interchange.exports.registry import EXPORTERS
from exams.bank.models import Bank
from exams.bank.queries import approved_versions, latest_versions
from exams.bank.rules import EXPORT, may_export


class Command(BaseCommand):
    help = "Export a bank: its items by their newest versions, or the approved ones. The export is logged."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bank", required=True, metavar="CODE")
        parser.add_argument("--format", required=True, choices=list(EXPORTERS))
        parser.add_argument("--output", required=True, metavar="FILE", type=Path)
        parser.add_argument("--approved", action="store_true", help="only what papers may be made of")
        parser.add_argument("--answers", choices=["beside", "end", "none"], default="beside", help="Word only")
        parser.add_argument("--actor", help="user name of who takes it; by default the first user who may export")
        parser.add_argument("--dry-run", action="store_true", help="write no file and log nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        bank = Bank.objects.filter(code=options["bank"]).select_related("chapter").first()
        if bank is None:
            raise CommandError(_("There is no bank %(code)s.") % {"code": options["bank"]})
        actor = _actor(options["actor"], bank)
        now = timezone.now()
        try:
            export = prepare_export(
                bank=bank,
                versions=approved_versions(bank) if options["approved"] else latest_versions(bank),
                format_name=options["format"],
                answers=options["answers"],
                actor=actor,
                now=now,
            )
        except NothingToExport as error:
            reason = _("Nothing to export: no item is chosen, or this format holds none of them.")
            raise CommandError(reason) from error
        if not options["dry_run"]:
            log_export(export=export, bank=bank, actor=actor, now=now)
            options["output"].write_bytes(export.data)
        self._print(export, options)

    def _print(self, export: Export, options: dict[str, Any]) -> None:
        if options["json"]:
            told = {
                "bank": options["bank"],
                "format": export.format_name,
                "file": str(options["output"]),
                "items": len(export.keys),
                "left_out": [{"key": one.key, "reason": _(one.reason)} for one in export.left_out],
                "changed": [{"key": one.key, "fields": list(one.fields)} for one in export.changed],
                "sha256": export.sha256,
                "trace": export.trace,
                "dry_run": options["dry_run"],
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for one in export.left_out:
            self.stderr.write(f"{one.key}: {_(one.reason)}")
        for other in export.changed:
            self.stderr.write(_("%(key)s: not kept whole: %(fields)s") % _words_of(other.key, other.fields))
        self.stdout.write(
            _("%(file)s: %(items)d items, %(left_out)d left out, trace code %(trace)s")
            % {
                "file": options["output"],
                "items": len(export.keys),
                "left_out": len(export.left_out),
                "trace": export.trace,
            }
        )


def _words_of(key: str, fields: tuple[str, ...]) -> dict[str, str]:
    return {"key": key, "fields": ", ".join(fields) or _("reads differently")}


def _actor(name: str | None, bank: Bank) -> User:
    """Who is named, if they may; else the first who may."""
    if name:
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(_("There is no user %(name)s.") % {"name": name})
        if not may_export(user, bank):
            raise CommandError(_("%(name)s may not export this bank.") % {"name": name})
        return user
    users = User.objects.with_perm(EXPORT, backend="django.contrib.auth.backends.ModelBackend").order_by("pk")
    found = next((user for user in users if may_export(user, bank)), None)
    if found is None:
        raise CommandError(_("Nobody may export this bank; name somebody with --actor."))
    return found
