"""The gate before the login: so many passwords at once, everybody else is asked to come again at once."""

import threading

import pytest

from accounts.middleware import LoginGate


def ask(gate, path="/accounts/login/", method="POST"):
    told = []
    content = b"".join(
        gate(
            {"REQUEST_METHOD": method, "PATH_INFO": path}, lambda status, headers: told.append((status, dict(headers)))
        )
    )
    ((status, headers),) = told
    return status, headers, content.decode()


def answering(environ, start_response):
    start_response("200 OK", [])
    return [environ["PATH_INFO"].encode()]


@pytest.fixture
def full():
    """A gate of two places, both taken until the test is over."""
    leave = threading.Event()
    inside = threading.Barrier(3)

    def slow(environ, start_response):
        if (environ["REQUEST_METHOD"], environ["PATH_INFO"]) == ("POST", "/accounts/login/"):
            inside.wait(30)
            leave.wait(30)
        return answering(environ, start_response)

    gate = LoginGate(slow, places=2)
    threads = [threading.Thread(target=ask, args=[gate]) for _ in range(2)]
    for thread in threads:
        thread.start()
    inside.wait(30)
    yield gate, leave, threads
    leave.set()
    for thread in threads:
        thread.join(30)


def test_whoever_finds_no_place_is_sent_away_with_a_time_to_come_again(full):
    status, headers, page = ask(full[0])
    assert (status, headers["Retry-After"], headers["Cache-Control"]) == ("503 Service Unavailable", "8", "no-store")
    assert int(headers["Content-Length"]) == len(page.encode())
    assert "现在登录的人很多" in page


@pytest.mark.parametrize(
    ("path", "method"), [("/accounts/login/", "GET"), ("/exams/", "POST"), ("/attempts/1/answers", "POST")]
)
def test_nothing_else_waits(full, path, method):
    assert ask(full[0], path, method)[0] == "200 OK"


def test_a_place_is_free_again_after_each_login(full):
    gate, leave, threads = full
    leave.set()
    for thread in threads:
        thread.join(30)
    gate.application = answering
    assert [ask(gate)[0] for _ in range(3)] == ["200 OK"] * 3


def test_a_login_that_fails_leaves_its_place():
    def failing(environ, start_response):
        raise RuntimeError

    gate = LoginGate(failing, places=1)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            ask(gate)
