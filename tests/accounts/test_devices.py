"""The list of devices: one's own, each ended alone or all others at once; nobody ends another's."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.test import Client
from wagtail.models import ModelLogEntry

from tests.accounts.test_mfa import code_of
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


@pytest.mark.django_db(transaction=True)
def test_another_second_factor_signs_the_other_devices_out(zhang):
    here, there = sign_in("zhang"), sign_in("zhang")
    here.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = here.get("/accounts/2fa/totp/activate/").context["form"].secret
    here.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert Authenticator.objects.filter(user=zhang, type="totp").exists()
    assert [client.get("/me/").status_code for client in (here, there)] == [200, 302]


def test_so_does_one_that_is_taken_away(zhang):
    secret = generate_totp_secret()
    TOTP.activate(zhang, secret)
    here, there = Client(), Client()
    for client in (here, there):
        client.force_login(zhang)
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        UserSession.objects.get_or_create(
            session_key=client.session.session_key, defaults={"user": zhang, "ip": "127.0.0.1"}
        )
    here.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=zhang).exists()
    assert [client.get("/me/").status_code for client in (here, there)] == [200, 302]


def test_a_device_is_signed_out_by_a_fresh_proof_alone(zhang, settings):
    settings.STEP_UP_MINUTES = 10
    there = sign_in("zhang")
    here = Client()
    here.force_login(zhang)
    for path in (LIST, f"{LIST}{session_of(there).pk}/end/"):
        assert here.post(path)["Location"].startswith("/accounts/reauthenticate/")
    assert there.get("/me/").status_code == 200
