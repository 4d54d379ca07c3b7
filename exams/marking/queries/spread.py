"""Ranges of a component, and how the group's scores lie: quartiles, from thirty candidates on, never of fewer."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from django.db.models import QuerySet

from accounts.prepared import Prepared, PreparedValues
from courses.models import KnowledgePoint
from exams.marking.models import GroupSpread, Outcome, ResultComponent, ResultState
from exams.marking.scores import PointScore, exact_score, from_json, rounded, spread
from exams.papers.models import BlueprintRange

SMALLEST_GROUP = 30
STEP = 500


_ranges = PreparedValues(
    lambda paper: (
        BlueprintRange.objects.filter(blueprint__papers=paper).order_by("position", "pk").values_list("point_prefix")
    ),
    int,
)


def ranges_of(paper_id: int) -> list[str]:
    """The ranges of the paper's blueprint, as beginnings of codes; none where it was made without."""
    return [prefix for (prefix,) in _ranges.rows(paper_id)]


def range_of(code: str, ranges: Sequence[str]) -> str:
    """The range a point belongs to: the blueprint's longest, or all but the last part of the point's code."""
    named = [one for one in ranges if code.startswith(one)]
    return max(named, key=len) if named else code.rpartition("-")[0] or code


def shares(scores: Iterable[PointScore], codes: Mapping[int, str], ranges: Sequence[str]) -> dict[str, Fraction]:
    """Range → what was earned of what was possible, out of 100, in the order of the ranges."""
    totals: dict[str, tuple[Fraction, Fraction]] = {}
    for one in scores:
        name = range_of(codes[one.point_id], ranges)
        earned, possible = totals.get(name, (Fraction(0), Fraction(0)))
        totals[name] = (earned + one.earned, possible + one.possible)
    order = {name: place for place, name in enumerate(ranges)}
    names = sorted(totals, key=lambda name: (order.get(name, len(order)), name))
    return {name: totals[name][0] / totals[name][1] * 100 for name in names if totals[name][1]}


def group_of(sitting_id: int, component_id: int) -> int:
    """How many candidates of a sitting have a released score of their own in a component."""
    return _released(sitting_id, component_id).count()


def _released(sitting_id: int, component_id: int) -> QuerySet[ResultComponent]:
    return ResultComponent.objects.filter(
        result__registration__sitting=sitting_id,
        attempt__registration__sitting=sitting_id,
        result__state=ResultState.RELEASED,
        result__outcome=Outcome.SCORED,
        component=component_id,
    )


_spreads = Prepared(
    lambda sitting, component: GroupSpread.objects.filter(sitting=sitting, component=component), int, int
)


def spreads_of(sitting_id: int, component_id: int) -> dict[str, GroupSpread]:
    """Range → how the group's shares lie; "" is the whole component."""
    return {one.range: one for one in _spreads.rows(sitting_id, component_id)}


def measured(sitting_id: int, component_id: int) -> list[GroupSpread]:
    """The spreads of a sitting's released scores as they are now, unsaved; none for a group that is too small."""
    codes = dict(KnowledgePoint.objects.values_list("pk", "code"))
    ranges: dict[int, list[str]] = {}
    found: dict[str, list[Fraction]] = {}
    rows = _released(sitting_id, component_id).order_by().values_list("attempt__paper", "breakdown", "moderated")
    for paper, breakdown, moderated in rows.iterator(chunk_size=STEP):
        if paper not in ranges:
            ranges[paper] = ranges_of(paper)
        found.setdefault("", []).append(exact_score(breakdown, Decimal(moderated)))
        for name, share in shares(from_json(breakdown), codes, ranges[paper]).items():
            found.setdefault(name, []).append(share)
    return [
        GroupSpread(
            sitting_id=sitting_id,
            component_id=component_id,
            range=name[:20],
            count=len(values),
            **{key: rounded(value) for key, value in zip(("lower", "median", "upper"), spread(values), strict=True)},
        )
        for name, values in found.items()
        if len(values) >= SMALLEST_GROUP
    ]
