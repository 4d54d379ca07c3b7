"""What a drawing for candidates is like: on trial, before anything is written, or as it stands."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import combinations

from exams.bank.models import ItemVersion
from exams.papers.models import Blueprint, PaperItem, PaperSet
from exams.papers.services.assembly import drawn_papers
from exams.papers.services.pools import pool_of

# Pairs grow with the square; so many papers, the first, already tell how much two of them share.
MOST_COMPARED = 200


@dataclass(frozen=True)
class Exposure:
    """On how many of the drawn papers a version stands."""

    version: ItemVersion
    papers: int
    share: Decimal


@dataclass(frozen=True)
class Simulation:
    """So many papers drawn: how much two of them share, and how often each item is met."""

    count: int
    length: int
    # How many pairs of the papers that were compared share so many items.
    overlaps: dict[int, int]
    exposures: list[Exposure]
    # Items that match a cell and stand on none of the papers.
    unused: list[ItemVersion]

    @property
    def mean_overlap(self) -> Decimal:
        pairs = sum(self.overlaps.values())
        shared = sum(items * times for items, times in self.overlaps.items())
        return (Decimal(shared) / (pairs or 1)).quantize(Decimal("0.01"))

    @property
    def most_overlap(self) -> int:
        return max(self.overlaps, default=0)


def simulate_draws(*, blueprint: Blueprint, seed: int, now: datetime, count: int = 100) -> Simulation:
    """Draw so many papers and write none; raises BlueprintShort."""
    pool = pool_of(blueprint, now=now)
    papers = [{pick.item for pick in picks} for picks in drawn_papers(pool, count=count, seed=seed)]
    matching = {item.id for item in pool.items if any(cell.matches(item) for cell in pool.plan.cells)}
    return _summary(papers, pool.versions, matching)


def draws_report(paper_set: PaperSet) -> Simulation:
    """The same of papers that were drawn; items that stand on none of them are not looked for."""
    rows = PaperItem.objects.filter(paper__paper_set=paper_set).values_list("paper", "version")
    papers: dict[int, set[int]] = {}
    for paper, version in rows:
        papers.setdefault(paper, set()).add(version)
    met = set().union(*papers.values())
    versions = ItemVersion.objects.select_related("item", "point").defer("body", "facts").in_bulk(met)
    return _summary(list(papers.values()), versions, met)


def _summary(papers: Sequence[set[int]], versions: Mapping[int, ItemVersion], matching: set[int]) -> Simulation:
    shown = Counter(version for paper in papers for version in paper)
    compared = papers[:MOST_COMPARED]
    return Simulation(
        count=len(papers),
        length=len(papers[0]) if papers else 0,
        overlaps=dict(sorted(Counter(len(one & other) for one, other in combinations(compared, 2)).items())),
        exposures=[
            Exposure(versions[version], times, (Decimal(times) / len(papers)).quantize(Decimal("0.001")))
            for version, times in sorted(shown.items(), key=lambda row: (-row[1], row[0]))
        ],
        unused=[versions[version] for version in sorted(matching - shown.keys())],
    )
