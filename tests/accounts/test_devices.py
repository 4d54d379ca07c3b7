"""The list of devices: one's own, each ended alone or all others at once; nobody ends another's."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from wagtail.models import ModelLogEntry

from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

LIST = "/accounts/sessions/"


def sign_in(username):
    client = Client(headers={"User-Agent": f"Browser of {username}"})
    client.post("/accounts/login/", {"login": username, "password": PASSWORD})
    return client


@pytest.fixture
def zhang():
    return UserFactory(username="zhang")


def session_of(client):
    return UserSession.objects.get(session_key=client.session.session_key)


def test_another_device_is_signed_out_and_this_one_stays(zhang):
    here, there = sign_in("zhang"), sign_in("zhang")
    page = here.get(LIST).content.decode()
    assert page.count("让此设备退出") == 1
    assert page.count("本设备") + page.count("当前设备") + page.count("这台设备") >= 1
    answer = here.post(f"{LIST}{session_of(there).pk}/end/")
    assert (answer.status_code, answer["Location"]) == (302, LIST)
    assert there.get("/me/")["Location"] == "/accounts/login/?next=/me/"
    assert here.get("/me/").status_code == 200
    assert ModelLogEntry.objects.filter(action="accounts.end_session", user=zhang).count() == 1


def test_all_others_at_once(zhang):
    here, there, elsewhere = (sign_in("zhang") for _ in range(3))
    here.post(LIST)
    assert [client.get("/me/").status_code for client in (here, there, elsewhere)] == [200, 302, 302]


def test_this_device_is_not_ended_here(zhang):
    here = sign_in("zhang")
    assert here.post(f"{LIST}{session_of(here).pk}/end/").status_code == 404
    assert here.get("/me/").status_code == 200


def test_nobody_ends_another_persons_session(zhang):
    UserFactory(username="li")
    theirs, mine = sign_in("zhang"), sign_in("li")
    assert mine.post(f"{LIST}{session_of(theirs).pk}/end/").status_code == 404
    assert theirs.get("/me/").status_code == 200
    assert not ModelLogEntry.objects.filter(action="accounts.end_session").exists()


@pytest.mark.parametrize("devices", [1, 3])
def test_the_list_asks_as_much_for_one_as_for_its_own_devices_alone(zhang, devices, django_assert_max_num_queries):
    """allauth looks whether each session still lives: two reads a device."""
    clients = [sign_in("zhang") for _ in range(devices)]
    with django_assert_max_num_queries(6 + 2 * devices):
        clients[0].get(LIST)
