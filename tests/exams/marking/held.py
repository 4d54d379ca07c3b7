"""A sitting whose results are held, and the people who release them."""

from datetime import timedelta
from decimal import Decimal

from accounts.models import User
from accounts.roles import Role
from exams.marking.models import Result
from exams.marking.services import approve_release, mark_attempt, prepare_release
from exams.sittings.models import ComponentKind, ExamComponent, Registration
from tests.exams.marking.test_services import hand_in
from tests.factories.accounts import PersonFactory, UserFactory
from tests.factories.sittings import NOW, ExamRoom, make_paper, make_room

AFTER = NOW + timedelta(hours=9)
LATER = AFTER + timedelta(days=2)
# 87.65 of 100: a score that stands nowhere else on a page.
CANARY_ITEMS = tuple(
    (
        "single_choice",
        {
            "stem": stem,
            "options": [{"text": "对", "correct": True}, {"text": "错"}, {"text": "否"}, {"text": "非"}],
            "explanation": "解释在此",
        },
        Decimal(marks),
    )
    for stem, marks in (("题甲", "87.65"), ("题乙", "12.35"))
)


def make_held_room(**fields: object) -> ExamRoom:
    return make_room(release_policy="two_persons", **fields)


def officer(number: int = 1) -> User:
    """The first or the second exam officer."""
    known = User.objects.filter(username=f"officer-{number}").first()
    if known:
        return known
    user = UserFactory(username=f"officer-{number}", roles=[Role.EXAM_OFFICER])
    PersonFactory(user=user)
    return user


def sit(room: ExamRoom, answers: dict[int, object], **when: object) -> Result:
    """Handed in and marked."""
    attempt = hand_in(room, answers, **when)
    result = mark_attempt(attempt=attempt, now=NOW + timedelta(hours=2))
    assert result is not None
    return result


def prepare(room: ExamRoom, *, release_at=AFTER, note="", number=1, now=AFTER):
    return prepare_release(sitting=room.sitting, release_at=release_at, note=note, actor=officer(number), now=now)


def let_out(room: ExamRoom, *, now=AFTER):
    """Prepared by one, approved by another, and out."""
    return approve_release(release=prepare(room, now=now), actor=officer(2), now=now)


def add_part(room: ExamRoom, kind: str = ComponentKind.SKILLS, **fields: object) -> ExamComponent:
    """A further part of the exam, on a paper of its own."""
    return ExamComponent.objects.create(exam=room.exam, kind=kind, paper=make_paper(), minutes=30, **fields)


def room_for(registration: Registration, room: ExamRoom, component: ExamComponent | None = None) -> ExamRoom:
    """The same exam as another candidate, or another part, has it."""
    return ExamRoom(room.exam, component or room.component, registration.sitting, registration.candidate, registration)
