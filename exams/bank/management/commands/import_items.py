"""Bring files of questions into the question bank: our own bank files, and every format that can be imported."""

import json
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from courses.interchange.reader import read_syllabus
from exams.bank.interchange.checking import Defaults
from exams.bank.interchange.files import FileImporter, ImportReport
from exams.bank.interchange.importing import FileReport, Importer
from exams.bank.interchange.reading import AUTO
from exams.bank.interchange.registry import FORMATS
from exams.bank.models import Bank, Cognitive
from exams.bank.rules import WRITE

BANK_FILES = {".yaml", ".yml"}


class Command(BaseCommand):
    help = (
        "Import items: bank files as drafts, or approved when an author and another approver are named; files of any other"
        " format as drafts of --bank."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help="a file, or a folder of bank files")
        parser.add_argument("--bank", default="", help="the bank; bank files of any other are refused")
        parser.add_argument("--format", default=AUTO, choices=[AUTO, *FORMATS], help="by default told by the content")
        parser.add_argument("--point", default="", help="code of the knowledge point of items that name none")
        parser.add_argument("--difficulty", type=int, choices=range(1, 6), default=Defaults.difficulty)
        parser.add_argument("--cognitive", choices=Cognitive.values, default=Defaults.cognitive)
        parser.add_argument("--partial", action="store_true", help="items with errors do not keep the others out")
        parser.add_argument("--author", help="user name; by default the first user who may write items")
        parser.add_argument("--approver", help="user name of the second person; without one, versions stay drafts")
        parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        author = _user(options["author"]) if options["author"] else _first_writer()
        approver = _user(options["approver"]) if options["approver"] else None
        if approver == author:
            raise CommandError(_("The approver is somebody other than the author."))
        paths = [path.resolve() for path in options["files"]]
        now = timezone.now()
        bank_files = [path for path in paths if path.is_dir() or path.suffix in BANK_FILES]
        importer = Importer(author, approver, now, _syllabus_facts(), options["bank"], dry_run=options["dry_run"])
        reports: list[FileReport | ImportReport] = [
            report for path in bank_files for report in importer.run(_bank_files(path), root=_root(path))
        ]
        others = [path for path in paths if path not in bank_files]
        if others:
            file_importer = _file_importer(author, now, options)
            reports += [file_importer.run(_existing(path)) for path in others]
        self._print(reports, options)
        if any(report.rejected for report in reports):
            raise CommandError(_("Files with mistakes were not imported; every mistake is named above."))

    def _print(self, reports: list[FileReport | ImportReport], options: dict[str, Any]) -> None:
        if options["json"]:
            files = [report.as_json() for report in reports]
            totals = {
                "parsed": sum(report.parsed for report in reports),
                "created": sum(len(report.created) for report in reports),
                "versions": sum(len(report.versions) for report in reports if isinstance(report, FileReport)),
                "approved": sum(len(report.approved) for report in reports if isinstance(report, FileReport)),
                "unchanged": sum(report.unchanged for report in reports if isinstance(report, FileReport)),
                "rejected": sum(len(report.rejected) for report in reports),
            }
            result = {**totals, "dry_run": options["dry_run"], "files": files}
            self.stdout.write(json.dumps(result, ensure_ascii=False))
            return
        for report in reports:
            if isinstance(report, FileReport):
                self._print_bank_file(report)
            else:
                self._print_file(report)

    def _print_bank_file(self, report: FileReport) -> None:
        for problem in report.rejected:
            self.stderr.write(str(problem))
        if not report.rejected:
            self.stdout.write(_line(report))

    def _print_file(self, report: ImportReport) -> None:
        """Every mistake by its place, then what became of the file."""
        for one in report.rejected:
            self.stderr.write(f"{report.file} {one}")
        words = {
            "file": report.file,
            "parsed": report.parsed,
            "created": len(report.created),
            "skipped": report.skipped,
            "rejected": len(report.rejected),
        }
        self.stdout.write(
            _(
                "%(file)s: %(parsed)d items read, %(created)d created, %(skipped)d in the bank already, %(rejected)d mistakes"
            )
            % words
        )


def _syllabus_facts() -> frozenset[str] | None:
    """The fact ids of the syllabus beside the content, if there is one."""
    if not (settings.CONTENT_DIR / "syllabus.yaml").is_file():
        return None
    return frozenset(fact.id for point in read_syllabus(settings.CONTENT_DIR).points() for fact in point.facts)


def _line(report: FileReport) -> str:
    return _(
        "%(file)s: %(created)d new items, %(versions)d new versions, %(approved)d approved, %(unchanged)d unchanged"
    ) % {
        "file": report.file,
        "created": len(report.created),
        "versions": len(report.versions),
        "approved": len(report.approved),
        "unchanged": report.unchanged,
    }


def _file_importer(author: User, now: datetime, options: dict[str, Any]) -> FileImporter:
    """For the bank that is asked for, whose chapter has the knowledge point that is asked for."""
    bank = Bank.objects.filter(code=options["bank"]).select_related("chapter").first()
    if bank is None:
        raise CommandError(_("Name the bank with --bank."))
    point = bank.chapter.points.filter(code=options["point"]).first()
    if options["point"] and point is None:
        raise CommandError(_("The chapter has no knowledge point “%(point)s”.") % {"point": options["point"]})
    defaults = Defaults(point.pk if point else None, options["difficulty"], options["cognitive"])
    return FileImporter(
        bank, author, now, defaults, options["format"], is_partial=options["partial"], dry_run=options["dry_run"]
    )


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise CommandError(_("There is no file %(file)s.") % {"file": path})
    return path


def _bank_files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(path.glob("*.yaml"))
    return [_existing(path)]


def _root(path: Path) -> Path:
    return path if path.is_dir() else path.parent


def _user(name: str) -> User:
    try:
        return User.objects.get(username=name)
    except User.DoesNotExist as error:
        raise CommandError(_("There is no user %(name)s.") % {"name": name}) from error


def _first_writer() -> User:
    writers = User.objects.with_perm(WRITE, backend="django.contrib.auth.backends.ModelBackend")
    writer = writers.order_by("pk").first()
    if writer is None:
        raise CommandError(_("Nobody may write items yet; name the author with --author."))
    return writer
