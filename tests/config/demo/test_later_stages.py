"""The later stages of the demonstration, where the course is there already; test_links.py tells all from nothing."""

from datetime import UTC, datetime, timedelta

from accounts.models import Person, User
from certificates.models import Award, Certificate
from config.demo.stages import Stage, build
from courses.models import ChapterPage, HomePage, LessonPage, LessonProgress
from exams.bank.models import Bank, Item, ItemVersion, VersionState
from exams.marking.models import Result
from exams.papers.models import Paper, PaperItem
from exams.sittings.models import AnswerEvent, Attempt, AttemptState, Registration, Sitting
from exams.sittings.verification import verify_attempts

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MODELS = [
    Person, User, HomePage, ChapterPage, LessonPage, LessonProgress, Bank, Item, ItemVersion, Paper, PaperItem,
    Sitting, Registration, Attempt, AnswerEvent, Result, Award, Certificate,
]  # fmt: skip


def counts():
    return {model.__name__: model.objects.count() for model in MODELS}


def test_certified_stage_leads_to_a_certificate_and_building_again_changes_nothing(
    shipped_content, db, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        demo = build(Stage.CERTIFIED, now=NOW)
    graduate = demo.people["graduate"]
    assert demo.certificate.person == graduate.person
    assert demo.certificate.result.registration.candidate == graduate
    assert [result.passed for result in demo.results] == [True, False]
    assert [attempt.state for attempt in demo.attempts] == [AttemptState.SUBMITTED, AttemptState.SUBMITTED]
    assert demo.paper.paper_items.count() == 60
    assert verify_attempts(Attempt.objects.all()).broken == []
    assert demo.places["trainee"].attempts.count() == 0
    assert ItemVersion.objects.filter(state=VersionState.IN_REVIEW).count() == 1
    before = counts()
    again = build(Stage.CERTIFIED, now=NOW + timedelta(hours=1))
    assert again.certificate == demo.certificate
    assert counts() == before


def test_sitting_that_has_closed_is_followed_by_a_new_one(shipped_content, db):
    first = build(Stage.EXAM_OPEN, now=NOW).sitting
    later = build(Stage.EXAM_OPEN, now=NOW + timedelta(days=15)).sitting
    assert Sitting.objects.count() == 2
    assert first.closes_at < NOW + timedelta(days=15) < later.closes_at
