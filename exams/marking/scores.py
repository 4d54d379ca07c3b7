"""Adding up marks, exactly, and what follows from the sums: passed or not, and in which band. Pure."""

from collections.abc import Iterable, Mapping, Sequence
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


def moved(exact: Fraction, points: Decimal) -> Fraction:
    """A score out of 100 after moderation: never below 0, never above 100."""
    return min(max(exact + Fraction(points), Fraction(0)), Fraction(100))


def exact_score(stored: Iterable[Mapping[str, str | int]], points: Decimal) -> Fraction:
    """The score of a component as an exact fraction, from its stored breakdown and its moderation."""
    scores = from_json(stored)
    possible = sum((one.possible for one in scores), Fraction(0))
    earned = sum((one.earned for one in scores), Fraction(0))
    return moved(earned / possible * 100 if possible else Fraction(0), points)


@dataclass(frozen=True)
class Part:
    """The exact score of one component, with what the exam asks of it."""

    score: Fraction
    pass_mark: Decimal
    weight: Decimal = Decimal(1)
    minimum: Decimal = Decimal(0)


@dataclass(frozen=True)
class Scheme:
    """How an exam makes one verdict of its parts; `total_pass_mark` only where they make up for each other."""

    parts: int
    total_pass_mark: Decimal | None = None
    # (from which score on, name), in any order.
    bands: Sequence[tuple[Decimal, str]] = ()


@dataclass(frozen=True)
class Verdict:
    """Passed or not; the weighted total where parts make up for each other; the band of a pass."""

    passed: bool
    total: Fraction | None = None
    band: str = ""


def judge(parts: Sequence[Part], scheme: Scheme) -> Verdict:
    """One verdict, on exact scores: every part at its pass mark, or the total at its own and every part at its minimum.

    The band is that of the total, or else of the weakest part; a part that is missing lets nobody pass.
    """
    is_whole = len(parts) == scheme.parts and bool(parts)
    if scheme.total_pass_mark is None:
        passed = is_whole and all(one.score >= one.pass_mark for one in parts)
        deciding, total = min((one.score for one in parts), default=Fraction(0)), None
    else:
        weights = sum((Fraction(one.weight) for one in parts), Fraction(0))
        total = sum((one.score * Fraction(one.weight) for one in parts), Fraction(0)) / weights if is_whole else None
        enough = all(one.score >= one.minimum for one in parts)
        passed = total is not None and enough and total >= scheme.total_pass_mark
        deciding = total or Fraction(0)
    return Verdict(passed, total, band_of(deciding, scheme.bands) if passed else "")


def band_of(score: Fraction, bands: Iterable[tuple[Decimal, str]]) -> str:
    """The name of the highest band that the score reaches; empty where it reaches none."""
    reached = [(least, name) for least, name in bands if score >= least]
    return max(reached)[1] if reached else ""


def spread(values: Iterable[Fraction]) -> tuple[Fraction, Fraction, Fraction]:
    """Lower quartile, median and upper quartile, exact: between two neighbours by the straight line (Hyndman and Fan, 7)."""
    ordered = sorted(values)
    return (_quantile(ordered, 1), _quantile(ordered, 2), _quantile(ordered, 3))


def _quantile(ordered: Sequence[Fraction], quarter: int) -> Fraction:
    whole, rest = divmod((len(ordered) - 1) * quarter, 4)
    following = ordered[min(whole + 1, len(ordered) - 1)]
    return ordered[whole] + (following - ordered[whole]) * Fraction(rest, 4)
