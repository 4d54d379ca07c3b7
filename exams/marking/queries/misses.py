"""What missed marks in a candidate's released results, as far as they may know of it now.

Asked anew each time and kept nowhere: a release, a regrade, an appeal, a date of the policy or a planned sitting changes the
answer by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from exams.marking.models import Mark, Outcome, ResultComponent, ResultState
from exams.marking.queries.feedback import Feedback, feedback_for, live_slots
from exams.papers.models import PaperItem


@dataclass(frozen=True, slots=True)
class Miss:
    """A question that missed marks; of one that may not be shown only the point is told, and `version_id` is None."""

    component: ResultComponent
    feedback: Feedback
    slot: int
    point_id: int
    version_id: int | None

    @property
    def exam_title(self) -> str:
        return str(self.component.result.registration.sitting.exam.title)

    @property
    def closed_at(self) -> datetime:
        """When the attempt was closed."""
        return self.component.attempt.closed_at or self.component.attempt.deadline


def misses_known_to(candidate_id: int, *, now: datetime) -> list[Miss]:
    """The latest exam first, by slot. Questions are told where the exam shows missed ones and they are no longer in use.

    Their points are told with the questions or with the shares by range; where an exam shows neither, nothing is.
    """
    told = _told(candidate_id, now=now)
    papers = {part.attempt.paper_id for part, _feedback in told.values()}
    live = live_slots(papers, now=now) if told else {}
    rows = PaperItem.objects.filter(paper__in=papers).order_by()
    asked = {
        (paper, slot): (version, point)
        for paper, slot, version, point in rows.values_list("paper", "slot", "version", "version__point")
    }
    found = []
    for attempt, slot in _missed(told):
        part, feedback = told[attempt]
        version, point = asked[part.attempt.paper_id, slot]
        is_shown = feedback.answers and slot not in live.get(part.attempt.paper_id, ())
        found.append(Miss(part, feedback, slot, point, version if is_shown else None))
    return sorted(found, key=lambda one: (-one.closed_at.timestamp(), one.component.attempt_id, one.slot))


def _missed(told: Mapping[int, tuple[ResultComponent, Feedback]]) -> list[tuple[int, int]]:
    """(attempt, slot) of what missed marks when the result was made: a later mark waits for the release of its own result."""
    marks = Mark.objects.filter(attempt__in=told).order_by("round")
    names = ("attempt", "slot", "credit_num", "credit_den", "marks", "at", "recall__at")
    missed: dict[tuple[int, int], bool] = {}
    for attempt, slot, earned, possible, worth, at, recalled_at in marks.values_list(*names):
        made = told[attempt][0].result.created_at
        if at <= made:
            is_recalled = recalled_at is not None and recalled_at <= made
            missed[attempt, slot] = earned < possible and worth > 0 and not is_recalled
    return [place for place, is_missed in missed.items() if is_missed]


def _told(candidate_id: int, *, now: datetime) -> dict[int, tuple[ResultComponent, Feedback]]:
    """Attempt → the part of a released result that tells of it, and what its policy shows.

    A pass that is kept stands in several results: the one that shows more speaks.
    """
    parts = (
        ResultComponent.objects.filter(
            result__registration__candidate=candidate_id,
            result__registration__sitting__exam__is_mock=False,
            result__state=ResultState.RELEASED,
            result__outcome=Outcome.SCORED,
        )
        .select_related("result__registration__sitting__exam", "component", "attempt__snapshot")
        .order_by("pk")
    )
    told: dict[int, tuple[ResultComponent, Feedback]] = {}
    for part in parts:
        feedback = feedback_for(part.result, now=now)
        known = told.get(part.attempt_id)
        if (feedback.answers or feedback.ranges) and (known is None or feedback.answers > known[1].answers):
            told[part.attempt_id] = part, feedback
    return told
