"""Issue every certificate that is due, as batches that go on where they were stopped."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet
from django.utils import timezone

from certificates.interchange.lists import LARGEST_FILE, ListRefused, read_pasted, read_workbook
from certificates.models import Award, Batch, BatchRow, BatchSource, RowState
from certificates.queries import (
    Listed,
    listed_as_due,
    listed_by_reference,
    listed_of_sitting,
    progress_of,
    rows_for_listing,
    unfinished_batches,
)
from certificates.services import (
    BatchRefused,
    check_candidates,
    prepare_batch,
    start_batch,
    take_up_stalled,
    work_on_batch,
)
from exams.sittings.models import Sitting


class Command(BaseCommand):
    help = (
        "Issue and print a certificate for everybody who meets an award's rule and holds none; whoever passed, studies "
        "or was approved and cannot have one yet is listed with the reasons. Safe to stop at any moment and to run "
        "again: batches that were broken off are finished first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--award", metavar="CODE", help="only this award")
        parser.add_argument("--sitting", type=int, metavar="ID", help="with --award: the candidates of this sitting")
        parser.add_argument("--room", default="", help="with --sitting: only this room")
        parser.add_argument("--list", type=Path, metavar="FILE", help="with --award: the candidates of this list")
        parser.add_argument("--dry-run", action="store_true", help="say what would be issued, change nothing")
        parser.add_argument(
            "--json", action="store_true", help="print one JSON object; progress as JSON lines on stderr"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if (options["sitting"] or options["list"]) and not options["award"]:
            raise CommandError("Please name the award of the candidates with --award.")
        awards = Award.objects.select_related("exam", "course").order_by("pk")
        if options["award"]:
            awards = awards.filter(code=options["award"])
            if not awards:
                raise CommandError(f"There is no award with the code {options['award']}.")
        report: dict[str, Any] = {"dry_run": options["dry_run"], "issued": [], "refused": []}
        self.is_json = bool(options["json"])
        if not options["dry_run"]:
            self._finish_broken_off(awards, report)
        for award in awards:
            self._issue(award, options, report)
        self.stdout.write(json.dumps(report, ensure_ascii=False) if self.is_json else _in_words(report))

    def _finish_broken_off(self, awards: QuerySet[Award], report: dict[str, Any]) -> None:
        """Of this command or of a worker; one that shows signs of life is left to whoever works on it."""
        for batch in unfinished_batches().filter(award__in=awards).select_related("award__exam", "award__course"):
            if take_up_stalled(batch=batch, now=timezone.now()):
                self._run(batch, report)

    def _issue(self, award: Award, options: dict[str, Any], report: dict[str, Any]) -> None:
        source, sitting, listed, detail = _candidates(award, options)
        if options["dry_run"]:
            for row in check_candidates(award=award, listed=listed):
                _report(award, row, report, is_dry=True)
            return
        now = timezone.now()
        try:
            batch = prepare_batch(
                award=award, listed=listed, source=source, actor=None, now=now, sitting=sitting, detail=detail
            )
        except BatchRefused:
            return
        start_batch(batch=batch, actor=None, now=now)
        self._run(batch, report)

    def _run(self, batch: Batch, report: dict[str, Any]) -> None:
        while work_on_batch(batch=batch, clock=timezone.now):
            progress = progress_of(batch)
            line = {"batch": batch.pk, "done": progress.settled, "total": progress.total}
            if self.is_json:
                self.stderr.write(json.dumps(line))
            elif sys.stderr.isatty():
                self.stderr.write("{done}/{total}".format(**line))
        for row in rows_for_listing(batch):
            _report(batch.award, row, report)


def _candidates(award: Award, options: dict[str, Any]) -> tuple[BatchSource, Sitting | None, list[Listed], str]:
    """Whom the options name."""
    if options["sitting"]:
        sitting = Sitting.objects.filter(pk=options["sitting"]).first()
        if sitting is None:
            raise CommandError(f"There is no sitting {options['sitting']}.")
        room = options["room"]
        return BatchSource.SITTING, sitting, listed_of_sitting(sitting, room=room), room
    if options["list"]:
        try:
            data = options["list"].read_bytes()[: LARGEST_FILE + 1]
            is_workbook = options["list"].suffix == ".xlsx"
            lines = read_workbook(data) if is_workbook else read_pasted(data.decode())
        except (OSError, ListRefused, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error
        return BatchSource.LIST, None, listed_by_reference(lines), options["list"].name
    return BatchSource.DUE, None, list(listed_as_due(award)), ""


def _report(award: Award, row: BatchRow, report: dict[str, Any], *, is_dry: bool = False) -> None:
    line: dict[str, Any] = {"award": award.code, "candidate": row.reference}
    if row.state in {RowState.REFUSED, RowState.FAILED}:
        report["refused"].append({**line, "reasons": row.reasons})
    elif row.is_new and row.certificate:
        report["issued"].append({**line, "number": row.certificate.number})
    elif is_dry and not row.certificate:
        report["issued"].append({**line, "number": None})


def _in_words(report: dict[str, Any]) -> str:
    lines = [f"issued {one['award']} {one['candidate']} {one['number'] or '(dry run)'}" for one in report["issued"]]
    lines += [f"refused {one['award']} {one['candidate']}: {' '.join(one['reasons'])}" for one in report["refused"]]
    return "\n".join([*lines, f"issued {len(report['issued'])}, refused {len(report['refused'])}"])
