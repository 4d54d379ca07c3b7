"""Answering, the wrong-answer book, and when an item comes again."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from courses.mastery import Level, evidence_of, level_of
from exams.bank.models import Bank
from exams.practice.models import Grade, PracticeAnswer, ReviewCard, ReviewLog
from exams.practice.queries.book import LEECH_AFTER, Counts, cards_on, counts_of, is_leech
from exams.practice.queries.questions import reviewed, served
from exams.practice.services.book import GradingRefused, grade_answer
from exams.practice.services.memory import LONGEST_DAYS, SOON, after, choices
from exams.practice.services.sessions import PracticeRefused, answer_question
from tests.factories.practice import DAY, NOW, answer, answer_as, make_practice, make_trainee, put

pytestmark = pytest.mark.django_db

MACHINE_MARKED = [
    "single_choice",
    "multiple_choice",
    "true_false",
    "fill_in",
    "numeric",
    "matching",
    "ordering",
    "classification",
    "calculation",
]


def grade(given_answer, how, now=NOW):
    return grade_answer(answer=given_answer, grade=how, actor=given_answer.trainee, now=now)


# Answers


@pytest.mark.parametrize("item_type", MACHINE_MARKED)
def test_every_type_is_marked_right_and_wrong(item_type):
    trainee, version = make_trainee(), make_practice(item_type)
    assert answer(version, trainee, right=True).is_right
    missed = answer(version, trainee, right=False, now=NOW + DAY)
    assert not missed.is_right
    (shown,) = reviewed([missed])
    assert shown.key
    assert shown.explanation


def test_a_wrong_answer_comes_into_the_book_and_a_right_one_does_not():
    trainee = make_trainee()
    right, wrong = make_practice(), make_practice()
    answer(right, trainee, right=True)
    missed = answer(wrong, trainee, right=False)
    card = ReviewCard.objects.get()
    assert (card.item_id, card.missed_id, card.lapses, card.streak) == (wrong.item_id, missed.pk, 1, 0)
    assert card.due_at == NOW + SOON
    assert ReviewLog.objects.get().grade == Grade.AGAIN


def test_not_knowing_is_a_wrong_answer():
    question = put(make_practice(), make_trainee())
    given_up = answer_question(question=question, actor=question.session.trainee, value=None, now=NOW)
    assert (given_up.response, given_up.credit_num, given_up.is_right) == (None, 0, False)
    assert ReviewCard.objects.count() == 1


def test_a_part_of_a_multiple_choice_is_not_right():
    question = put(make_practice("multiple_choice"), make_trainee())
    key = served(question).kind.right_response(served(question).body)
    given_answer = answer_question(question=question, actor=question.session.trainee, value=key[:1], now=NOW)
    assert not given_answer.is_right


def test_answering_again_changes_nothing():
    question = put(make_practice(), make_trainee())
    first = answer_as(question, right=False)
    again = answer_as(question, right=True, now=NOW + DAY)
    assert again.pk == first.pk
    assert PracticeAnswer.objects.count() == 1
    assert ReviewCard.objects.get().lapses == 1


def test_only_the_first_answer_to_an_item_is_a_first_one():
    trainee, version = make_trainee(), make_practice()
    assert answer(version, trainee, right=False).is_first
    assert not answer(version, trainee, right=True, now=NOW + DAY).is_first
    assert answer(version, make_trainee("another"), right=True).is_first


def test_nobody_answers_for_somebody_else():
    question = put(make_practice(), make_trainee())
    with pytest.raises(PracticeRefused, match="他人"):
        answer_question(question=question, actor=make_trainee("another"), value="a", now=NOW)
    assert not PracticeAnswer.objects.exists()


def test_what_is_no_answer_is_refused():
    question = put(make_practice(), make_trainee())
    with pytest.raises(PracticeRefused, match="重新作答"):
        answer_question(question=question, actor=question.session.trainee, value="zz", now=NOW)
    assert not PracticeAnswer.objects.exists()


def test_a_question_that_was_taken_out_takes_no_answer():
    question = put(make_practice(), make_trainee())
    Bank.objects.update(is_restricted=True)
    with pytest.raises(PracticeRefused, match="停止用于练习"):
        answer_as(question, right=True)
    assert not PracticeAnswer.objects.exists()


@pytest.mark.parametrize("model", [PracticeAnswer, ReviewLog])
def test_the_database_lets_nobody_rewrite_what_was_answered(model):
    answer(make_practice(), make_trainee(), right=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(at=NOW + DAY)


def test_practice_moves_mastery():
    trainee, version = make_trainee(), make_practice()
    answer(version, trainee, right=True, now=NOW)
    answer(version, trainee, right=True, now=NOW + DAY)
    evidence = evidence_of(trainee_id=trainee.pk, point_ids=[version.point_id])[version.point_id]
    assert [one.question for one in evidence] == [f"item:{version.item_id}"] * 2
    assert level_of(evidence, is_met=True) == Level.MASTERED


# Grades


def test_a_grade_gives_the_date_that_stood_on_its_button():
    trainee, version = make_trainee(), make_practice()
    answer(version, trainee, right=False)
    later = NOW + timedelta(hours=1)
    right = answer(version, trainee, right=True, now=later)
    offered = {one.grade: one.due_at for one in choices(ReviewCard.objects.get().memory, now=later)}
    assert sorted(offered, key=offered.__getitem__) == [Grade.AGAIN, Grade.HARD, Grade.GOOD, Grade.EASY]
    log = grade(right, Grade.GOOD, later)
    card = ReviewCard.objects.get()
    assert log.due_at == card.due_at == offered[Grade.GOOD]
    assert (card.streak, card.lapses, card.reviews) == (1, 1, 2)


def test_the_same_grade_twice_is_one_and_another_is_refused():
    trainee, version = make_trainee(), make_practice()
    answer(version, trainee, right=False)
    right = answer(version, trainee, right=True, now=NOW + DAY)
    first = grade(right, Grade.GOOD, NOW + DAY)
    assert grade(right, Grade.GOOD, NOW + DAY).pk == first.pk
    with pytest.raises(GradingRefused, match="已评级"):
        grade(right, Grade.EASY, NOW + DAY)
    assert ReviewCard.objects.get().reviews == 2


def test_what_is_not_to_be_graded_is_refused():
    trainee, version = make_trainee(), make_practice()
    new = answer(version, trainee, right=True)
    with pytest.raises(GradingRefused, match="不在您的错题本"):
        grade(new, Grade.GOOD)
    wrong = answer(version, trainee, right=False, now=NOW + DAY)
    with pytest.raises(GradingRefused, match="自动安排"):
        grade(wrong, Grade.GOOD)
    with pytest.raises(GradingRefused, match="又答过"):
        grade(new, Grade.GOOD, NOW + DAY)
    with pytest.raises(GradingRefused, match="他人"):
        grade_answer(answer=new, grade=Grade.GOOD, actor=make_trainee("another"), now=NOW)
    assert ReviewLog.objects.count() == 1


def learn(trainee, version, *, start):
    """Answer it right and grade it good, each time it is due, until it leaves the book."""
    now = start
    for _turn in range(20):
        card = ReviewCard.objects.get(item=version.item)
        if card.graduated_at is not None:
            return now
        now = max(now, card.due_at)
        grade(answer(version, trainee, right=True, now=now), Grade.GOOD, now)
    raise AssertionError("never learned")


def test_what_is_learned_leaves_the_book_and_comes_back_when_it_is_missed():
    trainee, version = make_trainee(), make_practice()
    answer(version, trainee, right=False)
    now = learn(trainee, version, start=NOW)
    assert counts_of(trainee, now=now) == Counts(open=0, due=0, leech=0, learned=1)
    assert ReviewLog.objects.order_by("-pk").first().graduated
    answer(version, trainee, right=True, now=now + DAY)
    assert counts_of(trainee, now=now).learned == 1
    answer(version, trainee, right=False, now=now + 2 * DAY)
    card = ReviewCard.objects.get()
    assert (card.graduated_at, card.lapses, card.streak) == (None, 2, 0)
    assert counts_of(trainee, now=now + 3 * DAY) == Counts(open=1, due=1, leech=0, learned=0)


def test_what_is_missed_again_and_again_is_stubborn():
    trainee, version = make_trainee(), make_practice()
    for turn in range(LEECH_AFTER):
        assert counts_of(trainee, now=NOW).leech == 0
        answer(version, trainee, right=False, now=NOW + turn * DAY)
    assert is_leech(ReviewCard.objects.get())
    assert counts_of(trainee, now=NOW).leech == 1


def test_shelves_chapters_and_types_filter_the_book():
    trainee = make_trainee()
    single, statement = make_practice(point=1), make_practice("true_false", point=2)
    answer(single, trainee, right=False)
    answer(statement, trainee, right=False, now=NOW + DAY)
    answer(make_practice(), make_trainee("another"), right=False)
    late = NOW + timedelta(hours=1)
    items = lambda **wish: [card.item_id for card in cards_on(trainee, now=late, **wish)]  # noqa: E731
    assert items(shelf="open") == [single.item_id, statement.item_id]
    assert items(shelf="due") == [single.item_id]
    assert items(shelf="open", item_type="true_false") == [statement.item_id]
    assert items(shelf="open", chapter=single.point.chapter_id) == [single.item_id, statement.item_id]
    assert items(shelf="open", chapter=0) == []
    assert items(shelf="learned") == []


def test_who_leaves_takes_all_of_their_practice_along():
    trainee = make_trainee()
    answer(make_practice(), trainee, right=False)
    trainee.delete()
    assert (PracticeAnswer.objects.count(), ReviewCard.objects.count(), ReviewLog.objects.count()) == (0, 0, 0)


# Memory, without the database


@given(grades=st.lists(st.sampled_from(list(Grade)), max_size=12), waits=st.lists(st.integers(0, 400), max_size=12))
def test_better_grades_never_come_sooner_and_nothing_comes_at_once_or_after_a_year(grades, waits):
    memory, now = {}, NOW
    for one, hours in zip(grades, waits, strict=False):
        now += timedelta(hours=hours)
        memory = after(memory, one, now=now).memory
    dates = [one.due_at for one in choices(memory, now=now)]
    assert dates == sorted(dates)
    assert dates[0] == now + SOON
    assert dates[-1] <= now + timedelta(days=LONGEST_DAYS)


@given(grades=st.lists(st.sampled_from(list(Grade)), min_size=1, max_size=8))
def test_the_same_history_gives_the_same_date(grades):
    def run():
        memory, now = {}, NOW
        for one in grades:
            step = after(memory, one, now=now)
            memory, now = step.memory, step.due_at
        return now

    assert run() == run()


def test_a_clock_that_was_set_back_breaks_nothing():
    memory = after({}, Grade.GOOD, now=NOW).memory
    assert after(memory, Grade.GOOD, now=NOW - DAY).due_at > NOW
