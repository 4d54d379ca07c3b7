"""A blueprint while it is written: what it asks, what the banks offer, and what is not right yet. Nothing is saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from courses.models import KnowledgePoint
from exams.bank.models import Bank
from exams.bank.queries import exam_versions
from exams.papers.models import BlueprintCell, BlueprintRange
from exams.papers.services.blueprints import blueprint_faults
from exams.papers.services.supply import CellSupply, distribute

FULL_MARKS = Decimal(100)


@dataclass(frozen=True)
class RangeLine:
    """A range with what it should carry and what its cells carry."""

    prefix: str
    weight: Decimal | None
    marks: Decimal
    items: int

    @property
    def is_true(self) -> bool:
        return self.weight is None or self.weight == self.marks


@dataclass(frozen=True)
class Preview:
    """Everything that is said beside the form."""

    supplies: Sequence[CellSupply]
    ranges: Sequence[RangeLine]
    faults: Sequence[str]

    @property
    def items(self) -> int:
        return sum(supply.cell.count for supply in self.supplies)

    @property
    def marks(self) -> Decimal:
        return marks_of([supply.cell for supply in self.supplies])

    @property
    def missing_marks(self) -> Decimal:
        """What lacks to 100; below 0 what is too much."""
        return FULL_MARKS - self.marks

    @property
    def surplus(self) -> Decimal:
        return -self.missing_marks

    @property
    def short(self) -> list[CellSupply]:
        return [supply for supply in self.supplies if supply.missing]


def preview_blueprint(
    *, banks: Sequence[Bank], ranges: Sequence[BlueprintRange], cells: Sequence[BlueprintCell]
) -> Preview:
    """What these parts would be as a blueprint, saved or not."""
    versions = exam_versions(*banks).defer("body", "facts") if banks and cells else ()
    return Preview(
        supplies=distribute(cells, versions, random=Random("")),  # noqa: S311 -- counts do not depend on it
        ranges=range_lines(ranges, cells),
        faults=list(blueprint_faults(banks=banks, ranges=ranges, cells=cells)),
    )


def range_lines(ranges: Sequence[BlueprintRange], cells: Sequence[BlueprintCell]) -> list[RangeLine]:
    """For each range its weight against what its cells carry."""
    lines = []
    for part in ranges:
        inside = [cell for cell in cells if cell.point_prefix.startswith(part.point_prefix)]
        lines.append(RangeLine(part.point_prefix, part.weight, marks_of(inside), sum(cell.count for cell in inside)))
    return lines


def marks_of(cells: Sequence[BlueprintCell]) -> Decimal:
    """What these cells are worth together."""
    return sum((cell.count * cell.marks_each for cell in cells), Decimal(0))


def parts_with_weights(banks: Sequence[Bank], *, by_section: bool) -> list[tuple[str, int]]:
    """The chapters or sections of the banks that have approved items, with the weights of their points summed."""
    held = exam_versions(*banks).values("point")
    points = KnowledgePoint.objects.filter(pk__in=held).order_by("code")
    weights: dict[str, int] = {}
    for code, weight in points.values_list("code", "weight"):
        section = code.rpartition("-")[0]
        part = section if by_section else section.rpartition("-")[0]
        weights[part] = weights.get(part, 0) + weight
    return list(weights.items())


@dataclass(frozen=True)
class RangeName:
    """A range that may be written, and how people know it."""

    prefix: str
    title: str


def range_names(banks: Sequence[Bank]) -> list[RangeName]:
    """Chapters, sections and points of the banks, by code: what the fields of ranges offer."""
    points = KnowledgePoint.objects.filter(chapter__bank__in=banks).select_related("chapter").order_by("code")
    names: dict[str, str] = {}
    for point in points:
        section = point.code.rpartition("-")[0]
        names.setdefault(section.rpartition("-")[0], str(point.chapter.title))
        names.setdefault(section, str(point.chapter.title))
        names[point.code] = point.title
    return [RangeName(prefix, title) for prefix, title in sorted(names.items())]
