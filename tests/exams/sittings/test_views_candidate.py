"""From the list of exams to the receipt, as plain pages without JavaScript."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from accounts.models import User
from exams.sittings.models import AnswerEvent, Attempt, Registration, Sitting
from exams.sittings.services import take_over_lease
from tests.factories.sittings import make_room, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return make_room(opens_at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def candidate(client, room):
    client.force_login(room.candidate)
    return client


def begin(client, room):
    response = client.post(f"/exams/{room.registration.number}/start/")
    return response, Attempt.objects.get()


def hidden(page, name):
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    return found.group(1).replace("&quot;", '"') if found else None


def test_index_lists_own_exams_and_open_ones(candidate, room):
    Sitting.objects.create(
        exam=room.exam,
        name="开放场次",
        opens_at=timezone.now(),
        closes_at=timezone.now() + timedelta(days=1),
        open_registration=True,
    )
    page = candidate.get("/exams/").content.decode()
    assert page.count('class="exam-row"') == 2


@pytest.mark.parametrize("size", [1, 3])
def test_index_queries_do_not_grow(candidate, room, size, django_assert_num_queries):
    for serial in range(size - 1):
        other = Sitting.objects.create(
            exam=room.exam, name=f"{serial}", opens_at=timezone.now(), closes_at=timezone.now() + timedelta(days=1)
        )
        Registration.objects.create(sitting=other, candidate=room.candidate, number=f"N{serial}")
    candidate.get("/exams/")
    with django_assert_num_queries(INDEX_QUERIES):
        candidate.get("/exams/")


INDEX_QUERIES = 7


def test_register_for_an_open_sitting_and_not_for_a_closed_one(candidate, room):
    open_one = Sitting.objects.create(
        exam=room.exam,
        name="开放",
        opens_at=timezone.now(),
        closes_at=timezone.now() + timedelta(days=1),
        open_registration=True,
    )
    assert candidate.post(f"/exams/register/{open_one.pk}/").status_code == 302
    assert Registration.objects.filter(sitting=open_one, candidate=room.candidate).count() == 1
    client_count = Registration.objects.count()
    Sitting.objects.filter(pk=open_one.pk).update(open_registration=False)
    assert candidate.post(f"/exams/register/{open_one.pk}/").status_code == 404
    assert Registration.objects.count() == client_count


def test_pledge_then_start_then_runner(candidate, room):
    Registration.objects.update(pledged_at=None)
    number = room.registration.number
    refused = candidate.post(f"/exams/{number}/pledge/", {})
    assert refused.status_code == 422
    assert Registration.objects.get().pledged_at is None
    too_early = candidate.post(f"/exams/{number}/start/")
    assert (too_early.status_code, Attempt.objects.count()) == (302, 0)
    candidate.post(f"/exams/{number}/pledge/", {"read": "on"})
    response, attempt = begin(candidate, room)
    assert response["Location"] == f"/attempts/{attempt.pk}/"
    cookie = response.cookies[f"lease-{attempt.pk}"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == (attempt.lease_token, True, "Strict")
    assert candidate.get(f"/attempts/{attempt.pk}/").status_code == 200


def test_the_runners_menu_of_appearance_is_the_readers_own(candidate, room):
    begin(candidate, room)
    path = f"/attempts/{Attempt.objects.get().pk}/"
    for theme, query in (("dark", "?q=2"), ("light", "?q=3&a=<b>")):
        User.objects.filter(pk=room.candidate.pk).update(theme=theme, text_size="large")
        page = BeautifulSoup(candidate.get(path + query).content, "html.parser")
        menu = page.select_one("form.appearance")
        assert menu.select_one('[name="next"]')["value"] == path + query.replace("<b>", "%3Cb%3E")
        assert [one["value"] for one in menu.select('[name="theme"][checked]')] == [theme]
        assert len(menu.select_one('[name="csrfmiddlewaretoken"]')["value"]) == 64
        assert "kept-frame" not in str(page)


def test_the_runner_page_never_holds_key_or_explanation(candidate, room):
    _, attempt = begin(candidate, room)
    digest = attempt.snapshot.paper_digest
    pages = [candidate.get(f"/attempts/{attempt.pk}/?q={q}").content.decode() for q in (1, 2, 3, 4)]
    pages.append(candidate.get(f"/papers/{digest}/items/").content.decode())
    for page in pages:
        assert "correct" not in page
        assert "美誉度是褒扬程度。" not in page
        assert "理念满意属于横向层面。" not in page


def test_plain_forms_answer_flag_and_hand_in(candidate, room):
    _, attempt = begin(candidate, room)
    url = f"/attempts/{attempt.pk}/"
    place = [entry["slot"] for entry in attempt.snapshot.layout].index(1) + 1
    page = candidate.get(f"{url}?q={place}").content.decode()
    was = hidden(page, "was")
    assert was == "null"
    saved = candidate.post(url, {"q": place, "was": was, "slot-1": "a", "go": "2"})
    assert saved["Location"] == f"{url}?q=2"
    candidate.post(url, {"q": place, "was": '"a"', "slot-1": "a", "flag": "1"})
    attempt.refresh_from_db()
    assert (attempt.answers, attempt.flags) == ({"1": "a"}, [1])
    assert AnswerEvent.objects.count() == 2
    review = candidate.get(f"{url}review/")
    assert review.status_code == 200
    assert candidate.post(f"{url}submit/")["Location"] == f"{url}receipt/"
    attempt.refresh_from_db()
    receipt = candidate.get(f"{url}receipt/").content.decode()
    assert attempt.state == "submitted"
    assert attempt.receipt in receipt.replace(" ", "")


def test_a_stale_tab_does_not_write_what_it_only_displayed(candidate, room):
    _, attempt = begin(candidate, room)
    url = f"/attempts/{attempt.pk}/"
    place = [entry["slot"] for entry in attempt.snapshot.layout].index(1) + 1
    candidate.post(url, {"q": place, "was": "null", "slot-1": "b", "go": "1"})
    candidate.post(url, {"q": place, "was": "null", "go": "1"})
    attempt.refresh_from_db()
    assert attempt.answers == {"1": "b"}


def test_a_malformed_answer_is_told_and_changes_nothing(candidate, room):
    _, attempt = begin(candidate, room)
    place = [entry["slot"] for entry in attempt.snapshot.layout].index(1) + 1
    response = candidate.post(f"/attempts/{attempt.pk}/", {"q": place, "was": "null", "slot-1": "zz"})
    assert response.status_code == 422
    assert AnswerEvent.objects.count() == 0


def test_another_device_sees_the_takeover_page_and_may_take_over(client, room):
    client.force_login(room.candidate)
    _, attempt = begin(client, room)
    old = attempt.lease_token
    client.cookies.pop(f"lease-{attempt.pk}")
    url = f"/attempts/{attempt.pk}/"
    assert 'action="' + url + 'takeover/"' in client.get(url).content.decode()
    assert client.post(url, {"q": 1, "was": "null", "slot-1": "a"}).status_code == 409
    assert client.post(f"{url}submit/").status_code == 409
    attempt.refresh_from_db()
    assert (attempt.state, attempt.lease_token, AnswerEvent.objects.count()) == ("open", old, 0)
    client.post(f"{url}takeover/")
    attempt.refresh_from_db()
    assert attempt.lease_token != old
    assert client.get(url).status_code == 200


def test_what_the_former_device_posts_is_kept_aside_and_it_is_told(client, room):
    client.force_login(room.candidate)
    _, attempt = begin(client, room)
    place = [entry["slot"] for entry in attempt.snapshot.layout].index(1) + 1
    take_over_lease(attempt=attempt, actor=room.candidate, now=timezone.now())
    response = client.post(f"/attempts/{attempt.pk}/", {"q": place, "was": "null", "slot-1": "a"})
    assert response.status_code == 409
    assert "刚才从本页提交的内容已另存，供考务查看，不会改动您的答案。" in response.content.decode()
    assert list(AnswerEvent.objects.values_list("payload", "disposition")) == [('"a"', "superseded")]
    attempt.refresh_from_db()
    assert attempt.answers == {}
    wrong = client.post(f"/attempts/{attempt.pk}/", {"q": place, "was": "null", "slot-1": "zz"})
    assert (wrong.status_code, AnswerEvent.objects.count()) == (409, 1)


def test_an_overdue_attempt_is_closed_on_the_next_read(candidate, room):
    _, attempt = begin(candidate, room)
    Attempt.objects.update(
        started_at=timezone.now() - timedelta(hours=2), deadline=timezone.now() - timedelta(minutes=1)
    )
    assert candidate.get(f"/attempts/{attempt.pk}/")["Location"] == f"/attempts/{attempt.pk}/receipt/"
    attempt.refresh_from_db()
    assert attempt.state == "expired"


def test_a_stranger_reaches_none_of_it(client, room):
    client.force_login(room.candidate)
    _, attempt = begin(client, room)
    client.force_login(make_user("stranger"))
    number, pk, digest = room.registration.number, attempt.pk, attempt.snapshot.paper_digest
    for path in (f"/exams/{number}/", f"/attempts/{pk}/", f"/attempts/{pk}/review/", f"/attempts/{pk}/receipt/"):
        assert client.get(path).status_code == 404
    for path in (
        f"/exams/{number}/pledge/",
        f"/exams/{number}/start/",
        f"/attempts/{pk}/submit/",
        f"/attempts/{pk}/takeover/",
    ):
        assert client.post(path).status_code == 404
    assert client.get(f"/papers/{digest}/items/").status_code == 403
    before = attempt
    attempt.refresh_from_db()
    assert (attempt.state, attempt.lease_token) == ("open", before.lease_token)


@pytest.mark.parametrize("q", ["0", "999", "-1", "x", "", "\uff19", "99999999999999999999"])
def test_any_item_number_shows_some_item(candidate, room, q):
    _, attempt = begin(candidate, room)
    assert candidate.get(f"/attempts/{attempt.pk}/", {"q": q}).status_code == 200


def test_the_runner_costs_few_queries(candidate, room, django_assert_max_num_queries):
    _, attempt = begin(candidate, room)
    candidate.get(f"/attempts/{attempt.pk}/")
    # Session, account, attempt, the invigilator's notices, own notes.
    with django_assert_max_num_queries(5):
        candidate.get(f"/attempts/{attempt.pk}/")


@pytest.mark.parametrize(
    ("language", "heading"), [("zh-hans", "第 1 题"), ("zh-hant", "第 1 題"), ("en", "Question 1")]
)
def test_items_have_their_readers_headings_and_stay_as_written(candidate, room, language, heading):
    _, attempt = begin(candidate, room)
    candidate.cookies["django_language"] = language
    digest = attempt.snapshot.paper_digest
    runner = candidate.get(f"/attempts/{attempt.pk}/").content.decode()
    # The browser keeps items by their address.
    assert f"/papers/{digest}/items/?{language}" in runner
    for first in ("zh-hans", "en", language):
        candidate.cookies["django_language"] = first
        items = candidate.get(f"/papers/{digest}/items/?{first}").content.decode()
    assert f'<span class="item-number">{heading}</span>' in items
    assert '<div class="item-stem" lang="zh-Hans" translate="no"' in items
    assert "zh-Hant" not in items


def open_sitting(room, *languages):
    room.exam.languages = list(languages)
    room.exam.save()
    opens = timezone.now()
    return Sitting.objects.create(
        exam=room.exam, name="开放", opens_at=opens, closes_at=opens + timedelta(days=1), open_registration=True
    )


def test_who_registers_themselves_chooses_among_the_exams_languages(candidate, room):
    sitting = open_sitting(room, "bo", "zh-Hans")
    offered = BeautifulSoup(candidate.get("/exams/").content, "html.parser").select("select[name=language] option")
    assert [(one["value"], one.text) for one in offered] == [("zh-Hans", "简体中文"), ("bo", "藏语")]
    own = Registration.objects.filter(sitting=sitting)
    for language in ("ug", "nonsense"):
        refused = candidate.post(f"/exams/register/{sitting.pk}/", {"language": language}, follow=True)
        assert "请选择本场考试提供的作答语言。" in refused.content.decode()
    assert not own.exists()
    candidate.post(f"/exams/register/{sitting.pk}/", {"language": "bo"})
    assert own.get().language == "bo"


@pytest.mark.parametrize(
    ("languages", "sent", "kept"), [(("bo",), {}, "bo"), (("zh-Hans",), {"language": "bo"}, "zh-Hans")]
)
def test_where_the_exam_has_one_language_nobody_is_asked(candidate, room, languages, sent, kept):
    sitting = open_sitting(room, *languages)
    assert "<select" not in candidate.get("/exams/").content.decode()
    candidate.post(f"/exams/register/{sitting.pk}/", sent)
    assert Registration.objects.get(sitting=sitting).language == kept
