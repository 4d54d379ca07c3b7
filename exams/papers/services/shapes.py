"""The usual shapes of theory papers, and how one is spread over ranges so that each carries its weight."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from exams.papers.models import BlueprintCell, BlueprintRange

FULL_MARKS = Decimal(100)


@dataclass(frozen=True)
class Section:
    """So many items of one type, each for so many marks."""

    item_type: str
    count: int
    marks_each: Decimal


@dataclass(frozen=True)
class Shape:
    """The sections of a whole paper: 100 marks."""

    name: str
    minutes: int
    sections: tuple[Section, ...]


def _shape(name: str, minutes: int, *sections: tuple[str, int, str]) -> Shape:
    return Shape(name, minutes, tuple(Section(kind, count, Decimal(marks)) for kind, count, marks in sections))


SHAPES = {
    shape.name: shape
    for shape in (
        _shape("60-20-20", 90, ("single_choice", 60, "1"), ("multiple_choice", 20, "1"), ("true_false", 20, "1")),
        _shape("60-20-10", 90, ("single_choice", 60, "1"), ("true_false", 20, "1"), ("multiple_choice", 10, "2")),
        _shape("80-20", 90, ("single_choice", 80, "1"), ("true_false", 20, "1")),
        _shape("40-20-20", 90, ("single_choice", 40, "1"), ("multiple_choice", 20, "2"), ("true_false", 20, "1")),
        _shape("30-10-10", 60, ("single_choice", 30, "2"), ("multiple_choice", 10, "3"), ("true_false", 10, "1")),
        _shape(
            "theory-case",
            120,
            ("single_choice", 40, "1"),
            ("multiple_choice", 10, "2"),
            ("true_false", 10, "1"),
            ("short_answer", 2, "5"),
            ("case", 1, "20"),
        ),
    )
}


def spread(shape: Shape, ranges: Sequence[BlueprintRange]) -> list[BlueprintCell]:
    """Cells with the shape's counts over the ranges, so that each range carries its weight as nearly as counts allow.

    Few items of many marks go first, by the marks that a range still lacks; the section whose items are worth least
    comes last and evens out what the others left.
    """
    if not ranges:
        return [_cell(section, "", section.count) for section in shape.sections]
    lacking = {part.point_prefix: Decimal(part.weight) for part in ranges}
    counts: dict[tuple[str, str], int] = {}
    for section in sorted(shape.sections, key=lambda one: (-one.marks_each, one.count)):
        for prefix, count in _shares(section, lacking).items():
            counts[section.item_type, prefix] = count
            lacking[prefix] -= count * section.marks_each
    return [
        _cell(section, part.point_prefix, counts[section.item_type, part.point_prefix])
        for section in shape.sections
        for part in ranges
        if counts[section.item_type, part.point_prefix]
    ]


def ranges_by_points(weights: Sequence[tuple[str, int]]) -> list[BlueprintRange]:
    """Ranges whose weights are in proportion to what is given for each prefix, in whole percents that add up to 100."""
    whole = sum(weight for _prefix, weight in weights)
    if not whole:
        return []
    shares = _rounded([Decimal(weight) * 100 / whole for _prefix, weight in weights], 100)
    return [
        BlueprintRange(position=position, point_prefix=prefix, weight=Decimal(share))
        for position, ((prefix, _weight), share) in enumerate(zip(weights, shares, strict=True), start=1)
        if share
    ]


def _shares(section: Section, lacking: dict[str, Decimal]) -> dict[str, int]:
    whole = sum((max(marks, Decimal(0)) for marks in lacking.values()), Decimal(0)) or Decimal(1)
    exact = [max(marks, Decimal(0)) * section.count / whole for marks in lacking.values()]
    return dict(zip(lacking, _rounded(exact, section.count), strict=True))


def _rounded(exact: Sequence[Decimal], total: int) -> list[int]:
    """Whole numbers near these that add up to `total` (largest remainders)."""
    floors = [int(number.to_integral_value(ROUND_FLOOR)) for number in exact]
    by_rest = sorted(range(len(exact)), key=lambda place: (floors[place] - exact[place], place))
    for place in by_rest[: max(0, total - sum(floors))]:
        floors[place] += 1
    return floors


def _cell(section: Section, prefix: str, count: int) -> BlueprintCell:
    return BlueprintCell(point_prefix=prefix, item_type=section.item_type, count=count, marks_each=section.marks_each)
