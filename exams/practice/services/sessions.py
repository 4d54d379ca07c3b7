"""A round of practice: drawn, answered question by question, marked at once."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from courses.models import ChapterPage, KnowledgePoint
from exams.bank.item_types import ResponseRefused
from exams.bank.models import Item, ItemVersion
from exams.practice.models import Mode, PracticeAnswer, PracticeQuestion, PracticeSession, WrittenAnswer
from exams.practice.queries.pool import Wish, draw_versions, may_be_practised
from exams.practice.queries.questions import Served, served
from exams.practice.services.book import put_in_book

FEWEST, USUAL, MOST = 1, 10, 50
# As most of the official papers mark: right is wholly right.
POLICY = "all_or_nothing"


class PracticeRefused(Exception):
    """Nothing was changed; the message says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def start_session(
    *,
    trainee: User,
    mode: Mode,
    now: datetime,
    count: int = USUAL,
    chapter: ChapterPage | None = None,
    point: KnowledgePoint | None = None,
    item_type: str = "",
    like: Item | None = None,
    seed: int | None = None,
) -> PracticeSession:
    """A round of at most `count` questions; the same seed draws the same. Raises PracticeRefused where there is none."""
    drawn_by = secrets.randbits(48) if seed is None else seed
    wish = Wish(mode=mode, chapter=chapter, point=point, item_type=item_type, like=like)
    versions = draw_versions(trainee=trainee, wish=wish, count=min(max(count, FEWEST), MOST), seed=drawn_by, now=now)
    if not versions:
        raise PracticeRefused(_why_nothing(mode))
    with transaction.atomic():
        session = PracticeSession.objects.create(
            trainee=trainee, mode=mode, chapter=chapter, point=point, item_type=item_type, seed=drawn_by, started_at=now
        )
        _put(session, versions)
    return session


def answer_question(*, question: PracticeQuestion, actor: User, value: object, now: datetime) -> PracticeAnswer | None:
    """Mark an answer and keep it; a missed item comes into the wrong-answer book. Answering again changes nothing.

    None where people mark such an answer: it is kept as it was written, until `assess_answer`.
    An empty value is “I do not know”. Raises PracticeRefused.
    """
    if question.session.trainee_id != actor.pk:
        raise PracticeRefused(_("This round of practice is somebody else's."))
    shown = served(question)
    try:
        response = shown.kind.clean_response(shown.body, value)
    except ResponseRefused as refused:
        raise PracticeRefused(_("This is no possible answer to the question. Please answer again.")) from refused
    with transaction.atomic():
        # One of a trainee's answers at a time: which of two was the first is never in doubt.
        User.objects.select_for_update().get(pk=actor.pk)
        known = PracticeAnswer.objects.filter(question=question).first()
        if known is not None:
            return known
        if not may_be_practised(question.version_id):
            raise PracticeRefused(_("This question has been taken out of practice. Please go on to the next one."))
        credit = shown.kind.credit(shown.body, response, POLICY, shown.drawn)
        if credit is not None:
            return keep_answer(question=question, shown=shown, response=response, credit=credit, now=now)
        WrittenAnswer.objects.get_or_create(question=question, defaults={"response": response, "at": now})
    return None


def is_first_answer(trainee_id: int, item_id: int) -> bool:
    """Whether the trainee has never answered the item, in practice or in a mock exam."""
    return not PracticeAnswer.objects.filter(trainee=trainee_id, item=item_id).exists()


def keep_answer(
    *,
    question: PracticeQuestion,
    shown: Served,
    response: object,
    credit: Fraction,
    now: datetime,
    points: Sequence[Sequence[int]] = (),
) -> PracticeAnswer:
    """Write the answer down with its credit; a missed one comes into the book. The caller holds the trainee's lock."""
    version, trainee = question.version, question.session.trainee_id
    answer = PracticeAnswer.objects.create(
        trainee_id=trainee,
        question=question,
        item_id=version.item_id,
        version=version,
        point_id=version.point_id,
        response=response,
        drawn=dict(shown.drawn),
        credit_num=credit.numerator,
        credit_den=credit.denominator,
        is_first=is_first_answer(trainee, version.item_id),
        is_self_assessed=bool(shown.guides),
        points=[list(one) for one in points],
        at=now,
    )
    if not answer.is_right:
        put_in_book(answer=answer, now=now)
    return answer


def _put(session: PracticeSession, versions: Sequence[ItemVersion]) -> None:
    PracticeQuestion.objects.bulk_create(
        PracticeQuestion(session=session, position=position, version=version)
        for position, version in enumerate(versions, start=1)
    )


def _why_nothing(mode: Mode) -> str:
    if mode == Mode.REVIEW:
        return _(
            "Nothing in your wrong-answer book is due. Come back when the next date has come, or practise something new."
        )
    return _("There are no practice questions for this choice yet. Please choose another chapter or type.")
