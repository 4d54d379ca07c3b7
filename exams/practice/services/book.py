"""The wrong-answer book: what is missed comes in at once; right answers are graded by the trainee; what is learned leaves."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from exams.practice.models import Grade, PracticeAnswer, ReviewCard, ReviewLog
from exams.practice.services.memory import remember


class GradingRefused(Exception):
    """The card stays as it was; the message says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def put_in_book(*, answer: PracticeAnswer, now: datetime) -> ReviewCard:
    """A missed item comes into the book, or back; it is to be met again soon. The caller holds the transaction."""
    card = ReviewCard.objects.select_for_update().filter(trainee=answer.trainee_id, item=answer.item_id).first()
    if card is None:
        card = ReviewCard(
            trainee_id=answer.trainee_id, item_id=answer.item_id, point_id=answer.point_id, added_at=now, due_at=now
        )
    card.missed = answer
    card.point_id = answer.point_id
    _grade(card, answer, Grade.AGAIN, now)
    return card


def grade_answer(*, answer: PracticeAnswer, grade: Grade, actor: User, now: datetime) -> ReviewLog:
    """The trainee says how well a right answer came, and the card gets its next date; raises GradingRefused.

    The same grade again returns what is written.
    """
    if answer.trainee_id != actor.pk:
        raise GradingRefused(_("This answer is somebody else's."))
    if not answer.is_right:
        raise GradingRefused(_("A wrong answer comes again by itself."))
    with transaction.atomic():
        card = ReviewCard.objects.select_for_update().filter(trainee=actor, item=answer.item_id).first()
        known = ReviewLog.objects.filter(answer=answer).first()
        if known is not None and known.grade == grade:
            return known
        if known is not None:
            raise GradingRefused(_("You have graded this answer already."))
        if card is None or card.graduated_at is not None:
            raise GradingRefused(_("This question is not in your wrong-answer book."))
        if card.missed.at > answer.at or card.log.filter(answer__at__gt=answer.at).exists():
            raise GradingRefused(_("You have answered this question again since."))
        return _grade(card, answer, grade, now)


def _grade(card: ReviewCard, answer: PracticeAnswer, grade: Grade, now: datetime) -> ReviewLog:
    remember(card, grade, now=now)
    return ReviewLog.objects.create(
        card=card, answer=answer, grade=grade, at=now, due_at=card.due_at, graduated=card.graduated_at is not None
    )
