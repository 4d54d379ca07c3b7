"""Panels of judges: what they judge, what they said, and what it comes to."""

from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, F, Q, QuerySet

from accounts.models import User
from exams.analysis.models import JudgeRound, PanelState, StandardPanel
from exams.analysis.queries.reports import latest_analysis
from exams.analysis.statistics.standard_setting import PanelSummary, summarise_round
from exams.bank.models import Bank
from exams.papers.models import PaperItem


@dataclass(frozen=True)
class Judged:
    """A round of a panel in numbers, and who they are of. `facilities` by slot, in percent, where they are known."""

    panel: StandardPanel
    round: int
    rows: list[PaperItem]
    names: dict[int, str]
    ratings: dict[int, dict[int, int]]
    facilities: dict[int, float]
    summary: PanelSummary | None


def panels_for(user: User, *, all_of_them: bool) -> QuerySet[StandardPanel]:
    """Panels with how many judges they have and how many of these have handed the present round in."""
    here = Q(judge_rounds__round=1, state=PanelState.FIRST) | (Q(judge_rounds__round=2) & ~Q(state=PanelState.FIRST))
    panels = StandardPanel.objects.select_related("component__exam", "made_by__person", "proposal")
    if not all_of_them:
        panels = panels.filter(pk__in=JudgeRound.objects.filter(judge=user).values("panel"))
    return panels.annotate(
        judge_count=Count("judge_rounds", filter=here),
        handed_in=Count("judge_rounds", filter=here & Q(judge_rounds__handed_in_at__isnull=False)),
    ).order_by("-made_at", "-pk")


def paper_rows(panel: StandardPanel) -> list[PaperItem]:
    """What the panel judges, in the order of the paper."""
    rows = PaperItem.objects.filter(paper=panel.component.paper_id)
    return list(rows.select_related("version__item__bank", "version__point").order_by("slot"))


def banks_of(panel: StandardPanel) -> QuerySet[Bank]:
    """The banks of the items that the panel judges."""
    return Bank.objects.filter(items__versions__paper_items__paper=panel.component.paper_id).distinct()


def own_round(panel: StandardPanel, judge: User) -> JudgeRound | None:
    """The judge's own ratings in the round that is open or was the last; None who is not on the panel."""
    return JudgeRound.objects.filter(panel=panel, judge=judge, round=panel.round).first()


def facilities_of(panel: StandardPanel, rows: list[PaperItem]) -> dict[int, float]:
    """Real mean score rates in percent by slot, of the part's latest analysis."""
    analysis = latest_analysis(panel.component)
    if analysis is None:
        return {}
    known = {item["version"]: item["facility"]["value"] for item in analysis.document["items"]}
    return {row.slot: 100 * value for row in rows if (value := known.get(row.version_id)) is not None}


def judged(panel: StandardPanel, round_number: int, rows: list[PaperItem]) -> Judged:
    """A round in numbers, over those who have handed it in."""
    done = JudgeRound.objects.filter(panel=panel, round=round_number, handed_in_at__isnull=False)
    people = dict(done.annotate(name=F("judge__person__full_name")).values_list("judge", "name"))
    ratings = {
        one.judge_id: {int(slot): percent for slot, percent in one.ratings.items()} for one in done.order_by("pk")
    }
    facilities = facilities_of(panel, rows)
    return Judged(
        panel=panel,
        round=round_number,
        rows=rows,
        names={judge: name or "" for judge, name in people.items()},
        ratings=ratings,
        facilities=facilities,
        summary=summarise_round(ratings, {row.slot: Fraction(row.marks) for row in rows}, facilities),
    )
