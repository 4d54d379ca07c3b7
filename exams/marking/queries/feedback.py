"""What a candidate may see of a released result, and from when. The wall around questions that are still in use is here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.prepared import PreparedValues
from exams.marking.models import Outcome, Result
from exams.papers.models import PaperItem
from exams.sittings.models import Attempt, AttemptState, Exam, ExamComponent, ParallelPaper, Showing, Sitting


@dataclass(frozen=True, slots=True)
class Feedback:
    """What is shown. Ranges add up to the score, and keys and explanations stand beside the question: with these only."""

    score: bool = True
    ranges: bool = True
    answers: bool = True
    keys: bool = True
    explanations: bool = True


EVERYTHING = Feedback()
NOTHING = Feedback(score=False, ranges=False, answers=False, keys=False, explanations=False)


def feedback_for(result: Result, *, now: datetime) -> Feedback:
    """What the exam's policy shows of a result at that moment; nothing of one that is not out, or that does not count.

    Wants the result's registration with sitting and exam.
    """
    if result.released_at is None or result.outcome != Outcome.SCORED:
        return NOTHING
    exam = result.registration.sitting.exam
    score = shows_score(exam, now=now)
    answers = _is_open(exam.shows_answers, exam.answers_from, now)
    return Feedback(
        score=score,
        ranges=score and _is_open(exam.shows_ranges, exam.ranges_from, now),
        answers=answers,
        keys=answers and _is_open(exam.shows_keys, exam.keys_from, now),
        explanations=answers and _is_open(exam.shows_explanations, exam.explanations_from, now),
    )


def shows_score(exam: Exam, *, now: datetime) -> bool:
    """Whether scores of the exam may be seen, on the result and on whatever is made of it."""
    return _is_open(exam.shows_score, exam.score_from, now)


def _is_open(showing: str, since: datetime | None, now: datetime) -> bool:
    return showing == Showing.RELEASE or (showing == Showing.DATE and since is not None and since <= now)


def coming_dates(exam: Exam, *, now: datetime) -> list[tuple[str, datetime]]:
    """What is still to come, by the name of its part, soonest first."""
    dates = [
        (part, since)
        for part, showing, since in (
            ("score", exam.shows_score, exam.score_from),
            ("ranges", exam.shows_ranges, exam.ranges_from),
            ("answers", exam.shows_answers, exam.answers_from),
            ("keys", exam.shows_keys, exam.keys_from),
            ("explanations", exam.shows_explanations, exam.explanations_from),
        )
        if showing == Showing.DATE and since is not None and since > now
    ]
    return sorted(dates, key=lambda one: one[1])


def _on_live_items(now: datetime) -> QuerySet[PaperItem]:
    coming = Sitting.objects.filter(closes_at__gt=now).values("exam")
    parts = ExamComponent.objects.filter(exam__in=coming)
    in_use = PaperItem.objects.filter(
        Q(paper__in=parts.values("paper"))
        | Q(paper__in=ParallelPaper.objects.filter(component__in=parts).values("paper"))
        | Q(paper__in=Attempt.objects.filter(state=AttemptState.OPEN).values("paper"))
    )
    return PaperItem.objects.filter(version__item__in=in_use.values("version__item")).order_by()


# Asked for each result that is looked at, also when everybody hands in at the same time.
_live_slots = PreparedValues(
    lambda paper, now: _on_live_items(now).filter(paper=paper).values_list("paper", "slot"), int, datetime
)
_coming = PreparedValues(
    lambda exam, now: (
        Sitting.objects.filter(exam=exam, closes_at__gt=now).order_by("-closes_at").values_list("closes_at")[:1]
    ),
    int,
    datetime,
)


def live_slots(papers: Iterable[int], *, now: datetime) -> dict[int, set[int]]:
    """Paper → slots whose item is still in use: on a paper of any sitting that is not over, or of an attempt that runs.

    An item is live in all its versions and on all papers: whoever learns one learns the other.
    """
    first, *others = set(papers) or (0,)
    rows: Iterable[Sequence[int]] = (
        _on_live_items(now).filter(paper__in=[first, *others]).values_list("paper", "slot")
        if others
        else _live_slots.rows(first, now)
    )
    live: dict[int, set[int]] = {}
    for paper, slot in rows:
        live.setdefault(paper, set()).add(slot)
    return live


def in_use_until(exam_id: int, *, now: datetime) -> datetime | None:
    """When the last planned sitting of an exam is over; None where none is to come."""
    return next((until for (until,) in _coming.rows(exam_id, now)), None)
