"""A marker's judgement, and the mark that counts once the scheme has what it asks for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from django.utils.translation import gettext as _

from accounts.models import User
from exams.bank.item_types import get_item_type
from exams.bank.item_types.rubric import NoSuchLevel
from exams.marking.models import (
    Claim,
    Judgement,
    MarkingDraft,
    MarkingTask,
    SavedComment,
    TaskKind,
    TaskState,
)
from exams.marking.queries import slot_marks
from exams.marking.queries.desk import scheme_for
from exams.marking.services.marks import AwardRefused, award_marks
from exams.marking.services.reminders import ask_to_recalibrate
from exams.papers.queries import frozen_paper
from exams.sittings.models import Attempt
from exams.sittings.queries import drawn_of
from exams.sittings.writer import exclusive_write

ADJUDICATED = 3


class JudgementRefused(Exception):
    """The judgement was not taken; the message says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Verdict:
    """What a marker says of an answer: the points of each criterion of each text, and words."""

    points: Sequence[Sequence[int]]
    comment: str = ""
    annotations: Sequence[dict[str, str]] = field(default_factory=tuple)


def judge_answer(*, task: MarkingTask, marker: User, verdict: Verdict, now: datetime) -> Judgement:
    """Store one marker's judgement of the answer they hold; with the last that the scheme asks for comes the mark.

    One marker: theirs. Two within the tolerance: the mean, exactly. Two further apart: the answer waits for a third,
    whose judgement decides. A judgement of a check answer decides nothing.
    """
    with exclusive_write():
        task = MarkingTask.objects.select_for_update(of=("self",)).select_related("script").get(pk=task.pk)
        claim = Claim.objects.filter(task=task, marker=marker).first()
        if claim is None:
            raise JudgementRefused(
                _("The answer was left alone too long and went back to the pile. What you had filled in is kept.")
            )
        attempt = _attempt_of(task)
        credit = _credit(task, attempt, verdict.points)
        judgement = Judgement.objects.create(
            task=task,
            marker=marker,
            position=claim.position,
            allocation_id=claim.allocation_id,
            points=[list(one) for one in verdict.points],
            credit_num=credit.numerator,
            credit_den=credit.denominator,
            comment=verdict.comment,
            annotations=list(verdict.annotations),
            seconds=_seconds(claim, now),
            at=now,
        )
        claim.delete()
        MarkingDraft.objects.filter(task=task, marker=marker).delete()
        if task.kind == TaskKind.LIVE:
            _go_on(task, attempt, judgement, now=now)
        else:
            ask_to_recalibrate(judgement=judgement, now=now)
    return judgement


def _attempt_of(task: MarkingTask) -> Attempt:
    return Attempt.objects.select_related("snapshot", "component", "registration").get(pk=task.script.attempt_id)


def _credit(task: MarkingTask, attempt: Attempt, points: Sequence[Sequence[int]]) -> Fraction:
    """The exact credit of the whole answer; raises JudgementRefused for points that the rubric does not know."""
    paper = frozen_paper(attempt.paper_id)
    item = paper.by_slot[task.slot]
    kind, body, response = get_item_type(item.item_type), item.content, attempt.answers.get(str(task.slot))
    texts = kind.written(body, response)
    guides = kind.guides(body)
    if len(points) != len(guides):
        raise JudgementRefused(_("Please choose a level for every criterion."))
    try:
        judged = [
            guide.rubric.credit(given) if text else Fraction(0)
            for guide, text, given in zip(guides, texts, points, strict=True)
        ]
    except NoSuchLevel as unknown:
        raise JudgementRefused(_("Please choose a level for every criterion.")) from unknown
    own = drawn_of(attempt).get(task.slot, {})
    return kind.judged_credit(body, response, paper.multiple_policy, judged, own)


def _seconds(claim: Claim, now: datetime) -> int:
    """Work on this answer alone: several may have been taken at once."""
    before = Judgement.objects.filter(marker=claim.marker_id).order_by("-pk").values_list("at", flat=True).first()
    began = max(claim.claimed_at, before) if before else claim.claimed_at
    return max(0, int((now - began).total_seconds()))


def _go_on(task: MarkingTask, attempt: Attempt, judgement: Judgement, *, now: datetime) -> None:
    """Make the mark where the scheme has what it asks for; else the answer waits on, or for a third marker."""
    task.given += 1
    credit = None
    if task.given == task.wanted:
        credit = _agreed(task)
        if credit is None:
            task.wanted, task.state = ADJUDICATED, TaskState.ADJUDICATION
    if credit is not None:
        task.state = TaskState.DONE
        _award(task, attempt, credit, judgement.marker, now=now)
    task.save(update_fields=["given", "wanted", "state"])


def _agreed(task: MarkingTask) -> Fraction | None:
    """The credit that follows from the judgements; None where two are too far apart."""
    credits_ = [Fraction(one.credit_num, one.credit_den) for one in task.judgements.order_by("position")]
    if task.wanted != 2:  # noqa: PLR2004 -- one marker's word, or the third's
        return credits_[-1]
    first, second = credits_
    apart = abs(first - second) * Fraction(task.marks)
    return (first + second) / 2 if apart <= Fraction(scheme_for(task).tolerance) else None


def _award(task: MarkingTask, attempt: Attempt, credit: Fraction, marker: User, *, now: datetime) -> None:
    if task.slot in {one.slot for one in slot_marks(attempt)}:
        return  # Marked in another way meanwhile: that mark stands, the judgements are kept.
    try:
        award_marks(attempt=attempt, slot=task.slot, credit=credit, marker=marker, now=now)
    except AwardRefused as refused:
        raise JudgementRefused(refused.reason) from refused


def keep_comment(*, marker: User, text: str, now: datetime) -> SavedComment:
    """Put a comment on the marker's list, once."""
    comment, _is_new = SavedComment.objects.get_or_create(marker=marker, text=text, defaults={"created_at": now})
    return comment


def forget_comment(*, marker: User, pk: int) -> bool:
    """Take a comment off the marker's list, if it stands there; what was said with it stays said."""
    gone, _by_model = SavedComment.objects.filter(marker=marker, pk=pk).delete()
    return bool(gone)
