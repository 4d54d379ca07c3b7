"""How alike parallel forms are: numbers for tables and pictures."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from exams.bank.models import AcceptedDifficulty, expected_facility
from exams.bank.queries import accepted_difficulties
from exams.papers.models import Blueprint, Paper, PaperItem, PaperSet
from exams.papers.services.pools import DEFAULT_SECONDS, SECONDS, key_place

CENT = Decimal("0.01")


@dataclass(frozen=True)
class FormProfile:
    """One form. `expected_mean` and `expected_spread` are of the marks of a candidate, from the items' difficulty.

    A difficulty that was measured and accepted goes before its writer's estimate.
    """

    paper: Paper
    items: int
    marks: Decimal
    marks_by_range: dict[str, Decimal]
    marks_by_type: dict[str, Decimal]
    items_by_difficulty: dict[int, int]
    mean_difficulty: Decimal
    # Items whose difficulty was measured and accepted; the others count by their writers' estimate.
    measured: int
    expected_mean: Decimal
    expected_spread: Decimal
    # For each type whose keys have a place: how many stand at which.
    keys: dict[str, dict[str, int]]
    minutes: int


@dataclass(frozen=True)
class FormsReport:
    """The forms side by side; `overlap[i][j]` items are common to the i-th and the j-th, the diagonal is their length."""

    ranges: list[str]
    forms: list[FormProfile]
    overlap: list[list[int]]

    @property
    def most_overlap(self) -> int:
        """The most items that two different forms share."""
        return max((self.overlap[i][j] for i in range(len(self.overlap)) for j in range(i)), default=0)

    @property
    def difficulty_range(self) -> Decimal:
        """Between the easiest form's mean difficulty and the hardest's."""
        means = [form.mean_difficulty for form in self.forms]
        return max(means, default=Decimal(0)) - min(means, default=Decimal(0))


def forms_report(paper_set: PaperSet) -> FormsReport:
    """The set's papers side by side, by form."""
    return report_of(paper_set.papers.order_by("form", "pk"), paper_set.blueprint)


def report_of(papers: Iterable[Paper], blueprint: Blueprint) -> FormsReport:
    """Any papers of a blueprint side by side."""
    papers = list(papers)
    ranges = ranges_of(blueprint)
    rows: dict[int, list[PaperItem]] = {paper.pk: [] for paper in papers}
    items = PaperItem.objects.filter(paper__in=papers).select_related("version__item", "version__point")
    for row in items.order_by("slot"):
        rows[row.paper_id].append(row)
    accepted = accepted_difficulties(row.version_id for shown in rows.values() for row in shown)
    held = [{row.version.item_id for row in rows[paper.pk]} for paper in papers]
    return FormsReport(
        ranges=ranges,
        forms=[_profile(paper, rows[paper.pk], ranges, accepted) for paper in papers],
        overlap=[[len(one & other) for other in held] for one in held],
    )


def ranges_of(blueprint: Blueprint) -> list[str]:
    """The blueprint's ranges; without any, the widest of those that its cells name."""
    named = list(blueprint.ranges.order_by("position", "pk").values_list("point_prefix", flat=True))
    if named:
        return named
    prefixes = dict.fromkeys(cell.point_prefix for cell in blueprint.cells.order_by("position", "pk"))
    return [
        prefix for prefix in prefixes if not any(prefix != other and prefix.startswith(other) for other in prefixes)
    ]


def _profile(
    paper: Paper, rows: Sequence[PaperItem], ranges: Sequence[str], accepted: Mapping[int, AcceptedDifficulty]
) -> FormProfile:
    difficulties = Counter(row.version.difficulty for row in rows)
    count = len(rows) or 1
    seconds = sum(
        SECONDS.get(row.version.item.item_type, DEFAULT_SECONDS) * (7 + row.version.difficulty) // 10 for row in rows
    )
    # Items answered independently of one another, each right or wrong: the true spread is larger.
    shares = [_facility(row, accepted) for row in rows]
    variance = sum(
        (row.marks**2 * share * (1 - share) for row, share in zip(rows, shares, strict=True)),
        Decimal(0),
    )
    by_type: dict[str, Decimal] = {}
    keys: dict[str, Counter[str]] = {}
    for row in rows:
        item_type = row.version.item.item_type
        by_type[item_type] = by_type.get(item_type, Decimal(0)) + row.marks
        if place := key_place(item_type, row.version.body):
            keys.setdefault(item_type, Counter())[place] += 1
    return FormProfile(
        paper=paper,
        items=len(rows),
        marks=sum((row.marks for row in rows), Decimal(0)),
        marks_by_range={
            prefix: sum((row.marks for row in rows if row.version.point.code.startswith(prefix)), Decimal(0))
            for prefix in ranges
        },
        marks_by_type=by_type,
        items_by_difficulty={step: difficulties[step] for step in range(1, 6)},
        mean_difficulty=(sum((_level(row, accepted) for row in rows), Decimal(0)) / count).quantize(CENT),
        measured=sum(row.version_id in accepted for row in rows),
        expected_mean=sum((row.marks * share for row, share in zip(rows, shares, strict=True)), Decimal(0)).quantize(
            CENT
        ),
        expected_spread=variance.sqrt().quantize(CENT),
        keys={item_type: dict(sorted(places.items())) for item_type, places in keys.items()},
        minutes=round(seconds / 60),
    )


def _facility(row: PaperItem, accepted: Mapping[int, AcceptedDifficulty]) -> Decimal:
    measured = accepted.get(row.version_id)
    return expected_facility(row.version.difficulty) if measured is None else measured.facility


def _level(row: PaperItem, accepted: Mapping[int, AcceptedDifficulty]) -> Decimal:
    measured = accepted.get(row.version_id)
    return Decimal(row.version.difficulty) if measured is None else measured.level
