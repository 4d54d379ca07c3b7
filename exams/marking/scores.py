"""Adding up marks, exactly. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property

PLACES = Decimal("0.01")


@dataclass(frozen=True)
class SlotMark:
    """Credit in [0, 1] for a slot that is worth `marks`, on one knowledge point."""

    slot: int
    point_id: int
    credit: Fraction
    marks: Decimal

    @cached_property
    def possible(self) -> Fraction:
        return Fraction(self.marks)

    @property
    def is_missed(self) -> bool:
        """Marks were to be had, and not all of them were earned; a void item is worth none."""
        return self.credit < 1 and self.marks > 0

    @cached_property
    def earned(self) -> Fraction:
        return self.credit * self.possible


@dataclass(frozen=True)
class PointScore:
    """What was earned of what was possible on one knowledge point."""

    point_id: int
    earned: Fraction
    possible: Fraction

    @cached_property
    def share(self) -> Fraction:
        """What was earned as a part of what was possible."""
        return self.earned / self.possible

    @cached_property
    def percent(self) -> int:
        """Whole per cent, rounded half up."""
        part, whole = self.share.as_integer_ratio()
        return (200 * part + whole) // (2 * whole)


def percentage(slots: Iterable[SlotMark]) -> Fraction:
    """Score out of 100 as an exact fraction; 0 for a paper without marks."""
    slots = list(slots)
    possible = sum((one.possible for one in slots), Fraction(0))
    return sum((one.earned for one in slots), Fraction(0)) / possible * 100 if possible else Fraction(0)


def rounded(value: Fraction) -> Decimal:
    """Two places, half up: the score that is shown and stored."""
    scaled = value * 100 + Fraction(1, 2)
    return (Decimal(scaled.numerator // scaled.denominator) / 100).quantize(PLACES, ROUND_HALF_UP)


def by_point(slots: Iterable[SlotMark]) -> list[PointScore]:
    """Totals per knowledge point, in order of the points' ids; a point of which nothing counts is left out."""
    totals: dict[int, tuple[Fraction, Fraction]] = {}
    for one in slots:
        earned, possible = totals.get(one.point_id, (Fraction(0), Fraction(0)))
        totals[one.point_id] = (earned + one.earned, possible + one.possible)
    return [PointScore(point, *totals[point]) for point in sorted(totals) if totals[point][1]]


def to_json(scores: Iterable[PointScore]) -> list[dict[str, str | int]]:
    """For storage: exact fractions as text, "7/2"."""
    return [{"point": one.point_id, "earned": str(one.earned), "possible": str(one.possible)} for one in scores]


def from_json(stored: Iterable[Mapping[str, str | int]]) -> list[PointScore]:
    """The inverse of to_json."""
    return [
        PointScore(int(one["point"]), Fraction(str(one["earned"])), Fraction(str(one["possible"]))) for one in stored
    ]
