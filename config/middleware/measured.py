"""Every request gets a number and a time: in front of everything, so that the answer path is measured too."""

import time
from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse

from config.logs import HEADER, accepted_request_id, request_id
from config.metrics import NOWHERE, observe_page, observe_save

_ROUTE = "platform.route"
_NUMBER = "HTTP_X_REQUEST_ID"


class Measured:
    """The outermost layer of the WSGI application."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        number = environ[_NUMBER] = accepted_request_id(environ.get(_NUMBER, ""))
        token = request_id.set(number)
        began, status = time.perf_counter(), "500"

        def started(line: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            nonlocal status
            status = line[:3]
            return start_response(line, [*headers, (HEADER, number)], *more)

        try:
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
    """Notes the name of the view for whoever measures: an address has numbers in it, a name has not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        # The same dictionary as in front of Django; the test client has it too.
        request.META[_ROUTE] = match.view_name or NOWHERE if match else NOWHERE
        return response
