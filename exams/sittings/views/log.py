"""The candidate's own log of a closed attempt, to take away."""

import orjson
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from exams.sittings.models import Attempt
from exams.sittings.queries import own_attempt
from exams.sittings.queries.log import log_in_words, own_log
from exams.sittings.services.attempts import close_if_overdue
from exams.sittings.views.candidate import signed_in


def _closed_attempt(request: HttpRequest, attempt_id: int) -> Attempt:
    """The candidate's own attempt once it is closed; while it runs, and for anybody else's, there is no such page."""
    try:
        attempt = own_attempt(signed_in(request), attempt_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    if not close_if_overdue(attempt=attempt, now=timezone.now()):
        raise Http404
    return attempt


@never_cache
@require_safe
def as_json(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Every saved act with its chain, for proving."""
    attempt = _closed_attempt(request, attempt_id)
    text = orjson.dumps(own_log(attempt), option=orjson.OPT_INDENT_2)
    return _download(text, content_type="application/json", name=f"{attempt}.json")


@never_cache
@require_safe
def as_text(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """The same in words, for reading."""
    attempt = _closed_attempt(request, attempt_id)
    # The mark tells Windows' editor that this is UTF-8.
    text = "\ufeff" + log_in_words(attempt)
    return _download(text.encode(), content_type="text/plain; charset=utf-8", name=f"{attempt}.txt")


def _download(content: bytes, *, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="answers-{name}"'
    return response
