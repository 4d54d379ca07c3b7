"""Staff need a second factor where the platform requires it; nobody else is held up, and never in an exam."""

from runpy import run_path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from wagtail.models import ModelLogEntry

from accounts.roles import Role
from tests.accounts.test_mfa import code_of
from tests.architecture.tree import ROOT
from tests.factories.accounts import PASSWORD, UserFactory
from tests.personas import STAFF, SUPERUSER, browser_of, make_persona

pytestmark = pytest.mark.django_db

SET_UP = "/accounts/second-factor/"


@pytest.fixture(autouse=True)
def _required(settings):
    settings.STAFF_MFA = "required"


def sign_in(username, **kwargs):
    client = Client(**kwargs)
    client.post("/accounts/login/", {"login": username, "password": PASSWORD})
    return client


@pytest.mark.parametrize("name", [*STAFF, SUPERUSER])
def test_staff_without_one_are_led_to_its_set_up_whatever_they_open(name):
    client = browser_of(name)
    for path in ("/admin/", "/me/", "/accounts/profile/", "/notices/", "/styleguide/"):
        answer = client.get(path)
        assert (path, answer.status_code, answer["Location"]) == (
            path,
            302,
            f"{SET_UP}?next={path.replace('/', '%2F')}",
        )
    assert client.get(SET_UP).status_code == 200


def test_a_post_of_theirs_does_nothing():
    officer = make_persona("exam_officer")
    answer = browser_of("exam_officer").post("/accounts/profile/name/", {"full_name": "王新名"})
    assert (answer.status_code, answer["Location"]) == (302, f"{SET_UP}?next=%2Fme%2F")
    officer.person.refresh_from_db()
    assert officer.person.full_name != "王新名"


def test_a_script_is_told_instead():
    answer = browser_of("auditor").get("/admin/", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["error"]) == (403, "second_factor_required")


@pytest.mark.parametrize("name", ["trainee", "stranger"])
def test_others_are_not_asked(name):
    assert browser_of(name).get("/me/").status_code == 200


def test_who_sits_an_exam_is_not_held_up_whatever_else_they_are():
    assert browser_of("marker").get("/exams/").status_code == 200
    assert browser_of("marker").get("/attempts/1/").status_code == 404


def test_what_staff_do_among_the_candidates_pages_waits_too():
    for path in ("/exams/documents/1/", "/exams/any-number/check/"):
        assert browser_of("exam_officer").get(path)["Location"].startswith(SET_UP)


def test_the_way_out_and_the_choice_of_looks_stay_open():
    client = browser_of("marker")
    looks = client.post("/appearance/", {"theme": "dark", "size": "large"})
    assert "second-factor" not in looks.get("Location", "")
    assert client.post("/accounts/logout/").status_code == 302
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db(transaction=True)
def test_from_the_first_sign_in_to_the_back_office():
    user = UserFactory(username="officer", roles=[Role.EXAM_OFFICER])
    client = sign_in("officer")
    assert client.get("/admin/")["Location"] == f"{SET_UP}?next=%2Fadmin%2F"
    page = client.get(SET_UP).content.decode()
    assert "通行密钥" in page
    assert 'href="/accounts/2fa/totp/activate/"' in page
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    codes = client.get("/accounts/2fa/recovery-codes/")
    assert 'href="/me/"' in codes.content.decode()
    assert client.get("/admin/").status_code == 200
    assert ModelLogEntry.objects.filter(action="accounts.add_factor", user=user, object_id=str(user.pk)).count() >= 1
    assert set(Authenticator.objects.filter(user=user).values_list("type", flat=True)) == {"totp", "recovery_codes"}


def test_a_session_that_was_opened_by_password_alone_is_asked_for_the_code():
    """Somebody's session from before; a second factor was set up elsewhere since."""
    user = UserFactory(username="officer", roles=[Role.EXAM_OFFICER])
    client = sign_in("officer")
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    assert client.get("/admin/")["Location"] == f"{SET_UP}?next=%2Fadmin%2F"
    answer = client.get(f"{SET_UP}?next=/admin/")
    assert answer["Location"] == "/accounts/2fa/reauthenticate/?next=%2Fadmin%2F"
    done = client.post(answer["Location"], {"code": code_of(secret)})
    assert (done.status_code, done["Location"]) == (302, "/admin/")
    assert client.get("/admin/").status_code == 200


def test_the_page_leads_nowhere_outside():
    user = UserFactory(username="officer", roles=[Role.EXAM_OFFICER])
    client = sign_in("officer")
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    client.post("/accounts/2fa/reauthenticate/", {"code": code_of(secret)})
    assert client.get(f"{SET_UP}?next=https://evil.example/")["Location"] == "/me/"


def test_recovery_codes_alone_are_no_second_factor(settings):
    user = make_persona("auditor")
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert browser_of("auditor").get("/admin/")["Location"].startswith(SET_UP)


def test_where_it_is_offered_there_is_a_note_to_those_who_have_none(settings):
    settings.STAFF_MFA = "offered"
    note = "知道您密码的人就能登录您的账号"
    client = browser_of("auditor")
    assert note in client.get("/admin/").content.decode()
    TOTP.activate(make_persona("auditor"), generate_totp_secret())
    assert note not in client.get("/admin/").content.decode()


def test_the_setting_takes_two_words(monkeypatch):
    monkeypatch.setenv("STAFF_MFA", "perhaps")
    with pytest.raises(ImproperlyConfigured, match="STAFF_MFA is required or offered, not 'perhaps'"):
        run_path(str(ROOT / "config/settings.py"))
