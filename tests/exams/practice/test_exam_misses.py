"""The wrong-answer book's part on real exams: its pages, and what practice on the point makes of a miss."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from exams.marking.services import mark_attempt
from exams.practice.models import Mode, PracticeSession
from exams.practice.queries.exam_misses import exam_miss, exam_misses
from exams.sittings.models import Sitting
from tests.exams.marking.test_regrades import propose, put_in_force
from tests.exams.marking.test_services import hand_in
from tests.factories.practice import answer, make_practice, make_trainee, practice_bank
from tests.factories.sittings import ALL_RIGHT, SINGLE, make_room

pytestmark = pytest.mark.django_db

# The real clock, which the views read.
OVER = timedelta(hours=9)


@pytest.fixture
def room():
    """An exam that is over, with the first question missed."""
    return sat(ALL_RIGHT | {1: "b"})


def sat(answers, **fields):
    began = timezone.now() - OVER
    room = make_room(opens_at=began, **fields)
    room.attempt = hand_in(room, answers, now=began)
    mark_attempt(attempt=room.attempt, now=began + timedelta(hours=1))
    return room


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def on_point(room, slot=1, item_type="single_choice"):
    """A practice item on the point of a question."""
    bank = practice_bank("C001.4")
    return make_practice(item_type, bank=bank, on=room.component.paper.paper_items.get(slot=slot).version.point)


def address(room, slot=1, name="exam_miss"):
    return reverse(f"practice:{name}", args=[room.attempt.pk, slot])


def text_of_page(client, path):
    return BeautifulSoup(client.get(path).content, "html.parser").get_text(" ", strip=True)


def still_to_be_held(room):
    soon = timezone.now() + timedelta(days=1)
    return Sitting.objects.create(exam=room.exam, name="第二场", opens_at=soon, closes_at=soon + timedelta(hours=1))


def test_the_book_leads_to_what_was_missed_in_exams(room):
    client = browser(room.candidate)
    assert "考试错题：1 题" in text_of_page(client, "/practice/book/")
    listed = text_of_page(client, "/practice/book/exams/")
    assert (room.exam.title in listed, SINGLE["stem"] in listed) == (True, True)
    assert "考试错题：" not in text_of_page(browser(make_trainee()), "/practice/book/")


def test_a_question_that_may_be_shown_is_gone_through_with_its_lesson_and_practice_on_the_point(room):
    version = on_point(room)
    client = browser(room.candidate)
    page = text_of_page(client, address(room))
    for words in (SINGLE["stem"], "客户指名消费的程度", SINGLE["options"][0]["text"], SINGLE["explanation"]):
        assert words in page
    assert version.stem_text[:10] in page
    assert client.post(address(room, name="exam_miss_similar")).status_code == 302
    session = PracticeSession.objects.get()
    assert (session.mode, session.point_id, session.trainee) == (Mode.POINT, version.point_id, room.candidate)


def test_no_word_of_a_question_in_use_is_shown_but_its_point_is(room):
    still_to_be_held(room)
    client = browser(room.candidate)
    point = room.component.paper.paper_items.get(slot=1).version.point
    for path in ("/practice/book/exams/", address(room)):
        answered = client.get(path).content.decode()
        assert point.title in answered
        for words in (SINGLE["stem"], SINGLE["explanation"], *(one["text"] for one in SINGLE["options"])):
            assert words not in answered
    assert "此鉴定点失分，原题暂不公布。" in text_of_page(client, "/practice/book/exams/")


@pytest.mark.parametrize(
    ("policy", "shown", "hidden"),
    [
        ({"shows_keys": "never"}, "客户指名消费的程度", SINGLE["options"][0]["text"]),
        ({"shows_explanations": "never"}, SINGLE["options"][0]["text"], SINGLE["explanation"]),
        ({"shows_answers": "never"}, "此鉴定点失分", SINGLE["stem"]),
    ],
)
def test_key_and_explanation_are_shown_as_the_exam_has_it(policy, shown, hidden):
    room = sat(ALL_RIGHT | {1: "b"}, **policy)
    page = text_of_page(browser(room.candidate), address(room))
    assert (shown in page, hidden in page) == (True, False)


def test_where_the_exam_shows_neither_questions_nor_points_the_book_knows_nothing():
    room = sat(ALL_RIGHT | {1: "b"}, shows_answers="never", shows_ranges="never")
    client = browser(room.candidate)
    assert client.get(address(room)).status_code == 404
    assert "暂无内容" in text_of_page(client, "/practice/book/exams/")


def test_what_is_held_what_was_right_and_what_is_anothers_are_not_there(room):
    held = sat(ALL_RIGHT | {1: "b"}, release_policy="two_persons")
    assert browser(held.candidate).get(address(held)).status_code == 404
    assert browser(room.candidate).get(address(room, slot=2)).status_code == 404
    other = browser(make_trainee())
    assert other.get(address(room)).status_code == 404
    assert other.post(address(room, name="exam_miss_similar")).status_code == 404
    assert not PracticeSession.objects.exists()


def test_a_regrade_takes_the_miss_out(room):
    now = timezone.now()
    put_in_force(propose(room, 1, "also", "b"))
    assert exam_misses(room.candidate, now=now) == []
    assert browser(room.candidate).get(address(room)).status_code == 404


def test_two_right_answers_on_the_point_since_make_it_learned(room):
    versions = [on_point(room) for _number in range(3)]
    now = timezone.now()
    answer(versions[0], room.candidate, right=True, now=now - 2 * OVER)
    since = lambda: exam_miss(room.candidate, attempt_id=room.attempt.pk, slot=1, now=now)  # noqa: E731
    assert (since().recall.since, since().recall.is_learned) == ([], False)
    for version, right in zip(versions, (True, False, True), strict=True):
        answer(version, room.candidate, right=right, now=now)
    assert (since().recall.right, len(since().recall.since), since().recall.is_learned) == (2, 3, False)
    answer(versions[0], room.candidate, right=True, now=now + timedelta(seconds=1))
    assert since().recall.is_learned
    assert "考后练习" not in text_of_page(browser(room.candidate), "/practice/book/exams/")
    listed = text_of_page(browser(room.candidate), "/practice/book/exams/?shelf=learned")
    assert "考后练习：4 题中答对 3 题" in listed
    assert "已掌握" in listed


def test_where_there_is_nothing_to_practise_the_reason_is_said(room):
    client = browser(room.candidate)
    assert "此鉴定点还没有练习题。" in text_of_page(client, address(room))
    answered = client.post(address(room, name="exam_miss_similar"), follow=True)
    assert "还没有练习题" in answered.content.decode()
    assert not PracticeSession.objects.exists()


def test_a_longer_list_costs_no_more_queries(room, django_assert_num_queries, django_assert_max_num_queries):
    client = browser(room.candidate)
    client.get("/practice/book/exams/")
    with django_assert_max_num_queries(16) as one:
        client.get("/practice/book/exams/")
    more = sat({})
    more.registration.candidate = room.candidate
    more.registration.save()
    with django_assert_num_queries(len(one)):
        page = client.get("/practice/book/exams/").content.decode()
    assert page.count("/practice/book/exams/") >= 5
