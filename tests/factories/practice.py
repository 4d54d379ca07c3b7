"""Items that are given to practice, trainees, and rounds that they have answered."""

from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.models import User
from courses.models import ChapterPage
from exams.bank.item_types import get_item_type
from exams.bank.models import Bank, Item, ItemVersion
from exams.practice.models import Mode, PracticeAnswer, PracticeQuestion, PracticeSession
from exams.practice.queries.questions import served
from exams.practice.services.sessions import answer_question, start_session
from tests.factories.bank import BankFactory, UserFactory, make_point, make_version

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def make_trainee(username: str = "practiser") -> User:
    trainee: User = UserFactory(username=username)
    return trainee


def practice_bank(code: str = "C001.4", title: str = "客户服务改进") -> Bank:
    """A bank whose chapter is published."""
    bank: Bank = BankFactory(code=code, title=title)
    ChapterPage.objects.filter(pk=bank.chapter_id).update(live=True)
    bank.refresh_from_db()
    return bank


def make_practice(item_type: str = "single_choice", *, point: int = 1, **fields: Any) -> ItemVersion:
    """An approved item that trainees may practise, on the bank's point of that number."""
    bank = fields.pop("bank", None) or practice_bank()
    where = fields.pop("on", None) or make_point(bank.chapter, point)
    version = make_version(item_type, bank=bank, point=where, state="approved", **fields)
    Item.objects.filter(pk=version.item_id).update(practice_since=NOW - DAY)
    version.item.refresh_from_db()
    return version


def put(version: ItemVersion, trainee: User, *, now: datetime = NOW, seed: int = 1) -> PracticeQuestion:
    """A question of a round of its own."""
    session = PracticeSession.objects.create(trainee=trainee, mode=Mode.RANDOM, seed=seed, started_at=now)
    return PracticeQuestion.objects.create(session=session, position=1, version=version)


def answer(version: ItemVersion, trainee: User, *, right: bool, now: datetime = NOW) -> PracticeAnswer:
    """The trainee answers it in a round of its own."""
    question = put(version, trainee, now=now)
    return answer_as(question, right=right, now=now)


def answer_as(question: PracticeQuestion, *, right: bool, now: datetime = NOW) -> PracticeAnswer:
    """The question answered by its key, or by what earns nothing."""
    shown, kind = served(question), get_item_type(question.version.item.item_type)
    value = kind.right_response(shown.body, shown.drawn) if right else kind.wrong_response(shown.body, shown.drawn)
    return answer_question(question=question, actor=question.session.trainee, value=value, now=now)


def make_round(trainee: User, *, count: int = 5, mode: Mode = Mode.RANDOM, **wish: Any) -> PracticeSession:
    """A round as the service draws it."""
    return start_session(trainee=trainee, mode=mode, count=count, now=NOW, seed=7, **wish)
