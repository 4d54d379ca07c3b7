"""The application's side of bench.pages: `python -m bench.with_django bench.pages_stage PART TIMES`.

Pages are asked of the WSGI application as the server calls it, one after another, without a socket.
"""

import gc
import json
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from importlib import import_module
from itertools import cycle, islice
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.sessions import SessionStore
from bench.clocks import percentiles, reading
from bench.pages import DRAWN, KEPT
from certificates.models import Certificate
from courses.models import ChapterPage, CoursePage, LessonPage
from courses.page_cache import forget_lessons

WORDS = ("投诉处理", "客户满意度", "首问负责制", "服务补救", "ts")
Ask = Callable[[str], None]


def main() -> None:
    """Build, ask, print."""
    part, count = sys.argv[1], int(sys.argv[2])
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    # The server's own module also sets the collector as a server has it.
    application = import_module("config.wsgi").application
    pages = read(application, count) if part == "reading" else verifying(application, count)
    print(json.dumps({"pages": pages}))


def read(application: Any, count: int) -> dict[str, Any]:
    """What a trainee opens; every lesson that ships in turn."""
    call_command("load_content", verbosity=0, stdout=sys.stderr)
    settle()
    ask = Asker(application, sign_in(User.objects.create_user("bench-reader")))
    lessons = [page.get_url() for page in LessonPage.objects.live().order_by("path")]
    course, chapter = CoursePage.objects.first(), ChapterPage.objects.first()
    # Opening a lesson for the first time writes a row, and that is no reading.
    for path in lessons:
        ask(path)
    found = asked_in_turn({DRAWN: (ask, forget_lessons), KEPT: (ask, lambda: None)}, lessons, count)
    for code, name in (("zh-hant", "in traditional characters"), ("en", "in English")):
        in_language = Asker(application, ask.cookies | {settings.LANGUAGE_COOKIE_NAME: code})
        for path in lessons:
            in_language(path)
        found[f"{KEPT}, {name}"] = asked(in_language, lessons, count)
    return found | {
        "front page": asked(ask, ["/"], count),
        "course": asked(ask, [course.get_url()], count),
        "chapter": asked(ask, [chapter.get_url()], count),
        "search": asked(ask, [f"/search/?q={word}" for word in WORDS], count),
    }


def verifying(application: Any, count: int) -> dict[str, Any]:
    """What a stranger asks of a certificate."""
    call_command("demo", "--stage", "certified", verbosity=0, stdout=sys.stderr)
    settle()
    ask = Asker(application, {})
    codes = list(Certificate.objects.values_list("code", flat=True))
    # So many lookups from one address would be refused.
    return {
        "page by its code": asked(ask, [f"/verify/{code}/" for code in codes], count, before=cache.clear),
        "JSON by its code": asked(ask, [f"/verify/{code}.json" for code in codes], count, before=cache.clear),
        "a code that is nobody's": asked(ask, ["/verify/AAAA-AAAA-AAAA-AAAA/"], count, before=cache.clear),
        "the form": asked(ask, ["/verify/"], count),
    }


def settle() -> None:
    """A server does not carry what loading left behind; the planner knows the tables."""
    gc.collect()
    gc.freeze()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def sign_in(user: User) -> dict[str, str]:
    """The cookies of a session, as the login leaves it."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.set_expiry(timezone.now() + timedelta(days=1))
    session.save()
    return {settings.SESSION_COOKIE_NAME: str(session.session_key), settings.CSRF_COOKIE_NAME: "c" * 32}


class Asker:
    """Asks the application for a page and reads it to its end."""

    def __init__(self, application: Any, cookies: dict[str, str]) -> None:
        self.application = application
        self.cookies = cookies
        self.requests = RequestFactory(headers={"host": "localhost"})

    def __call__(self, path: str) -> None:
        environ = dict(self.requests.get(path).environ)
        environ["HTTP_COOKIE"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        statuses: list[str] = []
        answer = self.application(environ, lambda status, _headers, _fault=None: statuses.append(status))
        for _chunk in answer:
            pass
        if hasattr(answer, "close"):
            answer.close()
        if int(statuses[0].split()[0]) not in {HTTPStatus.OK, HTTPStatus.NOT_FOUND}:
            raise SystemExit(f"{path}: {statuses[0]}")


def asked(ask: Ask, paths: list[str], count: int, *, before: Callable[[], Any] = lambda: None) -> dict[str, Any]:
    """Times of so many requests after a first one, how many a core answers in a second, and the queries of the last."""
    return asked_in_turn({"": (ask, before)}, paths, count)[""]


def asked_in_turn(
    ways: dict[str, tuple[Ask, Callable[[], Any]]], paths: list[str], count: int
) -> dict[str, dict[str, Any]]:
    """The same of several ways to ask, each page in every way before the next.

    They are compared with each other, and a machine that is slow for a minute is slow for all of them.
    """
    readings: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for ask, before in ways.values():
        before()
        ask(paths[0])
    for path in islice(cycle(paths), count):
        for name, (ask, before) in ways.items():
            before()
            readings[name].append(reading(partial(ask, path)))
    found = {}
    for name, (ask, before) in ways.items():
        before()
        with CaptureQueriesContext(connection) as queries:
            ask(paths[0])
        spent = sum(cpu for _wall, cpu in readings[name])
        rates = {"per_second": round(1000 * count / spent, 1), "queries": len(queries)}
        found[name] = {**percentiles(readings[name]), **rates}
    return found
