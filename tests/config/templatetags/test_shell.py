"""What the frame says of a page, a span of time and a device."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import Context
from django.test import RequestFactory
from django.utils import translation
from django.utils.html import escape

from config.templatetags import shell
from config.templatetags.shell import device, place, window

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("/", "courses"),
        ("/csm/improvement/complaints/", "courses"),
        ("/exams/261100001/", "exams"),
        ("/attempts/7/", "exams"),
        ("/results/7/", "exams"),
        ("/me/", "desk"),
        ("/certificates/", "desk"),
        ("/accounts/profile/", "desk"),
        ("/verify/ABC/", "verify"),
        ("/styleguide/", ""),
    ],
)
def test_place_in_the_site(path, entry):
    assert place(Context({"request": RequestFactory().get(path)})) == entry


def test_a_page_without_a_request_has_no_place():
    assert place(Context()) == ""


def test_a_day_is_said_once():
    opens, closes = datetime(2026, 11, 29, 9, 0, tzinfo=SHANGHAI), datetime(2026, 11, 29, 11, 30, tzinfo=SHANGHAI)
    with translation.override("zh-hans"):
        assert window(opens, closes) == "2026年11月29日 09:00 至 11:30"


def test_two_days_are_said_in_full():
    opens, closes = datetime(2026, 11, 29, 23, 30, tzinfo=SHANGHAI), datetime(2026, 11, 30, 0, 30, tzinfo=SHANGHAI)
    with translation.override("zh-hans"):
        assert window(opens, closes) == "2026年11月29日 23:30 至 2026年11月30日 00:30"


CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME}", "Chrome · Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Edg/130.0", "Edge · Windows"),
        (f"Mozilla/5.0 (Linux; Android 14; Mate 60) {CHROME} MicroMessenger/8.0", "WeChat · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0", "Firefox · Linux"),
        ("curl/8.0", "curl/8.0"),
    ],
)
def test_device_in_a_persons_words(header, said):
    assert device(header) == said


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_kept_frame_is_the_drawn_one(client, language, django_user_model, monkeypatch):
    """Two readers, two pages, one kept frame: each sees what would have been drawn for them alone."""
    client.cookies["django_language"] = language
    for name in ("<an>", "bo"):
        client.force_login(django_user_model.objects.create(username=name))
        for path in ("/exams/?q=<b>&a=1", "/me/"):
            kept = [_frame(client.get(path)) for _time in range(2)]
            with monkeypatch.context() as patch:
                patch.setattr(shell, "_UNUSUAL", ("user",))
                drawn = _frame(client.get(path))
            assert kept == [drawn, drawn]
            assert "kept-frame" not in drawn
            assert drawn.count(f'class="menu-name">{escape(name)}<') == 1


def test_a_kept_frame_does_not_outlive_an_appearance(client, db, django_user_model):
    reader = django_user_model.objects.create(username="an", theme="dark", text_size="large")
    client.force_login(reader)
    assert 'value="dark" checked' in client.get("/exams/").content.decode()
    django_user_model.objects.filter(pk=reader.pk).update(theme="light")
    page = client.get("/exams/").content.decode()
    assert 'value="light" checked' in page
    assert 'value="dark" checked' not in page


def _frame(response):
    """Header and footer of a page, form tokens taken out: each is masked anew."""
    page = re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", response.content.decode())
    return "".join(
        re.findall(
            r'<header class="site-header">.*?</header>|<footer class="site-footer">.*?</footer>', page, re.DOTALL
        )
    )
