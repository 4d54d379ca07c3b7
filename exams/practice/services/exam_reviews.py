"""Reviewing what was missed in exams: who may see the question with its key says how well it came, and when it comes again.

Nothing else goes by that word: readiness and mastery know the exam's own marks.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from exams.practice.models import Grade, MissCard, MissReview
from exams.practice.queries.exam_misses import ExamMiss, exam_miss
from exams.practice.services.book import GradingRefused
from exams.practice.services.memory import after, remember


def memory_of(found: ExamMiss) -> Mapping[str, Any]:
    """What FSRS knows of a miss: the exam itself was its first time."""
    return found.recall.card.memory if found.recall.card else after({}, Grade.AGAIN, now=found.miss.closed_at).memory


def grade_miss(*, attempt_id: int, slot: int, grade: Grade, reviews: int, actor: User, now: datetime) -> MissReview:
    """The candidate says how well the question came, and its card gets its next date; raises GradingRefused.

    `reviews` are the gradings that were known when it was put: the same grade sent again returns what is written.
    What may not be shown to the candidate now is not graded either, whatever was shown before.
    """
    with transaction.atomic():
        # One grading at a time: a card is made once, and moves on once.
        User.objects.select_for_update().get(pk=actor.pk)
        found = exam_miss(actor, attempt_id=attempt_id, slot=slot, now=now)
        if found is None or not found.recall.is_reviewed:
            raise GradingRefused(_("This question cannot be reviewed now."))
        card = found.recall.card or MissCard(
            attempt_id=attempt_id, slot=slot, memory=memory_of(found), lapses=1, added_at=now, due_at=now
        )
        known = MissReview.objects.filter(card=card, number=reviews + 1).first() if card.pk else None
        if known is not None and known.grade == grade:
            return known
        if known is not None or card.reviews != reviews:
            raise GradingRefused(_("You have graded this answer already."))
        if not found.recall.is_due:
            raise GradingRefused(_("This question is not due yet."))
        remember(card, grade, now=now)
        return MissReview.objects.create(
            card=card,
            number=card.reviews,
            grade=grade,
            at=now,
            due_at=card.due_at,
            graduated=card.graduated_at is not None,
        )
