"""The open files of badges: keys, issuer, achievements, credentials, status lists; and the holder's baked pictures."""

import hashlib
import json

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_cache_control, patch_vary_headers
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import public
from certificates.access import LOOKUPS, address_of
from certificates.badges.carriers import baked_png, baked_svg
from certificates.badges.documents import achievement_document, did_document, issuer_document
from certificates.badges.picture import BadgeText, badge_png, badge_svg
from certificates.badges.status import TIME_TO_LIVE
from certificates.badges.store import NoBadge, signed_credential, signed_status_list
from certificates.models import Award, BadgeKey, Certificate, StatusList
from certificates.pictures import NoFontError
from certificates.queries import certificate_by_code
from certificates.rules import issuer_of
from certificates.views.holder import own_certificate, signed_in

JSON, DID, CREDENTIAL, HTML = "application/json", "application/did+json", "application/vc", "text/html"
STEADY_SECONDS = 3600
PICTURE_SECONDS = 86_400
RETRY_AFTER = "60"
KINDS = {"json": CREDENTIAL, "png": "image/png", "svg": "image/svg+xml"}


@public
@require_safe
def keys(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """The site as did:web: the public keys that badges are checked with; 404 before there is one."""
    known = list(BadgeKey.objects.all())
    if not known:
        raise Http404
    return _open(_written(did_document(known)), DID)


@public
@require_safe
def issuer(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """Who issues."""
    return _open(_written(issuer_document()), JSON)


@public
@require_safe
def achievement(request: HttpRequest, award_id: int) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """What an award is given for."""
    award = get_object_or_404(Award.objects.select_related("exam"), pk=award_id)
    # The words of the certificate, whatever language its reader has chosen for the site.
    with override("zh-hans"):
        return _open(_written(achievement_document(award)), JSON)


@public
@require_safe
def picture(request: HttpRequest, award_id: int) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """The badge's picture, without any credential."""
    award = get_object_or_404(Award, pk=award_id)
    text = BadgeText(title=award.title, course=award.course_title, issuer=issuer_of(award))
    return _open(_drawn(text, "png"), KINDS["png"])


@public
@require_safe
def credential(request: HttpRequest, code: str) -> HttpResponse:
    """The credential of a certificate, with no more than the verification page says; a browser is led to that page."""
    if not LOOKUPS.spend(address_of(request)):
        return _busy()
    found = certificate_by_code(code)
    if found is None:
        raise Http404
    if request.get_preferred_type([CREDENTIAL, "application/ld+json", JSON, HTML]) == HTML:
        response: HttpResponse = redirect("certificates:verify", code=found.code)
    else:
        response = _for_all(_credential(found, results=False))
    patch_vary_headers(response, ["Accept"])
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    add_never_cache_headers(response)
    return response


@public
@require_safe
def status_list(request: HttpRequest, list_id: int) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """Which badges no longer count, as of now."""
    found = get_object_or_404(StatusList, pk=list_id)
    try:
        return _open(signed_status_list(found, now=timezone.now()), CREDENTIAL, seconds=TIME_TO_LIVE // 1000)
    except NoBadge as error:
        raise Http404 from error


@never_cache
@require_safe
def download(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """My badge, with its results, alone or baked into its picture."""
    if kind not in KINDS:
        raise Http404
    found = own_certificate(signed_in(request), number)
    text = _credential(found, results=True)
    if kind != "json":
        payload = found.payload
        drawn = _drawn(
            BadgeText(title=payload["title"], course=payload["course_title"], issuer=payload["issuer"]), kind
        )
        text = baked_png(drawn, text) if kind == "png" else baked_svg(drawn, text)
    response = HttpResponse(text, content_type=KINDS[kind])
    response["Content-Disposition"] = f'attachment; filename="{found.number}-badge.{kind}"'
    return response


def _credential(found: Certificate, *, results: bool) -> bytes:
    try:
        return signed_credential(found, results=results, name=found.shows_full_name)
    except NoBadge as error:
        raise Http404 from error


def _drawn(text: BadgeText, kind: str) -> bytes:
    """Drawn once for what it says."""
    key = f"badge-picture:{kind}:" + hashlib.sha256(repr(text).encode()).hexdigest()
    kept = cache.get(key)
    if kept is None:
        try:
            kept = badge_png(text) if kind == "png" else badge_svg(text)
        except NoFontError as error:
            raise Http404 from error
        cache.set(key, kept, PICTURE_SECONDS)
    return bytes(kept)


def _written(document: dict[str, object]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _open(body: bytes, content_type: str, *, seconds: int = STEADY_SECONDS) -> HttpResponse:
    response = _for_all(body, content_type)
    patch_cache_control(response, public=True, max_age=seconds)
    return response


def _for_all(body: bytes, content_type: str = CREDENTIAL) -> HttpResponse:
    """Wallets and checkers run in the pages of other sites; there is nothing here that depends on a session."""
    response = HttpResponse(body, content_type=content_type)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _busy() -> HttpResponse:
    response = HttpResponse(_written({"status": "busy"}), content_type=JSON, status=429)
    response["Retry-After"] = RETRY_AFTER
    return response
