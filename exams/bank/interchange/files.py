"""Files of any format brought into a bank at once, as the command does it: whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from accounts.models import User
from exams.bank.interchange.batches import create_drafts, read_draft
from exams.bank.interchange.checking import CheckedItem, Defaults, check_rows
from exams.bank.interchange.parsing import LIMITS, FileRefused
from exams.bank.interchange.reading import AUTO
from exams.bank.interchange.words import Remark, refusal_in_words, remark
from exams.bank.models import Bank


@dataclass
class ImportReport:
    """What became of a file: keys of new items, what was rejected and why, and what else there is to say."""

    file: str
    bank: str
    format: str = ""
    parsed: int = 0
    created: list[str] = field(default_factory=list)
    skipped: int = 0
    rejected: list[Remark] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """As the command prints it; of an item twice in the bank, `skipped` counts the second."""
        return {
            **vars(self),
            "rejected": [vars(one) for one in self.rejected],
            "remarks": [vars(one) for one in self.remarks],
        }


@dataclass(frozen=True)
class FileImporter:
    """Who imports, where to, and what holds for the items that do not say.

    `is_partial`: items with errors do not keep the others out.
    """

    bank: Bank
    author: User
    now: datetime
    defaults: Defaults
    format_name: str = AUTO
    is_partial: bool = False
    dry_run: bool = False

    def run(self, path: Path) -> ImportReport:
        """Import a file; nothing is written where something is rejected, unless `is_partial`."""
        report = ImportReport(path.name, self.bank.code)
        with path.open("rb") as file:
            # One byte more than may be is enough to be refused.
            data = file.read(LIMITS.file_bytes + 1)
        try:
            report.format, draft, pictures = read_draft(
                self.bank, data, filename=path.name, format_name=self.format_name
            )
        except FileRefused as refused:
            report.rejected.append(Remark("error", refused.finding.code, "", refusal_in_words(refused)))
            return report
        checked = check_rows(self.bank, draft.rows, self.defaults)
        report.parsed = len(checked)
        report.remarks = [remark(finding) for finding in draft.findings]
        report.remarks += [one for item in checked for one in item.remarks if one.level == "warning"]
        report.rejected = _rejected(checked)
        report.skipped = sum(not one.row.is_taken for one in checked)
        ready = [one for one in checked if one.is_ready]
        if self.dry_run or not ready or (report.rejected and not self.is_partial):
            return report
        versions = create_drafts(
            bank=self.bank, ready=ready, pictures=pictures, source=path.name, actor=self.author, now=self.now
        )
        report.created = [version.item.key for version in versions]
        return report


def _rejected(checked: Sequence[CheckedItem]) -> list[Remark]:
    """What keeps wanted items out."""
    rejected = []
    for one in checked:
        if one.row.is_taken:
            rejected += [found for found in one.remarks if found.level == "error"]
            rejected += [one.pointless()] if one.lacks_point else []
    return rejected
