"""Parsed items checked against their types and the bank: what each will become, and everything to say about it."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from courses.models import KnowledgePoint
from exams.bank.interchange.duplicates import Twin, find_duplicates
from exams.bank.interchange.parsing import Level, ParsedItem
from exams.bank.interchange.words import Remark, place_in_words, remark
from exams.bank.item_types import ITEM_TYPES
from exams.bank.models import LONGEST_TAG, Bank, Cognitive
from exams.bank.presentation import explain, path_in_words
from exams.bank.services import VersionContent, stored_body


@dataclass(frozen=True)
class Defaults:
    """For the items whose file does not say: point by its id, difficulty and cognitive level."""

    point: int | None = None
    difficulty: int = 3
    cognitive: str = Cognitive.UNDERSTAND


@dataclass
class Row:
    """An item of an import, whether it is wanted, and what it is alike."""

    item: ParsedItem
    is_taken: bool = True
    twins: list[Twin] = field(default_factory=list)


@dataclass
class CheckedItem:
    """A row with all that is known about it."""

    number: int
    row: Row
    # As it would be stored; None while its type refuses it.
    body: dict[str, Any] | None = None
    point: KnowledgePoint | None = None
    difficulty: int = 3
    cognitive: str = ""
    remarks: list[Remark] = field(default_factory=list)

    @property
    def item(self) -> ParsedItem:
        return self.row.item

    @property
    def verdict(self) -> Level | None:
        """None where there is nothing to say."""
        levels = {one.level for one in self.remarks}
        return "error" if "error" in levels else "warning" if levels else None

    @property
    def place(self) -> str:
        """Where it stands in the file."""
        return place_in_words(self.item.place)

    @property
    def cognitive_label(self) -> str:
        return str(Cognitive(self.cognitive).label)

    @property
    def is_ready(self) -> bool:
        """Wanted, and nothing keeps it out."""
        return self.row.is_taken and self.verdict != "error" and self.point is not None

    @property
    def tags(self) -> tuple[str, ...]:
        """Those that are short enough to be stored."""
        return tuple(tag for tag in self.item.tags if len(tag) <= LONGEST_TAG)

    @property
    def lacks_point(self) -> bool:
        """Wanted and in order, but neither the file nor its reader has said which knowledge point."""
        return self.row.is_taken and self.verdict != "error" and self.point is None

    def pointless(self) -> Remark:
        """What to say of an item that lacks a knowledge point."""
        return Remark("error", "no_point", self.place, _("The item names no knowledge point."))

    def content(self) -> VersionContent:
        """What will be created; only for an item without errors."""
        if self.body is None or self.point is None:
            raise ValueError(self.number)
        return VersionContent(
            body=self.body,
            point=self.point,
            difficulty=self.difficulty,
            cognitive=self.cognitive,
            facts=self.item.facts,
        )


def check_rows(bank: Bank, rows: Sequence[Row], defaults: Defaults) -> list[CheckedItem]:
    """Every row with its verdict, in order."""
    points = _Points(bank)
    return [_check(number, row, points, defaults) for number, row in enumerate(rows, 1)]


def look_for_twins(bank: Bank, rows: Sequence[Row]) -> None:
    """Note at each row what of the import and of the bank it is alike; costs more than all other checks."""
    checked = check_rows(bank, rows, Defaults())
    written = [(one.item.item_type, one.body) if one.body is not None else None for one in checked]
    for row, twins in zip(rows, find_duplicates(bank, written), strict=True):
        row.twins = twins


class _Points:
    """The knowledge points of the bank's chapter, by every name that a file may use for them."""

    def __init__(self, bank: Bank) -> None:
        points = list(bank.chapter.points.order_by("code"))
        self.by_id = {point.pk: point for point in points}
        self._by_name = {
            _name(name): point for point in points for name in (point.title, point.syllabus_id, point.code)
        }

    def find(self, name: str) -> KnowledgePoint | None:
        """By code, syllabus id or title, also “code title”."""
        return self._by_name.get(_name(name)) or self._by_name.get(
            _name(name.split(maxsplit=1)[0] if name.split() else "")
        )


def _name(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _check(number: int, row: Row, points: _Points, defaults: Defaults) -> CheckedItem:
    item = row.item
    place = place_in_words(item.place)
    checked = CheckedItem(
        number,
        row,
        difficulty=item.difficulty or defaults.difficulty,
        cognitive=item.cognitive or defaults.cognitive,
        remarks=[remark(finding) for finding in item.findings],
    )
    if item.body is not None:
        try:
            checked.body = stored_body(item.item_type, item.body)
        except ValidationError as error:
            checked.remarks += [
                Remark("error", "body", place, _reason(item.item_type, path, reason)) for path, reason in explain(error)
            ]
    elif not any(one.level == "error" for one in checked.remarks):
        checked.remarks.append(Remark("error", "no_body", place, _("This is no whole item yet.")))
    checked.point = points.find(item.point) if item.point else None
    if checked.point is None and item.point:
        reason = _("The chapter has no knowledge point “%(point)s”.") % {"point": item.point}
        checked.remarks.append(Remark("warning", "unknown_point", place, reason))
    checked.point = checked.point or points.by_id.get(defaults.point or 0)
    for tag in set(item.tags) - set(checked.tags):
        reason = _("The tag “%(tag)s…” is longer than %(most)d characters and is not kept.")
        checked.remarks.append(Remark("warning", "tag_long", place, reason % {"tag": tag[:10], "most": LONGEST_TAG}))
    checked.remarks += [_twin_remark(twin, place) for twin in row.twins]
    return checked


def _reason(item_type: str, path: tuple[str | int, ...], reason: str) -> str:
    where = path_in_words(ITEM_TYPES[item_type], path)
    return _("%(place)s: %(reason)s") % {"place": where, "reason": reason} if where else reason


def _twin_remark(twin: Twin, place: str) -> Remark:
    where = twin.key or _("item %(number)d of this import") % {"number": (twin.index or 0) + 1}
    words = {"other": where}
    reason = _("The same as %(other)s.") % words if twin.is_exact else _("Much like %(other)s.") % words
    return Remark("warning", "duplicate", place, reason)
