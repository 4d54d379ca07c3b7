"""Cells of a blueprint for which its banks hold too little, or nothing that was not on a paper before."""

from collections.abc import Iterable
from typing import Any

from exams.analysis.models import ExamAnalysis, ItemFinding
from exams.analysis.statistics.findings import Kind
from exams.papers.models import Blueprint, BlueprintCell
from exams.papers.services.pools import uses_in_published
from exams.papers.services.supply import CellSupply, cell_words, supply_of
from exams.sittings.models import ExamComponent

ASKED = (
    "count",
    "point_prefix",
    "item_type",
    "difficulty_from",
    "difficulty_to",
    "cognitive",
    "importance",
)


def cells_to_write_for(analysis: ExamAnalysis) -> list[ItemFinding]:
    """Findings, unsaved, about the cells of the blueprints whose papers this part's candidates were given."""
    return [finding for blueprint in blueprints_of(analysis.component) for finding in _short(analysis, blueprint)]


def blueprints_of(component: ExamComponent) -> Iterable[Blueprint]:
    """The blueprints of the part's papers, those that attempts were given."""
    return Blueprint.objects.filter(papers__attempts__component=component).distinct().order_by("code")


def words_of(figure: dict[str, Any]) -> str:
    """The cell of such a finding in words."""
    return cell_words(BlueprintCell(**{name: figure[name] for name in ASKED}))


def _short(analysis: ExamAnalysis, blueprint: Blueprint) -> Iterable[ItemFinding]:
    supplies = supply_of(blueprint)
    uses = uses_in_published({version.item_id for supply in supplies for version in supply.eligible})
    for supply in supplies:
        fresh = sum(not uses.get(version.item_id) for version in supply.eligible)
        if supply.missing or fresh < supply.cell.count:
            yield ItemFinding(
                analysis=analysis,
                blueprint=blueprint,
                cell=supply.number,
                kind=str(Kind.SHORT if supply.missing else Kind.REUSED),
                figure=_counted(supply, fresh),
            )


def _counted(supply: CellSupply, fresh: int) -> dict[str, Any]:
    asked = {name: getattr(supply.cell, name) for name in ASKED}
    return {**asked, "found": len(supply.chosen), "eligible": len(supply.eligible), "fresh": fresh}
