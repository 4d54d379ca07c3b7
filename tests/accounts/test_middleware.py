"""Strangers are sent to the login, scripts get 401, and the back office is for those with a desk there."""

import pytest
from django.test import Client

from tests.personas import STAFF, browser_of

pytestmark = pytest.mark.django_db
TO_LOGIN = "/accounts/login/?next=/accounts/profile/%3Fa%3D1"


def test_a_stranger_is_sent_to_the_login_and_back():
    answer = Client().get("/accounts/profile/?a=1")
    assert (answer.status_code, answer["Location"]) == (302, TO_LOGIN)


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "application/json"},
        {"Accept": "application/json, */*;q=0.1"},
        {"X-Requested-With": "XMLHttpRequest"},
        {"HX-Request": "true"},
    ],
)
def test_a_script_gets_401(headers):
    answer = Client(headers=headers).get("/accounts/profile/?a=1")
    assert answer.status_code == 401
    assert answer.json() == {"error": "login_required", "detail": "请重新登录。", "login": TO_LOGIN}


def test_a_json_body_gets_401():
    assert Client().post("/accounts/profile/name/", {}, content_type="application/json").status_code == 401


@pytest.mark.parametrize("accept", ["*/*", "text/html,application/xhtml+xml,*/*;q=0.8", "image/*"])
def test_a_browser_is_sent_to_the_login(accept):
    assert Client(headers={"Accept": accept}).get("/accounts/profile/").status_code == 302


def test_htmx_is_told_to_go_to_the_login():
    answer = Client(headers={"HX-Request": "true"}).get("/accounts/profile/?a=1")
    assert answer["HX-Redirect"] == TO_LOGIN
    assert "HX-Redirect" not in Client(headers={"Accept": "application/json"}).get("/accounts/profile/")


@pytest.mark.parametrize("name", ["trainee", "stranger"])
@pytest.mark.parametrize("path", ["/admin/", "/admin/pages/", "/admin/no-such-page/", "/admin/api/main/pages/"])
def test_without_a_desk_the_back_office_is_forbidden(name, path):
    assert browser_of(name).get(path).status_code == 403


@pytest.mark.parametrize("name", [*STAFF, "superuser"])
def test_with_a_desk_it_opens(name):
    assert browser_of(name).get("/admin/").status_code == 200


def test_an_unknown_page_is_not_found_for_a_stranger():
    assert Client().get("/no-such-page/").status_code == 404


@pytest.mark.parametrize("path", ["/admin/login/", "/_util/login/"])
class TestSideDoors:
    def test_they_lead_to_the_one_login(self, path):
        answer = Client().get(f"{path}?next=/admin/pages/")
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/admin/pages/")
        assert Client().get(path)["Location"] == "/accounts/login/"

    def test_a_password_sent_there_opens_nothing(self, path):
        from tests.factories.accounts import PASSWORD

        browser_of("superuser")
        client = Client()
        answer = client.post(path, {"username": "superuser", "password": PASSWORD})
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/")
        assert "_auth_user_id" not in client.session


def test_wagtail_resets_and_changes_no_password():
    client = browser_of("superuser")
    assert client.get("/admin/password_reset/").status_code == 404
    assert 'name="password-old_password"' not in client.get("/admin/account/").content.decode()
    assert Client().get("/admin/password_reset/")["Location"] == "/accounts/login/?next=/admin/password_reset/"
