"""What missed marks in a candidate's released results, as far as they may know of it now.

Asked anew each time and kept nowhere: a release, a regrade, an appeal, a date of the policy or a planned sitting changes the
answer by itself.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from exams.marking.models import Outcome, ResultComponent, ResultState
from exams.marking.queries.feedback import Feedback, feedback_for, live_slots
from exams.marking.queries.marks import standing_marks
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
    missed = standing_marks().filter(attempt__in=told, credit_num__lt=F("credit_den"))
    found = []
    for attempt, slot in missed.order_by("-attempt__closed_at", "-attempt", "slot").values_list("attempt", "slot"):
        part, feedback = told[attempt]
        version, point = asked[part.attempt.paper_id, slot]
        is_shown = feedback.answers and slot not in live.get(part.attempt.paper_id, ())
        found.append(Miss(part, feedback, slot, point, version if is_shown else None))
    return found


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
