"""Self-assessment: whoever wrote an answer that people mark judges it by the rubric, with the model answer beside it."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from exams.bank.item_types.rubric import NoSuchLevel
from exams.practice.models import PASS_SHARE, Grade, PracticeAnswer, PracticeQuestion, WrittenAnswer
from exams.practice.queries.book import card_for
from exams.practice.queries.pool import may_be_practised
from exams.practice.queries.questions import Served, served
from exams.practice.services.book import grade_answer
from exams.practice.services.sessions import POLICY, PracticeRefused, keep_answer

# From so much of the points on an answer came so well; with less than the last share it was missed.
GRADES = ((Fraction(9, 10), Grade.EASY), (Fraction(3, 4), Grade.GOOD), (PASS_SHARE, Grade.HARD))


def assess_answer(
    *, question: PracticeQuestion, points: Sequence[Sequence[int]], actor: User, now: datetime
) -> PracticeAnswer:
    """Keep what was written with the points of each criterion that its writer gives; again changes nothing.

    The share of the points is also the grade of its card: who has just judged is not asked a second time.
    Raises PracticeRefused.
    """
    if question.session.trainee_id != actor.pk:
        raise PracticeRefused(_("This round of practice is somebody else's."))
    with transaction.atomic():
        User.objects.select_for_update().get(pk=actor.pk)
        known = PracticeAnswer.objects.filter(question=question).first()
        if known is not None:
            return known
        written = WrittenAnswer.objects.filter(question=question).first()
        if written is None:
            raise PracticeRefused(_("Please answer the question first."))
        if not may_be_practised(question.version_id):
            raise PracticeRefused(_("This question has been taken out of practice. Please go on to the next one."))
        shown = served(question)
        credit = _credit(shown, written.response, points)
        answer = keep_answer(
            question=question, shown=shown, response=written.response, credit=credit, now=now, points=points
        )
        if answer.is_right and card_for(answer) is not None:
            grade_answer(answer=answer, grade=grade_for(credit), actor=actor, now=now)
    return answer


def grade_for(credit: Fraction) -> Grade:
    """How well an answer came that earned this share of its points."""
    return next((grade for share, grade in GRADES if credit >= share), Grade.AGAIN)


def _credit(shown: Served, response: object, points: Sequence[Sequence[int]]) -> Fraction:
    """The exact credit of the whole answer, what the machine marks of it included; a blank text earns nothing."""
    texts = shown.kind.written(shown.body, response)
    if len(points) != len(shown.guides):
        raise PracticeRefused(_("Please choose a level for every criterion."))
    try:
        judged = [
            guide.rubric.credit(given) if text else Fraction(0)
            for guide, text, given in zip(shown.guides, texts, points, strict=True)
        ]
    except NoSuchLevel as unknown:
        raise PracticeRefused(_("Please choose a level for every criterion.")) from unknown
    return shown.kind.judged_credit(shown.body, response, POLICY, judged, shown.drawn)
