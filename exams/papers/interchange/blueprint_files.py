"""Blueprint files (`schema: blueprint/1`, see content/README.md) read, checked and written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from accounts.models import User
from courses.interchange.documents import Document, read_document
from courses.interchange.problems import ContentRefused, Problem
from courses.models import Importance
from exams.bank.item_types import ITEM_TYPES
from exams.bank.models import Bank, Cognitive
from exams.bank.scoring import DEFAULT_POLICY, POLICIES
from exams.papers.models import Blueprint, BlueprintCell, BlueprintRange
from exams.papers.services import RULES, BlueprintRefused, write_blueprint

POINTS = r"^[A-Z](-[A-Z]){0,2}(-\d{1,3})?$"
Difficulty = Annotated[int, Field(ge=1, le=5)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class CellRow(_Strict):
    """One row of `cells`."""

    points: Annotated[str, StringConstraints(pattern=rf"{POINTS}|^$")] = ""
    type: Literal[*ITEM_TYPES]  # type: ignore[valid-type]  # the registry decides
    difficulty: Annotated[list[Difficulty], Field(min_length=2, max_length=2)] = [1, 5]
    cognitive: Literal[*Cognitive.values] | None = None  # type: ignore[valid-type]  # the model decides
    importance: Literal[*Importance.values] | None = None  # type: ignore[valid-type]  # the model decides
    count: Annotated[int, Field(ge=1, le=500)]
    marks: Annotated[Decimal, Field(gt=0, le=100, decimal_places=2)]

    @model_validator(mode="after")
    def _band_rises(self) -> Self:
        if self.difficulty[0] > self.difficulty[1]:
            raise ValueError(_("The difficulty band runs from the lower to the higher number."))
        return self

    def cell(self, position: int) -> BlueprintCell:
        return BlueprintCell(
            position=position,
            point_prefix=self.points,
            item_type=self.type,
            difficulty_from=self.difficulty[0],
            difficulty_to=self.difficulty[1],
            cognitive=self.cognitive or "",
            importance=self.importance or "",
            count=self.count,
            marks_each=self.marks,
        )


class RangeRow(_Strict):
    """One row of `ranges`."""

    points: Annotated[str, StringConstraints(pattern=POINTS)]
    weight: Annotated[Decimal, Field(gt=0, le=100, decimal_places=2)]

    def range(self, position: int) -> BlueprintRange:
        return BlueprintRange(position=position, point_prefix=self.points, weight=self.weight)


class BlueprintFile(_Strict):
    """A whole file."""

    schema_: Literal["blueprint/1"] = Field(alias="schema")
    code: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    bank: str | None = None
    banks: list[str] = []
    multiple_policy: Literal[*POLICIES] = DEFAULT_POLICY  # type: ignore[valid-type]  # the table decides
    minutes: Annotated[int, Field(ge=1, le=1440)] = 90
    one_per_point: bool = False
    balance_keys: bool = True
    max_uses: Annotated[int, Field(ge=1, le=10_000)] | None = None
    max_age_days: Annotated[int, Field(ge=1, le=30_000)] | None = None
    target_difficulty: Annotated[Decimal, Field(ge=1, le=5, decimal_places=2)] | None = None
    ranges: list[RangeRow] = []
    cells: Annotated[list[CellRow], Field(min_length=1)]

    @model_validator(mode="after")
    def _names_banks_once(self) -> Self:
        if bool(self.banks) == (self.bank is not None):
            raise ValueError(_("Name the bank (bank: …) or the banks (banks: […]), one of the two."))
        return self

    @property
    def bank_codes(self) -> list[str]:
        return self.banks if self.bank is None else [self.bank]


@dataclass
class LoadedBlueprint:
    """What became of one file: created, changed, unchanged or rejected."""

    file: str
    outcome: str
    code: str = ""
    rejected: list[Problem] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {**vars(self), "rejected": [vars(problem) for problem in self.rejected]}


def load_blueprint(path: Path, *, root: Path, actor: User | None, now: datetime, dry_run: bool) -> LoadedBlueprint:
    """Bring one file into the database, whole or not at all; the same file again changes nothing."""
    name = path.relative_to(root).as_posix()
    try:
        document = read_document(path, root=root)
        filed = document.parse(BlueprintFile)
        with transaction.atomic():
            outcome = _write(document, filed, actor=actor, now=now)
            transaction.set_rollback(dry_run)
    except ContentRefused as refused:
        return LoadedBlueprint(name, "rejected", rejected=refused.problems)
    return LoadedBlueprint(name, outcome, filed.code)


def _write(document: Document, filed: BlueprintFile, *, actor: User | None, now: datetime) -> str:
    banks = {bank.code: bank for bank in Bank.objects.filter(code__in=filed.bank_codes)}
    if missing := [code for code in filed.bank_codes if code not in banks]:
        place = ("bank",) if filed.banks == [] else ("banks",)
        reason = _("There is no bank %(code)s; import its items first.")
        raise ContentRefused([document.problem(place, reason % {"code": code}) for code in missing])
    stored = Blueprint.objects.filter(code=filed.code).first()
    cells = [row.cell(position) for position, row in enumerate(filed.cells, start=1)]
    ranges = [row.range(position) for position, row in enumerate(filed.ranges, start=1)]
    head = {name: getattr(filed, name) for name in ("title", *RULES)}
    if stored is not None and _says(stored, head, set(banks.values()), ranges, cells):
        return "unchanged"
    blueprint = stored or Blueprint(code=filed.code)
    for name, value in head.items():
        setattr(blueprint, name, value)
    try:
        write_blueprint(blueprint=blueprint, banks=banks.values(), cells=cells, ranges=ranges, actor=actor, now=now)
    except BlueprintRefused as refused:
        raise ContentRefused([document.problem((), reason) for reason in refused.reasons]) from refused
    return "created" if stored is None else "changed"


def _says(
    blueprint: Blueprint,
    head: dict[str, Any],
    banks: set[Bank],
    ranges: list[BlueprintRange],
    cells: list[BlueprintCell],
) -> bool:
    return (
        all(getattr(blueprint, name) == value for name, value in head.items())
        and set(blueprint.banks.all()) == banks
        and [(row.point_prefix, row.weight) for row in blueprint.ranges.order_by("position", "pk")]
        == [(row.point_prefix, row.weight) for row in ranges]
        and list(_rows(blueprint.cells.order_by("position", "pk"))) == list(_rows(cells))
    )


def _rows(cells: Iterable[BlueprintCell]) -> Iterator[tuple[object, ...]]:
    for cell in cells:
        kind = (cell.point_prefix, cell.item_type, cell.cognitive, cell.importance)
        yield (*kind, cell.difficulty_from, cell.difficulty_to, cell.count, cell.marks_each)
