"""The reader's theme and size: kept on the account, or read from a cookie that anybody may have written."""

import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.appearance import Appearance, TextSize, Theme
from accounts.models import User
from tests.factories.accounts import UserFactory


def test_cookie_round_trip():
    chosen = Appearance(theme=Theme.DARK, size=TextSize.LARGE)
    assert chosen.as_cookie() == "dark.large"
    assert Appearance.from_cookie("dark.large") == chosen


@pytest.mark.parametrize("value", ["", ".", "blue.huge", '"><script>', "dark", "DARK.LARGE"])
def test_unknown_words_read_as_the_default(value):
    read = Appearance.from_cookie(value)
    assert read.size == TextSize.MEDIUM
    assert read.theme == (Theme.DARK if value == "dark" else Theme.AUTO)


def test_page_carries_the_choice(client):
    client.cookies["appearance"] = "dark.large"
    assert (
        '<html lang="zh-hans" data-theme="dark" data-size="large">' in client.get("/accounts/login/").content.decode()
    )


def test_page_never_repeats_a_forged_cookie(client):
    client.cookies["appearance"] = "x onload=1.y"
    page = client.get("/accounts/login/").content.decode()
    assert '<html lang="zh-hans" data-theme="auto" data-size="medium">' in page


def test_form_keeps_the_choice_without_script(client):
    response = client.post("/appearance/", {"theme": "light", "size": "small", "next": "/verify/?a=1"})
    assert (response.status_code, response["Location"]) == (302, "/verify/?a=1")
    cookie = response.cookies["appearance"]
    assert (cookie.value, cookie["samesite"], cookie["max-age"]) == ("light.small", "Lax", 365 * 24 * 3600)


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_form_leads_nowhere_else(client, target):
    assert client.post("/appearance/", {"theme": "light", "size": "small", "next": target})["Location"] == "/"


def test_form_refuses_an_unknown_theme(client):
    response = client.post("/appearance/", {"theme": "blue", "size": "small", "next": "/"})
    assert response.status_code == 302
    assert dict(response.cookies) == {}


def test_appearance_is_not_read_by_get(client):
    assert client.get("/appearance/").status_code == 405


# Of an account


@pytest.fixture
def account(db):
    return UserFactory()


def look_of(client):
    html = client.get("/me/").content.decode()
    return re.search(r'<html[^>]* data-theme="(\w+)" data-size="(\w+)">', html).groups()


def test_choice_of_the_signed_in_goes_with_the_account_to_every_device(account):
    first, second = Client(), Client()
    first.force_login(account)
    response = first.post("/appearance/", {"theme": "dark", "size": "large", "next": "/me/"})
    assert (response["Location"], dict(response.cookies)) == ("/me/", {})
    second.force_login(account)
    assert look_of(second) == ("dark", "large")


def test_choice_of_the_account_comes_before_the_browsers_and_leaves_it_alone(account):
    client = Client()
    client.cookies["appearance"] = "light.small"
    client.force_login(account)
    assert look_of(client) == ("light", "small")
    client.post("/appearance/", {"theme": "dark", "size": "large"})
    assert look_of(client) == ("dark", "large")
    client.logout()
    client.cookies["appearance"] = "light.small"
    assert 'data-theme="light" data-size="small"' in client.get("/accounts/login/").content.decode()


def test_choice_is_ones_own(account):
    client = Client()
    client.force_login(account)
    client.post("/appearance/", {"theme": "dark", "size": "large"})
    client.force_login(UserFactory())
    assert look_of(client) == ("auto", "medium")


@pytest.mark.parametrize("data", [{"theme": "blue", "size": "small"}, {"theme": "dark"}, {}])
def test_account_keeps_no_unknown_word(account, data):
    client = Client()
    client.force_login(account)
    client.post("/appearance/", data)
    account.refresh_from_db()
    assert (account.theme, account.text_size, account.appearance) == ("", "", None)


@pytest.mark.parametrize("values", [{"theme": "dark"}, {"text_size": "large"}, {"theme": "blue", "text_size": "large"}])
def test_database_keeps_a_choice_whole(account, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=account.pk).update(**values)


def test_choice_costs_no_query_to_show(account, django_assert_num_queries):
    client = Client()
    client.force_login(account)
    client.get("/study/reports/")
    with CaptureQueriesContext(connection) as without:
        client.get("/study/reports/")
    queries = len(without)
    client.post("/appearance/", {"theme": "dark", "size": "large"})
    with django_assert_num_queries(queries):
        assert 'data-theme="dark"' in client.get("/study/reports/").content.decode()


def test_form_says_to_the_script_where_the_choice_is_kept(account):
    client = Client()
    assert 'data-appearance="appearance">' in client.get("/accounts/login/").content.decode()
    client.force_login(account)
    assert 'data-appearance="appearance" data-account>' in client.get("/study/reports/").content.decode()
