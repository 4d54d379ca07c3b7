"""Bank files brought into the bank: a file whole or not at all, and nothing twice."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from courses.interchange.problems import ContentRefused, Problem
from courses.models import ChapterPage, KnowledgePoint
from exams.bank.interchange.bank_files import FiledBank, FiledItem, read_bank_file
from exams.bank.item_types import get_item_type
from exams.bank.item_types.unfinished import unfinished_explanations
from exams.bank.models import Bank, BankAct, Item, ItemVersion, VersionState
from exams.bank.rules import REVIEW, WRITE, is_listed, wrote_part_of
from exams.bank.services import (
    NewItem,
    VersionContent,
    approve,
    body_sha256,
    create_items,
    create_version,
    log_bank_event,
    retire,
    submit_for_review,
)

UNDECIDED = (VersionState.DRAFT, VersionState.IN_REVIEW)


@dataclass
class FileReport:
    """What became of one file: keys of new items, of items with a new version, of versions approved."""

    file: str
    bank: str = ""
    parsed: int = 0
    created: list[str] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    approved: list[str] = field(default_factory=list)
    unchanged: int = 0
    rejected: list[Problem] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {**vars(self), "rejected": [vars(problem) for problem in self.rejected]}


@dataclass(frozen=True)
class Importer:
    """Who imports, and where to. Versions stay drafts unless an approver is named.

    `facts` are those of the syllabus; None where there is no syllabus to check against.
    """

    author: User
    approver: User | None
    now: datetime
    facts: frozenset[str] | None = None
    bank_code: str = ""
    dry_run: bool = False

    def run(self, paths: Iterable[Path], *, root: Path) -> list[FileReport]:
        """Import each file in its own transaction; one bad file does not keep the others out."""
        return [self._import_file(path, root) for path in paths]

    def _import_file(self, path: Path, root: Path) -> FileReport:
        report = FileReport(file=path.relative_to(root).as_posix())
        try:
            filed = read_bank_file(path, root=root)
            report.bank, report.parsed = filed.bank, len(filed.items)
            with transaction.atomic():
                self._import(filed, report)
                transaction.set_rollback(self.dry_run)
        except ContentRefused as refused:
            return FileReport(report.file, report.bank, report.parsed, rejected=refused.problems)
        return report

    def _import(self, filed: FiledBank, report: FileReport) -> None:
        bank = self._bank(filed)
        points = {point.syllabus_id: point for point in bank.chapter.points.all()}
        items = {item.key: item for item in bank.items.prefetch_related("versions")}
        if problems := list(self._unknown_names(filed, points, items)):
            raise ContentRefused(problems)
        contents = {
            filed_item.head.key: VersionContent(
                body=filed_item.body,
                point=points[filed_item.head.point],
                difficulty=filed_item.head.difficulty,
                cognitive=filed_item.head.cognitive,
                facts=tuple(filed_item.head.facts),
            )
            for filed_item in filed.items
        }
        for version in self._create(bank, [one for one in filed.items if one.head.key not in items], contents):
            report.created.append(version.item.key)
            self._approve(version, report)
        for filed_item in filed.items:
            if (item := items.get(filed_item.head.key)) is not None:
                self._import_known(item, contents[item.key], report)
        self._log(bank, report)

    def _create(self, bank: Bank, filed: list[FiledItem], contents: Mapping[str, VersionContent]) -> list[ItemVersion]:
        drafts = [NewItem(one.head.type, contents[one.head.key], one.head.key) for one in filed]
        return create_items(bank=bank, drafts=drafts, actor=self.author) if drafts else []

    def _log(self, bank: Bank, report: FileReport) -> None:
        """One line for the file beside those of its items; none where nothing came of it."""
        details = {
            "file": report.file,
            "created": len(report.created),
            "versions": len(report.versions),
            "approved": len(report.approved),
        }
        if report.created or report.versions or report.approved:
            log_bank_event(act=BankAct.IMPORTED, actor=self.author, now=self.now, bank=bank, details=details)

    def _unknown_names(
        self, filed: FiledBank, points: dict[str, KnowledgePoint], items: dict[str, Item]
    ) -> Iterator[Problem]:
        for item in filed.items:
            head = item.head
            if head.point not in points:
                reason = _("The chapter has no knowledge point %(point)s.") % {"point": head.point}
                yield filed.problem(item, reason, "point")
            for place, fact in enumerate(head.facts):
                if self.facts is not None and fact not in self.facts:
                    yield filed.problem(item, _("The syllabus has no fact %(fact)s.") % {"fact": fact}, "facts", place)
            known = items.get(head.key)
            if known is not None and known.item_type != head.type:
                reason = _("This key belongs to an item of another type; keys are never reused.")
                yield filed.problem(item, reason, "type")

    def _import_known(self, item: Item, content: VersionContent, report: FileReport) -> None:
        version = _same_content(item, content)
        if version is not None:
            report.unchanged += 1
        else:
            self._retire_undecided(item)
            version = create_version(item=item, content=content, actor=self.author)
            report.versions.append(item.key)
        self._approve(version, report)

    def _approve(self, version: ItemVersion, report: FileReport) -> None:
        """Approve what nobody has decided about, if the second person wrote no part of it and may."""
        if self.approver is None or version.state not in UNDECIDED or wrote_part_of(self.approver, version):
            return
        if not is_listed(self.approver, version.item.bank, REVIEW) or _is_unfinished(version):
            return
        if version.state == VersionState.DRAFT:
            version = submit_for_review(version=version, actor=self.author, now=self.now)
        approve(version=version, actor=self.approver, now=self.now)
        report.approved.append(version.item.key)

    def _retire_undecided(self, item: Item) -> None:
        """A draft that the file has outgrown would only invite approval by mistake."""
        for version in item.versions.all():
            if version.state in UNDECIDED and version.author_id == self.author.pk:
                retire(version=version, actor=self.author, now=self.now, comment=_("Replaced by a newer file."))

    def _bank(self, filed: FiledBank) -> Bank:
        """The file's bank, opened for its chapter at the first import."""
        if self.bank_code and filed.bank != self.bank_code:
            reason = _("The file belongs to bank %(bank)s, not %(asked)s.") % {
                "bank": filed.bank,
                "asked": self.bank_code,
            }
            raise ContentRefused([filed.document.problem(("bank",), reason)])
        bank = Bank.objects.filter(code=filed.bank).select_related("chapter").first()
        if bank is not None:
            if not is_listed(self.author, bank, WRITE):
                reason = _("Bank %(bank)s is restricted, and its list does not let this author write.")
                raise ContentRefused([filed.document.problem(("bank",), reason % {"bank": bank.code})])
            return bank
        chapter = ChapterPage.objects.filter(source_id=filed.bank).first()
        if chapter is None:
            reason = _("There is no chapter %(code)s; publish it before its bank.") % {"code": filed.bank}
            raise ContentRefused([filed.document.problem(("bank",), reason)])
        bank = Bank.objects.create(code=filed.bank, title=chapter.title, chapter=chapter)
        log_bank_event(act=BankAct.BANK_OPENED, actor=self.author, now=self.now, bank=bank)
        return bank


def _is_unfinished(version: ItemVersion) -> bool:
    """A draft whose explanation is still to be written stays one."""
    kind = get_item_type(version.item.item_type)
    return bool(unfinished_explanations(kind, kind.parse(version.body)))


def _same_content(item: Item, content: VersionContent) -> ItemVersion | None:
    """The newest version that says exactly this; an older one means that the item was edited since, and is kept."""
    digest = body_sha256(item.item_type, content.body)
    for version in sorted(item.versions.all(), key=lambda version: -version.number):
        written = (version.body_sha256, version.point_id, version.facts, version.difficulty, version.cognitive)
        if written == (digest, content.point.pk, list(content.facts), content.difficulty, content.cognitive):
            return version
    return None
