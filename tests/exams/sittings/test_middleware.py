"""The two doors of the answer path: under the application server, and before Django's middleware."""

import io
import threading
from datetime import timedelta

import orjson
import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from config.wsgi import application
from exams.sittings.middleware import AnswerPathGate, PageTurns
from exams.sittings.models import AnswerEvent
from tests.factories.sittings import make_room, make_user

pytestmark = pytest.mark.django_db

BATCH = orjson.dumps(
    {"client": "abcdefgh", "events": [{"seq": 1, "kind": "answer", "slot": 1, "value": "b", "ms": 10}]}
)
MOVING = {"server_ms", "remaining_ms", "saved_at"}


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch):
    """As Django's test client does: a look between requests would close the connection that holds the test."""
    monkeypatch.setattr("exams.sittings.middleware.close_old_connections", lambda: None)


@pytest.fixture
def room():
    return make_room(opens_at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def attempt(room):
    return room.start(timezone.now())


class Body(io.BytesIO):
    """A request body that knows whether anybody read it."""

    was_read = False

    def read(self, *size):
        self.was_read = True
        return super().read(*size)


def ask(path, *, method="POST", lease="", body=b"", cookie="", gate=application, **environ):
    """Status, headers and bytes by the application server's door."""
    told = []
    stream = Body(body)
    chunks = gate(
        {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "SCRIPT_NAME": "",
            "QUERY_STRING": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_HOST": "127.0.0.1",
            "HTTP_COOKIE": cookie,
            "HTTP_X_LEASE": lease,
            "wsgi.input": stream,
            "wsgi.url_scheme": "http",
            "wsgi.errors": io.StringIO(),
            **environ,
        },
        lambda status, headers: told.append((status, dict(headers))),
    )
    content = b"".join(chunks)
    ((status, headers),) = told
    return status, headers, content, stream


def cookie_of(user):
    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def test_a_save_is_stored_and_acknowledged(attempt):
    status, headers, content, _ = ask(f"/attempts/{attempt.pk}/answers", lease=attempt.lease_token, body=BATCH)
    assert status == "200 OK"
    assert len(headers.pop("X-Request-ID")) == 16
    assert headers == {
        "Content-Type": "application/json",
        "Content-Length": str(len(content)),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "frame-ancestors 'self'",
    }
    assert orjson.loads(content)["acked"] == [1]
    attempt.refresh_from_db()
    assert (attempt.answers, AnswerEvent.objects.count()) == ({"1": "b"}, 1)


@pytest.mark.parametrize(
    "asked",
    [
        ("POST", "answers", True, BATCH),
        ("POST", "answers", False, BATCH),
        ("POST", "answers", True, b"{"),
        ("POST", "answers", True, BATCH.replace(b'"slot":1', b'"slot":99')),
        ("GET", "answers", True, b""),
        ("GET", "clock", True, b""),
        ("GET", "clock", False, b""),
        ("POST", "clock", True, BATCH),
        ("HEAD", "clock", True, b""),
    ],
)
def test_both_doors_answer_alike(client, room, attempt, asked):
    """The second answer to a save is that to its repetition, which is the same."""
    method, place, lease, body = asked
    client.force_login(room.candidate)
    path, token = f"/attempts/{attempt.pk}/{place}", attempt.lease_token if lease else "wrong"
    status, headers, content, _ = ask(path, method=method, lease=token, body=body, cookie=cookie_of(room.candidate))
    other = client.generic(method, path, body, content_type="application/json", headers={"X-Lease": token})
    assert int(status[:3]) == other.status_code
    assert (headers["Content-Type"], headers["Cache-Control"]) == (other["Content-Type"], other["Cache-Control"])
    if method != "HEAD":
        told, elsewhere = orjson.loads(content), other.json()
        assert {k: v for k, v in told.items() if k not in MOVING} == {
            k: v for k, v in elsewhere.items() if k not in MOVING
        }
        assert told.keys() == elsewhere.keys()


def test_a_wrong_lease_tells_the_candidate_from_a_stranger(room, attempt):
    path = f"/attempts/{attempt.pk}/answers"
    own, strange = (cookie_of(user) for user in (room.candidate, make_user("stranger")))
    cookies = (own, f"a/b=1; {own}", strange, "", "a=b; =;;")
    outcomes = [ask(path, lease="wrong", body=BATCH, cookie=cookie)[0][:3] for cookie in cookies]
    assert outcomes == ["403", "403", "404", "404", "404"]
    assert AnswerEvent.objects.count() == 0


@pytest.mark.parametrize("length", ["262145", "-1", "many"])
def test_a_body_of_no_sensible_length_is_not_read(attempt, length):
    status, _, content, stream = ask(
        f"/attempts/{attempt.pk}/answers", lease=attempt.lease_token, body=BATCH, CONTENT_LENGTH=length
    )
    assert (status, orjson.loads(content)["status"], stream.was_read) == ("400 Bad Request", "bad_event", False)
    assert AnswerEvent.objects.count() == 0


@pytest.mark.parametrize("path", ["/livez", "/attempts/1/answers/", "/attempts/x/answers", "/attempts/1/answers/more"])
def test_everything_else_goes_to_django(path):
    gate = AnswerPathGate(
        lambda environ, start_response: [start_response("200 OK", []) or environ["PATH_INFO"].encode()]
    )
    assert ask(path, gate=gate)[2] == path.encode()


@pytest.mark.parametrize(
    ("error", "expected"),
    [(OperationalError("away"), "503 Service Unavailable"), (RuntimeError("?"), "500 Internal Server Error")],
)
def test_a_fault_is_said_as_json_so_that_the_client_tries_again(attempt, error, expected):
    def fail(*_):
        raise error

    with connection.execute_wrapper(fail):
        status, _, content, _ = ask(f"/attempts/{attempt.pk}/answers", lease=attempt.lease_token, body=BATCH)
    assert (status, orjson.loads(content)) == (expected, {"status": "try_again"})


SHORT_PAGES = ["/exams/A-1/", "/exams/A-1/start/", "/attempts/7/", "/attempts/7/submit/", "/results/7/"]
OTHER_PAGES = ["/", "/exams/A-1/ticket/", "/attempts/7/notices/", "/papers/ab/items/", "/admin/", "/results/7/media/k"]


class Visitors:
    """An application that lets nobody leave until it is told to, and counts who is in at once."""

    def __init__(self):
        self.inside, self.most, self.count, self.may_leave = 0, 0, threading.Lock(), threading.Event()
        self.came = threading.Semaphore(0)

    def __call__(self, *_):
        with self.count:
            self.inside += 1
            self.most = max(self.most, self.inside)
        self.came.release()
        self.may_leave.wait(30)
        with self.count:
            self.inside -= 1
        return [b"page"]


def visit(turns, path):
    visitor = threading.Thread(target=lambda: turns({"PATH_INFO": path}, None))
    visitor.start()
    return visitor


@pytest.mark.parametrize(
    ("path", "engine", "most"),
    [
        *[(path, "sqlite", 1) for path in SHORT_PAGES],
        *[(path, "sqlite", 3) for path in OTHER_PAGES],
        (SHORT_PAGES[0], "postgresql", 3),
    ],
)
def test_short_exam_pages_take_turns_on_sqlite_only(path, engine, most, monkeypatch):
    monkeypatch.setattr(connection, "vendor", engine)
    visitors = Visitors()
    turns = PageTurns(visitors, patience=30)
    threads = [visit(turns, path) for _ in range(3)]
    for _ in range(most):
        assert visitors.came.acquire(timeout=30)
    assert visitors.inside == most
    visitors.may_leave.set()
    for thread in threads:
        thread.join()
    assert visitors.most == most


def test_a_page_that_hangs_holds_nobody_up_and_gives_its_turn_back(monkeypatch):
    monkeypatch.setattr(connection, "vendor", "sqlite")
    visitors = Visitors()
    turns = PageTurns(visitors, patience=0.05)
    threads = [visit(turns, SHORT_PAGES[0]) for _ in range(2)]
    for _ in range(2):
        assert visitors.came.acquire(timeout=30)
    visitors.may_leave.set()
    for thread in threads:
        thread.join()
    assert turns({"PATH_INFO": SHORT_PAGES[0]}, None) == [b"page"]
    assert turns._turn.acquire(blocking=False)


def test_a_page_that_fails_gives_its_turn_back(monkeypatch):
    monkeypatch.setattr(connection, "vendor", "sqlite")

    def fail(environ, start_response):
        raise RuntimeError("?")

    turns = PageTurns(fail)
    with pytest.raises(RuntimeError):
        turns({"PATH_INFO": SHORT_PAGES[0]}, None)
    assert turns._turn.acquire(blocking=False)
