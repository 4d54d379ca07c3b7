"""Arranged breaks: a page of its own, on which nothing of the paper is shown while the clock stands still."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from exams.sittings.models import Attempt
from exams.sittings.queries import own_attempt
from exams.sittings.queries.breaks import breaks_left
from exams.sittings.services.accommodations import approved_accommodation
from exams.sittings.services.attempts import close_if_overdue
from exams.sittings.services.breaks import BreakRefused, begin_break, end_break
from exams.sittings.views.candidate import signed_in
from exams.sittings.views.lease import held_lease, shown_lease


def _own_attempt(request: HttpRequest, attempt_id: int) -> Attempt:
    try:
        return own_attempt(signed_in(request), attempt_id)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rest(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """What is left of the breaks and the button that begins one (POST); during a break, how long it may last."""
    attempt = _own_attempt(request, attempt_id)
    if close_if_overdue(attempt=attempt, now=timezone.now()):
        return redirect("sittings:receipt", attempt_id=attempt.pk)
    if held_lease(request, attempt) is None:
        status = 409 if request.method == "POST" else 200
        return render(request, "sittings/takeover.html", {"attempt": attempt}, status=status)
    if request.method != "POST":
        return _page(request, attempt)
    lease = shown_lease(request, attempt.pk)
    try:
        begin_break(attempt_id=attempt.pk, actor=signed_in(request), lease_token=lease, now=timezone.now())
    except BreakRefused as refusal:
        return _page(request, attempt, refusal=str(refusal))
    return redirect("sittings:break", attempt_id=attempt.pk)


def _page(request: HttpRequest, attempt: Attempt, *, refusal: str = "") -> HttpResponse:
    now = timezone.now()
    left = breaks_left(attempt, approved_accommodation(attempt.registration))
    if left is None and not refusal and attempt.break_until is None:
        raise Http404
    until, clock = attempt.break_until, attempt.paused_at or now
    context = {
        "attempt": attempt,
        "left": left,
        "until": until,
        "until_ms": max(0, int((until - now).total_seconds() * 1000)) if until else 0,
        "seconds_of_exam": max(0, int((attempt.deadline - clock).total_seconds())),
        "refusal": refusal,
    }
    return render(request, "sittings/break.html", context, status=422 if refusal else 200)


@never_cache
@require_POST
def go_on(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Back to the paper; where the break has ended already, the same."""
    try:
        end_break(attempt_id=attempt_id, actor=signed_in(request), now=timezone.now())
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    return redirect("sittings:runner", attempt_id=attempt_id)
