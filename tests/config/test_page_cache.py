"""A lesson in its kept frame is the lesson as any page is drawn, for every reader; nobody finds anything of another's."""

import re

import pytest
from django.test import Client

from accounts.models import User
from config import page_cache, wagtail_hooks
from tests.factories.accounts import PersonFactory, UserFactory
from tests.factories.courses import LessonPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson():
    return LessonPageFactory(title="第一课 <投诉> & 处理", parent__slug="improvement", parent__parent__slug="csm")


def browser_of(username, full_name, **fields):
    user = UserFactory(username=username, **fields)
    PersonFactory(user=user, full_name=full_name)
    browser = Client()
    browser.force_login(user)
    return browser


def page_of(browser, url):
    """Without the form tokens: each is masked anew."""
    page = browser.get(url)
    assert page.status_code == 200
    return re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", page.content.decode())


READERS = [
    ("an", "<安>&“安”", {}),
    ("bo", "kept-frame-path", {"theme": "dark", "text_size": "large", "unread_notices": 3}),
    ("cai", "蔡\N{RIGHT-TO-LEFT OVERRIDE}蔡", {"theme": "inverse", "text_size": "small", "unread_notices": 120}),
]


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_the_kept_page_is_the_drawn_one(lesson, language, monkeypatch):
    other = LessonPageFactory(parent=lesson.get_parent(), title="kept-frame-content 第二课")
    for name, full_name, fields in READERS:
        browser = browser_of(name, full_name, **fields)
        browser.cookies["django_language"] = language
        for url in (lesson.url, f"{other.url}?from=<b>&a=1"):
            kept = [page_of(browser, url) for _time in range(2)]
            with monkeypatch.context() as patch:
                patch.setattr(wagtail_hooks, "get_messages", lambda _request: True)
                drawn = page_of(browser, url)
            assert kept == [drawn, drawn]
            assert f'<html lang="{language}"' in drawn


def test_the_page_of_one_says_nothing_of_another(lesson):
    pages = {}
    for name, full_name, fields in READERS:
        pages[name] = page_of(browser_of(name, full_name, **fields), lesson.url)
    accounts = {
        name: re.search('<meta name="account" content="([0-9a-f]{16})"', page)[1] for name, page in pages.items()
    }
    assert len(set(accounts.values())) == 3
    assert {name: page.count("menu-count") for name, page in pages.items()} == {"an": 0, "bo": 2, "cai": 2}
    assert "蔡" not in pages["an"] + pages["bo"]


def test_a_new_look_a_new_name_and_a_new_notice_are_seen_at_once(lesson):
    browser = browser_of("an", "安娜")
    assert "安娜" in page_of(browser, lesson.url)
    User.objects.filter(username="an").update(theme="dark", text_size="large", unread_notices=7)
    User.objects.get(username="an").person.__class__.objects.filter(user__username="an").update(full_name="安妮")
    page = page_of(browser, lesson.url)
    assert 'data-theme="dark" data-size="large"' in page
    assert (page.count("安娜"), '<span class="menu-count">7<' in page) == (0, True)
    assert "安妮" in page


def test_a_message_is_shown_once_and_the_page_is_kept_again(lesson):
    browser = browser_of("an", "安娜")
    browser.post("/privacy/consent/")
    said = "已记录您的同意及说明的版本"
    assert [page_of(browser, lesson.url).count(said) for _time in range(2)] == [1, 0]


def test_strangers_and_other_methods_go_the_usual_way(lesson):
    assert Client().get(lesson.url)["Location"].startswith("/accounts/login/")
    browser = browser_of("an", "安娜")
    assert browser.head(lesson.url).content == b""
    assert all(
        isinstance(piece, bytes) or piece.startswith("kept-frame-")
        for frame in page_cache._frames.values()
        for piece in frame
    )
