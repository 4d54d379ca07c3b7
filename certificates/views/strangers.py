"""The public pages where anybody checks a certificate, for people and for machines."""

import hashlib

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import public
from certificates.access import LOOKUPS, WRONG_NAMES, WRONG_NAMES_OF_NUMBER, address_of
from certificates.forms import VerifyForm
from certificates.models import Certificate
from certificates.numbers import read_code, read_number
from certificates.pictures import NoFontError, square_card
from certificates.presentation import as_json, card_text, picture_address, public_record, verification_address
from certificates.queries import (
    Standing,
    certificate_by_code,
    certificate_by_number_and_name,
    newest_successor,
    standing_of,
)

JSON, HTML = "application/json", "text/html"
PICTURE_SECONDS = 600
# The window of WRONG_NAMES.
RETRY_AFTER = "600"


class TooManyTries(Exception):
    """The limits of access.py are spent."""


@public
@require_http_methods(["GET", "HEAD", "POST"])
def verify_form(request: HttpRequest) -> HttpResponse:
    """Where anybody types a code, or a number and a name."""
    form = VerifyForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _unindexed(render(request, "certificates/verify_form.html", {"form": form}))
    reference, full_name = form.cleaned_data["reference"], form.cleaned_data["full_name"]
    number = read_number(reference)
    if number is None:
        code = read_code(reference)
        return redirect("certificates:verify", code=code) if code else _page(request, None)
    try:
        return _page(request, _by_number(request, number, full_name))
    except TooManyTries:
        return _busy(request)


@public
@csrf_exempt
@require_POST
def verify_json(request: HttpRequest) -> HttpResponse:
    """The same question from a machine: `reference` and, with a number, `full_name`, in the body and so in no log.

    It changes nothing and knows no session, so there is nothing that a foreign page could make a browser do here.
    """
    form = VerifyForm(request.POST)
    if not form.is_valid():
        return _answer({"status": "bad_request", "errors": form.errors.get_json_data()}, status=400)
    reference = form.cleaned_data["reference"]
    number = read_number(reference)
    try:
        if number is not None:
            return _json(_by_number(request, number, form.cleaned_data["full_name"]))
        return _json(_by_code(request, reference))
    except TooManyTries:
        return _busy_json()


@public
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What the QR code leads to. Unknown, mistyped and malformed codes get the same answer, byte for byte."""
    wants_json = request.get_preferred_type([HTML, JSON]) == JSON
    try:
        found = _by_code(request, code)
    except TooManyTries:
        return _busy_json() if wants_json else _busy(request)
    return _json(found) if wants_json else _page(request, found, is_by_code=True)


@public
@require_safe
def verify_code_json(request: HttpRequest, code: str) -> HttpResponse:
    """The answer for machines that send no Accept."""
    try:
        return _json(_by_code(request, code))
    except TooManyTries:
        return _busy_json()


@public
@require_safe
def replacement(request: HttpRequest, code: str) -> HttpResponse:
    """The certificate that took the place of a superseded one, for whoever holds the old paper.

    Only where the new one is valid today; its own code is not told: the paper that carries it is the holder's to show.
    """
    try:
        found = _by_code(request, code)
    except TooManyTries:
        return _busy(request)
    newest = newest_successor(found) if found else None
    if newest is None or standing_of(newest, today=timezone.localdate()) != Standing.VALID:
        return _page(request, None)
    return _page(request, newest)


@public
@require_safe
def card(request: HttpRequest, code: str) -> HttpResponse:
    """The square picture for sharing; drawn once for what it says."""
    try:
        found = _by_code(request, code)
    except TooManyTries:
        return _busy(request)
    if found is None:
        raise Http404
    today = timezone.localdate()
    text = card_text(public_record(found, today=today), today=today)
    key = "certificate-card:" + hashlib.sha256(repr((text, get_language())).encode()).hexdigest()
    picture = cache.get(key)
    if picture is None:
        try:
            picture = square_card(text)
        except NoFontError as error:
            raise Http404 from error
        cache.set(key, picture, PICTURE_SECONDS)
    return _private(_unindexed(HttpResponse(picture, content_type="image/png")))


def _by_code(request: HttpRequest, text: str) -> Certificate | None:
    if not LOOKUPS.spend(address_of(request)):
        raise TooManyTries
    return certificate_by_code(text)


def _by_number(request: HttpRequest, number: str, full_name: str) -> Certificate | None:
    """Both must be right; wrong pairs are counted by address and by number."""
    address = address_of(request)
    if not LOOKUPS.spend(address) or WRONG_NAMES.is_spent(address) or WRONG_NAMES_OF_NUMBER.is_spent(number):
        raise TooManyTries
    found = certificate_by_number_and_name(number, full_name)
    if found is None:
        WRONG_NAMES.spend(address)
        WRONG_NAMES_OF_NUMBER.spend(number)
    return found


def _page(request: HttpRequest, found: Certificate | None, *, is_by_code: bool = False) -> HttpResponse:
    """Always 200: whether there is such a certificate is the answer, not an error."""
    record = public_record(found, today=timezone.localdate()) if found else None
    context: dict[str, object] = {"record": record, "standing": record.standing.value if record else "unknown"}
    if found is not None and is_by_code:
        # Whoever came by number and name is told no code.
        context |= {"verify_address": verification_address(found), "picture_address": picture_address(found)}
    response = render(request, "certificates/verify.html", context)
    patch_vary_headers(response, ["Accept"])
    return _unindexed(_private(response))


def _json(found: Certificate | None) -> HttpResponse:
    return _answer(as_json(public_record(found, today=timezone.localdate()) if found else None))


def _answer(body: dict[str, object], *, status: int = 200) -> HttpResponse:
    response = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    patch_vary_headers(response, ["Accept"])
    return _unindexed(_private(response))


def _busy(request: HttpRequest) -> HttpResponse:
    response = render(request, "certificates/verify_busy.html", status=429)
    response["Retry-After"] = RETRY_AFTER
    return _unindexed(_private(response))


def _busy_json() -> HttpResponse:
    response = _answer({"status": "busy"}, status=429)
    response["Retry-After"] = RETRY_AFTER
    return response


def _unindexed(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    add_never_cache_headers(response)
    return response


def _private(response: HttpResponse) -> HttpResponse:
    """The address carries the code. A page with this header can hold no form: its Origin would read null."""
    response["Referrer-Policy"] = "no-referrer"
    return response
