"""A session is read once more only while it lasts."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.sessions import SessionStore
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored():
    session = SessionStore()
    session["seat"] = 7
    session.create()
    return session


def test_what_was_stored_is_read(stored):
    assert SessionStore(stored.session_key)["seat"] == 7


def test_a_session_that_has_ended_says_nothing_and_is_forgotten(stored):
    Session.objects.filter(pk=stored.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))
    late = SessionStore(stored.session_key)
    assert late.get("seat") is None
    assert late.session_key is None


@pytest.mark.parametrize("key", ["neverstoredneverstoredneverstore", "short", "", None])
def test_a_key_that_names_none_says_nothing(key):
    session = SessionStore(key)
    assert session.get("seat") is None
    assert session.session_key is None


def test_a_key_is_taken_also_by_a_session_that_has_ended(stored):
    Session.objects.filter(pk=stored.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))
    assert SessionStore().exists(stored.session_key)
    assert not SessionStore().exists("neverstoredneverstoredneverstore")


def test_a_session_ends_two_weeks_after_the_sign_in_however_much_is_done_meanwhile():
    UserFactory(username="zhang")
    begun, client = timezone.now(), Client()
    with time_machine.travel(begun, tick=False):
        client.post("/accounts/login/", {"login": "zhang", "password": PASSWORD})
    for days in (5, 10, 13):
        with time_machine.travel(begun + timedelta(days=days), tick=False):
            session = client.session
            session["seat"] = days
            session.save()
            assert client.get("/me/").status_code == 200
    with time_machine.travel(begun + timedelta(days=14, seconds=1), tick=False):
        assert client.get("/me/")["Location"] == "/accounts/login/?next=/me/"
