"""暂离锁屏: what a locked browser shows, and what opens it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from exams.sittings.models import Attempt, Exam
from tests.factories.sittings import make_room, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(client):
    cache.clear()
    room = make_room(opens_at=timezone.now() - timedelta(hours=1))
    client.force_login(room.candidate)
    client.post(f"/exams/{room.registration.number}/start/")
    return f"/attempts/{Attempt.objects.get().pk}/"


def is_locked(client, place):
    return "屏幕已锁定" in client.get(place, HTTP_ACCEPT_LANGUAGE="zh-hans").content.decode().split("</h1>")[0]


def test_a_locked_browser_shows_no_question_until_continue_is_pressed(client, place):
    client.post(f"{place}lock/")
    assert is_locked(client, place)
    assert is_locked(client, f"{place}review/")
    assert client.post(f"{place}unlock/")["Location"] == place
    assert not is_locked(client, place)


def test_the_password_opens_where_the_exam_asks_for_it(client, place):
    Exam.objects.update(screen_lock="password")
    client.post(f"{place}lock/")
    assert client.post(f"{place}unlock/", {"password": "wrong"}).status_code == 422
    assert client.post(f"{place}unlock/").status_code == 422
    assert is_locked(client, place)
    assert client.post(f"{place}unlock/", {"password": "secret-pass-1"}).status_code == 302
    assert not is_locked(client, place)


def test_guessing_the_password_ends(client, place):
    Exam.objects.update(screen_lock="password")
    client.post(f"{place}lock/")
    statuses = [client.post(f"{place}unlock/", {"password": "wrong"}).status_code for _try in range(12)]
    assert statuses[0] == 422
    assert statuses[-1] == 429
    assert client.post(f"{place}unlock/", {"password": "secret-pass-1"}).status_code == 429


def test_the_plain_form_still_saves_from_a_locked_browser(client, place):
    client.post(f"{place}lock/")
    attempt = Attempt.objects.get()
    client.post(place, {"q": "1", "was": "null", "flag": "1", "go": "2"})
    attempt.refresh_from_db()
    assert attempt.head_position == 1


def test_an_exam_without_the_lock_locks_nothing(client, place):
    Exam.objects.update(screen_lock="off")
    client.post(f"{place}lock/")
    assert not is_locked(client, place)


def test_anothers_attempt_is_not_there(client, place):
    client.force_login(make_user("stranger"))
    assert client.post(f"{place}lock/").status_code == 404
    assert client.post(f"{place}unlock/").status_code == 404
    assert "locked_attempts" not in client.session
