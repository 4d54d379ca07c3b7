"""Mock exams: the real blueprint in the real runner, of practice items; what is missed comes into the book."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from exams.bank.item_types import NOTHING_DRAWN
from exams.bank.models import ItemVersion
from exams.marking.queries import machine_credits
from exams.papers.models import Blueprint
from exams.papers.services import BlueprintShort
from exams.papers.services.mocks import make_mock_paper
from exams.practice.models import MockExam, PracticeAnswer
from exams.practice.queries.mocks import (
    MOST_MOCKS,
    component_of,
    is_sat,
    mock_registrations,
    mock_source,
    versions_in_mocks,
)
from exams.practice.services.book import put_in_book
from exams.practice.services.sessions import is_first_answer
from exams.sittings.models import Attempt, AttemptState, Exam, ExamComponent, Registration, Sitting
from exams.sittings.queries import drawn_of
from exams.sittings.services import register_candidate

OPEN_FOR = timedelta(days=3650)


class MockRefused(Exception):
    """There is no mock exam for the trainee; the message says why, for them to read."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def enter_mock(*, trainee: User, blueprint: Blueprint, now: datetime) -> Registration:
    """A place in a mock exam that the trainee has not sat; the one under way where there is one. Raises MockRefused."""
    own = [one for one in mock_registrations(trainee) if one.sitting.exam.mock.blueprint_id == blueprint.pk]
    running = next((one for one in own if not is_sat(one)), None)
    if running is not None:
        return running
    mock = _unsat(blueprint, own) or _make(blueprint, trainee, now)
    return register_candidate(sitting=mock.exam.sittings.get(), candidate=trainee, actor=trainee, now=now)


def take_in_mock(*, attempt: Attempt, now: datetime) -> list[PracticeAnswer]:
    """Keep what was answered in a mock exam as practice, and put what was missed in the book; once."""
    if attempt.state == AttemptState.OPEN or not attempt.registration.sitting.exam.is_mock:
        return []
    trainee, drawn = attempt.registration.candidate_id, drawn_of(attempt)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=trainee)
        if PracticeAnswer.objects.filter(attempt=attempt).exists():
            return []
        credits_of = {item.version_id: (item, credit) for item, credit in machine_credits(attempt)}
        versions = ItemVersion.objects.in_bulk(credits_of)
        kept = []
        for pk, (item, credit) in credits_of.items():
            if credit is None:
                continue
            answer = PracticeAnswer.objects.create(
                trainee_id=trainee,
                attempt=attempt,
                item_id=versions[pk].item_id,
                version_id=pk,
                point_id=item.point_id,
                response=attempt.answers.get(str(item.slot)),
                drawn=dict(drawn.get(item.slot, NOTHING_DRAWN)),
                credit_num=credit.numerator,
                credit_den=credit.denominator,
                is_first=is_first_answer(trainee, versions[pk].item_id),
                at=attempt.closed_at or now,
            )
            kept.append(answer)
            if not answer.is_right:
                put_in_book(answer=answer, now=now)
    return kept


def _unsat(blueprint: Blueprint, own: list[Registration]) -> MockExam | None:
    """The first of the blueprint's mocks that is not among the trainee's own."""
    sat = [one.sitting.exam_id for one in own]
    mocks = MockExam.objects.filter(blueprint=blueprint).exclude(exam__in=sat)
    return mocks.select_related("exam").order_by("number").first()


def _make(blueprint: Blueprint, trainee: User, now: datetime) -> MockExam:
    """One more mock on the blueprint; whoever is second to make it takes the first one's."""
    number = 1 + MockExam.objects.filter(blueprint=blueprint).count()
    component = component_of(blueprint)
    if component is None:
        raise MockRefused(_("No exam is held on this blueprint, so there is no mock exam of it."))
    if number > MOST_MOCKS:
        raise MockRefused(
            _("You have sat all mock exams of this kind. Your wrong-answer book is the best practice now.")
        )
    try:
        with transaction.atomic():
            return _written(blueprint, component, number, trainee, now)
    except BlueprintShort as short:
        raise MockRefused(
            _("There are too few practice questions for a whole mock exam yet. Please practise by chapter.")
        ) from short
    except IntegrityError:
        return MockExam.objects.select_related("exam").get(blueprint=blueprint, number=number)


def _written(blueprint: Blueprint, component: ExamComponent, number: int, trainee: User, now: datetime) -> MockExam:
    # The title is stored, so it is written in the language of the site.
    with translation.override(settings.LANGUAGE_CODE):
        title = _("Mock exam %(number)d: %(title)s") % {"number": number, "title": component.exam.title}
        rules = _(
            "This is practice: the result counts nowhere and earns no certificate. Time and marks are those of the exam."
        )
    paper = make_mock_paper(
        blueprint=blueprint,
        source=mock_source(blueprint),
        title=title[:120],
        number=number,
        actor=trainee,
        now=now,
        avoid=versions_in_mocks(blueprint),
    )
    real = component.exam
    exam = Exam.objects.create(
        code=f"mock-{blueprint.pk}-{number}",
        title=title[:120],
        is_mock=True,
        chapter=real.chapter,
        rules=rules,
        shuffle_items=real.shuffle_items,
        shuffle_options=real.shuffle_options,
        allows_calculator=real.allows_calculator,
        allows_notes=real.allows_notes,
        allows_highlighter=real.allows_highlighter,
        allows_eliminator=real.allows_eliminator,
        screen_lock=real.screen_lock,
    )
    ExamComponent.objects.create(exam=exam, paper=paper, minutes=component.minutes, pass_mark=component.pass_mark)
    Sitting.objects.create(exam=exam, name=title[:120], opens_at=now, closes_at=now + OPEN_FOR, open_registration=True)
    return MockExam.objects.create(blueprint=blueprint, number=number, exam=exam)
