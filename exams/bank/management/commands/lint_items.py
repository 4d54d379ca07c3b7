"""`manage.py lint_items`: what a reviewer would say about the items of the banks, or of bank files before their import."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from courses.interchange.problems import ContentRefused
from exams.bank.interchange.bank_files import read_bank_file
from exams.bank.interchange.competing import competing_topics
from exams.bank.item_types import get_item_type
from exams.bank.lint import Finding, Subject, lint_bank, lint_item
from exams.bank.models import Bank
from exams.bank.presentation.advice import advice_of
from exams.bank.queries import latest_versions

# Bank, key, syllabus id of the point, type, body.
Written = tuple[str, str, str, str, dict[str, Any]]


class Command(BaseCommand):
    """Exits 1 if there is anything to say and --strict is given."""

    help = "Say what a reviewer would say about items: of all banks, of one, or of bank files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help=_("Bank files or folders of them."))
        parser.add_argument("--bank", default="", metavar="CODE", help=_("Only this bank."))
        parser.add_argument("--strict", action="store_true", help=_("Exit 1 if there is anything to say."))
        parser.add_argument("--json", action="store_true", help=_("Print one JSON object."))

    def handle(self, *_args: Any, **options: Any) -> None:
        written = list(_filed(options["files"]) if options["files"] else _stored(options["bank"]))
        remarks = [
            {"bank": bank, "key": key, "code": one.code, "field": one.field, "text": one.text}
            for bank, key, findings in _findings(written)
            for one in advice_of(findings)
        ]
        if options["json"]:
            self.stdout.write(json.dumps({"items": len(written), "remarks": remarks}, ensure_ascii=False))
        else:
            for one in remarks:
                self.stdout.write("{bank} {key}: {text}".format(**one))
            self.stdout.write(
                _("%(items)d items, %(remarks)d remarks") % {"items": len(written), "remarks": len(remarks)}
            )
        if remarks and options["strict"]:
            raise CommandError(_("There are remarks."))


def _findings(written: list[Written]) -> Iterator[tuple[str, str, list[Finding]]]:
    subjects: dict[str, list[Subject]] = {}
    for bank, key, point, item_type, body in written:
        yield bank, key, lint_item(item_type, body, competes=competing_topics().get(point, ""))
        kind = get_item_type(item_type)
        parsed = kind.parse(body)
        subjects.setdefault(bank, []).append(Subject(item_type, parsed, kind.to_question(parsed)))
    for bank, whole in subjects.items():
        yield bank, "", lint_bank(whole)


def _filed(paths: list[Path]) -> Iterator[Written]:
    for path in paths:
        if not path.exists():
            raise CommandError(_("There is no file %(file)s.") % {"file": path})
        for file in sorted(path.rglob("*.yaml")) if path.is_dir() else [path]:
            try:
                filed = read_bank_file(file, root=file.parent)
            except ContentRefused as refused:
                raise CommandError("\n".join(str(problem) for problem in refused.problems)) from refused
            for item in filed.items:
                yield filed.bank, item.head.key, item.head.point, item.head.type, item.body


def _stored(code: str) -> Iterator[Written]:
    banks = Bank.objects.filter(code=code) if code else Bank.objects.all()
    if code and not banks:
        raise CommandError(_("There is no bank %(code)s.") % {"code": code})
    for bank in banks:
        for version in latest_versions(bank):
            yield bank.code, version.item.key, version.point.syllabus_id, version.item.item_type, version.body
