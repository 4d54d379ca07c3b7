"""Production settings, as a process really runs under them: names of cookies, headers of every answer, the mail of an error."""

import email
import email.policy
import json
import os
import socket
import subprocess
import sys
from http.cookies import SimpleCookie

import pytest
from aiosmtpd.controller import Controller
from cryptography.fernet import Fernet

from tests.architecture.tree import ROOT

YEAR = "max-age=31536000; includeSubDomains"


class Postbox:
    """Keeps every letter."""

    def __init__(self):
        self.letters = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 -- aiosmtpd's name
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """What the stage printed, and the letters that it sent meanwhile."""
    box = Postbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port, decode_data=False)
    controller.start()
    data = tmp_path_factory.mktemp("production")
    env = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "TEST_ENGINE", "PROMETHEUS_MULTIPROC_DIR"}
    }
    env |= {
        "DJANGO_SETTINGS_MODULE": "tests.config.production_settings",
        "PRODUCTION": "1",
        "SECRET_KEY": "a key of this test alone, long enough for what checks its length",
        "FIELD_ENCRYPTION_KEY": Fernet.generate_key().decode(),
        "DATA_DIR": str(data),
        "ALLOWED_HOSTS": "kefu.example.cn",
        "BEHIND_PROXY": "1",
        "SITE_URL": "https://kefu.example.cn",
        "ADMINS": "operator@example.cn",
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(port),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.config.production_stage"],
        cwd=ROOT,
        env=env,
        check=True,
        capture_output=True,
        text=True,
    )
    controller.stop()
    return json.loads(done.stdout), box.letters, done.stderr


def header(answer, name):
    return [value for known, value in answer["headers"] if known == name]


def test_every_cookie_is_this_hosts_alone(run):
    said, _letters, _log = run
    cookies = SimpleCookie(" ".join(header(said["form"], "Set-Cookie")))
    assert set(cookies) == {"__Host-csrftoken"}
    cookie = cookies["__Host-csrftoken"]
    assert (cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"]) == (True, True, "/", "")


@pytest.mark.parametrize("which", ["form", "failed", "save"])
def test_every_answer_has_the_least_headers_once(run, which):
    answer = run[0][which]
    assert header(answer, "Strict-Transport-Security") == [YEAR]
    assert header(answer, "X-Content-Type-Options") == ["nosniff"]
    (policy,) = header(answer, "Content-Security-Policy")
    assert "frame-ancestors 'self'" in policy


def test_a_failing_view_mails_the_operator_once_with_the_number_and_nothing_of_what_was_posted(run):
    said, letters, _log = run
    assert said["failed"]["status"] == 500
    assert "only 4 the server" not in said["failed"]["text"]
    (letter,) = letters
    text = letter.get_content()
    assert (letter["To"], letter["Subject"].strip()) == (
        "operator@example.cn",
        "[Django] ERROR Internal Server Error: /accounts/login/",
    )
    assert "number-for-mail" in text
    assert "django.db.utils.OperationalError" in text
    for posted in ("only 4 the server", "li@example.com", "csrfmiddlewaretoken", "__Host-"):
        assert posted not in letter.as_string()


def test_the_log_of_the_same_failure_names_nobody_either(run):
    _said, _letters, log = run
    assert "number-for-mail" in log
    assert "only 4 the server" not in log
    assert "li@example.com" not in log
