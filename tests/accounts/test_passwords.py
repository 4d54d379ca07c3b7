"""Passwords: what is taken, as it was typed, and what becomes of sessions when they change or the account is closed."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from accounts.models import User
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

CHANGE = "/accounts/password/change/"
TO_THE_LOGIN = "/accounts/login/?next=/me/"


@pytest.fixture
def zhang():
    return UserFactory(username="zhang")


def sign_in(password=PASSWORD):
    client = Client()
    client.post("/accounts/login/", {"login": "zhang", "password": password})
    return client


def change(client, new, old=PASSWORD):
    return client.post(CHANGE, {"oldpassword": old, "password1": new, "password2": new})


@pytest.mark.parametrize("new", ["nine-long", "basketball", "4711081512", "zhang-zhang"])
def test_what_is_refused(zhang, new):
    """Too short, common, of digits alone, the user's own name."""
    User.objects.filter(pk=zhang.pk).update(username="zhang", first_name="zhang-zhang")
    assert change(sign_in(), new).status_code == 200
    zhang.refresh_from_db()
    assert zhang.check_password(PASSWORD)


@pytest.mark.parametrize("new", ["abcdefghijklmnop", " 密码 由我自己 选定 的 ", "SHOUTED ALL THE WAY", "x y" * 40])
def test_any_other_is_taken_as_it_was_typed(zhang, new):
    """Neither kinds of character nor spaces at the ends nor length are anybody's business."""
    assert change(sign_in(), new).status_code == 302
    assert sign_in(new).get("/me/").status_code == 200
    assert new == new.strip() or sign_in(new.strip()).get("/me/")["Location"] == TO_THE_LOGIN


def test_without_the_old_one_nothing_is_changed(zhang):
    assert change(sign_in(), "another 7 password", old="not the old one").status_code == 200
    zhang.refresh_from_db()
    assert zhang.check_password(PASSWORD)


def test_a_new_password_takes_the_old_one_and_signs_the_other_devices_out(zhang):
    here, there = sign_in(), sign_in()
    change(here, "another 7 password")
    assert here.get("/me/").status_code == 200
    assert there.get("/me/")["Location"] == TO_THE_LOGIN
    assert sign_in().get("/me/")["Location"] == TO_THE_LOGIN


def test_the_fields_are_masked_and_known_to_password_managers(client):
    page = client.get("/accounts/login/").content.decode()
    assert page.count('type="password"') == page.count('autocomplete="current-password"') == 1


def test_a_sign_in_changes_the_key_of_the_session(zhang):
    """A key that somebody slipped a browser before the sign-in opens nothing after it."""
    client = Client()
    session = client.session
    session["seen"] = 1
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    client.post("/accounts/login/", {"login": "zhang", "password": PASSWORD})
    assert client.session.session_key != before
    stranger = Client()
    stranger.cookies["sessionid"] = before
    assert stranger.get("/me/")["Location"] == TO_THE_LOGIN


def test_after_the_sign_out_the_former_cookie_opens_nothing(zhang):
    client, thief = sign_in(), Client()
    thief.cookies["sessionid"] = client.session.session_key
    assert thief.get("/me/").status_code == 200
    client.post("/accounts/logout/")
    assert thief.get("/me/")["Location"] == TO_THE_LOGIN


def test_a_closed_account_is_out_at_once(zhang):
    client = sign_in()
    User.objects.filter(pk=zhang.pk).update(is_active=False)
    assert client.get("/me/")["Location"] == TO_THE_LOGIN


def test_a_fresh_proof_changes_the_key_and_the_device_stays_in_the_list(zhang):
    client = sign_in()
    before = client.session.session_key
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.session.session_key != before
    assert client.get("/accounts/sessions/").content.decode().count("当前会话") <= 1
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [client.session.session_key]
    thief = Client()
    thief.cookies["sessionid"] = before
    assert thief.get("/me/")["Location"] == TO_THE_LOGIN


@pytest.mark.parametrize(
    "new",
    [
        "kehufuwu2026",
        "Exam-Password-1",
        "客户服务管理师2026!!",
        "ＫｅＨｕＦｕＷｕ９９",
        "training.academy",
        "陇上学院2026陇上学院",
    ],
)
def test_words_of_the_platform_are_no_password(zhang, settings, new):
    settings.PASSWORD_OWN_WORDS = ["陇上"]
    assert change(sign_in(), new).status_code == 200
    zhang.refresh_from_db()
    assert zhang.check_password(PASSWORD)


@pytest.mark.parametrize("new", ["exam of the blue heron", "客服是门学问也是手艺活儿"])
def test_a_sentence_may_hold_them(zhang, new):
    assert change(sign_in(), new).status_code == 302
