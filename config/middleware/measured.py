"""Every request gets a number and a time: in front of everything, so that the answer path is measured too."""

import logging
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from config.logs import HEADER, accepted_request_id, request_id
from config.metrics import NOWHERE, observe_page, observe_save

_ROUTE = "platform.route"
_NUMBER = "HTTP_X_REQUEST_ID"
# They would show a script or a stranger what else the request carried.
_NEVER = frozenset({"TRACE", "TRACK", "CONNECT"})
# Refused, for want of a right or of a form token; too often.
_REFUSALS = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS})
logger = logging.getLogger(__name__)


def least_headers() -> list[tuple[str, str]]:
    """What every answer says, also one that was given in front of Django: saves, static files, the full login."""
    least = [("X-Content-Type-Options", "nosniff"), ("Content-Security-Policy", "frame-ancestors 'self'")]
    if settings.SECURE_HSTS_SECONDS:
        below = "; includeSubDomains" if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS else ""
        # Browsers heed it over https alone.
        least.append(("Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}{below}"))
    return least


class Measured:
    """The outermost layer of the WSGI application."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application
        self._least = least_headers()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        number = environ[_NUMBER] = accepted_request_id(environ.get(_NUMBER, ""))
        token = request_id.set(number)
        began, status = time.perf_counter(), "500"

        def started(line: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            nonlocal status
            status = line[:3]
            said = {name for name, _value in headers}
            missing = [header for header in self._least if header[0] not in said]
            return start_response(line, [*headers, *missing, (HEADER, number)], *more)

        try:
            if environ["REQUEST_METHOD"] in _NEVER:
                started("405 Method Not Allowed", [("Content-Length", "0")])
                return [b""]
            return self.application(environ, started)
        finally:
            seconds = time.perf_counter() - began
            path: str = environ["PATH_INFO"]
            if path.startswith("/attempts/") and path.endswith("/answers"):
                observe_save(seconds, status)
            else:
                observe_page(seconds, environ.get(_ROUTE, NOWHERE), status)
            request_id.reset(token)


class RouteMiddleware:
    """Notes the name of the view for whoever measures: an address has numbers in it, a name has not.

    And who was refused what, by the number of the account.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        # The same dictionary as in front of Django; the test client has it too.
        route = request.META[_ROUTE] = match.view_name or NOWHERE if match else NOWHERE
        if response.status_code in _REFUSALS:
            account = getattr(getattr(request, "user", None), "pk", None)
            logger.warning("refused: %s %s %s, account %s", response.status_code, request.method, route, account)
        return response
