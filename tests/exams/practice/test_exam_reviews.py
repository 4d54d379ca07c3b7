"""Questions missed in exams come again for whom the exam shows them, and for nobody else; and they stand in the book on paper."""

from datetime import timedelta
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.utils import timezone

from exams.bank.models import Bank
from exams.marking.services import mark_attempt
from exams.practice.models import Grade, MissCard, MissReview, PracticeAnswer
from exams.practice.queries.book import LEECH_AFTER, Counts
from exams.practice.queries.exam_misses import book_counts, exam_miss, exam_misses, misses_on, next_due
from exams.practice.queries.planning import today_of
from exams.practice.services.book import GradingRefused
from exams.practice.services.exam_reviews import grade_miss, memory_of
from exams.practice.services.memory import LEARNED_DAYS, SOON, choices
from exams.sittings.models import Exam, Sitting
from tests.certificates.samples import text_of
from tests.exams.marking.test_regrades import propose, put_in_force, take_back
from tests.exams.practice.test_exam_misses import OVER, address, browser, on_point, sat, still_to_be_held, text_of_page
from tests.factories.practice import DAY, answer, make_practice, make_trainee
from tests.factories.sittings import ALL_RIGHT, SINGLE

pytestmark = pytest.mark.django_db

KEY = SINGLE["options"][0]["text"]


@pytest.fixture
def room():
    """An exam that is over, with the first question missed."""
    return sat(ALL_RIGHT | {1: "b"})


def grade(room, how, *, now, reviews=None, slot=1, actor=None):
    done = MissReview.objects.filter(card__slot=slot).count() if reviews is None else reviews
    return grade_miss(
        attempt_id=room.attempt.pk, slot=slot, grade=how, reviews=done, actor=actor or room.candidate, now=now
    )


def recall(room, *, now):
    return exam_miss(room.candidate, attempt_id=room.attempt.pk, slot=1, now=now).recall


def posted(client, room, how=Grade.GOOD, reviews=0):
    return client.post(address(room, name="exam_miss_grade"), {"grade": int(how), "reviews": reviews})


# Scheduling


def test_a_miss_is_due_at_once_and_the_date_on_the_button_is_the_date_that_comes(room):
    now = timezone.now()
    found = exam_miss(room.candidate, attempt_id=room.attempt.pk, slot=1, now=now)
    assert (found.recall.is_reviewed, found.recall.is_due, found.recall.lapses) == (True, True, 1)
    offered = {one.grade: one.due_at for one in choices(memory_of(found), now=now)}
    assert offered[Grade.AGAIN] == now + SOON
    review = grade(room, Grade.GOOD, now=now)
    assert (review.number, review.due_at, review.graduated) == (1, offered[Grade.GOOD], False)
    card = MissCard.objects.get()
    assert (card.attempt_id, card.slot, card.reviews, card.lapses, card.streak) == (room.attempt.pk, 1, 1, 1, 1)
    assert card.due_at == review.due_at
    assert (recall(room, now=now).is_due, recall(room, now=review.due_at).is_due) == (False, True)
    assert not PracticeAnswer.objects.exists()


def test_the_same_grade_again_is_the_same_and_another_is_refused(room):
    now = timezone.now()
    first = grade(room, Grade.GOOD, now=now, reviews=0)
    assert grade(room, Grade.GOOD, now=now, reviews=0) == first
    with pytest.raises(GradingRefused, match="已评级"):
        grade(room, Grade.EASY, now=now, reviews=0)
    with pytest.raises(GradingRefused, match="已评级"):
        grade(room, Grade.EASY, now=now, reviews=7)
    with pytest.raises(GradingRefused, match="还没有到期"):
        grade(room, Grade.EASY, now=now, reviews=1)
    assert (MissReview.objects.count(), MissCard.objects.get().reviews) == (1, 1)


def test_what_comes_right_and_would_be_remembered_long_is_learned_and_leaves(room):
    now = timezone.now()
    for _time in range(10):
        review = grade(room, Grade.EASY, now=now)
        now = review.due_at
        if review.graduated:
            break
    assert (review.number, review.graduated) == (3, True)
    assert review.due_at - review.at > timedelta(days=LEARNED_DAYS - 1)
    now += 400 * DAY
    assert (recall(room, now=now).is_learned, recall(room, now=now).is_due) == (True, False)
    assert book_counts(room.candidate, now=now) == Counts(open=0, due=0, leech=0, learned=1)
    with pytest.raises(GradingRefused, match="还没有到期"):
        grade(room, Grade.GOOD, now=now)


def test_what_is_missed_again_and_again_is_stubborn(room):
    now = timezone.now()
    for _time in range(LEECH_AFTER - 1):
        assert not recall(room, now=now).is_leech
        now = grade(room, Grade.AGAIN, now=now).due_at
    assert (recall(room, now=now).lapses, recall(room, now=now).is_leech) == (LEECH_AFTER, True)
    assert book_counts(room.candidate, now=now) == Counts(open=1, due=1, leech=1, learned=0)
    (found,) = exam_misses(room.candidate, now=now)
    on = lambda **chosen: misses_on([found], **chosen) == [found]  # noqa: E731
    assert [on(shelf=shelf) for shelf in ("open", "due", "leech", "learned")] == [True, True, True, False]
    assert on(shelf="open", chapter=found.point.chapter_id, item_type="single_choice")
    assert not on(shelf="open", chapter=found.point.chapter_id + 1)
    assert not on(shelf="open", item_type="true_false")


