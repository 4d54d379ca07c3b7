"""What people mark, practised: written, judged by its writer with the rubric, and kept apart from what machines mark."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from courses.mastery import evidence_of
from exams.bank.item_types import get_item_type
from exams.bank.models import Bank
from exams.practice.models import Grade, PracticeAnswer, ReviewCard, ReviewLog, WrittenAnswer
from exams.practice.queries.evidence import first_answers_per_point
from exams.practice.queries.mocks import mock_source
from exams.practice.queries.questions import reviewed, served
from exams.practice.queries.readiness import readiness_by_chapter, readiness_of
from exams.practice.services.self_assessment import assess_answer, grade_for
from exams.practice.services.sessions import PracticeRefused, answer_question
from tests.factories.papers import BlueprintFactory
from tests.factories.practice import DAY, NOW, answer, answer_as, make_practice, make_trainee, put

pytestmark = pytest.mark.django_db

WRITTEN_TYPES = ["short_answer", "essay", "scheme", "in_basket", "case"]


def write(version, trainee, *, now=NOW):
    """The question with its model answer written to it."""
    question = put(version, trainee, now=now)
    assert answer_as(question, right=True, now=now) is None
    return question


def levels(question, place):
    """Of every criterion the points of the level at `place`, 0 the best; a text that was left blank has none."""
    shown = served(question)
    texts = shown.kind.written(shown.body, question.written.response)
    return [
        [one.levels[min(place, len(one.levels) - 1)].points for one in guide.rubric.criteria] if text else []
        for guide, text in zip(shown.guides, texts, strict=True)
    ]


def assess(question, place=0, *, now=NOW, actor=None):
    return assess_answer(
        question=question, points=levels(question, place), actor=actor or question.session.trainee, now=now
    )


@pytest.mark.parametrize("item_type", WRITTEN_TYPES)
def test_every_type_is_written_first_and_then_judged_by_its_writer(item_type):
    question = write(make_practice(item_type), make_trainee())
    assert not PracticeAnswer.objects.exists()
    assert WrittenAnswer.objects.get().response == served(question).kind.right_response(served(question).body)
    best = assess(question)
    assert (best.credit, best.is_right, best.is_self_assessed) == (Fraction(1), True, True)
    assert not ReviewCard.objects.exists()
    (shown,) = reviewed([best])
    assert shown.key
    assert all(earned == most for _name, earned, most in shown.given)


@pytest.mark.parametrize("item_type", WRITTEN_TYPES)
def test_what_its_writer_finds_worth_nothing_comes_into_the_book(item_type):
    question = write(make_practice(item_type), make_trainee())
    missed = assess(question, place=99)
    # Of a case the machine still marks its own parts.
    assert missed.credit < Fraction(3, 5)
    assert not missed.is_right
    card = ReviewCard.objects.get()
    assert (card.missed, card.lapses, ReviewLog.objects.get().grade) == (missed, 1, Grade.AGAIN)


def test_the_credit_is_that_of_the_rubric_to_the_last_point():
    version = make_practice("short_answer")
    question = write(version, make_trainee())
    rubric = get_item_type("short_answer").parse(version.body).rubric
    points = levels(question, 1)
    judged = assess(question, place=1)
    assert judged.credit == Fraction(sum(points[0]), rubric.total)
    assert judged.points == points


def test_not_knowing_needs_no_judgement():
    question = put(make_practice("essay"), make_trainee())
    given_up = answer_question(question=question, actor=question.session.trainee, value=None, now=NOW)
    assert (given_up.credit_num, given_up.is_right, given_up.is_self_assessed) == (0, False, True)
    assert ReviewCard.objects.count() == 1


def test_what_was_written_and_judged_stays():
    trainee = make_trainee()
    question = write(make_practice("essay"), trainee)
    answer_question(question=question, actor=trainee, value="后来想到的另一篇", now=NOW)
    assert WrittenAnswer.objects.get().response != "后来想到的另一篇"
    first = assess(question)
    assert assess(question, place=99, now=NOW + DAY) == first
    assert PracticeAnswer.objects.count() == 1
    for model in (WrittenAnswer, PracticeAnswer):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.update(at=NOW + DAY)


def test_what_cannot_be_judged_is_refused_and_changes_nothing():
    trainee, version = make_trainee(), make_practice("essay")
    with pytest.raises(PracticeRefused, match="请先作答"):
        assess_answer(question=put(version, trainee), points=[[1]], actor=trainee, now=NOW)
    question = write(version, trainee)
    good = levels(question, 0)
    for points in ([], [[]], [[9999] * len(good[0])], [*good, *good]):
        with pytest.raises(PracticeRefused, match="每一项"):
            assess_answer(question=question, points=points, actor=trainee, now=NOW)
    with pytest.raises(PracticeRefused, match="他人"):
        assess(question, actor=make_trainee("another"))
    Bank.objects.update(is_restricted=True)
    with pytest.raises(PracticeRefused, match="停止用于练习"):
        assess(question)
    assert not PracticeAnswer.objects.exists()
    assert not ReviewCard.objects.exists()


@pytest.mark.parametrize(
    ("credit", "grade"),
    [
        (Fraction(1), Grade.EASY),
        (Fraction(9, 10), Grade.EASY),
        (Fraction(89, 100), Grade.GOOD),
        (Fraction(3, 4), Grade.GOOD),
        (Fraction(3, 5), Grade.HARD),
        (Fraction(59, 100), Grade.AGAIN),
    ],
)
def test_the_share_of_the_points_is_the_grade(credit, grade):
    assert grade_for(credit) == grade


def test_what_was_missed_comes_back_and_is_graded_by_the_next_judgement():
    trainee, version = make_trainee(), make_practice("essay")
    assess(write(version, trainee), place=99)
    later = NOW + timedelta(hours=1)
    better = assess(write(version, trainee, now=later), now=later)
    log = ReviewLog.objects.get(answer=better)
    card = ReviewCard.objects.get()
    assert (log.grade, card.streak, card.lapses, card.due_at) == (Grade.EASY, 1, 1, log.due_at)
    assert card.due_at == later + DAY


def test_self_assessed_answers_move_neither_readiness_nor_mastery_nor_the_report():
    trainee, essay = make_trainee(), make_practice("essay")
    chapter = essay.item.bank.chapter
    for _number in range(10):
        answer(make_practice(), trainee, right=True)
    before = readiness_of(trainee=trainee, chapter=chapter)
    told, report = evidence_of(trainee_id=trainee.pk, point_ids=[essay.point_id]), first_answers_per_point()
    assess(write(essay, trainee), place=99)
    given_up = put(make_practice("case"), trainee)
    answer_question(question=given_up, actor=trainee, value=None, now=NOW)
    assert readiness_of(trainee=trainee, chapter=chapter) == before
    assert readiness_by_chapter(trainee=trainee, chapters=[chapter]) == [before]
    assert evidence_of(trainee_id=trainee.pk, point_ids=[essay.point_id]) == told
    assert first_answers_per_point() == report
    assert before.answers == 10


def test_a_mock_holds_nothing_that_people_mark():
    single = make_practice()
    for item_type in WRITTEN_TYPES:
        make_practice(item_type)
    blueprint = BlueprintFactory()
    blueprint.banks.set([single.item.bank])
    assert mock_source(blueprint) == [single]


# The pages


def address(question, name="question"):
    return reverse(f"practice:{name}", args=[question.session_id, question.position])


def fields(question, place=0):
    return {
        f"text-{number}-criterion-{at}": points
        for number, text in enumerate(levels(question, place))
        for at, points in enumerate(text)
    }


@pytest.mark.parametrize("item_type", WRITTEN_TYPES)
def test_the_page_shows_the_model_answer_only_once_something_is_written(client, item_type):
    trainee = make_trainee()
    client.force_login(trainee)
    question = put(make_practice(item_type), trainee, now=timezone.now())
    model = served(question).guides[0].model_answer[:12]
    assert model not in client.get(address(question)).content.decode()
    assert client.post(address(question, "assess"), {"text-0-criterion-0": "0"}).status_code == 302
    assert not PracticeAnswer.objects.exists()
    answer_as(question, right=False, now=timezone.now())
    question.refresh_from_db()
    page = client.get(address(question)).content.decode()
    assert "为自己的作答评分" in page
    assert "参考答案" in page
    missing = client.post(address(question, "assess"), {})
    assert missing.status_code == 422
    assert "请选择一个等级。" in missing.content.decode()
    assert not PracticeAnswer.objects.exists()
    assert client.post(address(question, "assess"), fields(question)).url == address(question)
    page = client.get(address(question)).content.decode()
    assert f"自评 {PracticeAnswer.objects.get().percent}%" in page
    assert "不计入备考程度和掌握程度" in page
    summary = client.get(reverse("practice:session", args=[question.session_id])).content.decode()
    assert "其中自评 1 题" in summary


def test_nobody_judges_for_somebody_else(client):
    question = write(make_practice("essay"), make_trainee())
    client.force_login(make_trainee("another"))
    assert client.post(address(question, "assess"), fields(question)).status_code == 404
    assert not PracticeAnswer.objects.exists()


def test_the_printed_book_says_that_the_key_is_a_model_answer(client):
    trainee = make_trainee()
    client.force_login(trainee)
    assess(write(make_practice("short_answer"), trainee), place=99)
    page = client.get("/practice/book/print/").content.decode()
    assert "参考答案" in page
    assert "正确答案" not in page
    assert client.get("/practice/book/file.pdf").content.startswith(b"%PDF-")
