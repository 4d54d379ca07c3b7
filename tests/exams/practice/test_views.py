"""The pages of practice: one's own, whole without JavaScript, and nobody else's."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from exams.bank.models import Bank
from exams.practice.models import Grade, Mode, PracticeAnswer, PracticeSession, ReviewCard, ReviewLog
from exams.practice.queries.questions import SLOT
from tests.certificates.samples import text_of
from tests.factories.practice import answer, answer_as, make_practice, make_trainee, put
from tests.personas import browser_of

pytestmark = pytest.mark.django_db

CHOICE = f"slot-{SLOT}"


@pytest.fixture
def trainee():
    return make_trainee()


@pytest.fixture
def own(client, trainee):
    client.force_login(trainee)
    return client


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def address(question):
    return reverse("practice:question", args=[question.session_id, question.position])


def test_the_first_page_leads_a_newcomer_on(own):
    make_practice()
    page = own.get("/practice/").content.decode()
    assert "今日计划" in page
    assert "做新题" in page
    assert "错题本：0 题，已到期 0 题" in page


def test_a_round_is_begun_by_the_form(own, trainee):
    version = make_practice()
    chapter = version.item.bank.chapter
    wish = {"mode": "chapter", "chapter": chapter.pk, "point": "", "item_type": "", "count": "10"}
    response = own.post("/practice/begin/", wish)
    session = PracticeSession.objects.get()
    assert response.url == f"/practice/rounds/{session.pk}/1/"
    assert (session.trainee, session.mode, session.chapter) == (trainee, Mode.CHAPTER, chapter)


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"mode": "chapter"}, "请选择一章。"),
        ({"mode": "point"}, "请选择一个鉴定点。"),
        ({"mode": "type"}, "请选择一种题型。"),
    ],
)
def test_a_form_that_lacks_something_says_what(own, wish, said):
    make_practice()
    response = own.post("/practice/begin/", {"count": "10"} | wish)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not PracticeSession.objects.exists()


def test_where_nothing_is_due_the_review_says_so_and_begins_nothing(own):
    response = own.post("/practice/review/", follow=True)
    assert "没有到期的题" in response.content.decode()
    assert not PracticeSession.objects.exists()


def test_a_question_shows_no_key_before_it_is_answered(own, trainee):
    question = put(make_practice(), trainee)
    page = own.get(address(question)).content.decode()
    assert question.version.body["stem"] in page
    assert question.version.body["explanation"] not in page
    assert "正确答案" not in page


def test_an_answer_is_gone_through_with_key_explanation_and_own_answer(own, trainee):
    question = put(make_practice(), trainee)
    wrong = next(option for option in ("a", "b", "c") if option not in _keys(question))
    response = own.post(address(question), {CHOICE: wrong})
    assert response.url == address(question)
    page = soup(own.get(address(question)))
    text = page.get_text()
    assert "没有答对" in text
    assert "已记入错题本。" in text
    assert question.version.body["explanation"][:10] in text
    assert page.select(".thumb-grades") == []


def _keys(question):
    return [chr(97 + place) for place, one in enumerate(question.version.body["options"]) if one.get("correct")]


def test_an_empty_answer_is_asked_for_again_and_changes_nothing(own, trainee):
    question = put(make_practice(), trainee)
    response = own.post(address(question), {})
    assert response.status_code == 422
    assert "您还没有作答" in response.content.decode()
    assert not PracticeAnswer.objects.exists()
    own.post(address(question), {"unknown": "1"})
    assert PracticeAnswer.objects.get().response is None


def test_what_cannot_be_an_answer_is_refused_at_the_question(own, trainee):
    question = put(make_practice(), trainee)
    response = own.post(address(question), {CHOICE: "zz"})
    assert response.status_code == 422
    assert "请重新作答" in response.content.decode()
    assert not PracticeAnswer.objects.exists()


def test_a_right_answer_in_the_book_is_graded_with_the_dates_on_the_buttons(own, trainee):
    version, now = make_practice(), timezone.now()
    answer(version, trainee, right=False, now=now - timedelta(days=1))
    question = put(version, trainee, now=now)
    right = answer_as(question, right=True, now=now)
    buttons = [one.get_text(" ") for one in soup(own.get(address(question))).select(".thumb-grades button")]
    assert [one.split()[0] for one in buttons] == ["重来", "困难", "良好", "简单"]
    assert buttons[0] == "重来 10 分钟后"
    assert "天" in buttons[3]
    response = own.post(reverse("practice:grade", args=[right.pk]), {"grade": "3"})
    assert response.url == reverse("practice:session", args=[question.session_id])
    assert ReviewLog.objects.get(answer=right).grade == Grade.GOOD
    assert own.get(response.url).status_code == 200


def test_a_question_taken_out_is_not_shown_any_more(own, trainee):
    question = put(make_practice(), trainee)
    Bank.objects.update(is_restricted=True)
    page = own.get(address(question)).content.decode()
    assert "已停止用于练习" in page
    assert question.version.body["stem"] not in page
    own.post(address(question), {CHOICE: "a"})
    assert not PracticeAnswer.objects.exists()


def test_nothing_of_anybody_else_can_be_seen_or_changed(client, trainee):
    version = make_practice()
    missed = answer(version, trainee, right=False)
    question = put(version, trainee)
    card = ReviewCard.objects.get()
    client.force_login(make_trainee("another"))
    for path in (
        address(question),
        reverse("practice:session", args=[question.session_id]),
        reverse("practice:entry", args=[card.pk]),
        reverse("practice:media", args=[version.pk, "0123456789abcdef.png"]),
    ):
        assert client.get(path).status_code == 404, path
    for path, data in (
        (address(question), {CHOICE: "a"}),
        (reverse("practice:grade", args=[missed.pk]), {"grade": "4"}),
        (reverse("practice:similar", args=[card.pk]), {}),
    ):
        assert client.post(path, data).status_code == 404, path
    assert PracticeAnswer.objects.count() == 1
    assert ReviewLog.objects.count() == 1
    assert PracticeSession.objects.count() == 2


def test_one_card_shows_the_question_its_answer_and_what_is_similar(own, trainee):
    version, alike = make_practice(), make_practice("true_false")
    answer(version, trainee, right=False)
    path = reverse("practice:entry", args=[ReviewCard.objects.get().pk])
    page = own.get(path).content.decode()
    assert version.body["explanation"][:10] in page
    assert alike.stem_text[:12] in page
    response = own.post(reverse("practice:similar", args=[ReviewCard.objects.get().pk]))
    session = PracticeSession.objects.latest("pk")
    assert (session.mode, [one.version_id for one in session.questions.all()]) == (Mode.SIMILAR, [alike.pk])
    assert response.status_code == 302


def test_the_book_is_printed_with_what_is_on_the_shelf(own, trainee):
    kept, other = make_practice("true_false"), make_practice()
    for version in (kept, other):
        answer(version, trainee, right=False)
    page = own.get("/practice/book/print/?item_type=true_false").content.decode()
    assert kept.body["stem"][:10] in page
    assert other.body["stem"][:10] not in page


def test_an_empty_book_offers_nothing_to_print_or_to_filter(own, trainee):
    page = soup(own.get("/practice/book/"))
    assert (page.select_one(".book-filter"), page.select_one("a[href^='/practice/book/print/']")) == (None, None)
    answer(make_practice(), trainee, right=False)
    page = soup(own.get("/practice/book/"))
    assert page.select_one(".book-filter") is not None
    assert page.select_one("a[href^='/practice/book/print/']") is not None
    assert soup(own.get("/practice/book/?shelf=learned")).select_one("a[href^='/practice/book/print/']") is None


@pytest.mark.parametrize("path", ["/practice/book/?shelf=nonsense&page=99&chapter=x", "/practice/book/?item_type=nope"])
def test_a_filter_that_is_not_understood_counts_as_none(own, trainee, path):
    answer(make_practice(), trainee, right=False)
    assert own.get(path).status_code == 200


def test_minutes_are_chosen_and_bad_ones_refused_in_their_place(own):
    assert own.post("/practice/minutes/", {"minutes": "45"}).status_code == 302
    assert "45 分钟" in own.get("/practice/").content.decode()
    response = own.post("/practice/minutes/", {"minutes": "4"})
    assert response.status_code == 422
    assert soup(response).select_one(".today-change .field-invalid")


@pytest.mark.parametrize("path", ["/practice/book/", "/practice/book/print/", "/practice/", "/practice/readiness/"])
def test_a_longer_book_costs_no_more_queries(
    own, trainee, path, django_assert_num_queries, django_assert_max_num_queries
):
    answer(make_practice(), trainee, right=False)
    own.get(path)
    with django_assert_max_num_queries(40) as one:
        own.get(path)
    for _number in range(2):
        answer(make_practice(), trainee, right=False)
    with django_assert_num_queries(len(one)):
        own.get(path)


def test_readiness_says_what_is_missing_and_then_the_chance_with_its_reasons(own, trainee):
    for _number in range(9):
        answer(make_practice(), trainee, right=True)
    assert "已有 9 次，还差 1 次" in own.get("/practice/readiness/").content.decode()
    answer(make_practice(), trainee, right=False)
    page = own.get("/practice/readiness/").content.decode()
    assert "通过可能性" in page
    assert "依据 10 次首次作答，其中答对 9 次。" in page
    assert "每个鉴定点都练过了。" in page


def test_a_mock_that_cannot_be_made_is_refused_in_words(own):
    assert own.post("/practice/mocks/1/").status_code == 404


@pytest.mark.parametrize(("role", "status"), [("exam_officer", 200), ("auditor", 200), ("marker", 302)])
def test_forecasts_are_the_exam_offices(role, status):
    response = browser_of(role).get("/admin/practice_forecasts/")
    assert response.status_code == status


def test_a_name_of_forty_letters_stands_on_the_printed_book(client):
    trainee = make_trainee("long")
    User.objects.filter(pk=trainee.pk).update(username="𬭎" * 20)
    client.force_login(trainee)
    assert client.get("/practice/book/print/").status_code == 200


def test_the_book_is_a_file_of_ones_own_misses_with_their_keys(own, trainee):
    mine, others = make_practice(point=1), make_practice("true_false", point=2)
    answer(mine, trainee, right=False)
    answer(others, make_trainee("somebody-else"), right=False)
    sent = own.get("/practice/book/file.pdf")
    assert (sent.status_code, sent["Content-Type"]) == (200, "application/pdf")
    text = text_of(sent.content).replace("\n", "")
    assert (mine.stem_text[:8] in text, others.stem_text[:8] in text) == (True, False)
    assert "正确答案" in text
    assert own.get("/practice/book/file.pdf").content == sent.content


def test_an_empty_book_is_a_file_too(own):
    assert own.get("/practice/book/file.pdf?shelf=learned").content.startswith(b"%PDF-")
