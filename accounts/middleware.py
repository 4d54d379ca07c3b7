"""Login required by default, a second factor for staff, a fresh proof for sensitive acts; and a gate before the login."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from threading import BoundedSemaphore
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.core.internal.httpkit import serialize_request
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.access import is_public, needs_fresh_proof, waits_for_second_factor
from accounts.proofs import has_fresh_proof, has_proved_second_factor
from accounts.roles import BACK_OFFICE


class LoginRequiredMiddleware(DjangoLoginRequiredMiddleware):
    """Sends strangers to the login, or answers 401 where no person would see a login page.

    It also keeps those without a desk in the back office out of it: Wagtail would send them to the login, which
    sends the signed-in back to where they came from, for ever.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],  # noqa: ARG002 -- Django's signature
        view_kwargs: dict[str, Any],  # noqa: ARG002 -- Django's signature
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if match is not None and is_public(match.view_name, view_func):
            return None
        if not request.user.is_authenticated:
            return self.handle_no_permission(request, view_func)
        if request.path.startswith(reverse("wagtailadmin_home")) and not request.user.has_perm(BACK_OFFICE):
            raise PermissionDenied
        if match is None:
            return None
        return _ask_for_second_factor(request, match.view_name, view_func) or _ask_again(
            request, match.view_name, view_func
        )

    def get_login_url(self, view_func: Callable[..., HttpResponseBase]) -> str:  # noqa: ARG002 -- Django's signature
        """One login for all, whatever a library's view asks for."""
        return settings.LOGIN_URL

    def handle_no_permission(  # type: ignore[override]  # scripts get no redirect
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        to_login = super().handle_no_permission(request, view_func)
        if not _is_asked_by_script(request):
            return to_login
        answer = JsonResponse(
            {"error": "login_required", "detail": _("Please sign in again."), "login": to_login["Location"]}, status=401
        )
        if "HX-Request" in request.headers:
            answer["HX-Redirect"] = to_login["Location"]
        return answer


def _is_asked_by_script(request: HttpRequest) -> bool:
    if "HX-Request" in request.headers or request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return True
    if request.content_type == "application/json":
        return True
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _ask_for_second_factor(
    request: HttpRequest, view_name: str, view: Callable[..., HttpResponseBase]
) -> HttpResponseBase | None:
    """Leads staff to the page that sets it up, or asks for it, where the platform requires it and this session has none."""
    if settings.STAFF_MFA != "required" or not waits_for_second_factor(view_name, view):
        return None
    if not request.user.has_perm(BACK_OFFICE) or has_proved_second_factor(request):
        return None
    target = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse(settings.LOGIN_REDIRECT_URL)
    return _lead(
        request,
        f"{reverse('accounts:second_factor')}?{urlencode({REDIRECT_FIELD_NAME: target})}",
        error="second_factor_required",
        detail=_("Please set up two-step verification first."),
    )


def _ask_again(request: HttpRequest, view_name: str, view: Callable[..., HttpResponseBase]) -> HttpResponseBase | None:
    """Has a sensitive act wait for a fresh proof; allauth carries it out, as it was posted, once that is given."""
    if not needs_fresh_proof(request.method, view_name, view) or has_fresh_proof(request):
        return None
    methods = get_adapter().get_reauthentication_methods(request.user)
    if not methods:
        return _have_sign_in_again(request)
    answer = _lead(
        request,
        f"{methods[0]['url']}?{urlencode({REDIRECT_FIELD_NAME: request.path})}",
        error="proof_required",
        detail=_("Please confirm first that it is you."),
    )
    # A file cannot wait in the session: it is asked for again.
    if request.method == "POST" and isinstance(answer, HttpResponseRedirect) and not request.FILES:
        request.session[STATE_SESSION_KEY] = {"request": serialize_request(request)}
    return answer


def _have_sign_in_again(request: HttpRequest) -> HttpResponseBase:
    """Whoever has neither password nor factor here proves it where they signed in: at their identity provider."""
    if not settings.SOCIALACCOUNT_PROVIDERS:
        raise PermissionDenied
    target = request.path if request.method == "GET" else reverse(settings.LOGIN_REDIRECT_URL)
    return _lead(
        request,
        f"{reverse('openid_connect_login', args=['sso'])}?{urlencode({REDIRECT_FIELD_NAME: target})}",
        error="proof_required",
        detail=_("Please sign in once more, then do it again."),
    )


def _lead(request: HttpRequest, url: str, *, error: str, detail: str) -> HttpResponseBase:
    """To that page; a script is told instead."""
    if not _is_asked_by_script(request):
        return HttpResponseRedirect(url)
    answer = JsonResponse({"error": error, "detail": detail, "url": url}, status=403)
    if "HX-Request" in request.headers:
        answer["HX-Redirect"] = url
    return answer


# Where a password is hashed before anybody is known.
_PASSWORD_PATHS = frozenset({"/accounts/login/", "/accounts/signup/"})
_RETRY_SECONDS = 8


class LoginGate:
    """Lets so many passwords be checked at once in this process, and asks all others at once to come again.

    A check costs a third of a second of a core. A crowd that signs in together would hold every thread of the process,
    and those who sit an exam already would wait with their saves. It stands in front of Django's WSGI application:
    sending somebody away must cost next to nothing. accounts/static/accounts/login.js comes again by itself.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]], *, places: int | None = None) -> None:
        self.application = application
        self._places = BoundedSemaphore(settings.LOGINS_AT_ONCE if places is None else places)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "POST" or environ["PATH_INFO"] not in _PASSWORD_PATHS:
            return self.application(environ, start_response)
        if not self._places.acquire(blocking=False):
            return _come_again(start_response)
        try:
            return self.application(environ, start_response)
        finally:
            self._places.release()


def _come_again(start_response: Callable[..., Any]) -> Iterable[bytes]:
    page = _page_of_the_crowd()
    start_response(
        "503 Service Unavailable",
        [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(page))),
            ("Retry-After", str(_RETRY_SECONDS)),
            ("Cache-Control", "no-store"),
            ("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'"),
            ("X-Content-Type-Options", "nosniff"),
        ],
    )
    return [page]


@lru_cache(maxsize=1)
def _page_of_the_crowd() -> bytes:
    with translation.override(settings.LANGUAGE_CODE):
        return render_to_string("503.html").encode()
