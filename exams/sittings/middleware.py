"""The answer path's short cut, and the queue of the exam's pages behind it.

A save carries its own proof (the lease), needs no session, no language, no message and no page policy, and comes
thousands of times an hour: under the application server it goes to its view before Django makes a request of it, and
elsewhere (the test client, the development server) before any other middleware runs. It sets no cookie and reads none
for its right, so there is nothing that a forged cross-site request could ride on.
"""

import logging
import re
from collections.abc import Callable, Iterable
from http import HTTPStatus
from threading import Semaphore
from typing import Any

from django.conf import settings
from django.db import close_old_connections, connection
from django.http import HttpRequest, HttpResponse, parse_cookie

from exams.sittings.views.answers import Asked, Reply, store_answers, tell_clock

_ANSWER_PATH = re.compile(r"^/attempts/(\d{1,18})/(answers|clock)$")
# What everybody asks for at the same time, and what takes a few milliseconds: no pictures, no printing, no polling.
_SHORT_PAGE = re.compile(r"^/(exams/[^/]+/((pledge|start)/)?|attempts/\d+/((review|submit|receipt)/)?|results/\d+/)$")
_VIEWS = {"answers": store_answers, "clock": tell_clock}
_STATUS_LINES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}
_JSON = "application/json"
logger = logging.getLogger(__name__)


class AnswerPathMiddleware:
    """Stands first in MIDDLEWARE; everything but the answer path passes through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        match = _ANSWER_PATH.match(request.path_info)
        if match is None:
            return self.get_response(request)
        asked = Asked(
            attempt_id=int(match[1]),
            method=str(request.method),
            lease=request.META.get("HTTP_X_LEASE", ""),
            offline=request.META.get("HTTP_X_OFFLINE", ""),
            length=request.META.get("CONTENT_LENGTH") or "0",
            read=request.read,
            session_key=lambda: request.COOKIES.get(settings.SESSION_COOKIE_NAME),
        )
        reply = _VIEWS[match[2]](asked)
        return HttpResponse(
            reply.body, content_type=_JSON, status=reply.http_status, headers={"Cache-Control": "no-store"}
        )


class AnswerPathGate:
    """The same in front of Django's WSGI application: half of a save's time went into what it does not need."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        match = _ANSWER_PATH.match(environ["PATH_INFO"])
        if match is None:
            return self.application(environ, start_response)
        asked = Asked(
            attempt_id=int(match[1]),
            method=environ["REQUEST_METHOD"],
            lease=environ.get("HTTP_X_LEASE", ""),
            offline=environ.get("HTTP_X_OFFLINE", ""),
            length=environ.get("CONTENT_LENGTH") or "0",
            read=environ["wsgi.input"].read,
            session_key=lambda: parse_cookie(environ.get("HTTP_COOKIE", "")).get(settings.SESSION_COOKIE_NAME),
        )
        reply = _answer(_VIEWS[match[2]], asked)
        start_response(
            _STATUS_LINES[reply.http_status],
            [("Content-Type", _JSON), ("Content-Length", str(len(reply.body))), ("Cache-Control", "no-store")],
        )
        return [reply.body]


class PageTurns:
    """On SQLite, where one process serves them all: candidates' pages one after another instead of all at once.

    Sixteen threads that make pages side by side fight for one interpreter: measured with 200 candidates who start
    together, each page cost a third more of the processor, and all of them together took a quarter longer. Nothing
    waits long: a page takes its turn or, when something holds the queue up, goes on without one.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]], *, patience: float = 0.5) -> None:
        """`patience`: seconds after which a page no longer waits for its turn."""
        self.application = application
        self._patience = patience
        self._turn = Semaphore() if connection.vendor == "sqlite" else None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        turn = self._turn
        if turn is None or _SHORT_PAGE.match(environ["PATH_INFO"]) is None:
            return self.application(environ, start_response)
        has_turn = turn.acquire(timeout=self._patience)
        try:
            return self.application(environ, start_response)
        finally:
            if has_turn:
                turn.release()


def _answer(view: Callable[[Asked], Reply], asked: Asked) -> Reply:
    """The view's reply between the looks at the connection that Django takes before and after each request."""
    close_old_connections()
    try:
        return view(asked)
    except Exception:
        logger.exception("answer path: a save failed; the client keeps it and tries again")
        return Reply(500, b'{"status":"try_again"}')
    finally:
        close_old_connections()
