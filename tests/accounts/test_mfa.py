"""A second factor can be set up and is then asked for; the pages around it work."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def code_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def signed_in():
    user = UserFactory(username="zhang")
    client = Client()
    client.post("/accounts/login/", {"login": "zhang", "password": PASSWORD})
    return client, user


def test_an_account_with_all_three_names_proves_itself_again(db):
    UserFactory(username="li", email="li@example.com", phone="+8613900139000")
    UserFactory(username="other", email="li@example.com", password="another 7 password")
    client = Client()
    client.post("/accounts/login/", {"login": "li", "password": PASSWORD})
    answer = client.post("/accounts/reauthenticate/?next=/accounts/2fa/", {"password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/")


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/sessions/",
        "/accounts/password/change/",
        "/accounts/email/",
        "/accounts/reauthenticate/",
    ],
)
def test_the_pages_of_ones_own_security_open(signed_in, path):
    client, _user = signed_in
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.get(path).status_code == 200


def test_an_authenticator_app_is_set_up_with_recovery_codes(signed_in):
    client, user = signed_in
    asked_again = client.get("/accounts/2fa/totp/activate/")
    assert asked_again["Location"] == "/accounts/reauthenticate/?next=%2Faccounts%2F2fa%2Ftotp%2Factivate%2F"
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/recovery-codes/")
    assert set(Authenticator.objects.filter(user=user).values_list("type", flat=True)) == {"totp", "recovery_codes"}
    assert client.get("/accounts/2fa/recovery-codes/").status_code == 200
    assert client.get("/accounts/2fa/totp/deactivate/").status_code == 200


def test_a_password_alone_signs_nobody_in_who_has_a_second_factor():
    user = UserFactory(username="zhang", is_superuser=True)
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    client = Client()
    answer = client.post("/accounts/login/?next=/admin/", {"login": "zhang", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/authenticate/")
    assert "_auth_user_id" not in client.session
    assert client.get("/admin/").status_code == 302
    assert client.get("/accounts/2fa/authenticate/").status_code == 200
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000" if code_of(secret) != "000000" else "1"})
    assert (wrong.status_code, "_auth_user_id" in client.session) == (200, False)
    right = client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert (right.status_code, right["Location"]) == (302, "/admin/")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_passkey_login_begins_for_a_stranger():
    answer = Client(headers={"Accept": "application/json"}).get("/accounts/2fa/webauthn/login/")
    assert answer.status_code == 200
    assert set(answer.json()) == {"request_options"}