def test_the_day_and_its_plan_know_of_them(room):
    now = timezone.now()
    today = lambda: today_of(room.candidate, counts=book_counts(room.candidate, now=now), now=now)  # noqa: E731
    assert (today().due, today().answered) == (1, 0)
    grade(room, Grade.AGAIN, now=now)
    assert (today().due, today().answered, today().right) == (0, 1, 0)


def test_what_waited_longest_comes_first():
    now = timezone.now()
    room = sat({1: "b", 2: ["a", "b", "d"], 3: True, 4: ["抱怨率"]})
    assert next_due(room.candidate, now=now).slot == 1
    grade(room, Grade.AGAIN, now=now)
    assert next_due(room.candidate, now=now).slot == 3
    assert next_due(room.candidate, now=now + SOON).slot == 1


def test_the_database_lets_nobody_rewrite_a_review(room):
    grade(room, Grade.GOOD, now=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        MissReview.objects.update(grade=Grade.EASY)


# What must not be shown is not reviewed either


def use_again(room):
    soon = timezone.now() + 90 * DAY
    Sitting.objects.create(exam=room.exam, name="第二场", opens_at=soon, closes_at=soon + DAY)


def restrict(room):
    Bank.objects.update(is_restricted=True)


def hide_keys(room):
    Exam.objects.filter(pk=room.exam.pk).update(shows_keys="never")


def hide_answers(room):
    Exam.objects.filter(pk=room.exam.pk).update(shows_answers="never")


@pytest.mark.parametrize("deny", [use_again, restrict, hide_keys, hide_answers])
def test_a_question_in_use_without_its_key_or_of_a_closed_bank_is_not_reviewed(room, deny):
    now = timezone.now()
    first = grade(room, Grade.GOOD, now=now)
    client, due = browser(room.candidate), first.due_at + DAY
    deny(room)
    with pytest.raises(GradingRefused, match="现在不能复习"):
        grade(room, Grade.EASY, now=due)
    standing = recall(room, now=due)
    assert (standing.is_reviewed, standing.is_due, standing.lapses) == (False, False, 1)
    assert next_due(room.candidate, now=due) is None
    assert book_counts(room.candidate, now=due).due == 0
    page = client.get(address(room)).content.decode()
    assert ('name="grade"' in page, "复习记录" in page, 'id="history"' in page) == (False, False, False)
    assert posted(client, room, reviews=1).status_code == 302
    assert (MissReview.objects.count(), MissCard.objects.get().reviews) == (1, 1)
    # It comes back as it was left.
    assert MissCard.objects.get().due_at == first.due_at


def test_neither_before_the_release_nor_by_anybody_else(room):
    held = sat(ALL_RIGHT | {1: "b"}, release_policy="two_persons")
    assert posted(browser(held.candidate), held).status_code == 404
    assert posted(browser(make_trainee()), room).status_code == 404
    assert posted(browser(room.candidate), room).status_code == 302
    with pytest.raises(GradingRefused):
        grade(held, Grade.GOOD, now=timezone.now())
    with pytest.raises(GradingRefused):
        grade(room, Grade.EASY, now=timezone.now() + 9 * DAY, actor=make_trainee("another"))
    assert [card.attempt_id for card in MissCard.objects.all()] == [room.attempt.pk]
    assert MissReview.objects.count() == 1


def test_what_was_right_and_what_a_regrade_made_right_is_not_reviewed(room):
    now = timezone.now()
    grade(room, Grade.GOOD, now=now)
    with pytest.raises(GradingRefused):
        grade(room, Grade.GOOD, now=now, slot=2)
    correction = put_in_force(propose(room, 1, "also", "b"))
    assert book_counts(room.candidate, now=now + 9 * DAY) == Counts(0, 0, 0, 0)
    with pytest.raises(GradingRefused):
        grade(room, Grade.GOOD, now=now + 9 * DAY)
    take_back(correction)
    assert recall(room, now=now + 9 * DAY).card.reviews == 1


def test_a_mock_exams_question_has_its_card_of_practice_alone(room):
    Exam.objects.filter(pk=room.exam.pk).update(is_mock=True)
    with pytest.raises(GradingRefused):
        grade(room, Grade.GOOD, now=timezone.now())
    assert not MissCard.objects.exists()


# Pages


def test_the_question_is_put_first_then_its_answer_with_four_dates_and_the_next_one():
    room = sat({1: "b", 2: ["a", "b", "d"], 3: True, 4: ["抱怨率"]})
    client = browser(room.candidate)
    listed = client.get("/practice/book/exams/").content.decode()
    assert f'href="{address(room)}">开始复习' in listed
    page = client.get(address(room)).content.decode()
    whole = BeautifulSoup(page, "html.parser")
    hidden = whole.select_one("details.miss-answer").extract().get_text()
    for words in ("显示答案", SINGLE["explanation"]):
        assert (words in hidden, words in whole.get_text()) == (True, False)
    # What there is to choose from is put with the question, nothing chosen.
    assert [(KEY in part.get_text(), len(part.select("[checked]"))) for part in whole.select(".miss-question")] == [
        (True, 0)
    ]
    assert page.count('name="grade"') == 4
    assert posted(client, room, Grade.GOOD)["Location"] == address(room, slot=3)
    page = text_of_page(client, address(room))
    assert ("下次复习" in page, "良好" in page, "显示答案" in page) == (True, True, False)
    done = client.post(address(room, slot=3, name="exam_miss_grade"), {"grade": "1", "reviews": "0"}, follow=True)
    assert "到期的考试错题已复习完" in done.content.decode()
    assert posted(client, room, reviews="x").status_code == 302
    assert MissReview.objects.count() == 2


def test_the_review_of_the_day_leads_to_them_and_the_home_counts_them(room):
    client = browser(room.candidate)
    assert client.post("/practice/review/")["Location"] == address(room)
    assert "今天有 1 题待复习" in text_of_page(client, "/me/")
    card = make_practice()
    answer(card, room.candidate, right=False, now=timezone.now() - DAY)
    begun = client.post("/practice/review/")["Location"]
    assert begun.startswith("/practice/rounds/")
    assert address(room) in client.get(begun.removesuffix("1/")).content.decode()


def test_the_book_shows_cards_and_misses_of_one_shelf_page_by_page(room):
    client = browser(room.candidate)
    for _number in range(20):
        answer(make_practice(), room.candidate, right=False)
    first = client.get("/practice/book/").content.decode()
    second = client.get("/practice/book/?page=2").content.decode()
    assert (address(room) in first, address(room) in second) == (False, True)
    assert "在册 21 题" in first
    narrowed = f"/practice/book/?page=2&item_type=single_choice&chapter={chapter_of(room)}"
    assert address(room) in client.get(narrowed).content.decode()
    assert address(room) not in client.get("/practice/book/?shelf=learned").content.decode()


def chapter_of(room):
    return room.component.paper.paper_items.get(slot=1).version.point.chapter_id


# Paper


def printed(client, query=""):
    """The page for paper and the file, as text."""
    page = text_of_page(client, f"/practice/book/print/{query}")
    sent = client.get(f"/practice/book/file.pdf{query}")
    assert sent["Content-Type"] == "application/pdf"
    return page, text_of(sent.content).replace("\n", "")


def test_a_miss_stands_in_the_printed_book_with_answer_key_and_explanation(room):
    answer(make_practice("true_false"), room.candidate, right=False)
    for text in printed(browser(room.candidate)):
        for words in (SINGLE["stem"], "客户指名消费的程度", KEY, SINGLE["explanation"], room.exam.title, "2 题"):
            assert words in text
    for text in printed(browser(room.candidate), "?item_type=true_false"):
        assert (SINGLE["stem"] in text, "1 题" in text) == (False, True)


def test_a_question_that_may_not_be_shown_is_printed_as_its_point(room):
    answer(on_point(room, item_type="multiple_choice"), room.candidate, right=False)
    still_to_be_held(room)
    point = room.component.paper.paper_items.get(slot=1).version.point
    for text in printed(browser(room.candidate)):
        for words in (point.title, "此鉴定点失分，原题暂不公布。", "练习中有 1 道同一鉴定点的题。", "2 题"):
            assert words in text
        for words in (SINGLE["stem"], KEY, SINGLE["explanation"], "客户指名消费的程度"):
            assert words not in text
    for text in printed(browser(room.candidate), "?item_type=multiple_choice"):
        assert ("1 题" in text, "此鉴定点失分" in text) == (True, False)


def test_a_list_in_an_explanation_is_printed():
    listed = SINGLE | {"explanation": "要点：\n\n- 看口碑\n- 看回头客\n"}
    room = sat({}, items=(("single_choice", listed, Decimal(100)),))
    _page, sheets = printed(browser(room.candidate))
    assert ("看口碑" in sheets, "看回头客" in sheets) == (True, True)


def test_a_key_that_is_not_out_is_not_printed():
    room = sat(ALL_RIGHT | {1: "b"}, shows_keys="never", shows_explanations="never")
    for text in printed(browser(room.candidate)):
        assert SINGLE["stem"] in text
        assert ("答案" in text, SINGLE["explanation"] in text) == (False, False)


def test_more_misses_of_an_exam_cost_the_book_no_more_queries(
    room, django_assert_num_queries, django_assert_max_num_queries
):
    other = sat({1: "b", 2: [], 3: True, 4: ["满意率"]})
    mark_attempt(attempt=other.attempt, now=timezone.now() - OVER / 2)
    for path in ("/practice/book/", "/practice/book/print/", "/practice/", "/me/"):
        with_one, with_four = browser(room.candidate), browser(other.candidate)
        for client in (with_one, with_four):
            client.get(path)
        with django_assert_max_num_queries(60) as one:
            with_one.get(path)
        with django_assert_num_queries(len(one)):
            with_four.get(path)
