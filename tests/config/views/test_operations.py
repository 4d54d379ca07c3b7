"""Numbers for machines, a page for operators."""

import json
import logging
import sys
from datetime import timedelta

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from config.health.gauges import gauges
from config.logs import LineFormatter, MailFormatter, before_send, request_id, scrubbed
from config.metrics import counted
from config.middleware import Measured
from config.wsgi import application
from exams.sittings.models import Attempt
from tests.factories.sittings import make_room
from tests.personas import make_persona

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("connection_stays")]


@pytest.mark.parametrize(
    ("token", "headers", "status"),
    [
        ("", {}, 200),
        ("", {"REMOTE_ADDR": "10.0.0.9"}, 404),
        ("", {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 404),
        ("s3cret", {}, 404),
        ("s3cret", {"HTTP_AUTHORIZATION": "Bearer s3cre"}, 404),
        ("s3cret", {"HTTP_AUTHORIZATION": "Bearer s3cret", "REMOTE_ADDR": "10.0.0.9"}, 200),
    ],
)
def test_who_may_read_the_metrics(client, settings, token, headers, status):
    settings.METRICS_TOKEN = token
    assert client.get("/metrics", **headers).status_code == status


def test_behind_a_proxy_everybody_would_be_this_machine(client, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert client.get("/metrics").status_code == 404


def test_gauges_say_what_stands():
    now = timezone.now()
    attempt = make_room(opens_at=now - timedelta(hours=2)).start(now - timedelta(hours=2))
    Attempt.objects.filter(pk=attempt.pk).update(
        deadline=now - timedelta(seconds=90), last_seen_at=now - timedelta(seconds=30)
    )
    found = {one.name: one.value for one in gauges(now=now)}
    assert (found["exam_open_attempts"], found["exam_overdue_attempts"]) == (1, 1)
    assert found["exam_overdue_oldest_seconds"] == 90.0
    assert found["exam_oldest_unacknowledged_age_seconds"] == 30.0
    assert found["task_queue_depth"] == 0
    assert found["disk_free_bytes"] > 0


def asked(path, **environ):
    """The answer of the whole application, as the server gets it: status and headers."""
    seen = {}
    started = lambda line, headers, *_more: seen.update(status=line, headers=dict(headers))  # noqa: E731
    body = application(RequestFactory().generic("GET", path, **environ).environ, started)
    seen["body"] = b"".join(body)
    return seen


def value(name, **labels):
    return counted().get_sample_value(name, labels)


def test_every_answer_has_a_number_and_is_counted_by_its_route():
    before = value("http_responses_total", route="livez", status="200") or 0
    answer = asked("/livez")
    assert len(answer["headers"]["X-Request-ID"]) == 16
    assert value("http_responses_total", route="livez", status="200") == before + 1
    assert request_id.get() == ""


def test_a_process_that_was_killed_at_its_first_count_spoils_none_of_the_others(settings):
    empty = settings.METRICS_FOLDER / "histogram_1.db"
    empty.write_bytes(b"")
    assert asked("/livez")["status"] == "200 OK"
    assert value("http_responses_total", route="livez", status="200") >= 1
    empty.unlink()


@pytest.mark.parametrize(
    ("sent", "is_kept"), [("abcdef-0123_X", True), ("short", False), ("a\r\nX: y" * 3, False), ("x" * 65, False)]
)
def test_a_proxys_number_is_taken_only_when_well_formed(sent, is_kept):
    assert (asked("/livez", HTTP_X_REQUEST_ID=sent)["headers"]["X-Request-ID"] == sent) is is_kept


def test_an_error_page_says_the_number():
    answer = asked("/privacy/nothing/here/", HTTP_X_REQUEST_ID="number-for-you")
    assert answer["status"].startswith("404")
    assert "<code>number-for-you</code>" in answer["body"].decode()


def test_saves_are_timed_apart():
    before = value("exam_save_seconds_count", status="200") or 0
    environ = {"PATH_INFO": "/attempts/7/answers", "REQUEST_METHOD": "POST"}
    list(Measured(lambda _environ, start: start("200 OK", []) or [b"{}"])(environ, lambda *_said: None))
    assert value("exam_save_seconds_count", status="200") == before + 1


@pytest.mark.parametrize("personal", ["11010519491231002X", "13987654321", "+8613987654321", "wushuang@example.net"])
def test_what_names_a_person_is_struck_out(personal):
    said = scrubbed(f"failed for {personal}: Key (phone)=(张三) already exists")
    assert personal not in said
    assert "张三" not in said
    assert said.startswith("failed for ")


def test_sentry_gets_no_person_no_form_no_variable():
    event = before_send(
        {
            "user": {"email": "a@b.cn"},
            "request": {"method": "POST", "data": {"answer": "B"}, "cookies": {"sessionid": "x"}, "url": "/me/"},
            "breadcrumbs": {"values": ["SELECT 张三"]},
            "exception": {
                "values": [{"value": "13987654321 答案", "stacktrace": {"frames": [{"vars": {"name": "张三"}}]}}]
            },
            "logentry": {"message": "%s", "formatted": "mail a@b.cn"},
        },
        {},
    )
    text = json.dumps(event, ensure_ascii=False)
    assert not any(word in text for word in ("a@b.cn", "张三", "13987654321", "sessionid", "/me/", "答案"))


def test_operators_page_is_the_administrators(client):
    client.force_login(make_persona("superuser"))
    page = client.get("/admin/operations/").content.decode()
    for word in ("运行状况", "exam_overdue_attempts", "磁盘", "备份", "证件号码密钥"):
        assert word in page


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT"])
def test_nothing_of_a_request_is_shown_again(method):
    seen = {}
    started = lambda line, headers, *_more: seen.update(status=line, headers=dict(headers))  # noqa: E731
    environ = RequestFactory().generic(method, "/accounts/login/", HTTP_COOKIE="sessionid=secret").environ
    assert b"".join(application(environ, started)) == b""
    assert seen["status"] == "405 Method Not Allowed"


def test_every_answer_says_the_least_whoever_gave_it():
    """A save and a static file never reach the middleware that says it of pages."""
    least = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "frame-ancestors 'self'"}
    seen = {}
    started = lambda _line, headers, *_more: seen.update(headers)  # noqa: E731
    list(
        Measured(lambda _environ, start: start("200 OK", []) or [b""])(
            {"REQUEST_METHOD": "GET", "PATH_INFO": "/x"}, started
        )
    )
    assert {name: seen.get(name) for name in least} == least
    page = asked("/livez")["headers"]
    assert page["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in page["Content-Security-Policy"]


def test_who_was_refused_what_is_logged_by_number(client, caplog):
    user = make_persona("trainee")
    client.force_login(user)
    with caplog.at_level("WARNING", logger="config.middleware.measured"):
        assert client.get("/admin/").status_code == 403
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(user)
        assert strict.post("/appearance/", {}).status_code == 403
        client.get("/me/")
    assert [record.getMessage() for record in caplog.records if record.name == "config.middleware.measured"] == [
        f"refused: 403 GET wagtailadmin_home, account {user.pk}",
        f"refused: 403 POST appearance, account {user.pk}",
    ]


@pytest.mark.parametrize("quoted", ["a\nb", "a\r\nERROR all is well", "a\u2028b", "\x1b[2Ja"])
def test_nobody_writes_a_line_of_their_own_into_the_log_of_a_terminal(quoted):
    formatter = LineFormatter("{levelname} {request_id} {message}", style="{")
    said = formatter.format(logging.LogRecord("x", logging.INFO, "", 0, "asked for %s", (quoted,), None))
    assert len(said.splitlines()) == 1
    assert said.isprintable()


def failure(words):
    """What logging tells of an error whose cause quotes somebody."""
    try:
        try:
            int(words)
        except ValueError as error:
            raise RuntimeError(f"while reading {words}") from error
    except RuntimeError:
        return sys.exc_info()


def test_a_mailed_error_has_its_place_and_kinds_and_nobodys_words():
    formatter = MailFormatter("{levelname} {request_id} {message}", style="{")
    record = logging.LogRecord("x", logging.ERROR, "", 0, "Internal Server Error: %s", ("/me/",), failure("答案是乙"))
    LineFormatter("{message}", style="{").format(record)
    said = formatter.format(record)
    assert "答案是乙" not in said
    assert said.index("builtins.ValueError") < said.index("builtins.RuntimeError")
    assert "in failure" in said
