"""The served application on a copy of the suite's database, and one Chromium for each worker."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from accounts.models import User
from bench.serving import SHAPES, AppServer, environment, free_port
from exams.sittings.models import Attempt, Registration
from exams.sittings.verification import verify_attempts
from tests import database
from tests.factories.sittings import ExamRoom, make_room

pytest.register_assert_rewrite("tests.e2e.sheet")

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# What is expected of a page may come late on a busy machine.
expect.set_options(timeout=15_000)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


# What a browser on two busy cores now and then does: it answers too late, or goes. A wrong answer is never tried again.
CAME_TOO_LATE = ["TimeoutError", "TargetClosedError", "NotInTime", r"AssertionError: (Locator|Page) expected"]


class NotInTime(AssertionError):
    """What was waited for had not come by then."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every browser test needs the suite's database, to copy it, and comes before the tests that flush it.

    Where the browser came too late the test is run once more, and named in the summary (-rR).
    """
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.django_db)
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=CAME_TOO_LATE))


@dataclass
class Site:
    """The served application; inside a test the ORM works on its database."""

    address: str
    folder: Path

    def room(self, **fields: object) -> ExamRoom:
        """An exam that is open now, with one candidate who has given the pledge."""
        return make_room(**{"opens_at": timezone.now() - timedelta(hours=1), **fields})

    def sign_in(self, context: BrowserContext, user: User) -> None:
        """Give the browser a session, without the login page."""
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        # Who has just signed in has just given the password.
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time()}]
        session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(user.pk)
        session.save()
        context.add_cookies([{"name": "sessionid", "value": session.session_key, "url": self.address}])

    def place(self, registration: Registration) -> str:
        return f"{self.address}/exams/{registration.number}/"

    def runner(self, attempt: Attempt) -> str:
        return f"{self.address}/attempts/{attempt.pk}/"


@pytest.fixture(scope="session")
def served(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[tuple[Site, object]]:
    """A server process and this process's connection to its database."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's driver keeps an event loop in this thread
    folder = tmp_path_factory.mktemp("site")
    with django_db_blocker.unblock(), database.on_disk(folder, name="e2e") as (url, connection):
        port = free_port()
        # DEBUG serves the static files from where they stand; collecting them takes longer than the tests.
        env = environment(database_url=url, data_dir=folder, DEBUG="1")
        server = AppServer(port=port, shape=SHAPES[connection.vendor], env=env, log=folder / "server.log")
        server.wait_ready()
        yield Site(f"http://127.0.0.1:{port}", folder), connection
        server.kill()
        connection.close()


@pytest.fixture
def site(served, django_db_blocker) -> Iterator[Site]:
    site, connection = served
    suite = connections["default"]
    with django_db_blocker.unblock():
        connections["default"] = connection
        yield site
        connections["default"] = suite


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def open_device(site: Site, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Makes a page of a new device on which `user` is signed in; a fault in the page's script fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def make(user: User, **options: object) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "locale": "zh-CN", **options})
        contexts.append(context)
        site.sign_in(context, user)
        context.on("weberror", lambda fault: faults.append(str(fault.error)))
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def open_profile(
    playwright: Playwright, tmp_path: Path
) -> Iterator[Callable[[], tuple[BrowserContext, subprocess.Popen]]]:
    """Starts a browser of its own on one profile that outlives it; returns it with its process, to be killed."""
    started: list[subprocess.Popen] = []

    def start() -> tuple[BrowserContext, subprocess.Popen]:
        port_file = tmp_path / "profile" / "DevToolsActivePort"
        port_file.unlink(missing_ok=True)
        command = [
            CHROMIUM,
            "--headless=new",
            "--remote-debugging-port=0",
            f"--user-data-dir={port_file.parent}",
            "--accept-lang=zh-CN",
            *FLAGS,
        ]
        with (tmp_path / "chromium.log").open("ab") as log:
            process = subprocess.Popen(command, start_new_session=True, stdout=log, stderr=log)
        started.append(process)
        eventually(lambda: port_file.is_file() and port_file.read_text().count("\n") >= 1)
        port = port_file.read_text().split("\n")[0]
        return _connected(playwright, f"http://127.0.0.1:{port}").contexts[0], process

    yield start
    for process in started:
        kill_browser(process)


def _connected(playwright: Playwright, address: str, tries: int = 3) -> Browser:
    """A browser that is just starting now and then leaves its first visitor waiting for ever."""
    try:
        return playwright.chromium.connect_over_cdp(address, timeout=20_000)
    except PlaywrightTimeoutError:
        if tries == 1:
            raise
        return _connected(playwright, address, tries - 1)


def kill_browser(process: subprocess.Popen) -> None:
    """kill -9 to the browser that this test started, with its helpers."""
    if process.poll() is None:
        os.killpg(process.pid, 9)
        process.wait()


def eventually(is_so: Callable[[], object], seconds: float = 10) -> None:
    """Wait until `is_so` holds; raises NotInTime with its last value."""
    limit = time.monotonic() + seconds
    while not (value := is_so()):
        if time.monotonic() >= limit:
            raise NotInTime(repr(value))
        time.sleep(0.05)


def fresh_name(name: str) -> str:
    """A name that no test before has taken: all of them, and a test that is run once more, share a database."""
    return f"{name}-{uuid4().hex[:8]}"


def fresh(attempt: Attempt) -> Attempt:
    """The attempt as the database has it now, once its log is proved whole."""
    assert verify_attempts(Attempt.objects.filter(pk=attempt.pk)).broken == []
    return Attempt.objects.get(pk=attempt.pk)
